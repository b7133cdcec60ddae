"""The architecture that introductions teach: it has the taught shape, it trains, and it goes on after a kill."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.core.pictures import draw_painting

pytestmark = pytest.mark.model

PICTURES = [draw_painting(seed, 96, 72) for seed in range(3)]


@pytest.fixture(scope="module")
def five_block():
    from recognition.training import five_block

    return five_block


@pytest.fixture
def tiny(five_block):
    return five_block.FiveBlockOptions(side=32, filters=4, dense=16, dropout=0.1, epochs=2, visits=2, batch=4)


def layers_named(network, name: str) -> list:
    return [layer for layer in network.layers if type(layer).__name__ == name]


def test_it_has_five_blocks_of_two_convolutions_whose_filters_double_but_for_the_last(five_block) -> None:
    network = five_block.build_five_block(10, five_block.FiveBlockOptions(side=32, filters=64, dense=8))
    filters = [layer.filters for layer in layers_named(network, "Conv2D")]
    assert filters == [64, 64, 128, 128, 256, 256, 512, 512, 512, 512]
    assert [len(layers_named(network, name)) for name in ("BatchNormalization", "ReLU", "MaxPooling2D")] == [10, 10, 5]


def test_it_ends_in_three_layers_of_4096_with_dropout_and_one_output_a_work(five_block) -> None:
    network = five_block.build_five_block(10, five_block.FiveBlockOptions(side=32, filters=1))
    assert [layer.units for layer in layers_named(network, "Dense")] == [4096, 4096, 4096, 10]
    assert [layer.rate for layer in layers_named(network, "Dropout")] == [0.2, 0.2, 0.2]


def test_its_weights_start_from_a_gaussian(five_block) -> None:
    network = five_block.build_five_block(10, five_block.FiveBlockOptions(side=32, filters=16, dense=256))
    kernel = layers_named(network, "Dense")[1].get_weights()[0]
    assert kernel.mean() == pytest.approx(0, abs=2e-3)
    deviation = (2 / 256) ** 0.5
    assert kernel.std() == pytest.approx(deviation, rel=0.05)
    assert np.mean(np.abs(kernel) < deviation) == pytest.approx(0.683, abs=0.01)  # as of a Gaussian, not cut off


def test_a_few_epochs_teach_it_three_works(five_block, tmp_path: Path) -> None:
    options = five_block.FiveBlockOptions(
        side=32, filters=8, dense=64, dropout=0.0, epochs=5, visits=32, batch=8, rate=1e-3
    )
    _, log = five_block.train_five_block(PICTURES, tmp_path, options)
    assert [row["step"] for row in log] == [1, 2, 3, 4, 5]
    assert log[-1]["loss"] < 0.75 * log[0]["loss"]


def test_a_killed_training_goes_on_and_ends_where_an_unbroken_one_does(five_block, tiny, tmp_path: Path) -> None:
    class Killed(RuntimeError):
        pass

    def killed(epochs: Sequence[int]) -> Iterator[int]:
        yield epochs[0]
        raise Killed

    options = replace(tiny, dropout=0.0)
    with pytest.raises(Killed):
        five_block.train_five_block(PICTURES, tmp_path / "killed", options, killed)
    again, log = five_block.train_five_block(PICTURES, tmp_path / "killed", options)
    unbroken, expected = five_block.train_five_block(PICTURES, tmp_path / "unbroken", options)
    assert [row["step"] for row in log] == [1, 2]
    assert log[-1]["loss"] == pytest.approx(expected[-1]["loss"], rel=1e-3)
    for one, other in zip(again.get_weights(), unbroken.get_weights(), strict=True):
        assert np.allclose(one, other, atol=1e-3)
