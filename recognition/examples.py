"""Evidence whose truth is known: what the confidence is fit on, and the fit in words.

The best candidates of a photo are examples, as many as it shows works: an answer stands on them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np

from catalog.models import ReferenceImage
from recognition.core import metrics
from recognition.core.config import RecognizeConfig
from recognition.core.decide import DecideConfig, evidence_vector, inliers_of
from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from recognition.core.errors import RecognitionError
from recognition.core.metrics import Bin, Bools, Floats
from recognition.core.preprocess import resize_longest
from recognition.core.values import Evidence
from recognition.evaluation import CannotMeasure, Query, query_of, read_queries, reference_labels
from recognition.photo_sets import PARTS
from recognition.runner import recognize_bytes
from recognition.training.calibration import fit_logistic, predict_apart
from recognition.training.glass import WAYS

CONFIG = RecognizeConfig()
EVERY_CANDIDATE = replace(CONFIG.decide, match=1.1, uncertain=1.1, candidates=10**6)
PATIENT = replace(CONFIG, whole=replace(CONFIG.whole, patience=10**6), most_small=0, decide=EVERY_CANDIDATE)
SPLIT = "choose"
LIT_SIDE = 1024  # pixels, of photos that lamps or glass are drawn into
INLIER_COLUMNS = {"0–4": 0, "5": 5, "6": 6, "7": 7, "8–10": 8, "11–14": 11, "15+": 15}  # and the least of each


@dataclass(frozen=True)
class Photos:
    """Photos to learn from. labels: each reference's, as the queries' `refs` have them.

    unsure: references that a photo of other works may show without listing them, since they hang in the same house.
    """

    kind: str
    queries: list[Query]
    labels: dict[int, str]
    unsure: frozenset[int]


@dataclass(frozen=True)
class Example:
    """One candidate of one photo. group: photos that tell of each other, such as frames of one clip."""

    kind: str
    photo: str
    group: str
    evidence: Evidence
    is_right: bool


def listed_photos(item: str, split: str, skip: Sequence[str]) -> Photos:
    """Return the photos of "SOURCE=QUERIES.csv" but those whose names are in `skip`.

    Raises:
        CannotMeasure: the list cannot be read, or is not named so.
    """
    source, _, path = item.partition("=")
    if not path:
        raise CannotMeasure(f"Name the source of {item}: SOURCE={item}")
    rows = [row for row in read_queries(Path(path), split) if Path(row["query"]).name not in skip]
    own = ReferenceImage.objects.filter(artwork__source=source).values_list("pk", flat=True)
    queries = [query_of(row, Path(path).parent, source) for row in rows]
    return Photos(source, queries, reference_labels(source), frozenset(own))


def shrunk(photos: Photos, side: int) -> Photos:
    """Return the same photos, their longest side at most `side`: there right works have few agreeing points too."""
    queries = [replace(query, photo=partial(_shrink, query.photo, side)) for query in photos.queries]
    return replace(photos, kind=f"{photos.kind} {side}", queries=queries)


def _shrink(photo: Callable[[], bytes], side: int) -> bytes:
    pixels = resize_longest(decode_photo(photo(), DecodeLimits(working_side=side)).pixels, side)
    return encode_jpeg(pixels)


def behind(way: str, photos: Photos) -> Photos:
    """Return the same photos under a lamp or behind glass: there details agree, but the place looks different."""
    queries = [
        replace(query, photo=partial(_behind, query.photo, way, seed)) for seed, query in enumerate(photos.queries)
    ]
    return replace(photos, kind=f"{photos.kind} {way}", queries=queries)


def _behind(photo: Callable[[], bytes], way: str, seed: int) -> bytes:
    pixels = resize_longest(decode_photo(photo(), DecodeLimits(working_side=LIT_SIDE)).pixels, LIT_SIDE)
    return encode_jpeg(WAYS[way](pixels, seed))


def rendered_photos(kind: str, data: Path, skip: Sequence[str]) -> Photos:
    """Return one of the benchmark's sets of rendered photos, with the seeds of `choose`, but those named in `skip`."""
    part = PARTS[kind]
    queries = [query for query in part.queries(data, SPLIT) if query.name not in skip]
    return Photos(kind, queries, reference_labels(part.source), frozenset())


