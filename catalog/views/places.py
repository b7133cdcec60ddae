"""Pages of venues, their rooms and their auctions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import presenters, selectors
from catalog.views.finding import or_404


@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """List the places to visit, and show where they are."""
    return render(request, "catalog/venue_list.html", {"page": presenters.venue_list_view(settings.TILE_URL)})


@require_safe
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a venue and its rooms."""
    return render(request, "catalog/venue.html", {"page": or_404(presenters.venue_view, pk)})


@require_safe
def venue_labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the codes of a venue and its rooms, to print and hang."""
    return render(request, "catalog/venue_labels.html", {"page": or_404(selectors.venue_page, pk)})


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what hangs in a room."""
    return render(request, "catalog/room.html", {"page": or_404(presenters.room_view, pk)})


@require_safe
def sale(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an auction with its lots."""
    return render(request, "catalog/sale.html", {"page": or_404(selectors.sale_page, pk)})
