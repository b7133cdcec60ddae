"""`manage.py prepare`: everything between an installation and its first page, in one process."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from artrecog.roles import add_missing_roles
from artrecog.static_files import collect_static
from recognition.tidying import remove_leftovers


class Command(BaseCommand):
    """Each step does nothing where there is nothing to do, so that every start may begin with this command."""

    help = "Bring database, static files and index up to date; with --demo also the demo catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo catalogue and render example photos")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        started = time.monotonic()
        self._step("Database")
        call_command("migrate", interactive=False, verbosity=0)
        add_missing_roles()
        self._step("Static files")
        collect_static()
        if demo:
            self._step("Demo catalogue")
            call_command("load_demo")
            self._step("Example photos")
            call_command("render_examples")
        self._step("Old photos")
        call_command("forget_old")
        self._step("Index")
        call_command("build_index")
        remove_leftovers()
        self.stderr.write(f"Prepared in {time.monotonic() - started:.1f} s.")

    def _step(self, title: str) -> None:
        self.stderr.write(f"{title} …")
