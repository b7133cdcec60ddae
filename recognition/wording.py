"""What speaks for a work, in one sentence or two: the same on the page and in the API."""

from collections.abc import Mapping
from typing import Any

from recognition.core.config import RecognizeConfig
from recognition.models import Recognition

NEEDED = RecognizeConfig().decide
# The least similarity that each phrase stands for. Of 101 photos of `choose` the most similar wrong work has 0.26 in
# the median, 0.38 or more in one of twenty and 0.55 or more in one of a hundred.
LOOKS = ((0.55, "very much like"), (0.38, "much like"), (0.2, "somewhat like"), (-1.0, "hardly like"))
# And the least resemblance: of right works of `choose` half have 0.87, one of twenty less than 0.58; of wrong ones that
# details pointed to, one in five had 0.3.
RESEMBLES = (
    (0.8, "very much like"),
    (0.55, "much like"),
    (NEEDED.min_resemblance, "somewhat like"),
    (-1.0, "hardly like"),
)


def evidence_in_words(find: Mapping[str, Any], decision: str) -> str:
    """Return what speaks for one entry of `Recognition.result`, and for an unsure answer what is missing."""
    if decision == Recognition.Answer.NO_MATCH:
        return f"Not this work: {_look(find)}; {_too_few(find['inliers'])}."
    known = f"{_details(find)}. {_at_a_glance(find)}."
    return f"{known} {_missing(find)}" if decision == Recognition.Answer.UNCERTAIN else known


def _details(find: Mapping[str, Any]) -> str:
    if find["inliers"] < 2:
        return "No single details could be matched"
    share = round(find["inlier_ratio"] * 100)
    return f"{find['inliers']} matching details inside one consistent perspective, {share} % of those that matched"


def _at_a_glance(find: Mapping[str, Any]) -> str:
    return f"Compared piece by piece, {_look(find)}" if find["inliers"] else f"At a glance {_look(find)}"


def _look(find: Mapping[str, Any]) -> str:
    """Say how alike they are: the reference and the place where its details are or, without any, the photo."""
    if find["inliers"] and "resemblance" in find:  # answers of before it was measured lack it
        return f"that part of the photo looks {_words(find['resemblance'], RESEMBLES)} its picture"
    return f"the photo looks {_words(find['similarity'], LOOKS)} its picture"


def _words(value: float, scale: tuple[tuple[float, str], ...]) -> str:
    return next(words for least, words in scale if value >= least)


def _too_few(inliers: int) -> str:
    return "no details match" if inliers < 2 else f"only {inliers} details match, as they do by chance"


def _missing(find: Mapping[str, Any]) -> str:
    if find["inliers"] < NEEDED.min_inliers:
        return f"To be sure, {NEEDED.min_inliers} details or more would have to match."
    if find.get("resemblance", 1.0) < NEEDED.min_resemblance:
        return "Around them the two look different: this may be another picture that has these details too."
    if find["confidence"] < NEEDED.match:
        return "To be sure, more of them would have to match."
    return "Another work matches the same part of your photo as well."
