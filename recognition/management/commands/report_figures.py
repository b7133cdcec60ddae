"""`manage.py report_figures FIGURES.json`: publish what `bench` measured in docs/evaluation.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.figures import read_figures, write_figures
from recognition.plots import PlotsUnavailable
from recognition.publishing import draw_plots, replace_section, section

PAGE, PUBLISHED, PLOTS = "evaluation.md", "figures.json", "plots"


class Command(BaseCommand):
    """Prose outside the two markers of the page is left as it is."""

    help = "Write the benchmark's figures into the documentation: docs/evaluation.md, docs/figures.json, docs/plots/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the figures, and the folder of the documentation."""
        parser.add_argument(
            "figures", type=Path, nargs="?", help="what `bench --json` wrote (default: those published)"
        )
        parser.add_argument("--docs", type=Path, default=settings.BASE_DIR / "docs")

    def handle(self, *args: Any, figures: Path | None, docs: Path, **options: Any) -> None:
        """Write page, figures and plots; the page last, since it shows the others."""
        page = docs / PAGE
        try:
            measured = read_figures(figures or docs / PUBLISHED)
            text = replace_section(page.read_text(encoding="utf-8"), section(measured, PLOTS))
            draw_plots(measured, docs / PLOTS)
        except (OSError, ValueError, PlotsUnavailable) as error:
            raise CommandError(str(error)) from error
        write_figures(measured, docs / PUBLISHED)
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"Written: {page}")
