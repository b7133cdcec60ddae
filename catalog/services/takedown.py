"""Showing prices and lots to staff alone, whatever their review said, and to everybody again."""

from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from catalog.models import Lot, Price
from catalog.models.history import on_behalf_of
from catalog.services.history import change_rows

Row = TypeVar("Row", Price, Lot)


def take_down(rows: QuerySet[Row], reason: str) -> list[Row]:
    """Show prices, or lots with all their prices, to staff alone from now on; return those that were shown before.

    A price is taken down with its lot and not by it alone, so that it stays down when the lot is deleted.
    """
    facts = {"taken_down_at": timezone.now(), "takedown_reason": reason}
    with transaction.atomic(), on_behalf_of(None, f"Taken down: {reason}"):
        done = change_rows(rows.filter(taken_down_at=None), **facts)
        change_rows(_prices_of(rows).filter(lot__in=[row.pk for row in done], taken_down_at=None), **facts)
    return done


def put_up(rows: QuerySet[Row]) -> list[Row]:
    """Take back that rows were taken down, and that prices were with their lots; prices approved are shown again."""
    facts = {"taken_down_at": None, "takedown_reason": ""}
    with transaction.atomic(), on_behalf_of(None, "Put up again"):
        down = rows.exclude(taken_down_at=None)
        together = _prices_of(rows).filter(lot__in=down.values("pk"), taken_down_at=F("lot__taken_down_at"))
        change_rows(together, **facts)
        return change_rows(down, **facts)


def _prices_of(rows: QuerySet[Row]) -> QuerySet[Price]:
    return Price.objects.all() if rows.model is Lot else Price.objects.none()
