"""Counts of answers, failures and stage times that only grow, whichever process on whichever machine answers.

Rows of recognitions cannot be counted for this: visitors remove theirs, and a million of them take seconds to count. So
who finishes a recognition adds to a few rows, in one statement; both databases add within it, and nobody waits.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from django.db import connection

from recognition.models import Tally

# Upper ends of the buckets in seconds, from a stage of a few milliseconds to a photo on a busy machine; then infinity.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ANSWERS, FAILURES, STAGES = "answers", "failures", "stages"

# What is added: (kind, label, bucket), how many, and their sum.
Added = tuple[str, str, int, int, float]


def count_answer(decision: str, timings_ms: Mapping[str, float]) -> None:
    """Count an answer and the time that each stage took."""
    stages = ((stage, ms / 1000) for stage, ms in timings_ms.items())
    _add([(ANSWERS, decision, 0, 1, 0.0), *((STAGES, stage, bucket_of(took), 1, took) for stage, took in stages)])


def count_failures(code: str, count: int = 1) -> None:
    """Count recognitions that failed for the same reason."""
    if count:
        _add([(FAILURES, code, 0, count, 0.0)])


def bucket_of(seconds: float) -> int:
    """Return the place in `BUCKETS` of the first end that is not below; their number when all are."""
    return bisect_left(BUCKETS, seconds)


def _add(rows: Iterable[Added]) -> None:
    # In one order in every process, so that no two wait for each other.
    values = [value for row in sorted(rows) for value in row]
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * (len(values) // 5))
    table = connection.ops.quote_name(Tally._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS t (kind, label, bucket, count, total) VALUES {places} "  # noqa: S608 # nosec B608 - our own names
            "ON CONFLICT (kind, label, bucket) DO UPDATE SET count = t.count + excluded.count, "
            "total = t.total + excluded.total",
            values,
        )
