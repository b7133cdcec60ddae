"""Sales, lots, prices and their sources in the admin."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.messages import ERROR, SUCCESS, WARNING
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import CatalogAdmin, CatalogInline
from catalog.admin.exporting import ExportAdmin
from catalog.admin.history import RecordedAdmin
from catalog.exporters import prices
from catalog.models import Lot, Price, ReviewState, Sale, Source
from catalog.models.sales import PriceQuerySet
from catalog.money import money
from catalog.services import put_up_prices, review_prices, take_down_prices


class LotInline(CatalogInline):
    model = Lot
    autocomplete_fields = ("artwork",)


@admin.register(Sale)
class SaleAdmin(RecordedAdmin):
    list_display = ("title", "venue", "number", "starts_on")
    list_display_links = ("title", "starts_on")
    list_filter = ("venue",)
    list_select_related = ("venue",)
    search_fields = ("title", "number", "venue__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("venue",)
    inlines = (LotInline,)


@admin.register(Lot)
class LotAdmin(RecordedAdmin):
    list_display = ("artwork", "number", "sale", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("artwork", "sale__venue")
    search_fields = ("number", "artwork__search_text", "sale__title", "sale__venue__name")
    autocomplete_fields = ("sale", "artwork")


@admin.register(Source)
class SourceAdmin(CatalogAdmin):
    list_display = ("name", "url", "license")
    search_fields = ("name",)


class PriceInline(CatalogInline):
    """Prices are added here, and changed on their own page: a change asks for a new review."""

    model = Price
    fields = ("kind", "amount", "currency", "date", "date_text", "lot", "source", "source_url", "review_state")
    readonly_fields = ("review_state",)
    autocomplete_fields = ("lot", "source")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        return super().get_queryset(request).select_related("source", "lot__sale__venue")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(ActionForm):
    """Beside the choice of an action: why."""

    reason = forms.CharField(label="Reason", required=False, max_length=300)


@admin.register(Price)
class PriceAdmin(ExportAdmin):
    """Prices wait for a review, and may be taken down at any time; what visitors see is in `PriceQuerySet.approved`."""

    export_columns = prices.COLUMNS
    list_display = ("shown_amount", "kind", "artwork", "date", "source", "state", "entered_by")
    list_filter = ("review_state", ("taken_down_at", admin.EmptyFieldListFilter), "kind", "currency", "source")
    list_select_related = ("artwork", "source", "entered_by")
    search_fields = ("artwork__search_text", "source__name")
    date_hierarchy = "date"
    autocomplete_fields = ("artwork", "lot", "source")
    readonly_fields = ("review_state", "entered_by", "reviewed_by", "reviewed_at", "taken_down_at", "takedown_reason")
    action_form = ReasonForm
    actions = ("approve", "reject", "take_down", "put_up", "export_xlsx", "export_csv")
    fieldsets = (
        (None, {"fields": ("artwork", "kind", ("amount", "currency"), ("date", "date_text"), "lot")}),
        ("How we know", {"fields": ("source", "source_url", "entered_by")}),
        ("Review", {"fields": ("review_state", "reviewed_by", "reviewed_at", "taken_down_at", "takedown_reason")}),
    )

    def export_rows(self, chosen: PriceQuerySet) -> Iterator[tuple[str, ...]]:
        return prices.price_rows(chosen)

    @admin.display(description="amount", ordering="amount")
    def shown_amount(self, price: Price) -> str:
        return money(price.amount, price.currency)

    @admin.display(description="state", ordering="review_state")
    def state(self, price: Price) -> str:
        return "Taken down" if price.taken_down_at else price.get_review_state_display()

    def save_model(self, request: HttpRequest, obj: Price, form: Any, change: bool) -> None:
        """Note who entered or changed a price; a changed one waits for review again."""
        if not change or form.changed_data:
            obj.entered_by_id = request.user.pk
            obj.review_state, obj.reviewed_by, obj.reviewed_at = ReviewState.PENDING, None, None
        super().save_model(request, obj, form, change)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.review_price")

    @admin.action(description="Approve: show to visitors", permissions=["review"])
    def approve(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        done = review_prices(prices, ReviewState.APPROVED, reviewer_id=request.user.pk)
        self._say(request, done, "approved")
        left = prices.count() - len(done)
        if left:
            self.message_user(request, f"{_prices(left)} left: somebody else must approve what you entered.", WARNING)

    @admin.action(description="Reject: keep, but do not show", permissions=["review"])
    def reject(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        self._say(request, review_prices(prices, ReviewState.REJECTED, reviewer_id=request.user.pk), "rejected")

    @admin.action(description="Take down: show to staff alone (needs a reason)", permissions=["review"])
    def take_down(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        reason = request.POST.get("reason", "").strip()
        if reason:
            self._say(request, take_down_prices(prices, reason[:300]), "taken down")
        else:
            self.message_user(request, "Nothing is taken down without a reason: write it beside the action.", ERROR)

    @admin.action(description="Put up again what was taken down", permissions=["review"])
    def put_up(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        self._say(request, put_up_prices(prices), "put up again")

    def _say(self, request: HttpRequest, done: list[Price], what: str) -> None:
        self.message_user(request, f"{_prices(len(done))} {what}.", SUCCESS)


def _prices(count: int) -> str:
    return "1 price is" if count == 1 else f"{count} prices are"
