"""Contributing: three forms, and the private page that says what became of it."""

from dataclasses import replace
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from access.addresses import sender_of
from access.allowances import asker_of, stated_size, take_photo
from access.limiting import refusal
from access.refusals import Refused
from catalog.models import Artwork
from catalog.selectors import artwork_cards
from recognition.drawings import Picture
from recognition.models import Recognition
from visits.forms import ContributionForm, CorrectionForm, PriceForm, WorkForm
from visits.limits import TooManySent, check_contributions, contributor_of
from visits.models import Contribution
from visits.pages import ContributePage, contribution_page
from visits.tokens import UnknownToken, contribution_of, token_of

PHOTOS = ("photo", "picture")
TOO_MANY = 429
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest) -> HttpResponse:
    """Suggest a work that the catalogue lacks."""
    return _work(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def scanned_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Suggest the work in a photo that was just scanned."""
    return _work(request, get_object_or_404(Recognition, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a fact is wrong."""
    form = CorrectionForm(request.POST or None)
    return _about_work(
        request, pk, form, _("Correct a fact"), _("A curator compares it with what we know, and decides.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a price."""
    form = PriceForm(request.POST or None)
    return _about_work(request, pk, form, _("Report a price"), _("With its source, so that a curator can look it up."))


@require_safe
@never_cache
def contribution(request: HttpRequest, token: str) -> HttpResponse:
    """Say what became of a contribution, to whoever has its private link."""
    return render(request, "visits/contribution.html", {"page": contribution_page(_contribution_or_404(token))})


@require_safe
@cache_control(private=True, max_age=3600)
def contribution_photo(request: HttpRequest, token: str, which: str) -> FileResponse:
    """Send a contributed photo, or the picture in it; `HeadersMiddleware` makes it inert."""
    suggestion = _contribution_or_404(token)
    file = getattr(suggestion, which, None) if which in PHOTOS else None
    if not file:
        raise Http404
    return FileResponse(file.open(), content_type="image/jpeg")


def _work(request: HttpRequest, scan: Recognition | None) -> HttpResponse:
    if request.FILES:
        try:
            take_photo(asker_of(request), stated_size(request))
        except Refused as refused:
            return refusal(refused)
    form = WorkForm(request.POST or None, request.FILES or None, scan=scan)
    page = ContributePage(
        title=_("Add a work"),
        lead=_("Copy what is on the label; leave empty what is not. Once a curator agrees, we know the work."),
        form=form,
        action=request.path,
        photo=_photo_of(form.scanned) if form.scanned else None,
    )
    return _contribute(request, page)


def _photo_of(scan: Recognition) -> Picture:
    return Picture(reverse("recognition-photo", args=[scan.pk]), scan.width, scan.height)


def _about_work(request: HttpRequest, pk: int, form: ContributionForm, title: str, lead: str) -> HttpResponse:
    artwork = get_object_or_404(Artwork, pk=pk)
    form.instance.artwork = artwork
    card = artwork_cards([pk])[pk]
    return _contribute(request, ContributePage(title=title, lead=lead, form=form, action=request.path, card=card))


def _contribute(request: HttpRequest, page: ContributePage) -> HttpResponse:
    """Show the form; or take what was sent, and lead to its private page."""
    if not page.form.is_bound or not page.form.is_valid():
        return _form_page(request, page, status=UNPROCESSABLE if page.form.is_bound else 200)
    sender = sender_of(request)
    try:
        check_contributions(sender)
    except TooManySent:
        problem = _("Much has been sent from here in the last hour. Please try again later.")
        return _form_page(request, page, status=TOO_MANY, problem=problem)
    page.form.instance.sender = sender
    page.form.instance.contributor = contributor_of(sender)
    return redirect("contribution", token_of(page.form.save()))


def _form_page(request: HttpRequest, page: ContributePage, *, status: int, problem: str = "") -> HttpResponse:
    return render(request, "visits/contribute.html", {"page": replace(page, problem=problem)}, status=status)


def _contribution_or_404(token: str) -> Contribution:
    try:
        return contribution_of(token)
    except UnknownToken as unknown:
        raise Http404 from unknown
