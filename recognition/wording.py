"""What speaks for a work, in one sentence or two: the same on the page and in the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.core.config import RecognizeConfig
from recognition.core.decide import SPREAD_INLIERS, spread_inliers
from recognition.models import Recognition

NEEDED = RecognizeConfig().decide
# The least similarity that each phrase stands for. Of 101 photos of `choose` the most similar wrong work has 0.26 in
# the median, 0.38 or more in one of twenty and 0.55 or more in one of a hundred.
LOOKS = (
    (0.55, gettext_lazy("the photo looks very much like its picture")),
    (0.38, gettext_lazy("the photo looks much like its picture")),
    (0.2, gettext_lazy("the photo looks somewhat like its picture")),
    (-1.0, gettext_lazy("the photo looks hardly like its picture")),
)
# And the least resemblance: of right works of `choose` half have 0.87, one of twenty less than 0.58; of wrong ones that
# details pointed to, one in five had 0.3.
RESEMBLES = (
    (0.8, gettext_lazy("that part of the photo looks very much like its picture")),
    (0.55, gettext_lazy("that part of the photo looks much like its picture")),
    (NEEDED.min_resemblance, gettext_lazy("that part of the photo looks somewhat like its picture")),
    (-1.0, gettext_lazy("that part of the photo looks hardly like its picture")),
)


def evidence_in_words(find: Mapping[str, Any], decision: str) -> str:
    """Return what speaks for one entry of `Recognition.result`, and for an unsure answer what is missing."""
    if decision == Recognition.Answer.NO_MATCH:
        said = {"look": _look(find), "details": _no_proof(find)}
        return _("Not this work: %(look)s; %(details)s.") % said
    known = f"{_details(find)}. {_at_a_glance(find)}."
    if decision == Recognition.Answer.UNCERTAIN:
        return f"{known} {_missing(find)}"
    return f"{known} {_dazzled()}" if _is_dazzled(find) else known


def _details(find: Mapping[str, Any]) -> str:
    if find["inliers"] < 2:
        return _("No single details could be matched")
    share = round(find["inlier_ratio"] * 100)
    words = _("%(count)d matching details inside one consistent perspective, %(share)d %% of those that matched")
    return words % {"count": find["inliers"], "share": share}


def _at_a_glance(find: Mapping[str, Any]) -> str:
    if _is_compared(find):
        return _("Compared piece by piece, %s") % _look(find)
    return _("At a glance %s") % _look(find)


def _look(find: Mapping[str, Any]) -> str:
    """Say how alike they are: the reference and the place where its details are or, without any, the photo."""
    if _is_compared(find):
        return _words(find["resemblance"], RESEMBLES)
    return _words(find["similarity"], LOOKS)


def _is_compared(find: Mapping[str, Any]) -> bool:
    return find["inliers"] > 0 and "resemblance" in find  # answers of before it was measured lack it


def _is_dazzled(find: Mapping[str, Any]) -> bool:
    """Tell whether a work was named for points that are spread over it, though its place looks different."""
    is_spread = spread_inliers(find["inliers"], find.get("coverage", 0.0)) >= SPREAD_INLIERS
    return is_spread and not _is_framed(find) and find.get("resemblance", 1.0) < NEEDED.min_resemblance


def _is_framed(find: Mapping[str, Any]) -> bool:
    """Tell whether its frame alone was found; answers of before that was looked at lack it."""
    return bool(find.get("only_border"))


def _dazzled() -> str:
    return _("Light or glass may cover the rest: what matches is spread over the work.")


def _words(value: float, scale: Sequence[tuple[float, Promise]]) -> str:
    return str(next(words for least, words in scale if value >= least))


def _no_proof(find: Mapping[str, Any]) -> str:
    inliers: int = find["inliers"]
    if inliers < 2:
        return _("no details match")
    if _is_framed(find):
        return _("%d details match, nearly all on its border: it may hang in a frame like that") % inliers
    return _("only %d details match, as they do by chance") % inliers


def _missing(find: Mapping[str, Any]) -> str:
    if find["inliers"] < NEEDED.min_inliers:
        return _("To be sure, %d details or more would have to match.") % NEEDED.min_inliers
    if _is_framed(find) or find.get("resemblance", 1.0) < NEEDED.min_resemblance:
        return _("Around them the two look different: this may be another picture that has these details too.")
    if find["confidence"] < NEEDED.match:
        return _("To be sure, more of them would have to match.")
    return _("Another work matches the same part of your photo as well.")
