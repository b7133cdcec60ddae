"""The parts of `manage.py bench` that are about speed: each returns its figures, ready for JSON."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from recognition.benchmark import TIMED_PHOTOS, TWELVE_MEGAPIXELS, distractor_table
from recognition.core.decode import decode_photo
from recognition.figures import REAL
from recognition.measuring import comparison
from recognition.measuring.ingesting import measure_ingest
from recognition.measuring.machine import load
from recognition.measuring.ratios import embedding_ratio, pipeline_figures, pipeline_ratios, views_of
from recognition.measuring.serving import measure_serving
from recognition.measuring.starting import measure_start
from recognition.measuring.swapping import Newcomer, measure_swaps
from recognition.photo_sets import FIRST_SEED, PARTS, demo_images, photograph, unlisted_pictures
from recognition.resources import LITERT_FILE, get_extractor, saved_model_dir

INGESTED_ART = 300  # works beside those of the demo catalogue
NEWCOMERS = 8  # works that a curator adds under load, as far as the time suffices
VISITORS_PHOTOS = 12

Progress = Callable[[str, int], Callable[[Iterable[Any]], Iterator[Any]]]


@dataclass(frozen=True)
class Order:
    """What to measure. data: the museum photos. folder: where answers are kept. limit: photos of each kind."""

    data: Path
    split: str
    limit: int | None
    folder: Path
    progress: Progress

    def at_most(self, count: int) -> int:
        """Return `count`, or the limit if that is less."""
        return min(count, self.limit or count)


def compare_baselines(order: Order) -> dict[str, Any]:
    """Compare with a look-up by hash and with our network alone, on all real photos."""
    return _compare(order, comparison.QUICK, "compared.jsonl", None)


def compare_orb(order: Order) -> dict[str, Any]:
    """Compare with ORB over all references, on some of the real photos."""
    return _compare(order, comparison.SLOW, "compared_orb.jsonl", comparison.PER_TIER)


def _compare(order: Order, methods: Sequence[str], kept: str, per_tier: int | None) -> dict[str, Any]:
    journal, queries = order.folder / kept, []
    for part in REAL:
        photos = PARTS[part].queries(order.data, order.split)
        queries += [(part, query) for query in comparison.sample(photos, order.at_most(per_tier or len(photos)))]
    known = {one.key for one in comparison.read(journal)}
    remaining = [(part, query) for part, query in queries if (part, query.name) not in known]
    if remaining:
        for _ in order.progress("/".join(methods), len(remaining))(comparison.compare(remaining, methods, journal)):
            pass
    wanted = {(part, query.name) for part, query in queries}
    return comparison.figures([one for one in comparison.read(journal) if one.key in wanted]) | load()


def compare_serving(order: Order) -> dict[str, Any]:
    """Compare LiteRT with TensorFlow serving the same network."""
    call_command("export_descriptor")
    pixels = decode_photo(next(_photos(1))).pixels
    ways = measure_serving(LITERT_FILE, saved_model_dir(), views_of(pixels, get_extractor().embedder))
    return {"ways": [asdict(way) for way in ways], **load()}


def measure_ratios(order: Order) -> dict[str, Any]:
    """Measure what is ours of the time that an answer takes."""
    count = order.at_most(TIMED_PHOTOS)
    rows = order.progress("ratios", count)(pipeline_ratios(_photos(count)))
    return {"embedding": embedding_ratio(next(_photos(1))), "pipeline": pipeline_figures(rows), **load()}


def start_web_process(order: Order) -> dict[str, Any]:
    """Measure a web process with the demo catalogue, whose data stay in `bench/demo` for the next time."""
    return measure_start(settings.BASE_DIR, settings.DATA_DIR / "bench" / "demo", next(_photos(1))) | load()


def ingest(order: Order) -> dict[str, Any]:
    """Measure how fast works are taken in; what is built for that is thrown away at the next time."""
    data, art = settings.DATA_DIR / "bench" / "ingest", order.data / "art"
    count = order.at_most(INGESTED_ART)
    table = distractor_table(art, settings.DATA_DIR / "bench" / "ingested.csv", count)
    return measure_ingest(settings.BASE_DIR, data, art, table, len(demo_images()) + count) | load()


def swap(order: Order) -> dict[str, Any]:
    """Measure what visitors and a curator feel while indexes are switched, on the demo catalogue of `start`."""
    data = settings.DATA_DIR / "bench" / "demo"
    shown = demo_images()[:VISITORS_PHOTOS]
    photos = [photograph([Path(i.file.path)], seed) for seed, i in enumerate(shown, FIRST_SEED["choose"])]
    pictures = unlisted_pictures(order.data / "art", "choose")[: order.at_most(NEWCOMERS)]
    newcomers = [Newcomer(path, photograph([path], FIRST_SEED["choose"])) for path in pictures]
    return measure_swaps(settings.BASE_DIR, data, photos, newcomers) | load()


def _photos(count: int) -> Iterator[bytes]:
    """Yield rendered 12-megapixel photos of demo works."""
    for seed, image in enumerate(demo_images()[:count], FIRST_SEED["choose"]):
        yield photograph([Path(image.file.path)], seed, TWELVE_MEGAPIXELS)


SPEED_PARTS: dict[str, Callable[[Order], dict[str, Any]]] = {
    "baselines": compare_baselines,
    "orb": compare_orb,
    "serving": compare_serving,
    "ratios": measure_ratios,
    "start": start_web_process,
    "ingest": ingest,
    "swap": swap,
}
