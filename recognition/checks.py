"""Mistakes of set-up, found at start instead of at the first photo."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from PIL import features

from recognition.core.local import PCA_FILE
from recognition.resources import LITERT_FILE, saved_model_dir


@register()
def check_weights(**kwargs: Any) -> list[CheckMessage]:
    """recognition.E001: the network's files must be there."""
    missing = [path.name for path in (LITERT_FILE, PCA_FILE) if not path.exists()]
    if not missing:
        return []
    hint = "They belong to the repository: check it out again, or run `manage.py train_descriptor`."
    return [Error(f"recognition/weights/ lacks {', '.join(missing)}.", hint=hint, id="recognition.E001")]


@register()
def check_decoders(**kwargs: Any) -> list[CheckMessage]:
    """recognition.E002: Pillow must decode what phones send."""
    lacking = [name for name in ("jpg", "zlib", "webp", "avif") if not features.check(name)]
    if not lacking:
        return []
    hint = "Install the Pillow wheel of requirements.txt."
    return [Error(f"Pillow was built without {', '.join(lacking)}.", hint=hint, id="recognition.E002")]


@register()
def check_embedder(**kwargs: Any) -> list[CheckMessage]:
    """recognition.E003: the TensorFlow embedder needs its export."""
    if settings.EMBEDDER != "tensorflow" or (saved_model_dir() / "fingerprint.txt").exists():
        return []
    hint = "Run `manage.py export_descriptor`, or set ARTRECOG_EMBEDDER=litert."
    return [Error("ARTRECOG_EMBEDDER=tensorflow, but no network is exported.", hint=hint, id="recognition.E003")]
