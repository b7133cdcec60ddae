"""Venues and their rooms in the admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from catalog import services
from catalog.admin.base import CatalogInline, ReachableFilter
from catalog.admin.history import RecordedAdmin
from catalog.admin.plan_editor import edit_plan
from catalog.admin.plans import FloorPlanInline
from catalog.models import Placement, Responsibility, Room, Venue


class RoomInline(CatalogInline):
    model = Room
    show_change_link = True


class ResponsibilityInline(CatalogInline):
    model = Responsibility
    verbose_name_plural = "Staff who see this venue only, or this one and others"


@admin.register(Venue)
class VenueAdmin(RecordedAdmin):
    list_display = ("name", "kind", "city", "country", "closed")
    list_filter = ("kind", "closed", "country")
    search_fields = ("name", "city")
    inlines = (RoomInline, FloorPlanInline, ResponsibilityInline)
    fieldsets = (
        (None, {"fields": ("name", "kind", "website", "closed")}),
        ("Visit", {"fields": ("opening_hours", ("ticket_price", "ticket_currency", "ticket_note"))}),
        ("Where", {"fields": ("address", ("city", "country"), ("latitude", "longitude"))}),
    )
    actions = ("lay_out",)
    change_form_template = "admin/catalog/venue_change_form.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the plans of its floors."""
        page = self.admin_site.admin_view(self.plan_view)
        return [path("<int:pk>/plan/", page, name="catalog_venue_plan"), *super().get_urls()]

    def plan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and change a floor's plan."""
        return edit_plan(request, pk, self.admin_site.each_context(request))

    @admin.action(description="Draw schematic plans: rooms by their numbers", permissions=["change"])
    def lay_out(self, request: HttpRequest, venues: QuerySet[Venue]) -> None:
        count = sum(services.lay_out_rooms(venue) for venue in venues)
        self.message_user(request, f"{count} rooms have a place now; floors with places were left.", messages.SUCCESS)


@admin.register(Room)
class RoomAdmin(RecordedAdmin):
    list_display = ("label", "floor", "venue")
    list_filter = (("venue", ReachableFilter), "floor")
    list_select_related = ("venue",)
    search_fields = ("label", "venue__name")
    autocomplete_fields = ("venue",)


class PlacementInline(CatalogInline):
    model = Placement
    autocomplete_fields = ("venue", "room")
    verbose_name_plural = "Where it is and was: a room brings its own venue"
