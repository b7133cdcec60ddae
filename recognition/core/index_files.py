"""An index on disk: a folder that appears whole. It is written under another name, flushed to the disk, then renamed.

    manifest.json    format, fingerprint, counts, size and SHA-256 of every file
    references.i64   (r, 5): id, width, height, first row, rows         vectors.f16      (r, d)
    points.u16       (n, 2) in 1/65,535 of the longest side             descriptors.u4   (n, k / 2) bytes
    thumbnails.u8    (r, side²), see resemblance.py                     global.faiss, local.faiss (index_channels.py)
    local.lists, global.lists of large galleries: index_lists.py

The arrays are raw little-endian rows, so that they can be written reference by reference and memory-mapped.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Set
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognition.core.errors import DamagedIndex, EmptyGallery, IncompatibleIndex
from recognition.core.features import NUMBERS_A_BYTE, VOTING_FEATURES, ReferenceFeatures
from recognition.core.resemblance import SIDE

FORMAT_VERSION = 4
FORMAT_WITH_LISTS = 5  # beside the index: a version that reads 4 alone would find nothing in such a build
READABLE = (FORMAT_VERSION, FORMAT_WITH_LISTS)
FORMATS = " and ".join(map(str, READABLE))
LISTS = ".lists"
MANIFEST_FILE = "manifest.json"
REFERENCES, VECTORS, THUMBNAILS = "references.i64", "vectors.f16", "thumbnails.u8"  # a row a reference
POINTS, DESCRIPTORS = "points.u16", "descriptors.u4"


@dataclass(frozen=True)
class Shape:
    """How many references a build holds, and how long its global and local descriptors are."""

    references: int
    dimensions: int
    local_dimensions: int


@dataclass(frozen=True)
class Quality:
    """How a build searches, and how much that finds of what there is, measured on a sample when it was built.

    global_kind, local_kind: FAISS factory strings of the two channels.
    global_recall: share of the exact 20 nearest that the global channel finds.
    local_recall: share of voting descriptors that find their own reference among their nearest; None without any.
    """

    global_kind: str
    local_kind: str
    global_recall: float
    local_recall: float | None


@dataclass(frozen=True)
class Manifest:
    """The facts of one build. `files` gives each size in bytes, `sha256` each hash (older builds: none), by name."""

    fingerprint: str
    shape: Shape
    files: dict[str, int]
    quality: Quality | None = None
    format_version: int = FORMAT_VERSION
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(self.files.values())


class PackedFeatures:
    """The features of all references of a build, memory-mapped; as a mapping: id → ReferenceFeatures."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self.local_dimensions = shape.local_dimensions
        self._references = _map(folder / REFERENCES, np.int64, 5)
        self.vectors = _map(folder / VECTORS, np.float16, shape.dimensions)
        self._thumbnails = _map(folder / THUMBNAILS, np.uint8, SIDE**2)
        self._points = _map(folder / POINTS, np.uint16, 2)
        self._descriptors = _map(folder / DESCRIPTORS, np.uint8, shape.local_dimensions // NUMBERS_A_BYTE)
        # Two arrays of a million take 16 MB, a dictionary 150.
        self._order = np.argsort(self._references[:, 0], kind="stable")
        self._sorted_ids = self._references[:, 0][self._order]

    def __len__(self) -> int:
        return len(self._references)

    def __contains__(self, reference_id: object) -> bool:
        return isinstance(reference_id, int) and self._row(reference_id) is not None

    def __getitem__(self, reference_id: int) -> ReferenceFeatures:
        row = self._row(reference_id)
        if row is None:
            raise KeyError(reference_id)
        _, width, height, first, count = self._references[row].tolist()
        rows = slice(first, first + count)
        vector = self.vectors[row].astype(np.float32)
        thumbnail = np.array(self._thumbnails[row]).reshape(SIDE, SIDE)
        return ReferenceFeatures(vector, width, height, self._points[rows], self._descriptors[rows], thumbnail)

    @property
    def ids(self) -> Set[int]:
        """Return the ids held."""
        return set(self._sorted_ids.tolist())

    @property
    def reference_ids(self) -> NDArray[np.int64]:
        """Return the (r,) ids, in the order of `vectors`."""
        return self._references[:, 0]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return (r, 5): id, width, height, first row of local features, their number."""
        return self._references

    @property
    def voter_count(self) -> int:
        """Return how many descriptors vote in all."""
        return int(np.minimum(self._references[:, 4], VOTING_FEATURES).sum())

    def voters(self, first: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return the voting descriptors of `count` references from the `first`-th: (m,) owners and (m, k / 2) bytes."""
        chosen = self._references[first : first + count]
        parts = [
            self._descriptors[start : start + min(rows, VOTING_FEATURES)] for _, _, _, start, rows in chosen.tolist()
        ]
        owners = np.repeat(chosen[:, 0], [len(part) for part in parts])
        return owners, np.concatenate(parts)

    def _row(self, reference_id: int) -> int | None:
        place = int(np.searchsorted(self._sorted_ids, reference_id))
        is_held = place < len(self) and self._sorted_ids[place] == reference_id
        return int(self._order[place]) if is_held else None


class PackedBuild:
    """What every backend's build has in common: a folder with a manifest and the packed features."""

    def __init__(self, folder: Path) -> None:
        """Open the build in `folder`.

        Raises:
            DamagedIndex: a file is missing or cut off. IncompatibleIndex: another format version.
        """
        self.manifest = read_manifest(folder)
        self._packed = PackedFeatures(folder, self.manifest.shape)

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint that the build was made with."""
        return self.manifest.fingerprint

    @property
    def reference_ids(self) -> Set[int]:
        """Return the ids held."""
        return self._packed.ids

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, reference_id: object) -> bool:
        return reference_id in self._packed

    def features(self, reference_id: int) -> ReferenceFeatures:
        """Return the packed features, read from the memory-mapped files."""
        return self._packed[reference_id]


def pack_features(folder: Path, references: Iterable[tuple[int, ReferenceFeatures]]) -> Shape:
    """Write the arrays of `references` (id, features) into `folder`, one reference at a time.

    Raises:
        EmptyGallery: there is no reference.
    """
    shape, first = None, 0
    with ExitStack() as stack:
        names = (REFERENCES, VECTORS, THUMBNAILS, POINTS, DESCRIPTORS)
        files = {name: stack.enter_context((folder / name).open("wb")) for name in names}
        for number, (reference_id, features) in enumerate(references, start=1):
            count = len(features.points)
            files[REFERENCES].write(np.array([reference_id, features.width, features.height, first, count]).tobytes())
            files[VECTORS].write(features.vector.astype(np.float16).tobytes())
            files[THUMBNAILS].write(features.thumbnail.tobytes())
            files[POINTS].write(features.points.tobytes())
            files[DESCRIPTORS].write(features.descriptors.tobytes())
            first += count
            shape = Shape(number, len(features.vector), NUMBERS_A_BYTE * features.descriptors.shape[1])
    if shape is None:
        raise EmptyGallery("There is no reference image to index. Import works with pictures first.")
    return shape


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the build in `folder`, having checked that every file has its size.

    Raises:
        DamagedIndex: the manifest or a file is missing or cut off. IncompatibleIndex: another format version.
    """
    try:
        facts = json.loads((folder / MANIFEST_FILE).read_text())
        _check_format(folder, facts["format_version"])
        manifest = _manifest(facts)
        sizes = {name: (folder / name).stat().st_size for name in manifest.files}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DamagedIndex(f"The index {folder.name} is incomplete ({error}). Run `manage.py build_index`.") from error
    if sizes != manifest.files:
        raise DamagedIndex(f"The index {folder.name} is damaged: a file changed its size. Run `manage.py build_index`.")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Read every file of a build, which takes a second for each gigabyte or so, and compare it with its hash.

    A flipped byte changes no size and would change answers silently.

    Raises:
        DamagedIndex: a file is not as it was written.
    """
    for name, expected in manifest.sha256.items():
        if _hash(folder / name) != expected:
            raise DamagedIndex(f"The index {folder.name} is damaged: {name} changed. Run `manage.py build_index`.")


def _check_format(folder: Path, version: int) -> None:
    if version not in READABLE:
        raise IncompatibleIndex(
            f"The index {folder.name} has format {version}, this version reads {FORMATS}. Run `manage.py build_index`."
        )


def _manifest(facts: dict[str, Any]) -> Manifest:
    quality = Quality(**facts["quality"]) if facts["quality"] else None
    return Manifest(**(facts | {"shape": Shape(**facts["shape"]), "quality": quality}))


def publish(draft: Path, folder: Path, fingerprint: str, shape: Shape, quality: Quality | None = None) -> None:
    """Seal `draft` with its manifest, flush everything to the disk, and rename it to `folder`."""
    files = {path.name: path.stat().st_size for path in draft.iterdir()}
    sha256 = {path.name: _hash(path) for path in draft.iterdir()}
    version = FORMAT_WITH_LISTS if any(name.endswith(LISTS) for name in files) else FORMAT_VERSION
    manifest = Manifest(fingerprint, shape, files, quality, version, sha256)
    (draft / MANIFEST_FILE).write_text(json.dumps(asdict(manifest), indent=2))
    for path in draft.iterdir():
        _flush(path)
    _flush(draft)
    draft.replace(folder)
    _flush(folder.parent)


def fresh_draft(folder: Path) -> Path:
    """Return an empty folder beside `folder` to write a build in; what a killed build left there is removed."""
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _map(path: Path, dtype: type[np.generic], columns: int) -> NDArray:
    if path.stat().st_size == 0:
        return np.empty((0, columns), dtype)
    return np.memmap(path, dtype, "r").reshape(-1, columns)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
