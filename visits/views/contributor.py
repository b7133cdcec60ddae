"""Everything of one contributor, for curators: to see, and to take back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from visits.pages import contributor_page
from visits.taking_back import take_back_all

# What taking back may do: to remove works, to change them, and to reject prices.
NEEDS = ("catalog.delete_artwork", "catalog.change_artwork", "catalog.review_price")
SEES = ("visits.view_worksuggestion", "visits.view_correction", "visits.view_pricereport")


def contributor(request: HttpRequest, contributor: UUID) -> HttpResponse:
    """List what one contributor sent; POST takes all of it back."""
    if not request.user.has_perms(SEES):
        raise PermissionDenied
    may = request.user.has_perms(NEEDS)
    if request.method == "POST":
        return _taken_back(request, contributor, may)
    context = {
        **site.each_context(request),
        "title": "One contributor",
        "page": contributor_page(contributor, may_take_back=may),
    }
    return TemplateResponse(request, "admin/visits/contributor.html", context)


def _taken_back(request: HttpRequest, contributor: UUID, may: bool) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    if not may:
        raise PermissionDenied
    if not reason:
        messages.error(request, "Say why; the contributor reads it.")
        return redirect(request.path)
    done = take_back_all(contributor, request.user, reason)  # type: ignore[arg-type]
    for one in done:
        if one.reason:
            messages.warning(request, f"{one.contribution}: left as it is. {one.reason}")
    messages.success(request, f"{sum(not one.reason for one in done)} of {len(done)} taken back or rejected.")
    return redirect(request.path)
