"""What a curator should look at twice. Pure functions: each returns words, or "" where nothing is odd."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from catalog.money import money

# A slip by one or two zeros lands near these; prices of one work differ by other factors than just these.
SLIPS = (Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01"))
SLIP_TOLERANCE = Decimal("0.3")  # of the factor: works are sold again at somewhat other prices
SAME_AMOUNT = Decimal("0.005")  # so near is the same number
FAR_ABOVE = 100  # times the highest price of the creator
MANY = 5  # reports by one contributor, or with one source

Amounts = Sequence[tuple[Decimal, str]]
"""Amounts with their currencies."""
Kinds = Sequence[tuple[str, Decimal, str]]
"""Kinds of prices, each with amount and currency."""
HAMMER, PREMIUM, REALISED = "hammer", "premium", "realised"
SUM_TOLERANCE = Decimal("0.01")  # houses round what they publish


def price_is_known(states: Sequence[str], waiting: int) -> str:
    """Say that the same price is recorded already, and what became of it; or that it was reported twice."""
    if states:
        return f"The same price is known already: {', '.join(dict.fromkeys(states))}."
    return "Another report of the same price waits." if waiting else ""


def work_is_known(same_picture: Sequence[str], same_name: Sequence[str]) -> str:
    """Name the works that a suggested one is: by the very same picture, or by creator and title."""
    if same_picture:
        return f"The catalogue has this very picture already, of {'; '.join(same_picture)}."
    return f"A work of this creator and title is known already: {'; '.join(same_name)}." if same_name else ""


def sum_of_a_sale(parts: Mapping[str, Decimal], currency: str) -> str:
    """Add hammer price and buyer's premium of one day: they make the price realised.

    Args:
        parts: amounts by kind; nothing is said unless all three are there.
    """
    if not {HAMMER, PREMIUM, REALISED} <= parts.keys():
        return ""
    together = parts[HAMMER] + parts[PREMIUM]
    if abs(together / parts[REALISED] - 1) <= SUM_TOLERANCE:
        return ""
    words = money(together, currency), money(parts[REALISED], currency)
    return "Hammer price and premium make {}, not the price realised, {}.".format(*words)


def comparable(kind: str, known: Kinds) -> Amounts:
    """Return the amounts that one of this kind may be compared with: a premium is a fraction of all the others."""
    return [(amount, currency) for other, amount, currency in known if (other == PREMIUM) == (kind == PREMIUM)]


def slip_of_zeros(amount: Decimal, currency: str, known: Amounts) -> str:
    """Compare with what the same work cost: ten or a hundred times that, or a tenth, is mostly a slip."""
    same = [other for other, of in known if of == currency]
    if not same:
        return ""
    usual = median(same)
    factor = amount / usual
    if any(abs(factor / slip - 1) <= SLIP_TOLERANCE for slip in SLIPS):
        more = f"{factor:.0f} times" if factor > 1 else f"one {1 / factor:.0f}th of"
        return f"About {more} what is known of this work, {money(usual, currency)}: a zero too many or too few?"
    return ""


def other_currency(amount: Decimal, currency: str, known: Amounts) -> str:
    """Find the same number in another currency."""
    swapped = {of for other, of in known if of != currency and abs(other / amount - 1) <= SAME_AMOUNT}
    return f"The same number is known in {', '.join(sorted(swapped))}: is {currency} right?" if swapped else ""


def far_above_the_creator(amount: Decimal, currency: str, of_creator: Amounts) -> str:
    """Compare with the most that any work of the creator cost."""
    highest = max((other for other, of in of_creator if of == currency), default=None)
    if highest is None or amount < FAR_ABOVE * highest:
        return ""
    return f"More than {FAR_ABOVE} times the highest known price of this creator, {money(highest, currency)}."


def in_the_future(day: date, today: date) -> str:
    """Look at the date."""
    return "Its date has not come yet." if day > today else ""


def says_what_is_known(said: str, held: str) -> str:
    """Compare with the catalogue."""
    return "The catalogue says so already." if said.strip() == held.strip() else ""


def many_with_one_source(count: int, source: str) -> str:
    """Count how many contributions rest on one source."""
    return f"{count} contributions name this source: {source}." if count >= MANY else ""


def many_by_one(count: int) -> str:
    """Count what one contributor sent."""
    return f"{count} contributions came from this contributor." if count >= MANY else ""
