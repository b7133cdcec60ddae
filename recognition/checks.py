"""Mistakes of set-up, found at start instead of at the first photo."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from PIL import features

from recognition.core.local import PCA_FILE
from recognition.resources import LITERT_FILE, saved_model_dir

MILVUS_SCHEMES = ("http://", "https://", "tcp://", "unix:")
EMBEDDED_MILVUS = ".db"


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


@register()
def check_milvus(**kwargs: Any) -> list[CheckMessage]:
    """recognition.E004: the Milvus backend needs its packages and an address; whether a server answers is not asked."""
    problem = _milvus_problem() if settings.INDEX_BACKEND == "milvus" else None
    if problem is None:
        return []
    return [Error(f"ARTRECOG_INDEX_BACKEND=milvus, but {problem[0]}.", hint=problem[1], id="recognition.E004")]


def _milvus_problem() -> tuple[str, str] | None:
    """Return what is wrong and what to do about it."""
    uri, example = settings.MILVUS_URI, "for example ARTRECOG_MILVUS_URI=http://milvus:19530"
    embedded = uri.endswith(EMBEDDED_MILVUS)
    if not uri:
        return "ARTRECOG_MILVUS_URI names no server", f"Set it, {example}, or use ARTRECOG_INDEX_BACKEND=faiss."
    if not embedded and not uri.startswith(MILVUS_SCHEMES):
        # Not shown: it may hold a password.
        known = ", ".join(MILVUS_SCHEMES)
        return f"ARTRECOG_MILVUS_URI starts with none of {known} and does not end in .db", f"Correct it, {example}."
    missing = [name for name in ("pymilvus", "milvus_lite")[: 2 if embedded else 1] if find_spec(name) is None]
    if missing:
        return f"{' and '.join(missing)} is not installed", "Run `pip install -r requirements-milvus.txt`."
    return None
