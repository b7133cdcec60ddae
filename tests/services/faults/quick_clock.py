"""The site's Celery application with a clock that a test can wait for, and one photo that hangs.

`celery --app tests.services.faults.quick_clock worker --beat`; never imported by a test, since it changes the site.
"""

import signal
import time
from datetime import timedelta

import django
import django.apps

if not django.apps.apps.ready:
    django.setup()

from django.conf import settings

from artrecog.celery import app
from recognition import runner, tasks
from recognition.models import Recognition
from tests.services.faults.limits import HANGING_WIDTH, HARD_SECONDS, SILENCE_SECONDS, SOFT_SECONDS, SWEEP_SECONDS

answer = runner._answer


def answer_or_hang(row: Recognition) -> None:
    if row.width == HANGING_WIDTH:
        if row.attempts > 1:  # as code does that hears no signal
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
        time.sleep(3600)
    answer(row)


def send(pk: str) -> None:
    """Send what a sweep found; with limits that a test can wait for, if it hangs."""
    hangs = Recognition.objects.filter(pk=pk, width=HANGING_WIDTH).exists()
    limits = {"soft_time_limit": SOFT_SECONDS, "time_limit": HARD_SECONDS} if hangs else {}
    tasks.run_recognition.apply_async([pk], **limits)


runner._answer = answer_or_hang
runner.ABANDONED_AFTER = timedelta(seconds=SILENCE_SECONDS)
runner.BEAT_SECONDS = SILENCE_SECONDS / 10
tasks.run_recognition.delay = send
app.conf.beat_schedule = {
    name: {**entry, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS * 10}}
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    if name == "recognition.tasks.requeue_abandoned"
}
