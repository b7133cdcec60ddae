"""Read a PyTorch checkpoint of plain tensors without PyTorch.

The format is PyTorch's legacy `torch.save` layout (before 1.6): five pickles — magic number, protocol, system
information, the object, its storage keys — and then each storage as an int64 count and raw little-endian values.
"""

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
STORAGE_DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class CheckpointError(ValueError):
    """The file is not a checkpoint of plain tensors in PyTorch's legacy format."""


@dataclass(frozen=True)
class _Tensor:
    """Where one tensor lies: storage key, offset and strides count elements, not bytes."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Return the tensors of a state dict by name.

    Raises:
        CheckpointError: the file is of another format, or asks for code other than tensors and dictionaries.
    """
    with path.open("rb") as file:
        if pickle.load(file) != LEGACY_MAGIC:  # noqa: S301 - an int; nothing is looked up # nosec B301
            raise CheckpointError(f"{path} is not a checkpoint in PyTorch's legacy format.")
        _skip_protocol_and_system(file)
        state = _TensorUnpickler(file)
        tensors = state.load()
        keys = _TensorUnpickler(file).load()
        storages = {key: _read_storage(file, state.dtypes[key]) for key in keys}
    return {name: _view(storages[t.storage], t) for name, t in tensors.items()}


def _skip_protocol_and_system(file: BinaryIO) -> None:
    _TensorUnpickler(file).load()
    _TensorUnpickler(file).load()


def _read_storage(file: BinaryIO, dtype: np.dtype) -> np.ndarray:
    count = int(np.frombuffer(file.read(8), "<i8")[0])
    return np.frombuffer(file.read(count * dtype.itemsize), dtype)


def _view(storage: np.ndarray, tensor: _Tensor) -> np.ndarray:
    strides = [step * storage.itemsize for step in tensor.strides]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides).copy()


class _TensorUnpickler(pickle.Unpickler):
    """Understands tensors, their storages and ordered dictionaries; refuses everything else."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.dtypes: dict[str, np.dtype] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, strides, *_: _Tensor(storage, offset, shape, strides)
        if module == "torch" and name in STORAGE_DTYPES:
            return STORAGE_DTYPES[name]
        raise CheckpointError(f"The checkpoint asks for {module}.{name}, which is not a tensor.")

    def persistent_load(self, pid: Any) -> str:
        _, dtype, key, *_ = pid
        self.dtypes[key] = dtype
        return key
