"""`/metrics`, for Prometheus. Denied to everybody whom `ARTRECOG_METRICS_ALLOWED` does not name.

What recognition does is read from the database, since web processes and workers on any machine share that. Requests
are counted by each web process; gunicorn's processes on a machine share files for it (`gunicorn.conf.py`), so a scrape
is of the machine, whichever process answers it.
"""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from prometheus_client.values import MutexValue, ValueClass

from artrecog.addresses import is_within
from recognition.metrics import RecognitionCollector

_of_this_process = CollectorRegistry()
REQUESTS = Counter("artrecog_requests", "Requests answered.", ["view", "status"], registry=_of_this_process)
SECONDS = Counter("artrecog_requests_seconds", "Time they took, together.", ["view"], registry=_of_this_process)


def count_request(view: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    REQUESTS.labels(view, str(status)).inc()
    SECONDS.labels(view).inc(seconds)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer those who are allowed; to others there is nothing at this address."""
    if not is_within(request, settings.METRICS_ALLOWED):
        raise Http404
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(RecognitionCollector())
    registry.register(_DiskCollector())
    # Set up for sharing when the library was imported; the collector reads the files of every process then.
    registry.register(_of_this_process if ValueClass is MutexValue else MultiProcessCollector(None))  # type: ignore[no-untyped-call]
    return registry


class _DiskCollector(Collector):
    """The disk that the data directory is on."""

    def collect(self) -> Iterator[Metric]:
        usage = shutil.disk_usage(settings.DATA_DIR)
        yield GaugeMetricFamily("artrecog_data_free_bytes", "Free on the data directory's disk.", value=usage.free)
        yield GaugeMetricFamily("artrecog_data_disk_bytes", "Size of the data directory's disk.", value=usage.total)
