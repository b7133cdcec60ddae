"""What stands beside a contribution when a curator decides: what the catalogue holds, and what is odd."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.urls import reverse
from django.utils import timezone

from catalog.models import Artwork, Price, ReviewState
from catalog.money import money
from catalog.pages import ArtworkCard
from catalog.selectors import artwork_cards, search_artworks, works_named, works_of_picture
from visits import hints
from visits.hints import Amounts
from visits.models import Contribution, Correction, PriceReport, WorkSuggestion
from visits.reviewing import PLAIN_FACTS
from visits.tokens import KINDS, token_of

LIKE_IT = 6  # works of the same name


@dataclass(frozen=True)
class Row:
    """One fact as it is said and as the catalogue has it."""

    label: str
    said: str
    held: str


@dataclass(frozen=True)
class Evidence:
    """Everything for one decision. cards: the work, or works that a suggested one may be."""

    rows: tuple[Row, ...]
    hints: tuple[str, ...]
    cards: tuple[ArtworkCard, ...]
    cards_title: str
    photo_urls: tuple[str, ...] = ()
    sent_by_the_same: int = 1


def evidence_of(contribution: Contribution) -> Evidence:
    """Return what a curator is shown beside a contribution."""
    return _evidence(contribution)


def sent_by(contribution: Contribution) -> int:
    """Return how many contributions of any kind came from the same contributor, this one among them."""
    if contribution.contributor is None:
        return 1
    return sum(kind._default_manager.filter(contributor=contribution.contributor).count() for kind in KINDS.values())


@singledispatch
def _evidence(contribution: Contribution) -> Evidence:
    raise TypeError(f"Nobody knows what stands beside a {type(contribution).__name__}.")


@_evidence.register
def _of_work(suggestion: WorkSuggestion) -> Evidence:
    pictured = _of_this_picture(suggestion)
    alike = search_artworks(f"{suggestion.title} {suggestion.creator}").values_list("pk", flat=True)[:LIKE_IT]
    shown = dict.fromkeys([*(work.pk for work in pictured), *alike])
    which = ["photo", "picture"] if suggestion.picture else ["photo"]
    sent = sent_by(suggestion)
    return Evidence(
        rows=(),
        hints=_said(hints.work_is_known(list(map(str, pictured)), _of_this_name(suggestion)), hints.many_by_one(sent)),
        cards=tuple(artwork_cards(list(shown)).values()),
        cards_title="In the catalogue",
        photo_urls=tuple(reverse("contribution-photo", args=[token_of(suggestion), one]) for one in which),
        sent_by_the_same=sent,
    )


@_evidence.register
def _of_correction(correction: Correction) -> Evidence:
    held, sent = _held(correction), sent_by(correction)
    return Evidence(
        rows=(Row(correction.get_fact_display(), correction.correct_value, held),),
        hints=_said(
            hints.says_what_is_known(correction.correct_value, held),
            hints.many_with_one_source(_with_source(Correction, correction.source), correction.source),
            hints.many_by_one(sent),
        ),
        cards=tuple(artwork_cards([correction.artwork_id]).values()),
        cards_title="The work",
        sent_by_the_same=sent,
    )


@_evidence.register
def _of_price(report: PriceReport) -> Evidence:
    known = list(report.artwork.prices.approved())
    kinds, sent = [(price.kind, price.amount, price.currency) for price in known], sent_by(report)
    amounts = hints.comparable(report.kind, kinds)
    said, currency = report.amount, report.currency
    return Evidence(
        rows=(
            Row(f"{report.get_kind_display()}, {report.date:%Y}", money(said, currency), ""),
            *(Row(f"{price.get_kind_display()}, {price.date:%Y}", "", _money(price)) for price in known),
        ),
        hints=_said(
            hints.price_is_known(_states_of_the_same(report), _reported_too(report)),
            hints.slip_of_zeros(said, currency, amounts),
            hints.sum_of_a_sale(_of_that_day(report, known), currency),
            hints.other_currency(said, currency, amounts),
            hints.far_above_the_creator(said, currency, _of_creator(report.artwork)),
            hints.in_the_future(report.date, timezone.localdate()),
            hints.many_with_one_source(_with_source(PriceReport, report.source), report.source),
            hints.many_by_one(sent),
        ),
        cards=tuple(artwork_cards([report.artwork_id]).values()),
        cards_title="The work",
        sent_by_the_same=sent,
    )


def _held(correction: Correction) -> str:
    """Return what the catalogue says now."""
    work = correction.artwork
    if correction.fact in PLAIN_FACTS:
        return str(getattr(work, correction.fact))
    if correction.fact == Correction.Fact.CREATOR:
        return ", ".join(str(creator) for creator in work.creators.all())
    if correction.fact == Correction.Fact.PLACE:
        return ", ".join(str(placement) for placement in work.placements.lasting())
    return ""


def _said(*words: str) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _of_that_day(report: PriceReport, known: Iterable[Price]) -> dict[str, Decimal]:
    """Return what the work cost on that day by kind, with what is reported now."""
    same = [price for price in known if (price.date, price.currency) == (report.date, report.currency)]
    return {**{price.kind: price.amount for price in same}, report.kind: report.amount}


def _same(report: PriceReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ("artwork", "kind", "date", "amount", "currency")}


def _states_of_the_same(report: PriceReport) -> list[str]:
    """Return in words what became of the prices that are the same, whatever they are known from."""
    if report.state != ReviewState.PENDING:
        return []
    prices = Price.objects.filter(**_same(report)).select_related("lot", "source")
    return [f"{_state(price)}, from {price.source}" for price in prices]


def _state(price: Price) -> str:
    return "taken down" if price.is_taken_down else str(price.get_review_state_display()).lower()


def _reported_too(report: PriceReport) -> int:
    waiting = PriceReport.objects.filter(**_same(report), state=ReviewState.PENDING)
    return waiting.exclude(pk=report.pk).count()


def _of_this_picture(suggestion: WorkSuggestion) -> list[Artwork]:
    """Return the works that have the very same file as a picture."""
    if suggestion.state != ReviewState.PENDING:
        return []
    with suggestion.reference.open("rb") as file:
        return works_of_picture(file.read())


def _of_this_name(suggestion: WorkSuggestion) -> list[str]:
    """Return the works with the same title, by the same creator if one is named."""
    if suggestion.state != ReviewState.PENDING:
        return []
    return [f"{work} ({work.source} {work.source_id})" for work in works_named(suggestion.title, suggestion.creator)]


def _of_creator(artwork: Artwork) -> Amounts:
    makers = artwork.creators.values("pk")
    prices = Price.objects.approved().filter(artwork__creators__in=makers).exclude(artwork=artwork)
    return list(prices.values_list("amount", "currency").distinct())


def _money(price: Price) -> str:
    return money(price.amount, price.currency)


def _with_source(kind: type[Correction] | type[PriceReport], source: str) -> int:
    return kind._default_manager.filter(source__iexact=source).count()
