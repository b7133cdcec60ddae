"""The curator's queue: contributions to accept or reject, and what visitors say of answers."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import CatalogAdmin
from catalog.exceptions import UnreadablePicture
from catalog.models import ReviewState
from visits.models import Contribution, Correction, PriceReport, Report, WorkSuggestion
from visits.reviewing import AlreadyReviewed, accept, reject
from visits.tokens import token_of

REVIEW = ("state", "created_at", "reviewed_by", "reviewed_at")
REFUSALS = (AlreadyReviewed, UnreadablePicture, ValidationError)


class ContributionAdmin(CatalogAdmin):
    """Waiting ones first. What is decided on cannot be changed any more; what waits may be mended before."""

    actions = ("accept", "reject")
    list_filter = ("state",)
    date_hierarchy = "created_at"
    ordering = ("reviewed_at", "-created_at")
    accept_needs: str
    shown: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: curators write the catalogue itself."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Contribution | None = None) -> tuple[str, ...]:
        """Show what the machine noted; of a decided one only the answer stays open."""
        noted = (*self.shown, *REVIEW, "private_page")
        if obj is None or obj.state == ReviewState.PENDING:
            return noted
        said = [field.name for field in obj._meta.fields if field.editable and field.name not in ("id", "answer")]
        return (*noted, *said)

    @admin.display(description="private page")
    def private_page(self, contribution: Contribution) -> SafeString:
        """Link what the contributor sees."""
        url = reverse("contribution", args=[token_of(contribution)])
        return format_html('<a href="{}">as the contributor sees it</a>', url)

    def has_accept_permission(self, request: HttpRequest) -> bool:
        """Ask for the right to write by hand what accepting writes."""
        return request.user.has_perm(self.accept_needs)

    @admin.action(description="Accept: take into the catalogue", permissions=["accept"])
    def accept(self, request: HttpRequest, contributions: QuerySet[Contribution]) -> None:
        """Accept each by itself: one that cannot be taken in does not keep the others."""
        self._review(request, contributions, accept, "accepted")

    @admin.action(description="Reject: keep, but do not take in", permissions=["accept"])
    def reject(self, request: HttpRequest, contributions: QuerySet[Contribution]) -> None:
        """Reject each."""
        self._review(request, contributions, reject, "rejected")

    def _review(self, request: HttpRequest, contributions: QuerySet[Contribution], decide: Any, done: str) -> None:
        for contribution in contributions:
            try:
                decide(contribution, request.user)
            except REFUSALS as refusal:
                self.message_user(request, f"{contribution}: {_words(refusal)}", messages.ERROR)
            else:
                self.message_user(request, f"{contribution}: {done}.", messages.SUCCESS)


def _words(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _shown(suggestion: WorkSuggestion, which: str) -> SafeString:
    url = reverse("contribution-photo", args=[token_of(suggestion), which])
    return format_html('<img src="{}" alt="" height="96" loading="lazy">', url)


def _linked(row: Model | None) -> SafeString | str:
    if row is None:
        return "–"
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row)


@admin.register(WorkSuggestion)
class WorkSuggestionAdmin(ContributionAdmin):
    """Missing works; accepted, a work is in the catalogue with its photo and is recognized from then on."""

    accept_needs = "catalog.add_artwork"
    shown = ("photographed", "found_in_it", "accepted_as")
    list_display = ("photographed", "title", "creator", "venue", "state", "created_at")
    list_display_links = ("photographed", "title")
    list_select_related = ("artwork",)

    @admin.display(description="photo")
    def photographed(self, suggestion: WorkSuggestion) -> SafeString:
        """Show the contributed photo."""
        return _shown(suggestion, "photo")

    @admin.display(description="picture in it")
    def found_in_it(self, suggestion: WorkSuggestion) -> SafeString | str:
        """Show the picture that was found in the photo."""
        return _shown(suggestion, "picture") if suggestion.picture else "none was found: the whole photo is taken"

    @admin.display(description="in the catalogue")
    def accepted_as(self, suggestion: WorkSuggestion) -> SafeString | str:
        """Link the work that it became."""
        return _linked(suggestion.artwork)


@admin.register(Correction)
class CorrectionAdmin(ContributionAdmin):
    """Wrong facts; accepted, a plain one is written at once, another one is the curator's to write by hand."""

    accept_needs = "catalog.change_artwork"
    shown = ("work",)
    list_display = ("artwork", "fact", "correct_value", "source", "state", "created_at")
    list_select_related = ("artwork",)

    @admin.display(description="work")
    def work(self, correction: Correction) -> SafeString | str:
        """Link the work."""
        return _linked(correction.artwork)


@admin.register(PriceReport)
class PriceReportAdmin(ContributionAdmin):
    """Prices; accepted, one is shown to visitors with its source."""

    accept_needs = "catalog.review_price"
    shown = ("work",)
    list_display = ("artwork", "kind", "amount", "currency", "date", "source", "state", "created_at")
    list_select_related = ("artwork",)

    @admin.display(description="work")
    def work(self, report: PriceReport) -> SafeString | str:
        """Link the work."""
        return _linked(report.artwork)


@admin.register(Report)
class ReportAdmin(CatalogAdmin):
    """What visitors say of answers."""

    list_display = ("verdict", "artwork", "answer", "seen_by_curator", "created_at")
    list_filter = ("seen_by_curator", "verdict")
    list_select_related = ("artwork",)
    date_hierarchy = "created_at"
    actions = ("mark_seen",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: visitors say it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse: it was said."""
        return False

    def has_see_permission(self, request: HttpRequest) -> bool:
        """Let whoever may see them mark them as seen."""
        return self.has_view_permission(request)

    @admin.display(description="answer")
    def answer(self, report: Report) -> SafeString:
        """Link the page that the visitor saw."""
        return format_html('<a href="{}">page</a>', reverse("recognition", args=[report.recognition_id]))

    @admin.action(description="Mark as seen", permissions=["see"])
    def mark_seen(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        """Take them off the list of what is new."""
        reports.update(seen_by_curator=True)
