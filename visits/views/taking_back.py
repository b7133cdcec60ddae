"""Taking contributions back, for curators: first what it would do, then doing it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from visits.models import Contribution
from visits.pages import taking_back_page
from visits.taking_back import contributions_of, take_back

# What taking back may do: to remove works, to change them, and to reject prices.
NEEDS = ("catalog.delete_artwork", "catalog.change_artwork", "catalog.review_price")
SEES = ("visits.view_worksuggestion", "visits.view_correction", "visits.view_pricereport")


def take_back_contributor(request: HttpRequest, contributor: UUID) -> HttpResponse:
    """List what one contributor sent, and what taking it back would do; POST takes all of it back."""
    return _answer(request, [*contributions_of(contributor)], "One contributor")


def take_back_one(request: HttpRequest, kind: type[Contribution], pk: int) -> HttpResponse:
    """Show what taking one contribution back would do; POST does it."""
    contribution = get_object_or_404(kind, pk=pk)
    return _answer(request, [contribution], f"Take back: {contribution}")


def _answer(request: HttpRequest, contributions: Sequence[Contribution], title: str) -> HttpResponse:
    if not request.user.has_perms(SEES):
        raise PermissionDenied
    may = request.user.has_perms(NEEDS)
    if request.method == "POST":
        return _taken_back(request, contributions, may)
    page = taking_back_page(contributions, request.user if may else None)  # type: ignore[arg-type]
    context = {**site.each_context(request), "title": title, "page": page, "one": len(contributions) == 1}
    return TemplateResponse(request, "admin/visits/taking_back.html", context)


def _taken_back(request: HttpRequest, contributions: Sequence[Contribution], may: bool) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    if not may:
        raise PermissionDenied
    if not reason:
        messages.error(request, "Say why; the contributor reads it.")
        return redirect(request.path)
    done = take_back(contributions, request.user, reason)  # type: ignore[arg-type]
    for one in done:
        if one.reason:
            messages.warning(request, f"{one.contribution}: left as it is. {one.reason}")
    messages.success(request, f"{sum(not one.reason for one in done)} of {len(done)} taken back or rejected.")
    return redirect(request.path)
