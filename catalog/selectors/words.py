"""How facts read on a page."""

import datetime
from collections.abc import Collection, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Artwork, Attribution, Placement, Price, Sale, Venue
from catalog.money import money


def enumerate_words(words: Sequence[str]) -> str:
    """Join as a sentence does: "A", "A and B", "A, B and C"."""
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def credit_words(artwork: Artwork, attributions: Collection[Attribution]) -> str:
    """Return who is credited, as a museum label does; an unnamed maker has a culture at most."""
    if attributions:
        return enumerate_words([str(attribution) for attribution in attributions])
    return f"Unidentified artist, {artwork.culture}" if artwork.culture else ""


def day_words(day: datetime.date) -> str:
    """Return a date in full: "27 November 1970"."""
    return date_format(day, "j F Y")


def period_words(placement: Placement) -> str:
    """Return from when until when, leaving out what is not known."""
    if placement.starts_on and placement.ends_on:
        return f"{day_words(placement.starts_on)} – {day_words(placement.ends_on)}"
    if placement.starts_on:
        return _("since %s") % day_words(placement.starts_on)
    return _("until %s") % day_words(placement.ends_on) if placement.ends_on else ""


def sale_words(sale: Sale) -> str:
    """Return the house and, if it has one, the title of a sale."""
    return ", ".join(filter(None, [str(sale.venue), sale.title]))


def sale_days(sale: Sale) -> str:
    """Return when a sale is or was: "3 May 2027 – 5 May 2027"."""
    if sale.ends_on and sale.ends_on != sale.starts_on:
        return f"{day_words(sale.starts_on)} – {day_words(sale.ends_on)}"
    return day_words(sale.starts_on)


def ticket_words(venue: Venue) -> str:
    """Return what entry costs, for whom and as of when: "$30 (adults, 2024)", "Free"; "" when nobody said."""
    if venue.ticket_price is None:
        return venue.ticket_note
    price = money(venue.ticket_price, venue.ticket_currency) if venue.ticket_price else _("Free")
    return f"{price} ({venue.ticket_note})" if venue.ticket_note else price


def price_words(price: Price) -> str:
    """Return a price in one line: "£2,310,000 · Christie's London, 1970"."""
    amount = money(price.amount, price.currency)
    where = str(price.lot.sale.venue) if price.lot else price.source.name
    asked = _("Asking %s") % amount if price.kind == Price.Kind.ASKING else amount
    return f"{asked} · {where}, {price.date.year}"


def wikidata_url(item: str) -> str:
    """Return the page of a Wikidata item; "" for none."""
    return f"https://www.wikidata.org/wiki/{item}" if item else ""


def ulan_url(record: str) -> str:
    """Return the page of a record in the Union List of Artist Names; "" for none."""
    return f"https://vocab.getty.edu/page/ulan/{record}" if record else ""
