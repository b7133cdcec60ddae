"""Writing a visitor's collection: keeping, noting, removing, forgetting all."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from catalog.models import Artwork
from recognition.intake import remove_recognitions
from recognition.models import Recognition
from visits.identity import welcome
from visits.models import KeptScan, SavedWork, Visitor


def keep_scan(request: HttpRequest, response: HttpResponse, recognition: Recognition) -> None:
    """Put a photo that was just sent into its visitor's collection; `settings.SCAN_LISTENER` names this."""
    KeptScan.objects.create(visitor=welcome(request, response), recognition=recognition)


def save_work(visitor: Visitor, artwork: Artwork) -> SavedWork:
    """Save a work; saved again it keeps its note."""
    saved, _ = SavedWork.objects.get_or_create(visitor=visitor, artwork=artwork)
    return saved


def remove_scan(scan: KeptScan) -> None:
    """Take a scan out of the collection, and delete its photo and its answer: nobody else has them."""
    remove_recognitions(Recognition.objects.filter(pk=scan.recognition_id))


def forget(visitor: Visitor) -> None:
    """Delete all that a visitor keeps, the photos that they sent included."""
    with transaction.atomic():
        remove_recognitions(Recognition.objects.filter(pk__in=visitor.scans.values("recognition")))
        visitor.delete()
