"""Which parts of a visitor's photo resembled a work to the network: worked out when first asked for, then kept."""

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import transaction

from catalog.models import ReferenceImage
from recognition.core.decode import decode_photo, encode_jpeg
from recognition.core.errors import GalleryIndexError
from recognition.core.preprocess import VIEWS
from recognition.core.saliency import Saliency, View, explain_similarity, paint_saliency
from recognition.core.values import Photo, Vector
from recognition.gallery import get_gallery
from recognition.models import Recognition
from recognition.resources import get_extractor
from recognition.runner import STORED_PHOTO

DIGITS = 4  # of a cosine: more would only be noise of the network's 16-bit weights
SMALLEST_VIEW = 0.05  # of the photo's side: 32 px of those that views are cut from
RETRY_SECONDS = 2  # about what one explanation takes

_at_work = threading.Lock()


class ExplainerBusy(RuntimeError):
    """This process explains another answer now; ask again after `RETRY_SECONDS`."""


class NothingToExplain(LookupError):
    """The answer does not mention the work, or its photo or picture is gone."""


def explain(row: Recognition, artwork_id: int) -> Saliency:
    """Return what the network saw of a work that the answer mentions. Kept with the answer, so it is worked out once.

    Raises:
        NothingToExplain: the answer does not mention the work, or its photo or picture is gone.
        ExplainerBusy: another explanation is being worked out in this process.
    """
    if not row.photo or not row.photo.storage.exists(str(row.photo.name)):
        raise NothingToExplain("The photo is gone.")
    find = _find_of(row.result, artwork_id)
    reference_id = int(find["reference_image_id"])
    if not ReferenceImage.objects.filter(pk=reference_id).exists():
        raise NothingToExplain("The work's picture has left the catalogue.")
    kept = row.result.get("saliency", {}).get(str(reference_id))
    if kept is not None:
        return _from_json(kept)
    with _one_at_a_time():
        return _work_out(row, reference_id, find["quad"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hundreds of runs of the network must not keep other visitors from their answers."""
    if not _at_work.acquire(blocking=False):
        raise ExplainerBusy("Another explanation is being worked out. Please try again in a moment.")
    try:
        yield
    finally:
        _at_work.release()


def _work_out(row: Recognition, reference_id: int, quad: Sequence[Sequence[float]]) -> Saliency:
    vector, views = _vector_of(reference_id), (*VIEWS, *_view_around(quad, row.width, row.height))
    saliency = explain_similarity(_photo_of(row).pixels, vector, get_extractor().embedder, views)
    _keep(row.pk, reference_id, saliency)
    return saliency


def paint(row: Recognition, artwork_id: int) -> bytes:
    """Return the photo as a JPEG, colored where the network looked. Raises as `explain`."""
    photo = _photo_of(row)
    return encode_jpeg(paint_saliency(photo.pixels, explain(row, artwork_id)))


def to_json(saliency: Saliency) -> dict[str, Any]:
    """Return a saliency for programs; cosines to `DIGITS` digits."""
    grid = [[round(float(value), DIGITS) for value in line] for line in saliency.grid]
    return {"view": list(saliency.view), "similarity": round(saliency.similarity, DIGITS), "grid": grid}


def _find_of(result: Mapping[str, list[dict[str, Any]]], artwork_id: int) -> dict[str, Any]:
    for find in (*result.get("matches", []), *result.get("candidates", [])):
        if find["artwork_id"] == artwork_id:
            return find
    raise NothingToExplain("The answer does not mention this work.")


def _view_around(quad: Sequence[Sequence[float]], width: int, height: int) -> Iterator[View]:
    """Yield the part of the photo that holds the outlined work, if there is an outline and it is not too small."""
    if quad:
        corners = np.clip(np.array(quad) / (width, height), 0, 1)
        (left, top), (right, bottom) = corners.min(0).tolist(), corners.max(0).tolist()
        if min(right - left, bottom - top) >= SMALLEST_VIEW:
            yield left, top, right, bottom


def _photo_of(row: Recognition) -> Photo:
    if not row.photo:
        raise NothingToExplain("The photo is gone.")
    try:
        with row.photo.open() as photo:
            return decode_photo(photo.read(), STORED_PHOTO.limits)
    except FileNotFoundError as missing:
        raise NothingToExplain("The photo is gone.") from missing


def _vector_of(reference_id: int) -> Vector:
    try:
        return get_gallery().refresh().features(reference_id).vector
    except (KeyError, GalleryIndexError) as missing:
        raise NothingToExplain("The work's picture is not indexed now.") from missing


def _keep(pk: uuid.UUID, reference_id: int, saliency: Saliency) -> None:
    """Add to the answer; the row is locked, so that of two explanations at once neither is lost."""
    with transaction.atomic():
        row = Recognition.objects.select_for_update().filter(pk=pk).first()
        if row is not None:
            row.result.setdefault("saliency", {})[str(reference_id)] = to_json(saliency)
            row.save(update_fields=["result"])


def _from_json(kept: Mapping[str, Any]) -> Saliency:
    left, top, right, bottom = kept["view"]
    return Saliency((left, top, right, bottom), kept["similarity"], np.array(kept["grid"], np.float32))
