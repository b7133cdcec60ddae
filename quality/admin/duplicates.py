"""Possible duplicates in the admin: two works beside each other, made one or told apart; and merges, to be undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import thumbnail
from catalog.exceptions import CannotMerge
from catalog.models import Artwork, ReferenceImage
from quality import merging
from quality.admin.base import MERGES, QualityAdmin
from quality.models import Duplicate, Merge
from quality.pages import pair_page


class DecisionFilter(admin.SimpleListFilter):
    """Those on which somebody has to decide, unless asked otherwise."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dismissed", "Not duplicates")]

    def choices(self, changelist: Any) -> Any:
        """Call what is shown at first by its name."""
        first, *others = super().choices(changelist)
        return [first | {"display": "To decide"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Duplicate]) -> QuerySet[Duplicate]:
        return queryset.filter(dismissed_at__isnull=self.value() != "dismissed")


@admin.register(Duplicate)
class DuplicateAdmin(QualityAdmin):
    """Pairs, and the page on which one is decided."""

    list_display = ("first_work", "second_work", "why", "compare")
    list_filter = (DecisionFilter, "same_name")
    actions = ("dismiss",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duplicate]:
        works = Artwork.objects.prefetch_related(Prefetch("reference_images", ReferenceImage.objects.all()))
        return Duplicate.objects.present().prefetch_related(Prefetch("first", works), Prefetch("second", works))

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add what the buttons of a pair do."""
        return [self.own_path("decide/", self.decide_view, "decide"), *super().get_urls()]

    @admin.display(description="first work")
    def first_work(self, pair: Duplicate) -> SafeString:
        return _shown(pair.first)

    @admin.display(description="second work")
    def second_work(self, pair: Duplicate) -> SafeString:
        return _shown(pair.second)

    @admin.display(description="what speaks for it")
    def why(self, pair: Duplicate) -> str:
        return "; ".join(pair.reasons)

    @admin.display(description="look at both")
    def compare(self, pair: Duplicate) -> SafeString:
        return format_html('<a href="{}">Compare</a>', reverse("admin:quality_duplicate_change", args=[pair.pk]))

    @admin.action(description="These are not duplicates", permissions=["change"])
    def dismiss(self, request: HttpRequest, pairs: QuerySet[Duplicate]) -> None:
        for pair in pairs:
            merging.dismiss(pair, user_id=request.user.pk)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show two works beside each other."""
        pair = self.visible_or_404(request, object_id)
        return self.show(request, "pair", "Are these one work?", page=pair_page(pair))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button of a pair says."""
        pair = get_object_or_404(Duplicate.objects.present(), pk=pk)
        decide = DECISIONS.get(request.POST.get("decision", ""))
        if not self.has_change_permission(request, pair) or decide is None:
            raise PermissionDenied
        done = decide(request, pair)
        self.log_change(request, pair, "Merged." if done else "Decided.")
        return redirect(done or "admin:quality_duplicate_changelist")


def _shown(work: Artwork) -> SafeString:
    picture = next(iter(work.reference_images.all()), None)
    return format_html("{}<br>{} ({} {})", thumbnail(picture), work, work.source, work.source_id)


def _merge(request: HttpRequest, kept: Artwork, merged: Artwork) -> Merge:
    if not request.user.has_perms(MERGES):
        raise PermissionDenied
    return merging.merge(kept, merged, user_id=request.user.pk)


def _dismiss(request: HttpRequest, pair: Duplicate) -> None:
    merging.dismiss(pair, user_id=request.user.pk)


def _reopen(_request: HttpRequest, pair: Duplicate) -> None:
    merging.reopen(pair)


DECISIONS: dict[str, Callable[[HttpRequest, Duplicate], Merge | None]] = {
    "keep-first": lambda request, pair: _merge(request, pair.first, pair.second),
    "keep-second": lambda request, pair: _merge(request, pair.second, pair.first),
    "dismiss": _dismiss,
    "reopen": _reopen,
}


@admin.register(Merge)
class MergeAdmin(QualityAdmin):
    """The history of merges; each can be undone."""

    list_display = ("__str__", "merged_at", "merged_by", "undone_at")
    list_display_links = ("__str__",)
    list_select_related = ("merged_by",)
    search_fields = ("kept_title", "merged_title")
    date_hierarchy = "merged_at"

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the button that undoes a merge."""
        return [self.own_path("undo/", self.undo_view, "undo"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show what was merged."""
        done = self.visible_or_404(request, object_id)
        return self.show(request, "merge", str(done), merge=done)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make two works of one again."""
        done = get_object_or_404(Merge, pk=pk)
        if request.method != "POST" or not request.user.has_perms(MERGES):
            raise PermissionDenied
        try:
            merging.undo(done)
            self.log_change(request, done, "Undone.")
            self.message_user(request, "They are two works again.", messages.SUCCESS)
        except CannotMerge as error:
            self.message_user(request, f"It is not undone: {error}", messages.ERROR)
        return redirect(done)
