"""The gallery as the database knows it now: the active build, and what came after it.

Every recognition asks again, which costs two small queries; so a work that was added, by whichever process, is found by
the next recognition in every process, and one that was removed is not.
"""

import threading
from pathlib import Path

from django.conf import settings

from catalog.models import ReferenceImage
from recognition.core.errors import IncompatibleIndex
from recognition.core.features import ReferenceFeatures
from recognition.core.index import GalleryIndex, JoinedIndex
from recognition.core.index_faiss import DeltaIndex, FaissIndex
from recognition.core.values import Reference
from recognition.models import DeltaEntry, IndexBuild
from recognition.resources import get_extractor, get_feature_store


def indexes_dir() -> Path:
    """Return the folder that holds one folder a build."""
    return settings.DATA_DIR / "indexes"


class Gallery:
    """One process's view of the gallery. Indexes are replaced, never changed, so a running query keeps its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._build: FaissIndex | None = None
        self._build_name = ""
        self._delta = DeltaIndex("", {})

    def refresh(self) -> GalleryIndex:
        """Return the current index.

        Raises:
            GalleryIndexError: the active build is damaged or of another extractor; says what to do.
        """
        # The delta first: if a build is activated in between, its references are in both, never in neither.
        entries = _delta_entries(get_extractor().fingerprint)
        name = IndexBuild.objects.filter(active=True).values_list("name", flat=True).first() or ""
        with self._lock:
            if name != self._build_name:
                self._build, self._build_name = (open_build(name) if name else None), name
            self._delta = _updated(self._delta, entries, self._build)
            return JoinedIndex((self._build, self._delta) if self._build else (self._delta,))


def open_build(name: str) -> FaissIndex:
    """Open a build.

    Raises:
        DamagedIndex: a file is missing or cut off. IncompatibleIndex: it was built by another extractor or version.
    """
    build = FaissIndex(indexes_dir() / name)
    if build.fingerprint != get_extractor().fingerprint:
        raise IncompatibleIndex(f"The index {name} was built by another network. Run `manage.py build_index`.")
    return build


def load_reference(index: GalleryIndex, reference_id: int) -> Reference | None:
    """Return a reference for verification, None when its picture is no longer in the catalogue."""
    artwork_id = ReferenceImage.objects.filter(pk=reference_id).values_list("artwork_id", flat=True).first()
    if artwork_id is None:
        return None
    features = index.features(reference_id)
    return Reference(reference_id, artwork_id, features.width, features.height, features.local())


def get_gallery() -> Gallery:
    """Return this process's gallery."""
    return _gallery


def reset() -> None:
    """Forget what is open."""
    global _gallery
    _gallery = Gallery()


def _delta_entries(fingerprint: str) -> dict[int, str]:
    entries = DeltaEntry.objects.filter(fingerprint=fingerprint)
    return dict(entries.values_list("reference_image_id", "reference_image__sha256"))


def _updated(delta: DeltaIndex, entries: dict[int, str], build: FaissIndex | None) -> DeltaIndex:
    """Return `delta` itself when nothing changed, else one with exactly the entries that the build does not hold."""
    wanted = {pk: sha256 for pk, sha256 in entries.items() if build is None or pk not in build}
    if wanted.keys() == delta.reference_ids:
        return delta
    return DeltaIndex(get_extractor().fingerprint, {pk: _features(delta, pk, sha) for pk, sha in wanted.items()})


def _features(delta: DeltaIndex, reference_id: int, sha256: str) -> ReferenceFeatures:
    return delta.features(reference_id) if reference_id in delta else get_feature_store().load(sha256)


_gallery = Gallery()
