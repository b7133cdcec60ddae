"""Venues and their rooms in the admin."""

from django.contrib import admin

from catalog.admin.base import CatalogAdmin, CatalogInline
from catalog.models import Placement, Room, Venue


class RoomInline(CatalogInline):
    model = Room
    show_change_link = True


@admin.register(Venue)
class VenueAdmin(CatalogAdmin):
    list_display = ("name", "kind", "city", "country", "closed")
    list_filter = ("kind", "closed", "country")
    search_fields = ("name", "city")
    inlines = (RoomInline,)
    fieldsets = (
        (None, {"fields": ("name", "kind", "website", "opening_hours", "closed")}),
        ("Where", {"fields": ("address", ("city", "country"), ("latitude", "longitude"))}),
    )


@admin.register(Room)
class RoomAdmin(CatalogAdmin):
    list_display = ("label", "floor", "venue")
    list_filter = ("venue", "floor")
    list_select_related = ("venue",)
    search_fields = ("label", "venue__name")
    autocomplete_fields = ("venue",)


class PlacementInline(CatalogInline):
    model = Placement
    autocomplete_fields = ("venue", "room")
    verbose_name_plural = "Where it is and was: a room brings its own venue"
