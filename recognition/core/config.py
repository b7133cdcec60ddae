"""The recognizer's numbers, gathered from the stages that own them.

Chosen on the `choose` split (docs/decisions/), reported on the `report` split (docs/evaluation.md).
"""

from dataclasses import dataclass

from recognition.core.decide import DecideConfig
from recognition.core.decode import DecodeLimits
from recognition.core.local import LookConfig
from recognition.core.regions import RegionConfig
from recognition.core.verify import VerifyConfig


@dataclass(frozen=True)
class LookPlan:
    """One look at a photo: how closely the whole and each region are looked at, how large it is decoded for that.

    least_pixels: of a region's longest side in the decoded photo; smaller ones hold nothing more to see.
    shortlist: references retrieved for the whole photo, of each channel.
    """

    whole: LookConfig
    region: LookConfig
    decoded_side: int
    most_regions: int
    least_pixels: int
    shortlist: int


# On `choose` the cheap look names all that is named; the close one is for smaller and worse photos than those.
CHEAP_LOOK = LookPlan(LookConfig(640, 600), LookConfig(320, 400), 1600, most_regions=12, least_pixels=0, shortlist=20)
CLOSE_LOOK = LookPlan(
    LookConfig(1600, 2400), LookConfig(640, 800), 4096, most_regions=3, least_pixels=480, shortlist=12
)


@dataclass(frozen=True)
class RecognizeConfig:
    """The whole recognizer's numbers."""

    limits: DecodeLimits = DecodeLimits()
    regions: RegionConfig = RegionConfig()
    looks: tuple[LookPlan, ...] = (CHEAP_LOOK, CLOSE_LOOK)
    closer: LookConfig = LookConfig(480, 600)  # at the place where a reference may be, when few points agree on it
    region_shortlist: int = 5  # the right work was among the first three wherever it was found
    verify: VerifyConfig = VerifyConfig()
    convincing_inliers: int = 15  # not looked at again: nearly twice what a wrong work of `choose` has by chance, 8
    patience: int = 8  # candidates without a find, after a find, before verification of the whole photo stops
    decide: DecideConfig = DecideConfig()
