"""`manage.py render_examples`: draw a dozen visitor photos of demo works, to try the app with."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import ReferenceImage
from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo
from recognition.intake import examples_dir

# Source ids at The Met, each with the seed of its photo: chosen to be looked at, not to be easy.
EXAMPLES = {
    "436528": 1,  # Van Gogh, Irises
    "437869": 2,  # Velázquez, Juan de Pareja
    "437881": 3,  # Vermeer, Young Woman with a Water Pitcher
    "435809": 4,  # Bruegel, The Harvesters
    "438821": 5,  # Gauguin, Ia Orana Maria
    "437394": 6,  # Rembrandt, Aristotle with a Bust of Homer
    "436105": 7,  # David, The Death of Socrates
    "435702": 8,  # Bonheur, The Horse Fair
    "436575": 9,  # El Greco, View of Toledo
    "827660": 10,  # Peeters, A Bouquet of Flowers
    "39901": 11,  # Han Gan, Night-Shining White
    "438817": 12,  # Degas, The Dance Class
}
SOURCE = "met"


class Command(BaseCommand):
    """Draws only what is missing; works that are not in the catalogue are left out."""

    help = "Render visitor photos of demo works as example photos."

    def handle(self, *args: Any, **options: Any) -> None:
        """Render each missing example."""
        examples_dir().mkdir(parents=True, exist_ok=True)
        missing = {work: seed for work, seed in EXAMPLES.items() if not _path(work).exists()}
        pictures = ReferenceImage.objects.filter(
            artwork__source=SOURCE, artwork__source_id__in=missing, is_primary=True
        )
        for image in pictures.select_related("artwork"):
            _render(image, missing[image.artwork.source_id])
        self.stdout.write(f"{len(pictures)} example photos rendered.")


def _path(source_id: str) -> Path:
    return examples_dir() / f"{SOURCE}-{source_id}.jpg"


def _render(image: ReferenceImage, seed: int) -> None:
    with image.file.open() as file:
        photo = render_photo(decode_photo(file.read()).pixels, seed)
    draft = _path(image.artwork.source_id).with_suffix(".part")
    draft.write_bytes(photo.jpeg)
    draft.replace(_path(image.artwork.source_id))
