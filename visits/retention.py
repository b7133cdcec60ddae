"""What is forgotten by the clock: photos, answers, visitors who do not come any more, sessions that are over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from access.locking import forget_failures
from recognition.retention import forget_answers, give_up_silent, remove_old_photos
from visits.identity import TWO_YEARS
from visits.limits import forget_senders
from visits.models import KeptScan, Visitor


@dataclass(frozen=True)
class Forgotten:
    """How much was deleted."""

    photos: int
    answers: int
    visitors: int


def forget_old() -> Forgotten:
    """Delete whatever is kept no longer. Run twice at once, or late, it does no harm."""
    now = timezone.now()
    call_command("clearsessions")
    forget_senders()
    forget_failures(now)
    give_up_silent(now)
    visitors = _forget_visitors(now)
    return Forgotten(
        photos=remove_old_photos(now),
        answers=forget_answers(now, kept=KeptScan.objects.values("recognition")),
        visitors=visitors,
    )


def _forget_visitors(now: datetime) -> int:
    """Delete those whose cookie is over: nobody can come back to what they keep.

    A cookie is given anew with everything that is kept, so its end is two years after the newest of that.
    """
    over = now - timedelta(seconds=TWO_YEARS)
    newer = Q(scans__recognition__created_at__gte=over) | Q(saved_works__saved_at__gte=over)
    gone = Visitor.objects.filter(created_at__lt=over).exclude(pk__in=Visitor.objects.filter(newer).values("pk"))
    return gone.delete()[1].get("visits.Visitor", 0)
