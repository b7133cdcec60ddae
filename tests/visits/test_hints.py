"""What a curator is asked to look at twice, and what is nothing odd."""

from datetime import date
from decimal import Decimal

import pytest

from visits import hints

KNOWN = [(Decimal(5000), "USD"), (Decimal(5200), "USD"), (Decimal(900), "GBP")]


@pytest.mark.parametrize(("amount", "odd"), [(51000, True), (510, True), (510_000, True), (51, True), (5000, False)])
def test_ten_or_a_hundred_times_what_the_work_cost_is_a_slip_of_zeros(amount, odd):
    assert bool(hints.slip_of_zeros(Decimal(amount), "USD", KNOWN)) == odd


@pytest.mark.parametrize("amount", [15_000, 25_000, 1_700])
def test_a_work_that_is_sold_dearer_or_cheaper_is_nothing_odd(amount):
    assert hints.slip_of_zeros(Decimal(amount), "USD", KNOWN) == ""


def test_prices_in_other_currencies_tell_nothing_of_zeros():
    assert hints.slip_of_zeros(Decimal(9000), "EUR", KNOWN) == ""


def test_the_usual_price_is_named_in_the_hint():
    assert hints.slip_of_zeros(Decimal(51_000), "USD", KNOWN).startswith(
        "About 10 times what is known of this work, $5,1"
    )


def test_the_same_number_in_another_currency_is_a_swap():
    assert "GBP" in hints.other_currency(Decimal(900), "EUR", KNOWN)
    assert hints.other_currency(Decimal(900), "GBP", KNOWN) == ""
    assert hints.other_currency(Decimal(950), "EUR", KNOWN) == ""


def test_a_hundred_times_all_that_a_creator_brought_is_odd():
    assert hints.far_above_the_creator(Decimal(520_000), "USD", KNOWN)
    assert hints.far_above_the_creator(Decimal(500_000), "USD", KNOWN) == ""
    assert hints.far_above_the_creator(Decimal(500_000), "EUR", KNOWN) == ""


def test_a_sale_that_is_still_to_come_is_odd():
    assert hints.in_the_future(date(2026, 5, 2), date(2026, 5, 1))
    assert hints.in_the_future(date(2026, 5, 1), date(2026, 5, 1)) == ""


def test_a_correction_to_what_stands_there_is_said():
    assert hints.says_what_is_known(" Irises", "Irises ")
    assert hints.says_what_is_known("Lilies", "Irises") == ""


def test_many_from_one_source_or_contributor_are_counted():
    assert "5 contributions" in hints.many_with_one_source(5, "A blog")
    assert hints.many_with_one_source(4, "A blog") == ""
    assert "6 contributions" in hints.many_by_one(6)
    assert hints.many_by_one(1) == ""


@pytest.mark.parametrize(("kind", "amount"), [("premium", 500), ("hammer", 5000), ("realised", 5600)])
def test_a_premium_is_no_hammer_price_that_lacks_a_zero(kind, amount):
    known = [(other, Decimal(is_known), "USD") for other, is_known in (("premium", 600), ("hammer", 5000))]
    assert hints.slip_of_zeros(Decimal(amount), "USD", hints.comparable(kind, known)) == ""


def test_a_premium_is_compared_with_premiums():
    assert hints.slip_of_zeros(Decimal(50), "USD", hints.comparable("premium", [("premium", Decimal(500), "USD")]))


def test_hammer_price_and_premium_make_the_price_realised():
    parts = {"hammer": Decimal(5000), "premium": Decimal(1300), "realised": Decimal(6300)}
    assert hints.sum_of_a_sale(parts, "USD") == ""
    assert "make $6,300, not the price realised, $9,300" in hints.sum_of_a_sale(
        {**parts, "realised": Decimal(9300)}, "USD"
    )
    assert hints.sum_of_a_sale({"hammer": Decimal(5000), "realised": Decimal(6300)}, "USD") == ""


def test_a_price_that_is_known_is_said_with_what_became_of_it():
    assert hints.price_is_known(["taken down"], 1) == "The same price is known already: taken down."
    assert "Another report" in hints.price_is_known([], 1)
    assert hints.price_is_known([], 0) == ""


def test_a_work_that_is_known_is_named():
    assert "very picture already, of Irises" in hints.work_is_known(["Irises"], ["Lilies"])
    assert "this creator and title is known already: Lilies" in hints.work_is_known([], ["Lilies"])
    assert hints.work_is_known([], []) == ""
