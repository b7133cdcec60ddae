"""`manage.py forget_old`: what workers do every hour, for a site that has none."""

from typing import Any

from django.core.management.base import BaseCommand

from visits.retention import forget_old


class Command(BaseCommand):
    """Does nothing where nothing is old, so that cron may run it as often as it likes."""

    help = "Delete visitors' photos after ARTRECOG_PHOTO_DAYS, and what else is kept no longer."

    def handle(self, *args: Any, **options: Any) -> None:
        done = forget_old()
        self.stdout.write(f"Forgotten: {done.photos} photos, {done.answers} answers, {done.visitors} visitors.")
