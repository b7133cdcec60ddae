"""Artworks in the admin, with everything that belongs to them on one page."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog import services
from catalog.admin.base import CatalogInline, FoldedSearchMixin, thumbnail
from catalog.admin.exporting import ExportAdmin
from catalog.admin.guide import ArtworkTextInline
from catalog.admin.pictures import ReferenceImageInline
from catalog.admin.sales import PriceInline
from catalog.admin.venues import PlacementInline
from catalog.exporters import works
from catalog.models import Artwork, Attribution, Price
from catalog.selectors.words import credit_words


class AttributionInline(CatalogInline):
    model = Attribution
    autocomplete_fields = ("creator",)
    fields = ("order", "qualifier", "creator", "note")


class PictureFilter(admin.SimpleListFilter):
    """A work without a picture cannot be recognized."""

    title = "picture"
    parameter_name = "picture"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Has one"), ("no", "Has none: cannot be recognized")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Artwork]) -> QuerySet[Artwork]:
        if self.value() == "yes":
            return queryset.filter(reference_images__is_primary=True)
        return queryset.filter(reference_images=None) if self.value() == "no" else queryset


@admin.register(Artwork)
class ArtworkAdmin(FoldedSearchMixin, ExportAdmin):
    export_columns = works.COLUMNS
    actions = ("export_xlsx", "export_csv")
    list_display = ("picture", "title", "credited", "date_label", "accession_number", "source")
    list_display_links = ("picture", "title")
    list_filter = (PictureFilter, "source", "classification", "attributions__qualifier")
    search_fields = ("search_text", "attributions__creator__search_text", "former_artworks__search_text")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at", "updated_at")
    inlines = (AttributionInline, ReferenceImageInline, PlacementInline, ArtworkTextInline, PriceInline)
    fieldsets = (
        (None, {"fields": ("title", "date_text", ("begin_year", "end_year"), "culture", "medium", "classification")}),
        ("Size", {"fields": ("dimensions", ("height_cm", "width_cm", "depth_cm"))}),
        ("Text and rights", {"fields": ("description", "credit_line", "rights_uri")}),
        (
            "Record",
            {
                "fields": (
                    ("source", "source_id"),
                    "source_url",
                    ("accession_number", "wikidata_id"),
                    ("created_at", "updated_at"),
                )
            },
        ),
    )

    def export_rows(self, chosen: QuerySet[Artwork]) -> Iterator[tuple[str, ...]]:
        return works.work_rows(chosen)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artwork]:
        attributions = Prefetch("attributions", Attribution.objects.select_related("creator"))
        return super().get_queryset(request).prefetch_related(attributions, "reference_images")

    @admin.display(description="picture")
    def picture(self, artwork: Artwork) -> SafeString | str:
        return thumbnail(next(iter(artwork.reference_images.all()), None))

    @admin.display(description="creator")
    def credited(self, artwork: Artwork) -> str:
        return credit_words(artwork, artwork.attributions.all())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is Price:
            for added in formset.extra_forms:
                added.instance.entered_by_id = request.user.pk
        super().save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, obj: Artwork) -> None:
        services.remove_artwork(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Artwork]) -> None:
        for artwork in queryset:
            services.remove_artwork(artwork)
