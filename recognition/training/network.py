"""The CNN that turns a picture into a unit vector: EfficientNet-Lite trunk, GeM pooling, whitening.

Trunk: EfficientNet-Lite (Tan & Le 2019 without squeeze-and-excitation, ReLU6 instead of swish; Google 2020).
Pooling: generalized mean (Radenovic, Tolias & Chum, "Fine-tuning CNN image retrieval with no human annotation", 2018).
Whitening: a linear layer whose weights are learned in closed form (`whitening.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

SIDE = 224  # pixels of the square pictures it sees
GEM_POWER = 3.0
GEM_FLOOR = 1e-6
BATCH_NORM_EPSILON = 1e-3
HEAD_FILTERS = 1280


@dataclass(frozen=True)
class Stage:
    """A run of inverted-residual blocks; only the first has the stride."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    filters: int


LITE0 = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
LITE1 = (
    Stage(1, 3, 1, 1, 16),
    Stage(3, 3, 2, 6, 24),
    Stage(3, 5, 2, 6, 40),
    Stage(4, 3, 2, 6, 80),
    Stage(4, 5, 1, 6, 112),
    Stage(5, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
LITE2 = (
    Stage(1, 3, 1, 1, 16),
    Stage(3, 3, 2, 6, 24),
    Stage(3, 5, 2, 6, 48),
    Stage(4, 3, 2, 6, 88),
    Stage(4, 5, 1, 6, 120),
    Stage(5, 5, 2, 6, 208),
    Stage(1, 3, 1, 6, 352),
)
TRUNKS = {"lite0": LITE0, "lite1": LITE1, "lite2": LITE2}


@keras.saving.register_keras_serializable("artrecog")
class GeneralizedMean(layers.Layer):
    """Pool (batch, height, width, channels) to (batch, channels) by the mean of powers."""

    def __init__(self, power: float = GEM_POWER, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.power = power

    def call(self, maps):  # type: ignore[no-untyped-def]
        """Return the pooled maps."""
        raised = keras.ops.power(keras.ops.maximum(maps, GEM_FLOOR), self.power)
        return keras.ops.power(keras.ops.mean(raised, axis=(1, 2)), 1.0 / self.power)

    def get_config(self) -> dict:
        """Return what Keras needs to make this layer again."""
        return {**super().get_config(), "power": self.power}


def build_trunk(side: int = SIDE, stages: tuple[Stage, ...] = LITE0, *, folded: bool = False) -> keras.Model:
    """Return the trunk: (batch, side, side, 3) RGB in 0..255 → (batch, side / 32, side / 32, 1280) feature map.

    A `folded` trunk has biases in place of batch normalization, for `fold`'s weights.
    """
    unit = _Units(folded)
    inputs = keras.Input((side, side, 3), name="pixels")
    scaled = layers.Rescaling(1 / 128, -127 / 128, name="scale")(inputs)
    maps = unit.convolve(scaled, 32, 3, 2, "stem")
    for number, (stage, stride) in enumerate(_blocks(stages)):
        maps = _inverted_residual(unit, maps, stage, stride, f"block{number}")
    return keras.Model(inputs, unit.convolve(maps, HEAD_FILTERS, 1, 1, "head"), name="trunk")


def fold(network: keras.Model, folded: keras.Model) -> None:
    """Copy `network`'s weights into `folded`, each batch normalization worked into the convolution before it.

    So that rounding to half precision happens once: LiteRT's converter folds too, and would round a second time.
    """
    for layer in network.layers:
        if isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D)):
            (kernel,) = layer.get_weights()
            gamma, beta, mean, variance = network.get_layer(f"{layer.name}_bn").get_weights()
            scale = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
            per_filter = scale[:, None] if isinstance(layer, layers.DepthwiseConv2D) else scale
            folded.get_layer(layer.name).set_weights([kernel * per_filter, beta - mean * scale])
        elif isinstance(layer, layers.Dense):
            folded.get_layer(layer.name).set_weights(layer.get_weights())


def build_descriptor(trunk: keras.Model, dimensions: int) -> keras.Model:
    """Return the whole network: RGB in 0..255 → (batch, dimensions) unit vectors. Whitening starts untrained."""
    pooled = keras.ops.normalize(GeneralizedMean(name="gem")(trunk.output), axis=-1)
    whitened = layers.Dense(dimensions, name="whitening")(pooled)
    return run_plainly(keras.Model(trunk.input, keras.ops.normalize(whitened, axis=-1), name="descriptor"))


def run_plainly(network: keras.Model) -> keras.Model:
    """Keep Keras from compiling `network` with XLA, as it does by itself: on a CPU that is ten times slower."""
    network.jit_compile = False
    return network


def load_imagenet(trunk: keras.Model, state: dict[str, np.ndarray], stages: tuple[Stage, ...] = LITE0) -> None:
    """Copy the ImageNet weights of a PyTorch EfficientNet-Lite state dict (`read_checkpoint`) into `trunk`."""
    _load_unit(trunk, "stem", state, "_conv_stem", "_bn0")
    for number, (stage, _) in enumerate(_blocks(stages)):
        source = f"_blocks.{number}."
        if stage.expansion > 1:
            _load_unit(trunk, f"block{number}_expand", state, source + "_expand_conv", source + "_bn0")
        _load_unit(trunk, f"block{number}_depthwise", state, source + "_depthwise_conv", source + "_bn1")
        _load_unit(trunk, f"block{number}_project", state, source + "_project_conv", source + "_bn2")
    _load_unit(trunk, "head", state, "_conv_head", "_bn1")


def last_fine_map(trunk: keras.Model, stages: tuple[Stage, ...] = LITE0) -> keras.KerasTensor:
    """Return the trunk's last map of side / 16: what enters the stage that halves it, expanded and rectified."""
    number = max(number for number, (_, stride) in enumerate(_blocks(stages)) if stride == 2)
    return trunk.get_layer(f"block{number}_expand_relu").output


def _blocks(stages: tuple[Stage, ...]) -> Iterator[tuple[Stage, int]]:
    for stage in stages:
        for repeat in range(stage.repeats):
            yield stage, stage.stride if repeat == 0 else 1


def _inverted_residual(unit: "_Units", maps, stage: Stage, stride: int, name: str):  # type: ignore[no-untyped-def]
    channels = maps.shape[-1]
    inner = maps
    if stage.expansion > 1:
        inner = unit.convolve(inner, channels * stage.expansion, 1, 1, f"{name}_expand")
    inner = unit.depthwise(inner, stage.kernel, stride, f"{name}_depthwise")
    inner = unit.convolve(inner, stage.filters, 1, 1, f"{name}_project", activate=False)
    return layers.Add(name=f"{name}_add")([inner, maps]) if stride == 1 and channels == stage.filters else inner


@dataclass(frozen=True)
class _Units:
    """Convolution, normalization (or, folded, a bias) and activation."""

    folded: bool

    def convolve(self, maps, filters: int, kernel: int, stride: int, name: str, *, activate: bool = True):  # type: ignore[no-untyped-def]
        convolution = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=self.folded, name=name)
        maps = self._normalize(convolution(maps), name)
        return layers.ReLU(6.0, name=f"{name}_relu")(maps) if activate else maps

    def depthwise(self, maps, kernel: int, stride: int, name: str):  # type: ignore[no-untyped-def]
        convolution = layers.DepthwiseConv2D(kernel, stride, padding="same", use_bias=self.folded, name=name)
        return layers.ReLU(6.0, name=f"{name}_relu")(self._normalize(convolution(maps), name))

    def _normalize(self, maps, name: str):  # type: ignore[no-untyped-def]
        return maps if self.folded else layers.BatchNormalization(epsilon=BATCH_NORM_EPSILON, name=f"{name}_bn")(maps)


def _load_unit(trunk: keras.Model, name: str, state: dict[str, np.ndarray], convolution: str, norm: str) -> None:
    """Load one convolution (PyTorch: out, in, y, x; Keras: y, x, in, out) and its batch normalization."""
    layer = trunk.get_layer(name)
    kernel = state[f"{convolution}.weight"].transpose(2, 3, 1, 0)
    if isinstance(layer, layers.DepthwiseConv2D):
        kernel = kernel.transpose(0, 1, 3, 2)
    layer.set_weights([kernel])
    trunk.get_layer(f"{name}_bn").set_weights(
        [state[f"{norm}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")]
    )
