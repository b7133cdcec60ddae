"""The gallery as the database knows it now: the active build, and what came after it.

Every recognition asks again, which costs two small queries; so a work that was added, by whichever process, is found by
the next recognition in every process, and one that was removed is not.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from catalog.models import ReferenceImage
from recognition.core.errors import DamagedIndex, GalleryIndexError, IncompatibleIndex
from recognition.core.features import ReferenceFeatures
from recognition.core.index import BuiltIndex, GalleryIndex, JoinedIndex
from recognition.core.index_faiss import DeltaIndex, FaissIndex, build_faiss
from recognition.core.index_files import check_files, read_manifest
from recognition.core.values import Reference
from recognition.models import DeltaEntry, IndexBuild
from recognition.resources import get_extractor, get_feature_store

logger = logging.getLogger(__name__)

# Up to so many bytes a build is read whole and compared with its hashes before it is searched: 20,000 works, a second.
# A larger one is looked at by the hourly check alone.
CHECKED_AT_OPENING = 1_000_000_000


@dataclass(frozen=True)
class Backend:
    """How builds are written, opened and removed. `write` takes a folder, a fingerprint and (id, features) pairs."""

    write: Callable[[Path, str, Iterable[tuple[int, ReferenceFeatures]]], int]
    open: Callable[[Path], BuiltIndex]
    remove: Callable[[Path], None]


def backend() -> Backend:
    """Return the backend that ARTRECOG_INDEX_BACKEND names."""
    if settings.INDEX_BACKEND == "milvus":
        from recognition.core.index_milvus import MilvusBuilds

        builds = MilvusBuilds(settings.MILVUS_URI)
        return Backend(builds.write, builds.open, builds.remove)
    return Backend(build_faiss, FaissIndex, partial(shutil.rmtree, ignore_errors=True))


def indexes_dir() -> Path:
    """Return the folder that holds one folder a build."""
    return settings.DATA_DIR / "indexes"


@dataclass(frozen=True)
class Kept:
    """What the database says of a build that is kept."""

    name: str
    active: bool
    problem: str


class Gallery:
    """One process's view of the gallery. Indexes are replaced, never changed, so a running query keeps its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._build: BuiltIndex | None = None
        self._builds: Sequence[Kept] = ()
        self._searched: Kept | None = None
        self._delta = DeltaIndex("", {})

    def refresh(self) -> GalleryIndex:
        """Return the current index.

        Raises:
            GalleryIndexError: every build is damaged or of another extractor; says what to do.
        """
        build, delta = self._current()
        return JoinedIndex((build, delta) if build else (delta,))

    def held(self) -> tuple[Set[int], Set[int]]:
        """Return the ids of the references in the build that is searched, and of those searched beside it.

        Raises:
            GalleryIndexError: as `refresh`.
        """
        build, delta = self._current()
        return (build.reference_ids if build else set()), delta.reference_ids

    def is_substitute(self) -> bool:
        """Tell whether an older build is searched, since the active one cannot be."""
        with self._lock:
            return self._searched is not None and not self._searched.active

    def _current(self) -> tuple[BuiltIndex | None, DeltaIndex]:
        with self._lock:
            # The delta first: if a build is activated in between, its references are in both, never in neither.
            entries = _delta_entries(get_extractor().fingerprint)
            builds = _kept_builds()
            if builds != self._builds:
                self._build, self._searched = _open_first(builds) if builds else (None, None)
                self._builds = builds
            self._delta = _updated(self._delta, entries, self._build)
            return self._build, self._delta


def open_build(name: str, *, whole: bool = False) -> BuiltIndex:
    """Open a build; a small one, or any if `whole`, is read and compared with its hashes first.

    Raises:
        DamagedIndex: a file is missing or changed. IncompatibleIndex: it was built by another extractor or version.
    """
    folder = indexes_dir() / name
    manifest = read_manifest(folder)
    if whole or manifest.size <= CHECKED_AT_OPENING:
        check_files(folder, manifest)
    build = backend().open(folder)
    if build.fingerprint != get_extractor().fingerprint:
        raise IncompatibleIndex(f"The index {name} was built by another network. Run `manage.py build_index`.")
    return build


def note_problem(name: str, problem: str) -> None:
    """Have no process search a build any more, and show in the admin why; "" when it is whole again."""
    IndexBuild.objects.filter(name=name).update(problem=problem)


def load_reference(index: GalleryIndex, reference_id: int) -> Reference | None:
    """Return a reference for verification, None when its picture is no longer in the catalogue."""
    artwork_id = ReferenceImage.objects.filter(pk=reference_id).values_list("artwork_id", flat=True).first()
    if artwork_id is None:
        return None
    features = index.features(reference_id)
    return Reference(reference_id, artwork_id, features.width, features.height, features.local(), features.thumbnail)


def get_gallery() -> Gallery:
    """Return this process's gallery."""
    return _gallery


def reset() -> None:
    """Forget what is open."""
    global _gallery
    _gallery = Gallery()


def _kept_builds() -> Sequence[Kept]:
    """Return the builds to choose from, the active one first, those with a problem last; none if none is active."""
    rows = IndexBuild.objects.order_by("-active", "-created_at").values_list("name", "active", "problem")
    builds = [Kept(*row) for row in rows]
    return sorted(builds, key=lambda build: bool(build.problem)) if any(build.active for build in builds) else []


def _open_first(builds: Sequence[Kept]) -> tuple[BuiltIndex, Kept]:
    """Open the first build that can be searched.

    Raises:
        GalleryIndexError: none can; the reason of the first.
    """
    reasons: list[GalleryIndexError] = []
    for build in builds:
        try:
            return _open_kept(build), build
        except GalleryIndexError as error:
            logger.error("The index %s is not searched: %s", build.name, error)
            if isinstance(error, DamagedIndex):
                note_problem(build.name, error.message)
            reasons.append(error)
    raise reasons[0]


def _open_kept(build: Kept) -> BuiltIndex:
    """Open a build; one that had a problem is read whole first, and has none if that is as it should be."""
    opened = open_build(build.name, whole=bool(build.problem))
    if build.problem:
        note_problem(build.name, "")
    if not build.active:
        logger.error("The older index %s is searched instead, until a new one is built", build.name)
    return opened


def _delta_entries(fingerprint: str) -> dict[int, str]:
    entries = DeltaEntry.objects.filter(fingerprint=fingerprint)
    return dict(entries.values_list("reference_image_id", "reference_image__sha256"))


def _updated(delta: DeltaIndex, entries: dict[int, str], build: BuiltIndex | None) -> DeltaIndex:
    """Return `delta` itself when nothing changed, else one with exactly the entries that the build does not hold."""
    wanted = {pk: sha256 for pk, sha256 in entries.items() if build is None or pk not in build}
    if wanted.keys() == delta.reference_ids:
        return delta
    found = {pk: _features(delta, pk, sha256) for pk, sha256 in wanted.items()}
    kept = {pk: features for pk, features in found.items() if features is not None}
    return DeltaIndex(get_extractor().fingerprint, kept)


def _features(delta: DeltaIndex, reference_id: int, sha256: str) -> ReferenceFeatures | None:
    """Return a reference's features; None when they are lost, after striking it from the delta.

    It is missing then, and the next sweep or build extracts it again.
    """
    if reference_id in delta:
        return delta.features(reference_id)
    try:
        return get_feature_store().load(sha256)
    except FileNotFoundError:
        logger.error("The features of reference image %s are lost; it is left out until extracted again", reference_id)
        DeltaEntry.objects.filter(reference_image=reference_id).delete()
        return None


_gallery = Gallery()
