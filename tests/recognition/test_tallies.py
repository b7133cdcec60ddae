"""What Prometheus reads of recognition: counted by whoever answers, told by whoever is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from prometheus_client import CollectorRegistry

from recognition import runner
from recognition.core.errors import DamagedPhoto
from recognition.intake import accept_photo
from recognition.metrics import RecognitionCollector
from recognition.models import DeltaEntry, IndexBuild, Recognition, Tally
from recognition.tallies import BUCKETS, bucket_of, count_answer, count_failures
from tests.catalog.factories import make_reference_image
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db


def told(name: str, **labels: str) -> float | None:
    registry = CollectorRegistry()
    registry.register(RecognitionCollector())
    return registry.get_sample_value(name, labels)


def make_recognition(**facts: Any) -> Recognition:
    return Recognition.objects.create(photo="photos/one.jpg", width=640, height=480, **facts)


@pytest.mark.medium
def test_a_photo_that_is_answered_is_counted_with_the_time_of_its_stages(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hang(1)
    with django_capture_on_commit_callbacks(execute=True):
        row = accept_photo(photo_of(1))
    row.refresh_from_db()
    assert told("artrecog_answers_total", decision=row.decision) == 1
    for stage, milliseconds in row.result["timings_ms"].items():
        assert told("artrecog_stage_seconds_count", stage=stage) == 1
        assert told("artrecog_stage_seconds_sum", stage=stage) == pytest.approx(milliseconds / 1000, abs=1e-3)


def test_a_photo_that_cannot_be_used_is_counted_as_a_failure(monkeypatch):
    def refuse(*arguments: object) -> None:
        raise DamagedPhoto("It is damaged.")

    monkeypatch.setattr(runner, "_answer", refuse)
    runner.run_recognition(make_recognition().pk)
    assert told("artrecog_failures_total", code="damaged_photo") == 1


def test_those_that_are_given_up_are_counted_together():
    long_ago = timezone.now() - timedelta(hours=1)
    for _ in range(3):
        make_recognition(heartbeat_at=long_ago, attempts=runner.MAX_ATTEMPTS)
    runner.requeue_abandoned()
    assert told("artrecog_failures_total", code="gave_up") == 3


def test_what_another_worker_has_taken_over_is_not_counted_twice():
    row = make_recognition(status=Recognition.Status.RUNNING, attempts=2)
    row.attempts = 1
    runner._fail(row, "late", "Too late.")
    assert told("artrecog_failures_total", code="late") is None


def test_counts_only_grow_though_visitors_remove_their_photos():
    count_answer("match", {"total": 300.0})
    count_answer("match", {"total": 700.0})
    Recognition.objects.all().delete()
    assert told("artrecog_answers_total", decision="match") == 2
    assert told("artrecog_stage_seconds_sum", stage="total") == pytest.approx(1.0)


def test_a_histogram_counts_each_time_in_every_bucket_above_it():
    for milliseconds in (4.0, 30.0, 400.0, 60_000.0):
        count_answer("match", {"decode": milliseconds})
    counts = [told("artrecog_stage_seconds_bucket", stage="decode", le=str(end)) for end in (*BUCKETS, "+Inf")]
    assert counts == [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4]
    assert (bucket_of(0.005), bucket_of(0.0051), bucket_of(11.0)) == (0, 1, len(BUCKETS))


def test_the_queue_is_told_with_the_age_of_its_oldest():
    make_recognition(created_at=timezone.now() - timedelta(minutes=5))
    make_recognition()
    make_recognition(status=Recognition.Status.DONE)
    assert told("artrecog_queue", status="pending") == 2
    assert told("artrecog_queue", status="running") == 0
    assert told("artrecog_queue_oldest_seconds", status="pending") == pytest.approx(300, abs=10)
    assert told("artrecog_queue_oldest_seconds", status="running") == 0


def test_the_index_is_told_with_its_age_its_size_and_what_lies_beside_it():
    assert told("artrecog_index_pictures") == 0
    made = timezone.now() - timedelta(hours=1)
    IndexBuild.objects.create(name="b", fingerprint="f", reference_count=7, size=99, active=True, created_at=made)
    DeltaEntry.objects.create(reference_image=make_reference_image(), fingerprint="f")
    assert (told("artrecog_index_pictures"), told("artrecog_index_bytes")) == (7, 99)
    assert told("artrecog_index_age_seconds") == pytest.approx(3600, abs=10)
    assert told("artrecog_index_delta") == 1


def test_a_scrape_takes_the_same_few_queries_however_much_is_told(django_assert_num_queries):
    count_failures("a")
    for stage in ("decode", "local", "verify"):
        count_answer("match", {stage: 1.0})
    with django_assert_num_queries(5):
        list(RecognitionCollector().collect())
    assert Tally.objects.count() == 5
