"""The Celery application: `celery -A artrecog worker`."""

import os
from typing import Any

from celery import Celery, signals

from artrecog import request_ids
from artrecog.acknowledging import count_lost_tasks_as_done

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artrecog.settings")
app = Celery("artrecog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
count_lost_tasks_as_done()

signals.before_task_publish.connect(request_ids.send_along)
signals.task_prerun.connect(request_ids.take_over)


@signals.setup_logging.connect
def keep_logging(**options: Any) -> None:
    """Leave the log as `LOGGING` has it: Celery sets up one of its own unless somebody answers this."""
