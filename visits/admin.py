"""The curator's queue: contributions to accept or reject, and what visitors say of answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import CatalogAdmin
from catalog.exceptions import UnreadablePicture
from catalog.models import ReviewState
from visits.evidence import Evidence, evidence_of
from visits.models import Contribution, Correction, PriceReport, Report, WorkSuggestion
from visits.pages import REASONS
from visits.reviewing import AlreadyReviewed, NeedsAnother, accept, reject
from visits.tokens import token_of
from visits.views.taking_back import take_back_contributor, take_back_one

REVIEW = ("state", "created_at", "reviewed_by", "reviewed_at")
REFUSALS = (AlreadyReviewed, NeedsAnother, UnreadablePicture, ValidationError)


class ReasonForm(ActionForm):
    """Beside the choice of an action: what contributors read when theirs is rejected."""

    reason = forms.CharField(
        label="Reason", required=False, max_length=500, widget=forms.TextInput(attrs={"list": "reasons"})
    )


@dataclass(frozen=True)
class ReviewPage:
    """What the page of a contribution shows beside its form."""

    evidence: Evidence
    reasons: tuple[str, ...]
    may_decide: bool
    contributor_url: str
    take_back_url: str


class ContributionAdmin(CatalogAdmin):
    """Waiting ones first. What is decided on cannot be changed any more; what waits may be mended before."""

    action_form = ReasonForm
    actions = ("accept", "reject")
    change_form_template = "admin/visits/contribution.html"
    change_list_template = "admin/visits/contributions.html"
    list_filter = ("state",)
    date_hierarchy = "created_at"
    ordering = ("reviewed_at", "-created_at")
    accept_needs: str
    shown: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the page on which one is taken back."""
        page = self.admin_site.admin_view(partial(take_back_one, kind=self.model))
        name = f"visits_{self.opts.model_name}_take_back"
        return [path("<int:pk>/take-back/", page, name=name), *super().get_urls()]

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Offer the reasons that are used most."""
        return super().changelist_view(request, {**(extra_context or {}), "reasons": REASONS})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Put beside the form what a decision rests on."""
        context["page"] = self._review_page(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _review_page(self, request: HttpRequest, contribution: Contribution) -> ReviewPage:
        waits = contribution.state == ReviewState.PENDING
        may_decide = self.has_accept_permission(request) and self.has_change_permission(request, contribution)
        who = contribution.contributor
        url = reverse("admin:visits_contributor", args=[who]) if who else ""
        accepted = contribution.state == ReviewState.APPROVED
        back = reverse(f"admin:visits_{self.opts.model_name}_take_back", args=[contribution.pk]) if accepted else ""
        return ReviewPage(evidence_of(contribution), REASONS, waits and may_decide, url, back)

    def save_model(self, request: HttpRequest, obj: Contribution, form: Any, change: bool) -> None:
        """Note who mended what it says."""
        if set(form.changed_data) - {"answer"}:
            obj.mended_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Contribution) -> HttpResponse:
        """Decide, when that was asked for, and go on with the next one that waits."""
        if not {"_accept", "_reject"} & set(request.POST):
            return super().response_change(request, obj)
        if not self.has_accept_permission(request):
            raise PermissionDenied
        decided = self._accept(request, obj) if "_accept" in request.POST else self._reject(request, obj)
        return HttpResponseRedirect(self._next_url() if decided else request.path)

    def _next_url(self) -> str:
        of = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        waiting = self.model._default_manager.filter(state=ReviewState.PENDING).order_by("created_at").first()
        return reverse(f"{of}_change", args=[waiting.pk]) if waiting else reverse(f"{of}_changelist")

    @admin.action(description="Accept: take into the catalogue", permissions=["accept"])
    def accept(self, request: HttpRequest, contributions: QuerySet[Contribution]) -> None:
        """Accept each by itself: one that cannot be taken in does not keep the others."""
        for contribution in contributions:
            self._accept(request, contribution)

    @admin.action(description="Reject: keep, but do not take in (needs a reason)", permissions=["accept"])
    def reject(self, request: HttpRequest, contributions: QuerySet[Contribution]) -> None:
        """Reject each, with one reason for all that have no answer of their own."""
        for contribution in contributions:
            self._reject(request, contribution)

    def _accept(self, request: HttpRequest, contribution: Contribution) -> bool:
        return self._decide(request, contribution, "accepted", partial(accept, contribution))

    def _reject(self, request: HttpRequest, contribution: Contribution) -> bool:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason and not contribution.answer:
            self.message_user(request, f"{contribution}: say why; its contributor reads it.", messages.ERROR)
            return False
        return self._decide(request, contribution, "rejected", partial(reject, contribution, reason=reason))

    def _decide(
        self, request: HttpRequest, contribution: Contribution, done: str, decide: Callable[[Any], None]
    ) -> bool:
        try:
            decide(request.user)
        except REFUSALS as refusal:
            self.message_user(request, f"{contribution}: {_words(refusal)}", messages.ERROR)
            return False
        self.message_user(request, f"{contribution}: {done}.", messages.SUCCESS)
        return True


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

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the page of one contributor, of whichever kinds."""
        page = self.admin_site.admin_view(take_back_contributor)
        return [path("contributor/<uuid:contributor>/", page, name="visits_contributor"), *super().get_urls()]

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
