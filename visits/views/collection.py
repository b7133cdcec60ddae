"""My collection: without an account, in a cookie's name; to note, to take away, to delete in one tap."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Artwork
from visits.collecting import forget, remove_scan, save_work
from visits.collection import ExportedLine, collection_page, exported, to_csv, to_json
from visits.forms import NoteForm
from visits.identity import COOKIE, visitor_of, welcome
from visits.models import KeptScan, SavedWork, Visitor
from visits.pages import Link, SaidPage
from visits.views.said import say


@require_safe
@never_cache
def collection(request: HttpRequest) -> HttpResponse:
    """Show what this browser keeps."""
    return render(request, "visits/collection.html", {"page": collection_page(visitor_of(request))})


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a work."""
    artwork = get_object_or_404(Artwork, pk=pk)
    links = (
        Link(_("My collection"), reverse("collection")),
        Link(_("Back to the work"), artwork.get_absolute_url()),
    )
    response = say(request, SaidPage(artwork.title, _("Saved to your collection."), links))
    save_work(welcome(request, response), artwork)
    return response


@require_POST
def note_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the note beside a saved work."""
    return _note(request, get_object_or_404(SavedWork, pk=pk, visitor=_visitor_or_404(request)))


@require_POST
def note_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the note beside a scan."""
    return _note(request, get_object_or_404(KeptScan, pk=pk, visitor=_visitor_or_404(request)))


@require_POST
def remove_saved_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a work out of the collection."""
    get_object_or_404(SavedWork, pk=pk, visitor=_visitor_or_404(request)).delete()
    return redirect("collection")


@require_POST
def remove_kept_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a scan with its photo."""
    remove_scan(get_object_or_404(KeptScan, pk=pk, visitor=_visitor_or_404(request)))
    return redirect("collection")


@require_POST
def forget_all(request: HttpRequest) -> HttpResponse:
    """Delete everything that this browser keeps, here and, by `Clear-Site-Data`, on the device."""
    visitor = visitor_of(request)
    if visitor:
        forget(visitor)
    response = redirect("collection")
    response.delete_cookie(COOKIE, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@require_safe
@never_cache
def export_json(request: HttpRequest) -> JsonResponse:
    """Give the collection as JSON."""
    headers = {"Content-Disposition": 'attachment; filename="collection.json"'}
    return JsonResponse(to_json(_exported(request)), safe=False, headers=headers)


@require_safe
@never_cache
def export_csv(request: HttpRequest) -> HttpResponse:
    """Give the collection as CSV, with the mark by which spreadsheets know UTF-8."""
    headers = {"Content-Disposition": 'attachment; filename="collection.csv"'}
    return HttpResponse(f"\ufeff{to_csv(_exported(request))}", content_type="text/csv; charset=utf-8", headers=headers)


def _exported(request: HttpRequest) -> list[ExportedLine]:
    return exported(collection_page(visitor_of(request)), site=request.build_absolute_uri("/").rstrip("/"))


def _note(request: HttpRequest, kept: SavedWork | KeptScan) -> HttpResponse:
    form = NoteForm(request.POST)
    words = _("The note is too long.")
    if form.is_valid():
        kept.note = form.cleaned_data["note"]
        kept.save(update_fields=["note"])
        words = _("Noted.")
    page = SaidPage(_("My collection"), words, (Link(_("My collection"), reverse("collection")),))
    return say(request, page, status=200 if form.is_valid() else 422)


def _visitor_or_404(request: HttpRequest) -> Visitor:
    visitor = visitor_of(request)
    if visitor is None:
        raise Http404
    return visitor
