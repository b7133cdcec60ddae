"""Ways to wander: by choice, and along a tour."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import presenters, selectors
from catalog.views.finding import or_404


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show every way to begin."""
    return render(request, "catalog/guide.html", {"page": selectors.guide_page()})


@require_safe
def tour(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a tour with its stops."""
    return render(request, "catalog/tour.html", {"page": or_404(presenters.tour_view, pk)})


@require_safe
def stop(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one stop of a tour."""
    return render(request, "catalog/stop.html", {"page": or_404(presenters.stop_view, pk, number)})
