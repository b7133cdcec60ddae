"""Creators in the admin."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from catalog.admin.base import FoldedSearchMixin
from catalog.admin.history import RecordedAdmin
from catalog.models import Creator


@admin.register(Creator)
class CreatorAdmin(FoldedSearchMixin, RecordedAdmin):
    list_display = ("name", "sort_name", "lifespan", "nationality", "work_count")
    list_filter = ("nationality",)
    search_fields = ("search_text",)
    ordering = ("search_text", "pk")  # counting their works loses the model's own
    fieldsets = (
        (None, {"fields": ("name", "sort_name", "alternative_names", "nationality", "biography")}),
        ("Dates", {"fields": (("birth_year", "death_year"), "date_text")}),
        ("Authorities", {"fields": (("ulan_id", "wikidata_id"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Creator]:
        creators: QuerySet[Creator] = super().get_queryset(request)
        return creators.annotate(works=Count("attributions"))

    @admin.display(description="works", ordering="works")
    def work_count(self, creator: Creator) -> int:
        return creator.works  # type: ignore[attr-defined, no-any-return]
