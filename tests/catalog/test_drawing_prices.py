"""Prices over time, a chart for each currency."""

from datetime import date

import pytest

from catalog.drawings.chart import BOTTOM, TOP, draw_prices, nice_step, short_amount
from catalog.selectors import artwork_page
from tests.catalog.factories import make_artwork, make_price

pytestmark = pytest.mark.django_db


def charts(*prices: tuple[str, str, int], kind: str = "realised"):
    work = make_artwork()
    for amount, currency, year in prices:
        make_price(work, amount, currency=currency, date=date(year, 1, 1), kind=kind)
    return draw_prices(artwork_page(work.pk).prices)


def test_currencies_are_never_put_on_one_scale():
    drawn = charts(("100", "USD", 1900), ("200", "USD", 1950), ("300", "GBP", 1900), ("50", "GBP", 1960))
    assert [chart.currency for chart in drawn] == ["GBP", "USD"]


def test_a_single_price_is_no_chart():
    assert charts(("100", "USD", 1900), ("100", "GBP", 1950)) == ()


def test_later_is_to_the_right_and_more_is_higher_from_zero():
    (chart,) = charts(("590000", "USD", 1936), ("2300000", "USD", 1961))
    first, last = chart.marks
    assert first.x < last.x
    assert TOP <= last.y < first.y < BOTTOM
    assert [tick.label for tick in chart.amounts] == ["0", "1M", "2M", "3M"]
    assert [chart.years[0].label, chart.years[-1].label] == ["1936", "1961"]


def test_a_mark_says_what_it_is_in_words():
    (chart,) = charts(("590000", "USD", 1936), ("2300000", "USD", 1961))
    assert chart.marks[0].words == "1 January 1936: $590,000, Price realised"


@pytest.mark.parametrize("largest", [0.5, 3, 999, 1000, 2_300_000, 450_312_500])
def test_a_scale_has_few_round_steps(largest):
    step = nice_step(largest)
    assert 1 <= largest / step <= 4
    assert f"{step:e}"[0] in "125"


def test_round_amounts_are_short():
    assert [short_amount(n) for n in (0, 50, 2_500, 500_000, 2_500_000, 3e9)] == [
        "0",
        "50",
        "2.5k",
        "500k",
        "2.5M",
        "3bn",
    ]