def examples_of(query: Query, photos: Photos) -> Iterator[Example]:
    """Return the examples of one photo.

    A work of the same house that the truth does not list proves nothing, since it may hang in the background; it counts
    as wrong only in a photo that shows none of its works.

    Raises:
        CannotMeasure: the photo cannot be read, or the index cannot be used.
    """
    data = query.photo()
    ranked = [(e, photos.labels[e.reference_id] in query.refs) for e in _candidates(query.name, data)]
    telling = [(e, right) for e, right in ranked if right or not query.refs or e.reference_id not in photos.unsure]
    for evidence, is_right in telling[: max(len(query.refs), 1)]:
        yield Example(photos.kind, query.name, query.group or query.name, evidence, is_right)


def _candidates(name: str, data: bytes) -> tuple[Evidence, ...]:
    try:
        return recognize_bytes(data, PATIENT).candidates
    except RecognitionError as error:
        raise CannotMeasure(f"{name}: {error}") from error


def fit_in_words(examples: Sequence[Example]) -> str:
    """Return the weights under their names in `DecideConfig`, how reliable they are, and what they rest on."""
    evidence = np.array([evidence_vector(e.evidence.similarity, e.evidence.verification) for e in examples], float)
    right = np.array([example.is_right for example in examples])
    _, groups = np.unique([example.group for example in examples], return_inverse=True)
    model = fit_logistic(evidence, right)
    apart = predict_apart(evidence, right, groups)
    weights = [f"{name} = {weight:.3f}" for name, weight in zip(weight_names(), model.weights, strict=True)]
    blocks = [
        "\n".join([f"intercept = {model.intercept:.2f}", *weights]),
        _summary(right, apart, len({example.photo for example in examples})),
        _reliability_table(metrics.reliability(apart, right)),
        _inlier_table(examples),
        _surprises(examples),
    ]
    return "\n\n".join(blocks)


def weight_names() -> list[str]:
    """Return the names of the weights of `DecideConfig`, in the order of the evidence vector."""
    return [field.name for field in fields(DecideConfig) if field.name.startswith("per_")]


def _summary(right: Bools, apart: Floats, photos: int) -> str:
    sure = apart >= CONFIG.decide.match
    return (
        f"{len(right)} examples of {photos} photos, {right.sum()} right. Each predicted by a fit to other photos and"
        f" clips: {(sure & ~right).sum()} wrong with p ≥ {CONFIG.decide.match},"
        f" {(~sure & right).sum()} right with less; calibration error {metrics.calibration_error(apart, right):.3f}"
    )


def _reliability_table(bins: Sequence[Bin]) -> str:
    rows = [f"{b.low:.1f}–{b.high:.1f}  {b.queries:8}  {b.confidence:6.3f}  {b.right:11.3f}" for b in bins]
    return "\n".join(["p        examples  mean p  share right", *rows])


def _surprises(examples: Sequence[Example]) -> str:
    """List wrong examples that would be named: a person has to see whether the photo shows the work after all."""
    wrong = [e for e in examples if not e.is_right and inliers_of(e.evidence) >= CONFIG.decide.min_inliers]
    return "\n".join(
        [
            "wrong, with enough inliers for a name:",
            *(f"{e.kind} {e.photo}: reference {e.evidence.reference_id}, {inliers_of(e.evidence)}" for e in wrong),
        ]
    )


def _inlier_table(examples: Sequence[Example]) -> str:
    """Count right and wrong examples of each kind by their inliers."""
    starts = [*INLIER_COLUMNS.values(), np.inf]
    lines = ["inliers              " + "".join(f"{name:>7}" for name in INLIER_COLUMNS)]
    for kind in dict.fromkeys(example.kind for example in examples):
        for is_right in (True, False):
            chosen = [e.evidence for e in examples if (e.kind, e.is_right) == (kind, is_right)]
            counts, _ = np.histogram([inliers_of(evidence) for evidence in chosen], starts)
            lines.append(f"{kind:14} {'right' if is_right else 'wrong':6}" + "".join(f"{count:7}" for count in counts))
    return "\n".join(lines)
