"""`manage.py export_descriptor`: the network as a SavedModel, for the TensorFlow embedder."""

from typing import Any

from django.core.management.base import BaseCommand

from recognition.core.embed_litert import LiteRtEmbedder
from recognition.resources import LITERT_FILE, WEIGHTS_DIR, saved_model_dir


class Command(BaseCommand):
    """Made from the committed weights, so it needs no network and no checkpoint."""

    help = "Export the descriptor network as a SavedModel, for ARTRECOG_EMBEDDER=tensorflow."
    # They would ask for the very files that this command makes.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, with the fingerprint of the LiteRT file made from the same weights."""
        from recognition.training import export

        network = export.load_network(WEIGHTS_DIR / export.WEIGHTS_FILE)
        export.export_saved_model(network, saved_model_dir(), LiteRtEmbedder(LITERT_FILE).fingerprint)
        self.stdout.write(f"Exported to {saved_model_dir()}")
