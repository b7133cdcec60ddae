"""Photo → answer. Everything it needs is passed in; nothing here knows Django, files or a database."""

from dataclasses import replace

from recognition.core.advise import advise
from recognition.core.config import LookPlan, RecognizeConfig
from recognition.core.decide import decide
from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder
from recognition.core.index import GalleryIndex
from recognition.core.local import LocalPca, packaged_pca
from recognition.core.regions import find_regions
from recognition.core.search import LoadReference, Part, Search, Tools
from recognition.core.stopwatch import Stopwatch
from recognition.core.values import Answer, Decision, Photo


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
    tools = Tools(embedder, pca or packaged_pca(), index, load_reference, config)
    decision = watch.run("total", _recognize, data, tools, watch)
    return replace(decision, timings_ms=watch.timings_ms)


def _recognize(data: bytes, tools: Tools, watch: Stopwatch) -> Decision:
    config = tools.config
    photo = watch.run("decode", decode_photo, data, config.limits)
    regions = watch.run("regions", find_regions, photo, config.regions)
    search = Search(photo, tools, watch)
    parts = [Part(region) for region in regions]
    looks = 0
    for plan in config.looks:
        looks += 1
        search.photo = watch.run("decode", _in_detail, data, search.photo, plan, config)
        search.look_at_whole(plan)
        search.look_at_regions(parts, plan)
        decision = watch.run("decide", decide, search.checked, (photo.width, photo.height), config.decide)
        if decision.answer is Answer.MATCH:
            break
    return replace(
        decision,
        advice=advise(photo, search.whole, decision),
        width=photo.width,
        height=photo.height,
        looks=looks,
        shortlist=tuple(search.shortlist),
    )


def _in_detail(data: bytes, photo: Photo, plan: LookPlan, config: RecognizeConfig) -> Photo:
    """Return the photo with the pixels that the look needs: decoded again where there are more than are at hand."""
    at_hand, there = max(photo.pixels.shape[:2]), max(photo.width, photo.height)
    if at_hand >= min(plan.decoded_side, there):
        return photo
    return decode_photo(data, replace(config.limits, working_side=plan.decoded_side))
