"""Sales, lots, prices and their sources in the admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import CatalogInline, ReachableFilter
from catalog.admin.exporting import ExportAdmin
from catalog.admin.history import RecordedAdmin
from catalog.admin.takedown import NOTED, TakedownMixin, TakenDownFilter
from catalog.exporters import prices
from catalog.models import Lot, Price, ReviewState, Sale, Source
from catalog.models.sales import PriceQuerySet
from catalog.money import money
from catalog.services import review_prices


class LotInline(CatalogInline):
    model = Lot
    autocomplete_fields = ("artwork",)
    readonly_fields = ("state",)
    show_change_link = True

    @admin.display(description="state")
    def state(self, lot: Lot) -> str:
        return _state(lot)


def _state(lot: Lot) -> str:
    return "Taken down" if lot.taken_down_at else "Shown"


@admin.register(Sale)
class SaleAdmin(RecordedAdmin):
    list_display = ("title", "venue", "number", "starts_on")
    list_display_links = ("title", "starts_on")
    list_filter = (("venue", ReachableFilter),)
    list_select_related = ("venue",)
    search_fields = ("title", "number", "venue__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("venue",)
    inlines = (LotInline,)


@admin.register(Lot)
class LotAdmin(TakedownMixin, RecordedAdmin):
    """Lots may be taken down at any time, with all their prices."""

    list_display = ("artwork", "number", "sale", "outcome", "state")
    list_filter = ("outcome", TakenDownFilter)
    readonly_fields = NOTED
    actions = ("take_down", "put_up")
    list_select_related = ("artwork", "sale__venue")
    search_fields = ("number", "artwork__search_text", "sale__title", "sale__venue__name")
    autocomplete_fields = ("sale", "artwork")

    @admin.display(description="state", ordering="taken_down_at")
    def state(self, lot: Lot) -> str:
        return _state(lot)


@admin.register(Source)
class SourceAdmin(RecordedAdmin):
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


@admin.register(Price)
class PriceAdmin(TakedownMixin, ExportAdmin):
    """Prices wait for a review, and may be taken down at any time; what visitors see is in `PriceQuerySet.approved`."""

    export_columns = prices.COLUMNS
    list_display = ("shown_amount", "kind", "artwork", "date", "source", "state", "entered_by")
    list_filter = ("review_state", TakenDownFilter, "kind", "currency", "source")
    list_select_related = ("artwork", "source", "entered_by", "lot")
    search_fields = ("artwork__search_text", "source__name")
    date_hierarchy = "date"
    autocomplete_fields = ("artwork", "lot", "source")
    readonly_fields = ("review_state", "entered_by", "reviewed_by", "reviewed_at", *NOTED)
    actions = ("approve", "reject", "take_down", "put_up", "export_xlsx", "export_csv")
    fieldsets = (
        (None, {"fields": ("artwork", "kind", ("amount", "currency"), ("date", "date_text"), "lot")}),
        ("How we know", {"fields": ("source", "source_url", "entered_by")}),
        ("Review", {"fields": ("review_state", "reviewed_by", "reviewed_at", *NOTED)}),
    )

    def export_rows(self, chosen: PriceQuerySet) -> Iterator[tuple[str, ...]]:
        return prices.price_rows(chosen)

    @admin.display(description="amount", ordering="amount")
    def shown_amount(self, price: Price) -> str:
        return money(price.amount, price.currency)

    @admin.display(description="state", ordering="review_state")
    def state(self, price: Price) -> str:
        return "Taken down" if price.is_taken_down else price.get_review_state_display()

    def save_model(self, request: HttpRequest, obj: Price, form: Any, change: bool) -> None:
        """Note who entered or changed a price; a changed one waits for review again."""
        if not change or form.changed_data:
            obj.entered_by_id = request.user.pk
            obj.review_state, obj.reviewed_by, obj.reviewed_at = ReviewState.PENDING, None, None
        super().save_model(request, obj, form, change)

    @admin.action(description="Approve: show to visitors", permissions=["review"])
    def approve(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        done = review_prices(prices, ReviewState.APPROVED, reviewer_id=request.user.pk)
        self.say(request, done, "approved")
        left = prices.count() - len(done)
        if left:
            self.message_user(
                request, f"{self.counted(left)} left: somebody else must approve what you entered.", WARNING
            )

    @admin.action(description="Reject: keep, but do not show", permissions=["review"])
    def reject(self, request: HttpRequest, prices: PriceQuerySet) -> None:
        self.say(request, review_prices(prices, ReviewState.REJECTED, reviewer_id=request.user.pk), "rejected")
