"""Amounts of money in words."""

from decimal import Decimal

# Where the sign is clear without its country; others show their ISO 4217 code.
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency: "£2,310,000", "CHF 1,250.50"; cents show when there are any."""
    number = f"{amount:,.2f}".removesuffix(".00")
    return f"{SIGNS[currency]}{number}" if currency in SIGNS else f"{currency} {number}"
