"""The Celery application: `celery -A artrecog worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artrecog.settings")
app = Celery("artrecog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
