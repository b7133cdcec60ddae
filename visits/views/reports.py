"""One tap on an answer: wrong, none of these, or this one."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.addresses import sender_of
from catalog.models import Artwork
from recognition.models import Recognition
from visits.limits import TooManySent, check_reports
from visits.models import Report
from visits.pages import Link, SaidPage
from visits.views.said import say


class ReportForm(forms.Form):
    """What was tapped. `artwork` is missing where all candidates are wrong."""

    verdict = forms.ChoiceField(choices=Report.Verdict.choices)
    artwork = forms.ModelChoiceField(Artwork.objects, required=False)


@require_POST
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note for the curator what a visitor says of an answer, and thank them."""
    recognition = get_object_or_404(Recognition, pk=pk)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    sender = sender_of(request)
    try:
        check_reports(sender)
    except TooManySent:
        return say(request, _page(recognition, _("Much has been said from here. Please try again later.")), status=429)
    said = {"recognition": recognition, **form.cleaned_data}
    # Two taps at once may both be noted, which harms nobody: the third must still find its answer.
    if not Report.objects.filter(**said).exists():
        Report.objects.create(**said, sender=sender)
    return say(request, _page(recognition, _("Thank you. A curator will see what you said.")))


def _page(recognition: Recognition, words: str) -> SaidPage:
    links = (
        Link(_("Back to the answer"), reverse("recognition", args=[recognition.pk])),
        Link(_("Add this work"), reverse("contribute-scanned-work", args=[recognition.pk])),
        Link(_("Another photo"), reverse("scan")),
    )
    return SaidPage(_("About this answer"), words, links)
