"""Looking at one reference image after another: what is wrong with it, and which other works show the same."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import ReferenceImage
from quality.defects import Defect, find_defects
from quality.duplicates import Album, alike, forget_stale_pairs, note_pairs, note_same_names
from quality.hashing import perceptual_hash
from quality.models import Look, PictureCheck, PictureDefect
from recognition.core.decode import decode_photo
from recognition.core.errors import PhotoError
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.values import Photo
from recognition.gallery import get_gallery

# Raise it when a defect or the hash is measured otherwise: every picture is looked at again then.
VERSION = 1


class PictureWork:
    """The pictures that a look has still to go through."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._album = Album()
        self._index = get_gallery().refresh()

    def left(self) -> QuerySet[ReferenceImage]:
        """Return the pictures that were not looked at, or not compared since they came into the index."""
        seen = Q(is_compared=True) if not self._look.everything else Q(pk=None)
        seen |= Q(checked_at__gte=self._look.started_at)
        done = PictureCheck.objects.filter(seen, version=VERSION)
        return ReferenceImage.objects.exclude(pk__in=done.values("reference_image")).order_by("pk")

    def do(self, pk: int) -> None:
        """Look at one picture."""
        image = ReferenceImage.objects.filter(pk=pk).first()
        if image is not None:
            self._check(image)

    def complete(self) -> None:
        """Compare names, and forget what is no longer so."""
        note_same_names()
        forget_stale_pairs(self._look)

    def _check(self, image: ReferenceImage) -> None:
        photo = _read(image)
        own = perceptual_hash(photo.pixels) if photo else b""
        is_compared = image.pk in self._index
        facts = {"version": VERSION, "perceptual_hash": own.hex(), "is_compared": is_compared}
        with transaction.atomic():
            PictureCheck.objects.update_or_create(
                reference_image=image, defaults={**facts, "checked_at": timezone.now()}
            )
            note_defects(image, find_defects(photo) if photo else {Defect.UNREADABLE: 0.0})
            near = alike(self._index, image.pk, photo) if is_compared else {}
            note_pairs(image, near, self._album.nearly_same(own) if own else {})
        if own:
            self._album.add(image.pk, own)


def note_defects(image: ReferenceImage, found: dict[Defect, float]) -> None:
    """Keep exactly these defects of a picture; those that a person accepted stay accepted."""
    image.defects.exclude(code__in=found).delete()
    for code, measured in found.items():
        PictureDefect.objects.update_or_create(reference_image=image, code=code, defaults={"measured": measured})


def _read(image: ReferenceImage) -> Photo | None:
    """Return a picture's pixels, None when they cannot be read; the page of pictures to look at says so."""
    try:
        with image.file.open() as file:
            return decode_photo(file.read(), REFERENCE_LIMITS)
    except (PhotoError, OSError):
        return None
