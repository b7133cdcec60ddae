"""What the result page shows, worked out from a recognition's stored answer: pure functions, no queries."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from catalog.pages import ArtworkCard
from recognition.drawings import (
    Drawing,
    MarkedReference,
    Outline,
    Picture,
    draw_alone,
    draw_beside,
    draw_stacked,
    outline,
)
from recognition.models import Recognition
from recognition.wording import evidence_in_words

# The least confidence that each word stands for. Confidence is calibrated (docs/evaluation.md, ECE), so that
# of the works called "Very likely" about nine in ten should be right.
CERTAINTY_WORDS = (
    (0.98, gettext_lazy("Certain")),
    (0.9, gettext_lazy("Very likely")),
    (0.7, gettext_lazy("Likely")),
    (0.4, gettext_lazy("Possible")),
    (0.0, gettext_lazy("Unlikely")),
)
MOST_CANDIDATES = 4
# Beside works that are named, only what is at least "Possible" is worth a visitor's look.
LEAST_BESIDE_A_MATCH = 0.4
# A label's radius as a share of the photo's longest side: 15 px on a phone.
LABEL_SHARE = 0.04

CANDIDATES_TITLES: dict[str, object] = {
    Recognition.Answer.MATCH: gettext_lazy("Perhaps also in this photo"),
    Recognition.Answer.UNCERTAIN: gettext_lazy("Possible works"),
    Recognition.Answer.NO_MATCH: gettext_lazy("Not in your photo: the most similar in our catalogue"),
}
PROGRESS_WORDS: dict[str, object] = {
    Recognition.Status.PENDING: gettext_lazy("Your photo is in the queue…"),
    Recognition.Status.RUNNING: gettext_lazy("Comparing your photo with the catalogue…"),
    "slow": gettext_lazy("This takes longer than usual. Leave this page open, or come back to it later."),
}
# What the core's advice says, marked for translation here because the core knows nothing of languages.
ADVICE = (
    gettext_noop("The photo is very dark. Turn toward the light or let the camera adjust, then try again."),
    gettext_noop("The photo is blurred. Hold the phone still, tap the artwork to focus, then try again."),
    gettext_noop("A reflection covers part of the artwork. Take a step to the side so that it moves off."),
    gettext_noop("The artwork is seen from the side. Stand in front of it and hold the phone upright."),
    gettext_noop("The artwork is small in the photo. Step closer or zoom in so that it fills the frame."),
    gettext_noop("There is little to recognize. Step closer so that the artwork fills the frame."),
)
SLOW_AFTER = timedelta(seconds=20)


@dataclass(frozen=True)
class Example:
    """A photo to try."""

    name: str
    url: str


@dataclass(frozen=True)
class ScanPage:
    """The start page. `problem` says what was wrong with the photo just sent."""

    work_count: int
    examples: tuple[Example, ...]
    kept: str
    """How long photos are kept, in words."""
    problem: str


@dataclass(frozen=True)
class Certainty:
    """How sure the answer is, in words and as a share between 0 and 1."""

    words: str
    percent: str
    share: float


@dataclass(frozen=True)
class ShownWork:
    """One work of the answer. `number` is its label on the photo; 0 when it is not outlined there."""

    number: int
    anchor: str
    card: ArtworkCard
    certainty: Certainty
    evidence: str
    outline: Outline | None
    beside: Drawing | MarkedReference | None
    stacked: Drawing | MarkedReference | None


@dataclass(frozen=True)
class ProgressPage:
    """A recognition that is not finished. `state` is a key of `PROGRESS_WORDS`."""

    id: str
    state: str
    words: str
    photo: Picture


@dataclass(frozen=True)
class ResultPage:
    """A finished recognition: `works` are named, best first; `candidates` are not sure enough to name."""

    id: str
    title: str
    headline: str
    explanation: str
    decision: str
    photo: Picture
    label_radius: float
    works: tuple[ShownWork, ...]
    candidates: tuple[ShownWork, ...]
    candidates_title: str
    advice: tuple[str, ...]
    seconds: str
    api_url: str
    can_be_added: bool
    """Whether the photo may show a work that the catalogue lacks."""


@dataclass(frozen=True)
class SaliencyPage:
    """What the network looked at to find the work of `card` in a photo."""

    card: ArtworkCard
    picture: Picture
    answer_url: str
    api_url: str


def kept_words(days: int) -> str:
    """Say how long a photo is kept."""
    if days == 0:
        return _("Photos are deleted as soon as they are answered.")
    return ngettext("Photos are deleted after %d day.", "Photos are deleted after %d days.", days) % days


def progress_page(recognition: Recognition, photo: Picture, now: datetime) -> ProgressPage:
    """Return what is shown while a recognition waits or runs."""
    state = "slow" if now - recognition.created_at > SLOW_AFTER else recognition.status
    return ProgressPage(id=str(recognition.pk), state=state, words=str(PROGRESS_WORDS[state]), photo=photo)


def result_page(
    recognition: Recognition,
    photo: Picture,
    *,
    cards: Mapping[int, ArtworkCard],
    references: Mapping[int, Picture],
    api_url: str,
) -> ResultPage:
    """Return what is shown of a finished recognition.

    Args:
        cards: by artwork id; a work missing here has left the catalogue since and is not shown.
        references: by reference image id; without its picture a work is shown without a drawing.
    """
    result = recognition.result
    works = _shown(result.get("matches", []), recognition.decision, photo, cards, references)
    candidates = _shown(_worth_showing(recognition), recognition.decision, photo, cards, references)[:MOST_CANDIDATES]
    headline, explanation = _words_of(recognition, works, candidates)
    return ResultPage(
        id=str(recognition.pk),
        title=", ".join(work.card.title for work in works) or headline,
        headline=headline,
        explanation=explanation,
        decision=recognition.decision or recognition.status,
        photo=photo,
        label_radius=round(max(photo.width, photo.height) * LABEL_SHARE, 1),
        works=works,
        candidates=candidates,
        candidates_title=str(CANDIDATES_TITLES.get(recognition.decision, "")),
        advice=tuple(_(advice["message"]) for advice in result.get("advice", [])),
        seconds=_seconds(result),
        api_url=api_url,
        can_be_added=recognition.status == Recognition.Status.DONE and not works,
    )


def ids_in(result: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """Return the ids of the artworks and of the reference images that a stored answer mentions."""
    found = [*result.get("matches", []), *result.get("candidates", [])]
    return {item["artwork_id"] for item in found}, {item["reference_image_id"] for item in found}


def certainty_of(confidence: float) -> Certainty:
    """Return a confidence in words. Never 100 %: no photo proves that much."""
    words = str(next(words for least, words in CERTAINTY_WORDS if confidence >= least))
    percent = min(99, math.floor(confidence * 100))
    return Certainty(words=words, percent=f"{percent} %" if percent else _("under 1 %"), share=confidence)


def _worth_showing(recognition: Recognition) -> list[dict[str, Any]]:
    candidates = recognition.result.get("candidates", [])
    least = LEAST_BESIDE_A_MATCH if recognition.decision == Recognition.Answer.MATCH else 0.0
    return [candidate for candidate in candidates if candidate["confidence"] >= least]


def _shown(
    found: Sequence[Mapping[str, Any]],
    decision: str,
    photo: Picture,
    cards: Mapping[int, ArtworkCard],
    references: Mapping[int, Picture],
) -> tuple[ShownWork, ...]:
    known = [item for item in found if item["artwork_id"] in cards]
    return tuple(
        _shown_work(
            number,
            item,
            evidence_in_words(item, decision),
            photo,
            cards[item["artwork_id"]],
            references.get(item["reference_image_id"]),
        )
        for number, item in enumerate(known, start=1)
    )


def _shown_work(
    number: int, item: Mapping[str, Any], evidence: str, photo: Picture, card: ArtworkCard, reference: Picture | None
) -> ShownWork:
    beside, stacked = _drawings(item, photo, reference)
    return ShownWork(
        number=number,
        anchor=f"work-{card.id}-{slugify(card.title)}",
        card=card,
        certainty=certainty_of(item["confidence"]),
        evidence=evidence,
        outline=outline(item["quad"], photo) if item["quad"] else None,
        beside=beside,
        stacked=stacked,
    )


def _drawings(
    item: Mapping[str, Any], photo: Picture, reference: Picture | None
) -> tuple[Drawing | MarkedReference | None, Drawing | MarkedReference | None]:
    """Return the drawings for wide and for narrow screens; of a photo that is gone only the reference is drawn."""
    if reference is None or not item["quad"]:
        return None, None
    if not photo.url:
        alone = draw_alone(reference, item["points"])
        return alone, alone
    return draw_beside(photo, reference, item["points"]), draw_stacked(photo, reference, item["points"])


def _words_of(recognition: Recognition, works: Sequence[ShownWork], candidates: Sequence[ShownWork]) -> tuple[str, str]:
    if recognition.status == Recognition.Status.FAILED:
        return _("That did not work"), recognition.error_message
    if recognition.decision == Recognition.Answer.NO_MATCH:
        return _("Not in our catalogue"), _searched_words(recognition.result.get("searched", 0))
    if recognition.decision == Recognition.Answer.UNCERTAIN and candidates:
        return _("We are not sure"), _compare_words(len(candidates))
    if not works:
        return _("No longer in our catalogue"), _("What this photo may show has since left the catalogue.")
    return (_("Recognised") if len(works) == 1 else _("%d works recognised") % len(works)), ""


def _searched_words(count: int) -> str:
    """Say how much was searched when the photo was answered, not how much the catalogue holds."""
    if count == 0:
        return _("There are no pictures of works yet that your photo could be compared with.")
    words = ngettext(
        "We compared your photo with the one picture that we know, and found no work in it.",
        "We compared your photo with the %(count)s pictures that we know, and found no work in it.",
        count,
    )
    return words % {"count": f"{count:,}"}


def _compare_words(count: int) -> str:
    if count == 1:
        return _("It may be this work. Compare it with your photo.")
    return _("It may be one of these %d works. Compare them with your photo.") % count


def _seconds(result: Mapping[str, Any]) -> str:
    total = result.get("timings_ms", {}).get("total")
    return f"{total / 1000:.2f} s" if total is not None else ""
