"""With a broker the web process only takes photos in, and a worker process names the works in them."""

import re
from collections.abc import Iterator

import pytest

from artrecog_client import Client
from recognition.models import Recognition
from tests.services.gallery import WORKS, Galleries, photograph
from tests.services.site import Site, Web

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

QUEUE_BUILD = """
from recognition.tasks import build_index
build_index.delay()
"""
# Waiting is done within: a process for each look would take more time than what it waits for.
WAIT = """
import time
until = time.monotonic() + 60
while not (found := look()) and time.monotonic() < until:
    time.sleep(0.2)
print(found)
"""
COUNT_INDEXED = """
from recognition.models import IndexBuild

def look():
    return sum(IndexBuild.objects.filter(active=True).values_list("reference_count", flat=True))
"""
# What a worker leaves that was killed ten minutes ago, in the middle of its work; and its broker, with it.
LOSE = """
from datetime import timedelta
import redis
from django.utils import timezone
from recognition.models import Recognition
from recognition.tasks import requeue_abandoned
assert Recognition.objects.claim(pk)
Recognition.objects.filter(pk=pk).update(heartbeat_at=timezone.now() - timedelta(minutes=10))
with redis.from_url(broker) as lost:
    lost.flushdb()
requeue_abandoned.delay()
"""

REGISTER = """
from webhooks.models import Endpoint
Endpoint.objects.create(url="https://localhost/in", events=["recognition.finished"])
"""
DELIVERY = """
from webhooks.models import Delivery

def look():
    tried = Delivery.objects.filter(attempts__gt=0).exclude(status="sending")
    return list(tried.values_list("status", "attempts", "problem"))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, valkey_url: str, galleries: Galleries) -> Site:
    return galleries.install(tmp_path_factory.mktemp("site"), REDIS_URL=valkey_url, METRICS_ALLOWED="127.0.0.1")


@pytest.fixture(scope="module")
def web(site: Site) -> Iterator[Web]:
    with site.web() as web:
        yield web


def test_a_photo_waits_for_a_worker_and_says_where_its_answer_will_be(web: Web):
    posted = web.post_photo(photograph("436528"))
    assert posted.status == 202
    assert posted.body["status"] == Recognition.Status.PENDING
    assert posted.headers["Location"].endswith(f"/api/v1/recognitions/{posted.body['id']}/")
    assert web.get(posted.headers["Location"]).body == posted.body


def test_a_worker_builds_the_index_answers_and_tells_nobody_in_our_own_network(site: Site, web: Web):
    site.run_code(REGISTER + QUEUE_BUILD)
    with site.worker():
        assert site.run_code(COUNT_INDEXED + WAIT).split() == [str(len(WORKS))]
        posted = web.post_photo(photograph("436528"))
        found = web.answer(posted.headers["Location"])
        again = Client(web.address).recognize(photograph("436528"))
        told = site.run_code(DELIVERY + WAIT)
    assert (found["status"], found["decision"], found["error"]) == ("done", "match", None)
    assert [match["artwork"]["source_id"] for match in found["matches"]] == ["436528"]
    assert found["timings_ms"]["total"] > 0
    assert [match.artwork.source_id for match in again.matches] == ["436528"]
    assert "'pending', 1, 'localhost leads to " in told
    assert "which is no public address" in told
    # What the worker did is told by the web process, and the worker's lines say for which request it was.
    assert re.search(
        r'^artrecog_stage_seconds_count\{stage="total"\} [1-3]\.0$', web.page("/metrics"), flags=re.MULTILINE
    )
    under_its_id = rf"\[{posted.headers['X-Request-ID']}\]: Task recognition\.tasks\.run_recognition\S+ succeeded"
    assert re.search(under_its_id, (site.folder / "worker.log").read_text())


def test_a_site_whose_broker_and_database_answer_is_ready(web: Web):
    ready = web.get("/health/ready")
    assert (ready.status, ready.body["status"]) == (200, "ready")
    assert {name for name, found in ready.body["checks"].items() if found["ok"]} >= {"database", "migrations", "broker"}


def test_a_photo_whose_worker_was_killed_and_whose_message_is_lost_is_answered(site: Site, web: Web, valkey_url: str):
    posted = web.post_photo(photograph("437869"))
    site.run_code(LOSE, pk=posted.body["id"], broker=valkey_url)
    with site.worker():
        found = web.answer(posted.headers["Location"])
    assert [match["artwork"]["source_id"] for match in found["matches"]] == ["437869"]
