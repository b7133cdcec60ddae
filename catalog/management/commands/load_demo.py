"""`manage.py load_demo`: the demonstration catalogue."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.importers.demo import load_demo
from catalog.management.progress import draw_progress


class Command(BaseCommand):
    help = "Load 174 works of The Metropolitan Museum of Art, with pictures, rooms and documented prices."

    def handle(self, *_args: Any, **_options: Any) -> None:
        report = load_demo(iter_wrapper=draw_progress(self.stderr, "Works"))
        works = f"{report.created} works added, {report.updated} brought up to date"
        self.stdout.write(f"{works}, {report.pictures_added} pictures added.")
