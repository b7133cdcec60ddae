"""The recognizer's numbers, gathered from the stages that own them.

Chosen on the `choose` split (docs/decisions/), reported on the `report` split (docs/evaluation.md).
"""

from dataclasses import dataclass

from recognition.core.decide import DecideConfig
from recognition.core.decode import DecodeLimits
from recognition.core.local import LookConfig
from recognition.core.verify import VerifyConfig


@dataclass(frozen=True)
class RecognizeConfig:
    """The whole recognizer's numbers."""

    limits: DecodeLimits = DecodeLimits()
    # The cheap look names 27 of 33 hard frames of `choose`, the deep one 31, at three times the cost.
    looks: tuple[LookConfig, ...] = (LookConfig(side=1000, features=1200), LookConfig(side=1600, features=2400))
    shortlist: int = 20  # of each channel
    verify: VerifyConfig = VerifyConfig()
    convincing_inliers: int = 15  # more than twice the largest wrong count seen on `choose`, 6
    patience: int = 8  # candidates without a find, after a find, before verification stops
    decide: DecideConfig = DecideConfig()
