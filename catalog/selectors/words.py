"""How facts read on a page."""

import datetime
from collections.abc import Collection, Sequence

from django.utils.formats import date_format

from catalog.models import Artwork, Attribution, Placement, Price, Sale
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
        return f"since {day_words(placement.starts_on)}"
    return f"until {day_words(placement.ends_on)}" if placement.ends_on else ""


def sale_words(sale: Sale) -> str:
    """Return the house and, if it has one, the title of a sale."""
    return ", ".join(filter(None, [str(sale.venue), sale.title]))


def price_words(price: Price) -> str:
    """Return a price in one line: "£2,310,000 · Christie's London, 1970"."""
    asked = "Asking " if price.kind == Price.Kind.ASKING else ""
    where = str(price.lot.sale.venue) if price.lot else price.source.name
    return f"{asked}{money(price.amount, price.currency)} · {where}, {price.date.year}"


def wikidata_url(item: str) -> str:
    """Return the page of a Wikidata item; "" for none."""
    return f"https://www.wikidata.org/wiki/{item}" if item else ""


def ulan_url(record: str) -> str:
    """Return the page of a record in the Union List of Artist Names; "" for none."""
    return f"https://vocab.getty.edu/page/ulan/{record}" if record else ""
