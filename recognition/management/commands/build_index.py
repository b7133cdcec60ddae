"""`manage.py build_index`: make every picture of the catalogue recognizable."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.management.progress import draw_progress
from catalog.models import ReferenceImage
from recognition.core.errors import EmptyGallery, RecognitionError
from recognition.indexing import build_index


class Command(BaseCommand):
    """Builds nothing when nothing changed; goes on where a killed build stopped."""

    help = "Extract features of new pictures, build the index, switch to it. Safe while queries go on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, or say that the index is up to date."""
        try:
            progress = draw_progress(self.stderr, "Pictures", ReferenceImage.objects.count())
            build = build_index(progress)
        except EmptyGallery as error:
            self.stderr.write(error.message)
            return
        except RecognitionError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Index {build.name}: {build.reference_count} pictures." if build else "The index is up to date."
        )
