"""How much one address may send: counted in the database, so that every process counts the same."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from catalog.models import ReviewState
from visits.models import Correction, PriceReport, Report, WorkSuggestion

# A whole museum may stand behind one address; a person types a few contributions an hour, a script thousands.
PERIOD = timedelta(hours=1)
MOST_CONTRIBUTIONS = 30
# Whoever forges addresses fills no disk: about a gigabyte of photos may wait for the curators, and as many texts.
MOST_WAITING = 1000
MOST_REPORTS = 200
KINDS = (WorkSuggestion, Correction, PriceReport)


def forget_senders() -> None:
    """Forget who sent what no longer counts: nothing is kept of a visitor's address for longer than it is needed."""
    until = timezone.now() - PERIOD
    for kind in (*KINDS, Report):
        kind.objects.filter(created_at__lte=until).exclude(sender="").update(sender="")


class TooManySent(Exception):
    """This address has sent all that it may in this hour."""


def check_contributions(sender: str) -> None:
    """Raise `TooManySent` when `sender` has contributed enough in this hour, or more waits than curators can review."""
    forget_senders()
    since = timezone.now() - PERIOD
    sent = sum(kind.objects.filter(sender=sender, created_at__gt=since).count() for kind in KINDS)
    waiting = max(kind.objects.filter(state=ReviewState.PENDING).count() for kind in KINDS)
    if sent >= MOST_CONTRIBUTIONS or waiting >= MOST_WAITING:
        raise TooManySent


def contributor_of(sender: str) -> UUID:
    """Return the number that this sender's contributions have in common, while the last one is not an hour old."""
    sent = (kind.objects.filter(sender=sender).values_list("contributor", flat=True).first() for kind in KINDS)
    return next(filter(None, sent), None) or uuid4()


def check_reports(sender: str) -> None:
    """Raise `TooManySent` when `sender` has said enough about answers in this hour."""
    forget_senders()
    since = timezone.now() - PERIOD
    if Report.objects.filter(sender=sender, created_at__gt=since).count() >= MOST_REPORTS:
        raise TooManySent
