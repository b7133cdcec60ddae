"""One photo, part by part: the whole and each picture found in it is embedded, retrieved for and verified by itself."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from recognition.core.config import LookPlan, RecognizeConfig
from recognition.core.decide import Checked, overlap
from recognition.core.embed import Embedder, embed_views, embed_whole
from recognition.core.index import NEIGHBORS, GalleryIndex, Scores, count_votes, fuse
from recognition.core.local import LocalPca, LookConfig, extract_local, extract_region
from recognition.core.preprocess import rectify
from recognition.core.stopwatch import Stopwatch
from recognition.core.values import Candidate, LocalFeatures, Photo, Quad, Reference, Vectors, Verification
from recognition.core.verify import region_tolerance, verify, whole_tolerance

LoadReference = Callable[[int], Reference | None]


@dataclass(frozen=True)
class Tools:
    """What a recognition works with. `load_reference` returns None for one that left the catalogue."""

    embedder: Embedder
    pca: LocalPca
    index: GalleryIndex
    load_reference: LoadReference
    config: RecognizeConfig


@dataclass(frozen=True, eq=False)
class Part:
    """What is looked at by itself: one region of the photo, or the whole."""

    region: Quad | None = None

    @property
    def extent(self) -> float:
        """Return the region's longest side in photo pixels."""
        return float(self.region.sides.max()) if self.region else math.inf


WHOLE = Part()


@dataclass
class Search:
    """The search through one photo: what has been retrieved and checked so far.

    whole: the features of the last look at the whole photo.
    """

    photo: Photo
    tools: Tools
    watch: Stopwatch
    checked: list[Checked] = field(default_factory=list)
    shortlist: dict[int, None] = field(default_factory=dict)
    whole: LocalFeatures = field(default_factory=LocalFeatures.none)
    _similarities: dict[Part, Scores] = field(default_factory=dict)

    def look_at_whole(self, plan: LookPlan) -> None:
        """Retrieve candidates for the whole photo and check them."""
        self._look_at(WHOLE, plan.whole, plan.shortlist)

    def look_at_regions(self, regions: Sequence[Part], plan: LookPlan) -> None:
        """Look at the largest regions that no work found so far explains."""
        scale = self.photo.pixels.shape[1] / self.photo.width
        worth = [part for part in regions if part.extent * scale >= plan.least_pixels]
        for part in sorted(worth, key=lambda part: -part.extent)[: plan.most_regions]:
            if not self._explains(part):
                self._look_at(part, plan.region, self.tools.config.region_shortlist)

    def _look_at(self, part: Part, look: LookConfig, count: int) -> None:
        local = self.watch.run("local", self._extract, part, look)
        self.whole = local if part is WHOLE else self.whole
        candidates = self._retrieve(part, local, count)
        self.shortlist |= dict.fromkeys(candidate.reference_id for candidate in candidates)
        self.checked += self.watch.run("verify", lambda: list(self._check(candidates, part, local)))

    def _explains(self, part: Part) -> bool:
        """Tell whether a work that was surely found lies where the part does."""
        found = [one.verification for one in self.checked if one.verification and self._is_sure(one.verification)]
        least = self.tools.config.decide.rival_overlap
        return part.region is not None and any(overlap(one.quad, part.region) >= least for one in found)

    def _extract(self, part: Part, look: LookConfig) -> LocalFeatures:
        if part.region is None:
            return extract_local(self.photo, self.tools.pca, look)
        return extract_region(self.photo, part.region, self.tools.pca, look)

    def _retrieve(self, part: Part, local: LocalFeatures, count: int) -> list[Candidate]:
        if part not in self._similarities:
            vectors = self.watch.run("embed", self._embed, part)
            self._similarities[part] = self.watch.run("search", self.tools.index.search, vectors, count)
        votes = self.watch.run("vote", vote, self.tools.index, local, count)
        candidates = fuse(self._similarities[part], votes)
        return list(candidates if part is WHOLE else candidates[:count])

    def _embed(self, part: Part) -> Vectors:
        embedder = self.tools.embedder
        if part.region is None:
            return embed_views(self.photo.pixels, embedder)
        scale = self.photo.pixels.shape[1] / self.photo.width
        pixels, _ = rectify(self.photo.pixels, part.region.scaled(scale), embedder.side)
        return embed_whole(pixels, embedder)[None]

    def _check(self, candidates: list[Candidate], part: Part, local: LocalFeatures) -> Iterator[Checked]:
        """Check in order of promise; stop when a work is found and nothing more comes (a region shows one work)."""
        patience = self.tools.config.patience if part is WHOLE else 0
        found, misses = False, 0
        for candidate in candidates:
            reference = self.tools.load_reference(candidate.reference_id)
            if reference is None:
                continue
            verification = self._verify(reference, part, local)
            yield Checked(candidate, reference, verification)
            sure = self._is_sure(verification)
            found, misses = found or sure, 0 if sure else misses + 1
            if found and misses >= patience:
                return

    def _verify(self, reference: Reference, part: Part, local: LocalFeatures) -> Verification | None:
        """Fit the reference; when few points agree, look closer at the very place they point to, and believe that."""
        config, size = self.tools.config, (self.photo.width, self.photo.height)
        tolerance = self._tolerance(part)
        verification = verify(local, size, tolerance, reference, config.verify)
        if verification is None or self._is_sure(verification):
            return verification
        closer = extract_region(self.photo, verification.quad, self.tools.pca, config.closer)
        tolerance = region_tolerance(verification.quad, config.verify)
        return verify(closer, size, tolerance, reference, config.verify)

    def _tolerance(self, part: Part) -> float:
        config = self.tools.config.verify
        if part.region is None:
            return whole_tolerance((self.photo.width, self.photo.height), config)
        return region_tolerance(part.region, config)

    def _is_sure(self, verification: Verification | None) -> bool:
        return verification is not None and verification.inliers >= self.tools.config.convincing_inliers


def vote(index: GalleryIndex, local: LocalFeatures, count: int) -> Scores:
    """Return the references that local descriptors speak for."""
    return count_votes(index.neighbors(local.descriptors, NEIGHBORS), count)
