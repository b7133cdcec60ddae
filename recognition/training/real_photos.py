"""Real visitor photos whose works are known, to check what is learned against: the CNN alone, in a whole gallery."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import VIEWS, VIEWS_SIDE, WHOLE, crop_view, resize_longest
from recognition.training.dataset import read_picture

if TYPE_CHECKING:
    import keras

Recall = dict[str, dict[str, float]]  # by group, then by depth: the share of photos whose work is so near the front

BATCH = 32
DEPTHS = (1, 10, 20, 50)
GROUPS = {"natural": "natural", "small": "natural", "edited": "edited"}  # tiers that are measured, and as what


@dataclass(frozen=True)
class KnownPhoto:
    """A photo, the works in it (the paths of their reference pictures), and the group it is reported in."""

    path: Path
    works: frozenset[Path]
    group: str


@dataclass(frozen=True)
class PhotoCheck:
    """Photos to find and the gallery to find their works in; distractors are pictures that nothing learned from."""

    photos: tuple[KnownPhoto, ...]
    references: tuple[Path, ...]
    distractors: tuple[Path, ...]

    @property
    def gallery(self) -> tuple[Path, ...]:
        """Return all pictures that are searched."""
        return self.references + self.distractors

    @property
    def truth(self) -> NDArray[np.bool_]:
        """Return (photos, gallery): whether the picture shows a work in the photo."""
        return np.array([[picture in photo.works for picture in self.gallery] for photo in self.photos])


def read_known_photos(folder: Path, rows: Iterable[dict[str, str]]) -> tuple[tuple[KnownPhoto, ...], tuple[Path, ...]]:
    """Return the photos of `rows` (query, refs, tier) that show a catalogued work, and all references of `folder`.

    `folder` holds `catalog.csv` with the columns source_id and image.
    """
    with (folder / "catalog.csv").open(newline="", encoding="utf-8-sig") as file:
        pictures = {row["source_id"]: folder / row["image"] for row in csv.DictReader(file)}
    photos = tuple(
        KnownPhoto(
            folder / row["query"],
            frozenset(pictures[ref] for ref in row["refs"].split()),
            f"{folder.name} {GROUPS[row['tier']]}",
        )
        for row in rows
        if row["refs"] and row.get("tier") in GROUPS
    )
    return photos, tuple(pictures.values())


def rank_works(similarities: NDArray[np.floating], truth: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return each photo's rank of its best-placed work, from 1: (photos, gallery) similarities and truth."""
    best = np.where(truth, similarities, -np.inf).max(1)
    return 1 + (similarities > best[:, None]).sum(1)


def recall_by_group(photos: Sequence[KnownPhoto], ranks: NDArray[np.int64]) -> Recall:
    """Return, for each group, the share of photos whose work is among the first 1, 10, 20 and 50."""
    groups = np.array([photo.group for photo in photos])
    return {
        group: {f"{depth}": float((ranks[groups == group] <= depth).mean()) for depth in DEPTHS}
        for group in sorted(set(groups.tolist()))
    }


class CnnCheck:
    """Measures a descriptor network by itself. Reads all pictures once: 150 kB for each view at 224 pixels."""

    def __init__(self, check: PhotoCheck, side: int) -> None:
        self._check = check
        self._gallery = np.stack([crop_view(read_picture(path), WHOLE, side) for path in check.gallery])
        self._photos = np.concatenate([photo_views(photo.path, side) for photo in check.photos])

    def __call__(self, network: "keras.Model") -> Recall:
        """Return the recall of `network` by group of photos: best cosine of a photo's seven views."""
        gallery, photos = _embed(network, self._gallery), _embed(network, self._photos)
        similarities = (photos @ gallery.T).reshape(len(self._check.photos), len(VIEWS), -1).max(1)
        return recall_by_group(self._check.photos, rank_works(similarities, self._check.truth))


def photo_views(path: Path, side: int) -> NDArray[np.uint8]:
    """Return the (7, side, side, 3) views of a photo, cut as `core.embed.embed_views` cuts them."""
    small = resize_longest(read_picture(path), VIEWS_SIDE)
    return np.stack([crop_view(small, view, side) for view in VIEWS])


def _embed(network: "keras.Model", pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    batches = (pictures[first : first + BATCH] for first in range(0, len(pictures), BATCH))
    return np.concatenate([network.predict_on_batch(batch.astype(np.float32)) for batch in batches])
