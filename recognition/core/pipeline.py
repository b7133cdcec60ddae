"""Photo → answer. Everything it needs is passed in; nothing here knows Django, files or a database."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from recognition.core.advise import advise
from recognition.core.config import RecognizeConfig
from recognition.core.decide import decide
from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder
from recognition.core.index import GalleryIndex
from recognition.core.local import LocalPca, packaged_pca
from recognition.core.preprocess import Pyramid, build_pyramid
from recognition.core.regions import find_regions
from recognition.core.search import LoadReference, Search, Tools
from recognition.core.stopwatch import Stopwatch
from recognition.core.values import Answer, Decision, Photo, Quad


def recognize(
    data: bytes,
    *,
    embedder: Embedder,
    index: GalleryIndex,
    load_reference: LoadReference,
    config: RecognizeConfig = RecognizeConfig(),
    pca: LocalPca | None = None,
) -> Decision:
    """Name the works in a photo; where nothing is named, look again at what was too small to be seen well.

    `load_reference` returns None for a reference that is no longer in the catalogue. `pca` must be the one that the
    index was built with; by default the packaged one.

    Raises:
        PhotoError: the photo cannot be used; its message says what to do next.
    """
    watch = Stopwatch()
    with ThreadPoolExecutor(1, "recognize-ahead") as helper:
        tools = Tools(embedder, pca or packaged_pca(), index, load_reference, config, helper)
        decision = watch.run("total", _recognize, data, tools, watch)
    return replace(decision, timings_ms=watch.timings_ms)


def _recognize(data: bytes, tools: Tools, watch: Stopwatch) -> Decision:
    config = tools.config
    photo = watch.run("decode", decode_photo, data, config.limits)
    search = Search(watch.run("decode", build_pyramid, photo), tools, watch)
    outlines = tools.helper.submit(watch.run, "regions", find_regions, search.photo.overview, config.regions)
    search.look_at_whole()
    search.look_at_regions(outlines.result(), config.region)
    decision, looks = _decide(search), 1
    small = _enlarged(outlines.result(), photo, config)
    if small and decision.answer is not Answer.MATCH:
        search.photo = watch.run("decode", _in_detail, data, config)
        search.look_at_regions(small, config.small)
        decision, looks = _decide(search), 2
    return replace(
        decision,
        advice=advise(search.photo.overview, search.whole, decision),
        width=photo.width,
        height=photo.height,
        looks=looks,
        shortlist=tuple(search.shortlist),
    )


def _decide(search: Search) -> Decision:
    config = search.tools.config.decide
    return search.watch.run("decide", decide, search.checked, search.photo.size, config)


def _enlarged(regions: Iterable[Quad], photo: Photo, config: RecognizeConfig) -> list[Quad]:
    """Return the largest of the regions that were enlarged to be looked at, if the photo has more to show of them."""
    if photo.scale == 1:
        return []
    enlarged = [region for region in regions if region.extent * photo.scale < config.region.look.side]
    return sorted(enlarged, key=lambda region: -region.extent)[: config.most_small]


def _in_detail(data: bytes, config: RecognizeConfig) -> Pyramid:
    return build_pyramid(decode_photo(data, replace(config.limits, working_side=config.close_side)))
