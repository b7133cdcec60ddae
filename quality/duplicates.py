"""Finding works that are in the catalogue twice: by what their pictures look like, and by their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
from django.utils import timezone

from catalog.models import Attribution, ReferenceImage
from catalog.text import fold
from quality.hashing import as_hashes, bits_apart
from quality.models import Duplicate, Look, PictureCheck
from recognition.core.border import only_border_agrees
from recognition.core.features import ReferenceFeatures
from recognition.core.index import GalleryIndex
from recognition.core.preprocess import Pyramid, build_pyramid
from recognition.core.values import Photo, Reference
from recognition.core.verify import VerifyConfig, verify, whole_tolerance

# docs/decisions/0013-quality-desk.md has what these come from.
LEAST_AGREEING = 12  # details that lie alike in two pictures
NEARLY_SAME_BITS = 60  # of 256: as far apart as two files of one picture may be
LEAST_COVERED = 0.2  # of what is seen of one in the other: a seal or a watermark is less
NEIGHBORS = 6  # that the network proposes, itself among them
VERIFY = VerifyConfig()
# A name that so many works of one maker have, such as "Untitled", tells none of them apart.
MOST_OF_A_NAME = 6


class Album:
    """The hashes of all pictures that were checked, to be compared with one more."""

    def __init__(self) -> None:
        checks = PictureCheck.objects.exclude(perceptual_hash="")
        rows = list(checks.values_list("reference_image_id", "perceptual_hash"))
        self._ids = [pk for pk, _ in rows]
        self._hashes = as_hashes([bytes.fromhex(text) for _, text in rows])

    def nearly_same(self, own: bytes) -> dict[int, int]:
        """Return the pictures that look the same as one, and how many bits they are apart."""
        apart = bits_apart(own, self._hashes)
        return {self._ids[place]: int(apart[place]) for place in np.flatnonzero(apart <= NEARLY_SAME_BITS)}

    def add(self, pk: int, own: bytes) -> None:
        """Compare later pictures with this one too."""
        self._ids.append(pk)
        self._hashes = np.concatenate([self._hashes, as_hashes([own])])


def alike(index: GalleryIndex, pk: int, picture: Photo | None) -> dict[int, int]:
    """Return the pictures that show what one in the index shows, and how many of their details agree.

    The network proposes, geometry decides: copies that are framed, cropped or gray lie as far apart for the network as
    works of one painter, but only in copies many details lie alike. Where `picture`, the one in the index, can be seen,
    two works in one frame are told from a copy.
    """
    own, seen = index.features(pk), build_pyramid(picture) if picture else None
    nearest = index.search(np.atleast_2d(own.vector), NEIGHBORS)
    agreeing = {other: _agreeing(own, seen, index.features(other)) for other in nearest if other != pk}
    return {other: count for other, count in agreeing.items() if count >= LEAST_AGREEING}


def _agreeing(one: ReferenceFeatures, seen: Pyramid | None, other: ReferenceFeatures) -> int:
    """Return how many details of two pictures agree on where one lies in the other; of a shared frame, none."""
    reference = Reference(0, 0, other.width, other.height, other.local(), other.thumbnail)
    size = one.width, one.height
    found = verify(one.local(), size, whole_tolerance(size, VERIFY), reference, VERIFY)
    if found is None or found.coverage < LEAST_COVERED:
        return 0
    return 0 if seen and only_border_agrees(seen, found, reference) else found.inliers


def note_pairs(image: ReferenceImage, agreeing: dict[int, int], apart: dict[int, int]) -> None:
    """Note the other works whose pictures are like this one."""
    others = ReferenceImage.objects.filter(pk__in={*agreeing, *apart}).exclude(artwork=image.artwork_id)
    for other, artwork in others.values_list("pk", "artwork"):
        pair = _pair(image.artwork_id, artwork)
        _keep_nearest(pair, agreeing.get(other), apart.get(other))
        pair.save()


def note_same_names() -> None:
    """Note works that have a maker and a title in common; a pair that no longer has them is no such pair."""
    pairs = set(_same_names())
    for pair in Duplicate.objects.filter(same_name=True):
        if (pair.first_id, pair.second_id) not in pairs:
            pair.same_name = False
            pair.save(update_fields=["same_name"])
    for first, second in pairs:
        Duplicate.objects.update_or_create(
            first_id=first, second_id=second, defaults={"same_name": True, "found_at": timezone.now()}
        )


def forget_stale_pairs(look: Look) -> None:
    """Drop what a look at everything did not find again; what a person decided stays."""
    stale = Duplicate.objects.filter(found_at__lt=look.started_at, dismissed_at=None)
    if look.everything:
        stale.delete()
    Duplicate.objects.filter(same_name=False, agreeing=None, bits_apart=None, dismissed_at=None).delete()


def title_key(title: str) -> str:
    """Return a title as it is compared: without accents, case, punctuation and an article before it."""
    words = re.findall(r"\w+", fold(title))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def _pair(one: int, other: int) -> Duplicate:
    first, second = sorted((one, other))
    found = Duplicate.objects.filter(first_id=first, second_id=second).first()
    return found or Duplicate(first_id=first, second_id=second)


def _keep_nearest(pair: Duplicate, agreeing: int | None, apart: int | None) -> None:
    if agreeing is not None:
        pair.agreeing = max(agreeing, pair.agreeing or 0)
    if apart is not None:
        pair.bits_apart = apart if pair.bits_apart is None else min(apart, pair.bits_apart)
    pair.found_at = timezone.now()


def _same_names() -> Iterator[tuple[int, int]]:
    named: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    rows: Iterable[tuple[str, str, int]] = Attribution.objects.values_list(
        "creator__name", "artwork__title", "artwork_id"
    ).iterator()
    for creator, title, artwork in rows:
        named[fold(creator), title_key(title)].add(artwork)
    for works in named.values():
        if len(works) <= MOST_OF_A_NAME:
            yield from combinations(sorted(works), 2)
