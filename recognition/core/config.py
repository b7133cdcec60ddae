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
class Effort:
    """How much is done for one part of a photo, the whole or a region.

    look: how closely it is looked at. shortlist: references that each channel may propose. patience: candidates without
    a find, after a find, before the next ones are left alone.
    """

    look: LookConfig
    shortlist: int
    patience: int


@dataclass(frozen=True)
class RecognizeConfig:
    """The whole recognizer's numbers; docs/decisions/0009-hot-path.md has what each of them costs.

    small: what a second look does for a region that the first one had to enlarge, in the photo decoded to `close_side`.
    """

    limits: DecodeLimits = DecodeLimits(working_side=2048)  # as photos are stored: no pixel of those is thrown away
    regions: RegionConfig = RegionConfig()
    whole: Effort = Effort(LookConfig(640, 600), shortlist=12, patience=4)
    # A region shows one work, but another version of it may be in the catalogue too: the next candidate is compared.
    region: Effort = Effort(LookConfig(320, 400), shortlist=3, patience=1)
    small: Effort = Effort(LookConfig(480, 600), shortlist=3, patience=1)
    close_side: int = 4096
    most_small: int = 4
    closer: LookConfig = LookConfig(480, 600)  # at the place where a reference may be, when few points agree on it
    verify: VerifyConfig = VerifyConfig()
    sure_inliers: int = 15  # of a work that is not looked at again: twice what a wrong work of `choose` has by chance
    decide: DecideConfig = DecideConfig()
