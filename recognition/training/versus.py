"""Ours beside the five-block classifier, on the same rendered photos: who names the work?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder, embed_views
from recognition.core.features import extract_reference
from recognition.core.index_faiss import DeltaIndex
from recognition.core.local import LocalPca
from recognition.core.pipeline import recognize
from recognition.core.preprocess import WHOLE, crop_view
from recognition.core.render_photo import render_photo
from recognition.core.values import Reference
from recognition.training.dataset import read_picture
from recognition.training.five_block import classify
from recognition.training.workfolder import IterWrapper, compute_rows, identity

SEED = 700_000_000  # of the photos: neither training's nor those of the published figures
CONTESTANTS = ("five_block", "descriptor", "recognizer")


@dataclass(frozen=True)
class Gallery:
    """The works as our recognizer knows them; a work's id is its place in `paths`."""

    paths: Sequence[Path]
    embedder: Embedder
    pca: LocalPca

    @cached_property
    def index(self) -> DeltaIndex:
        """Return all works in one exact index."""
        features = (extract_reference(path.read_bytes(), self.embedder, self.pca) for path in self.paths)
        return DeltaIndex(self.embedder.fingerprint, dict(enumerate(features)))

    def load(self, work: int) -> Reference:
        """Return what verification needs of a work."""
        kept = self.index.features(work)
        return Reference(work, work, kept.width, kept.height, kept.local(), kept.thumbnail)


def compare_on_visits(
    network: keras.Model, gallery: Gallery, folder: Path, iter_wrapper: IterWrapper = identity
) -> dict[str, float]:
    """Return the share of works that each contestant puts first, on one full-size rendered photo of each work.

    five_block: its likeliest class. descriptor: the nearest vector over seven views. recognizer: the work named first,
    which it may decline to do.
    """

    def answer(number: int, path: Path) -> NDArray[np.bool_]:
        photo = render_photo(read_picture(path), SEED + number).jpeg
        return np.array([guess == number for guess in _answers(network, gallery, photo)])

    right = compute_rows(folder, gallery.paths, answer, iter_wrapper)
    return {name: round(float(share), 4) for name, share in zip(CONTESTANTS, right.mean(0), strict=True)}


def _answers(network: keras.Model, gallery: Gallery, jpeg: bytes) -> tuple[int, int | None, int | None]:
    pixels = decode_photo(jpeg).pixels
    nearest = gallery.index.search(embed_views(pixels, gallery.embedder), 1)
    decision = recognize(
        jpeg, embedder=gallery.embedder, index=gallery.index, load_reference=gallery.load, pca=gallery.pca
    )
    named = [evidence.artwork_id for evidence in decision.matches]
    whole = crop_view(pixels, WHOLE, network.input_shape[1])
    return int(classify(network, whole[None])[0]), next(iter(nearest), None), next(iter(named), None)
