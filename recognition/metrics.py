"""What Prometheus is told of recognition: read from the database when it asks, so it is the same from every process."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import accumulate

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from recognition.models import DeltaEntry, IndexBuild, Recognition, Tally, UnusablePicture
from recognition.tallies import ANSWERS, BUCKETS, FAILURES, STAGES


class RecognitionCollector(Collector):
    """Five small queries, each by an index or on a table of few rows, however many recognitions there are."""

    def describe(self) -> Iterable[Metric]:
        """Return nothing: the database is asked for a scrape only, not at the start."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Return what is known now."""
        tallies = list(Tally.objects.all())
        yield _counter("artrecog_answers", "Photos answered, by decision.", "decision", tallies, ANSWERS)
        yield _counter("artrecog_failures", "Recognitions that failed, by code.", "code", tallies, FAILURES)
        yield _stages([tally for tally in tallies if tally.kind == STAGES])
        yield from _queue()
        yield from _index()


def _counter(name: str, words: str, label: str, tallies: Iterable[Tally], kind: str) -> Metric:
    family = CounterMetricFamily(name, words, labels=[label])
    for tally in tallies:
        if tally.kind == kind:
            family.add_metric([tally.label], tally.count)
    return family


def _stages(tallies: Iterable[Tally]) -> Metric:
    family = HistogramMetricFamily("artrecog_stage_seconds", "Time of a photo's stages.", labels=["stage"])
    by_stage: defaultdict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_stage[tally.label].append(tally)
    for stage, own in sorted(by_stage.items()):
        counts = {tally.bucket: tally.count for tally in own}
        upto = accumulate(counts.get(place, 0) for place in range(len(BUCKETS) + 1))
        buckets = list(zip([*map(str, BUCKETS), "+Inf"], upto, strict=True))
        family.add_metric([stage], buckets, sum(tally.total for tally in own))
    return family


def _queue() -> Iterator[Metric]:
    waiting = Recognition.objects.filter(status__in=Recognition.UNFINISHED).order_by()
    rows = waiting.values_list("status").annotate(Count("pk"), Min("created_at"))
    found = {status: (count, oldest) for status, count, oldest in rows}
    depth = GaugeMetricFamily("artrecog_queue", "Recognitions not finished, by status.", labels=["status"])
    age = GaugeMetricFamily("artrecog_queue_oldest_seconds", "Age of the oldest one.", labels=["status"])
    for status in Recognition.UNFINISHED:
        count, oldest = found.get(status, (0, None))
        depth.add_metric([status], count)
        age.add_metric([status], _age(oldest))
    yield from (depth, age)


def _index() -> Iterator[Metric]:
    build = IndexBuild.objects.filter(active=True).first()
    pictures, size, made = (build.reference_count, build.size, build.created_at) if build else (0, 0, None)
    yield _gauge("artrecog_index_pictures", "Pictures in the active build; 0 without one.", pictures)
    yield _gauge("artrecog_index_bytes", "Size of the active build.", size)
    yield _gauge("artrecog_index_age_seconds", "Since the active build was made; 0 without one.", _age(made))
    yield _gauge("artrecog_index_delta", "Pictures searched beside the active build.", DeltaEntry.objects.count())
    yield _gauge("artrecog_unusable_pictures", "Pictures that cannot be used.", UnusablePicture.objects.count())


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _age(moment: datetime | None) -> float:
    return (timezone.now() - moment).total_seconds() if moment else 0.0
