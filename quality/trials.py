"""Will visitors find it? Photos of each work are rendered, and shown to the recognizer as it is now."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Artwork, ReferenceImage
from quality.defects import LEAST_SIDE
from quality.models import Look, WorkTrial
from recognition.core.config import RecognizeConfig
from recognition.core.decode import decode_photo
from recognition.core.errors import PhotoError
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.render_photo import render_photo
from recognition.core.values import Decision, Evidence
from recognition.runner import recognize_in, searchable_index

PHOTOS = 3  # of each work, from other places and in other light
FEW_DETAILS = 250  # local features of a reference, of up to 1,070
Reason = WorkTrial.Reason


class VisitorWork:
    """The works that a look has still to try."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._index = searchable_index()

    def left(self) -> QuerySet[Artwork]:
        """Return the works with a picture that were not tried by the one that they have now."""
        tried = Q(picture__isnull=False) if not self._look.everything else Q(pk=None)
        done = WorkTrial.objects.filter(tried | Q(tested_at__gte=self._look.started_at))
        shown = Artwork.objects.filter(reference_images__is_primary=True)
        return shown.exclude(pk__in=done.values("artwork")).order_by("pk")

    def do(self, pk: int) -> None:
        """Try one work."""
        picture = ReferenceImage.objects.filter(artwork=pk, is_primary=True).first()
        if picture is not None:
            facts = self._facts(picture)
            WorkTrial.objects.update_or_create(
                artwork_id=pk, defaults={"picture": picture, "rival_id": None, "tested_at": timezone.now(), **facts}
            )

    def complete(self) -> None:
        """Leave it at that."""

    def _facts(self, picture: ReferenceImage) -> dict[str, object]:
        if picture.pk not in self._index:
            return {"picture": None, "photos": 0, "found": 0, "reason": Reason.NOT_INDEXED}  # so that it is tried again
        answers = [recognize_in(self._index, photo, RecognizeConfig()) for photo in visitors_photos(picture)]
        found = sum(_names(answer, picture.artwork_id) for answer in answers)
        details = len(self._index.features(picture.pk).points)
        rival = rival_of(picture.artwork_id, answers)
        reason = Reason.FOUND if found == len(answers) else _reason(picture, details, rival)
        return {"photos": len(answers), "found": found, "reason": reason, "details": details, "rival_id": rival}


def visitors_photos(picture: ReferenceImage) -> list[bytes]:
    """Return rendered photos of a picture as JPEG, the same ones for the same picture; none if it is damaged."""
    try:
        with picture.file.open() as file:
            pixels = decode_photo(file.read(), REFERENCE_LIMITS).pixels
    except (PhotoError, OSError):
        return []
    seed = int(picture.sha256[:12], 16)
    return [render_photo(pixels, seed + number).jpeg for number in range(PHOTOS)]


def rival_of(artwork: int, answers: Sequence[Decision]) -> int | None:
    """Return the other work that was named, or was at least more likely, where this one was not named."""
    missed = [answer for answer in answers if not _names(answer, artwork)]
    before = [evidence for answer in missed for evidence in _before(artwork, answer)]
    best = max(before, key=lambda evidence: evidence.confidence, default=None)
    return best.artwork_id if best else None


def _before(artwork: int, answer: Decision) -> Sequence[Evidence]:
    """Return what was offered before the work itself; of what nobody would believe nothing."""
    offered = (*answer.matches, *answer.candidates)
    own = next((place for place, evidence in enumerate(offered) if evidence.artwork_id == artwork), len(offered))
    return [evidence for evidence in offered[:own] if evidence.confidence >= RecognizeConfig().decide.uncertain]


def _names(answer: Decision, artwork: int) -> bool:
    return any(evidence.artwork_id == artwork for evidence in answer.matches)


def _reason(picture: ReferenceImage, details: int, rival: int | None) -> WorkTrial.Reason:
    if rival is not None:
        return Reason.LOOK_ALIKE
    if max(picture.width, picture.height) < LEAST_SIDE:
        return Reason.SMALL_PICTURE
    return Reason.LOW_TEXTURE if details < FEW_DETAILS else Reason.UNCLEAR
