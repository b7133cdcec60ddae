"""`manage.py report_performance`: publish what `bench` and `bench_scale` measured of speed."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.figures import read_figures, write_figures
from recognition.measuring.performance_page import BEGIN, draw_speed_plots, published, speed_section
from recognition.plots import PlotsUnavailable
from recognition.publishing import replace_section

PAGE, PUBLISHED, PLOTS = "performance.md", "performance.json", "plots"


class Command(BaseCommand):
    """Prose outside the two markers of the page is left as it is, and so are figures of what was not measured anew."""

    help = "Write the figures of speed into the documentation: docs/performance.md, docs/performance.json, docs/plots/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the figures, and the folder of the documentation."""
        parser.add_argument("figures", type=Path, help="what `bench --json` wrote")
        parser.add_argument("scale", type=Path, nargs="?", help="what `bench_scale --json` wrote")
        parser.add_argument("--docs", type=Path, default=settings.BASE_DIR / "docs")

    def handle(self, *args: Any, figures: Path, scale: Path | None, docs: Path, **options: Any) -> None:
        """Write page, figures and plots; the page last, since it shows the others."""
        page = docs / PAGE
        try:
            before = read_figures(docs / PUBLISHED) if (docs / PUBLISHED).exists() else None
            shown = published(read_figures(figures), json.loads(scale.read_text()) if scale else None, before)
            text = replace_section(page.read_text(encoding="utf-8"), speed_section(shown, PLOTS), BEGIN)
            draw_speed_plots(shown, docs / PLOTS)
        except (OSError, ValueError, PlotsUnavailable) as error:
            raise CommandError(str(error)) from error
        write_figures(shown, docs / PUBLISHED)
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"Written: {page}")
