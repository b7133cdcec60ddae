"""Photo → answer. Everything it needs is passed in; nothing here knows Django, files or a database."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from recognition.core.advise import advise
from recognition.core.config import RecognizeConfig
from recognition.core.decide import Checked, decide
from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder, embed_views
from recognition.core.index import NEIGHBORS, GalleryIndex, Scores, count_votes, fuse
from recognition.core.local import LocalPca, extract_local, packaged_pca
from recognition.core.values import Answer, Candidate, Decision, LocalFeatures, Photo, Reference
from recognition.core.verify import verify

LoadReference = Callable[[int], Reference | None]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Stopwatch:
    """Adds up the milliseconds that each stage takes; a stage that runs twice adds up."""

    timings_ms: dict[str, float] = field(default_factory=dict)

    def run(self, stage: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` and note how long it took."""
        start = time.perf_counter()
        result = work(*args, **kwargs)
        self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + (time.perf_counter() - start) * 1000
        return result


def recognize(
    data: bytes,
    *,
    embedder: Embedder,
    index: GalleryIndex,
    load_reference: LoadReference,
    config: RecognizeConfig = RecognizeConfig(),
    pca: LocalPca | None = None,
) -> Decision:
    """Name the works in a photo: a cheap look first, a closer one only when that named nothing.

    `load_reference` returns None for a reference that is no longer in the catalogue. `pca` must be the one that the
    index was built with; by default the packaged one.

    Raises:
        PhotoError: the photo cannot be used; its message says what to do next.
    """
    watch = Stopwatch()
    pca = pca or packaged_pca()
    decision = watch.run("total", _recognize, data, embedder, pca, index, load_reference, config, watch)
    return replace(decision, timings_ms=watch.timings_ms)


def _recognize(
    data: bytes,
    embedder: Embedder,
    pca: LocalPca,
    index: GalleryIndex,
    load_reference: LoadReference,
    config: RecognizeConfig,
    watch: Stopwatch,
) -> Decision:
    photo = watch.run("decode", decode_photo, data, config.limits)
    vectors = watch.run("embed", embed_views, photo.pixels, embedder)
    similarities = watch.run("search", index.search, vectors, config.shortlist)
    looks, checked = 0, list[Checked]()
    for look in config.looks:
        looks += 1
        local = watch.run("local", extract_local, photo, pca, look)
        votes = watch.run("vote", vote, index, local, config.shortlist)
        candidates = fuse(similarities, votes)
        checked += watch.run("verify", verify_candidates, candidates, local, photo, load_reference, config)
        decision = watch.run("decide", decide, checked, config.decide)
        if decision.answer is Answer.MATCH:
            break
    return replace(
        decision,
        advice=advise(photo, local, decision),
        width=photo.width,
        height=photo.height,
        looks=looks,
        shortlist=tuple(candidate.reference_id for candidate in candidates),
    )


def vote(index: GalleryIndex, local: LocalFeatures, count: int) -> Scores:
    """Return the references that the photo's local descriptors speak for."""
    return count_votes(index.neighbors(local.descriptors, NEIGHBORS), count)


def verify_candidates(
    candidates: Sequence[Candidate],
    local: LocalFeatures,
    photo: Photo,
    load_reference: LoadReference,
    config: RecognizeConfig,
) -> list[Checked]:
    """Check candidates in order of promise; stop when works are found and nothing more comes."""
    return list(_checks(candidates, local, photo, load_reference, config))


def _checks(
    candidates: Sequence[Candidate],
    local: LocalFeatures,
    photo: Photo,
    load_reference: LoadReference,
    config: RecognizeConfig,
) -> Iterator[Checked]:
    found, misses = False, 0
    for candidate in candidates:
        reference = load_reference(candidate.reference_id)
        if reference is None:
            continue
        verification = verify(local, (photo.width, photo.height), reference, config.verify)
        yield Checked(candidate, reference, verification)
        convincing = verification is not None and verification.inliers >= config.convincing_inliers
        found, misses = found or convincing, 0 if convincing else misses + 1
        if found and misses >= config.patience:
            return
