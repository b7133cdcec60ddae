"""One photo, part by part: the whole, then each picture found in it that no work explains yet.

Of each part the cheap channel is asked first, the local features that vote; the network only when these name nothing
surely. While one region is searched for, the next one's features are extracted by another thread.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

from recognition.core.border import only_border_agrees
from recognition.core.config import Effort, RecognizeConfig
from recognition.core.decide import Checked, inliers_of, is_convincing, overlap, weigh
from recognition.core.embed import Embedder, embed_views, embed_whole
from recognition.core.index import NEIGHBORS, GalleryIndex, Scores, count_votes, fuse
from recognition.core.local import LocalPca, LookConfig, extract_local, extract_region
from recognition.core.preprocess import Pyramid, rectify
from recognition.core.resemblance import resemblance
from recognition.core.stopwatch import Stopwatch
from recognition.core.values import Candidate, LocalFeatures, Quad, Reference, Vector, Vectors
from recognition.core.verify import region_tolerance, verify, whole_tolerance

LoadReference = Callable[[int], Reference | None]


@dataclass(frozen=True)
class Tools:
    """What a recognition works with. `load_reference` returns None for one that left the catalogue.

    helper: a thread that works ahead. What it is given must not touch the database.
    """

    embedder: Embedder
    pca: LocalPca
    index: GalleryIndex
    load_reference: LoadReference
    config: RecognizeConfig
    helper: Executor


@dataclass(frozen=True)
class Part:
    """What is looked at by itself: its features, and one region of the photo (in photo pixels) or the whole."""

    local: LocalFeatures
    effort: Effort
    region: Quad | None = None


@dataclass
class Search:
    """The search through one photo: what has been retrieved and checked so far.

    whole: the features of the whole photo.
    """

    photo: Pyramid
    tools: Tools
    watch: Stopwatch
    checked: list[Checked] = field(default_factory=list)
    shortlist: dict[int, None] = field(default_factory=dict)
    whole: LocalFeatures = field(default_factory=LocalFeatures.none)

    def look_at_whole(self) -> None:
        """Retrieve candidates for the whole photo and check them."""
        effort = self.tools.config.whole
        self.whole = self.watch.run("local", extract_local, self.photo.overview, self.tools.pca, effort.look)
        self._look_at(Part(self.whole, effort))

    def look_at_regions(self, regions: Iterable[Quad], effort: Effort) -> None:
        """Look at the regions that no work found so far explains, the largest first."""
        largest_first = sorted(regions, key=lambda region: -region.extent)
        for region, local in self._extract_ahead(iter(largest_first), effort.look):
            self._look_at(Part(local, effort, region))

    def _extract_ahead(self, regions: Iterator[Quad], look: LookConfig) -> Iterator[tuple[Quad, LocalFeatures]]:
        """Yield unexplained regions and their features; what is extracted ahead of a find may prove needless."""
        current = self._begin_next(regions, look)
        while current:
            upcoming = self._begin_next(regions, look)
            region, features = current
            if not self._explains(region):
                yield region, features.result()
            current = upcoming

    def _begin_next(self, regions: Iterator[Quad], look: LookConfig) -> tuple[Quad, Future[LocalFeatures]] | None:
        for region in regions:
            if not self._explains(region):
                return region, self.tools.helper.submit(self.watch.run, "local", self._extract, region, look)
        return None

    def _explains(self, region: Quad) -> bool:
        """Tell whether a work that was surely found lies where the region does."""
        found = [one.verification.quad for one in self.checked if one.verification and self._is_sure(one)]
        return any(overlap(quad, region) >= self.tools.config.decide.rival_overlap for quad in found)

    def _extract(self, region: Quad, look: LookConfig) -> LocalFeatures:
        return extract_region(self.photo.level_for(region, look.side), region, self.tools.pca, look)

    def _look_at(self, part: Part) -> None:
        """Check what the local features propose; only when none of it is there, what looks alike to the network too."""
        votes = self.watch.run("vote", vote, self.tools.index, part.local, part.effort.shortlist)
        checked = self._check(fuse({}, votes), part)
        if not any(map(self._is_sure, checked)):
            vectors = self.watch.run("embed", self._embed, part.region)
            similarities = self.watch.run("search", self.tools.index.search, vectors, part.effort.shortlist)
            checked = [_as_similar(one, similarities.get(one.reference.reference_id, 0.0)) for one in checked]
            tried = {one.reference.reference_id for one in checked}
            rest = [candidate for candidate in fuse(similarities, votes) if candidate.reference_id not in tried]
            checked += self._check(rest, part)
        self.checked += checked

    def _embed(self, region: Quad | None) -> Vectors:
        if region is None:
            return embed_views(self.photo.overview.pixels, self.tools.embedder)
        return self._embed_place(region)[None]

    def _embed_place(self, place: Quad) -> Vector:
        """Return the vector of what lies in `place`, seen from its front."""
        side = self.tools.embedder.side
        photo = self.photo.level_for(place, side)
        pixels, _ = rectify(photo.pixels, place.scaled(photo.scale), side)
        return embed_whole(pixels, self.tools.embedder)

    def _check(self, candidates: Sequence[Candidate], part: Part) -> list[Checked]:
        """Check in order of promise; stop when a work is found and no other comes."""
        checked: list[Checked] = []
        found, misses = False, 0
        for candidate in candidates:
            self.shortlist[candidate.reference_id] = None
            reference = self.watch.run("verify", self.tools.load_reference, candidate.reference_id)
            if reference is None:
                continue
            checked.append(self._check_one(candidate, reference, part))
            sure = self._is_sure(checked[-1])
            found, misses = found or sure, 0 if sure else misses + 1
            if found and misses >= part.effort.patience:
                break
        return checked

    def _check_one(self, candidate: Candidate, reference: Reference, part: Part) -> Checked:
        """Verify a candidate; when little speaks for it, look closer at the very place pointed to, and believe that."""
        one = self._fit(candidate, reference, part.local, part.region)
        if one.verification and not self._is_sure(one):
            place = one.verification.quad
            closer = self.watch.run("local", self._extract, place, self.tools.config.closer)
            one = self._fit(candidate, reference, closer, place)
        return self._compare(one, one.verification.quad) if one.verification else one

    def _fit(self, candidate: Candidate, reference: Reference, local: LocalFeatures, place: Quad | None) -> Checked:
        """Fit the reference to features of one place; where it lies, see how much that looks like it."""
        config, size = self.tools.config.verify, self.photo.size
        tolerance = whole_tolerance(size, config) if place is None else region_tolerance(place, config)
        found = self.watch.run("verify", verify, local, size, tolerance, reference, config)
        if found is None:
            return Checked(candidate, reference, None)
        resembling = self.watch.run("verify", resemblance, self.photo, found.quad, reference.thumbnail)
        only_border = self.watch.run("verify", only_border_agrees, self.photo, found, reference)
        return Checked(candidate, reference, replace(found, resemblance=resembling, only_border=only_border))

    def _compare(self, one: Checked, place: Quad) -> Checked:
        """Ask the network, too, how much the place looks like the reference."""
        vector = self.watch.run("embed", self._embed_place, place)
        return _as_similar(one, float(vector @ self.tools.index.features(one.reference.reference_id).vector))

    def _is_sure(self, one: Checked) -> bool:
        """Tell whether the work would be named, with points to spare: then nothing is gained by another look."""
        config = self.tools.config
        return inliers_of(one) >= config.sure_inliers and is_convincing(weigh(one, config.decide), config.decide)


def vote(index: GalleryIndex, local: LocalFeatures, count: int) -> Scores:
    """Return the references that local descriptors speak for."""
    return count_votes(index.neighbors(local.descriptors, NEIGHBORS), count)


def _as_similar(one: Checked, similarity: float) -> Checked:
    """Return a candidate that looks at least so much like what is in the photo to the network."""
    return replace(one, candidate=replace(one.candidate, similarity=max(similarity, one.candidate.similarity)))
