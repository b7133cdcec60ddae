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
