"""What workers do by the clock."""

from django.conf import settings

from artrecog.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled
    assert scheduled <= set(app.tasks)


def test_a_message_that_nobody_took_is_gone_before_the_next_one_comes():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry == entry | {"options": {"expires": entry["schedule"]}}
