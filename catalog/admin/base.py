"""What the admin pages of the catalogue have in common."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import ForeignKey, Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.models import ReferenceImage
from catalog.selectors.cards import picture_url
from catalog.selectors.scope import within_reach
from catalog.services import remove_row
from catalog.text import fold

# An address typed without its scheme is meant as https.
FORMFIELDS: dict[Any, dict[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class WithinReach:
    """Shows, takes and offers those rows only that somebody's responsibility reaches."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what is out of reach: of lists, forms, choosers, actions and inlines alike."""
        return within_reach(super().get_queryset(request), request.user)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **options: Any) -> Any:
        """Take nothing in a field that its chooser would not offer."""
        related = db_field.related_model
        if related._meta.app_label == "catalog":
            options.setdefault("queryset", within_reach(related._default_manager.all(), request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[misc]


class CatalogAdmin(WithinReach, admin.ModelAdmin):
    """Lists of fifty, without counting the whole table on every search."""

    formfield_overrides = FORMFIELDS
    list_per_page = 50
    show_full_result_count = False


class RowsFormSet(BaseInlineFormSet):
    """Rows that are deleted so that they can be put back. Fields in a table say what they are, as their columns do."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or name.capitalize())

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        remove_row(obj)


class CatalogInline(WithinReach, admin.TabularInline):
    """Rows on the page of what they belong to; more are added by a link."""

    formset: type[BaseInlineFormSet] = RowsFormSet
    formfield_overrides = FORMFIELDS
    extra = 0

    class Media:
        css = {"all": ("catalog/inlines.css",)}


class ReachableFilter(admin.RelatedFieldListFilter):
    """Offers those rows only that somebody's responsibility reaches."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        reached = within_reach(field.related_model._default_manager.all(), request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"pk__in": reached.values("pk")}
        )


class ListedFilter(admin.AllValuesFieldListFilter):
    """Offers those values only that rows of the list have, also where they are facts of another model."""

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        listed = model_admin.get_queryset(request).order_by(field_path)
        self.lookup_choices = listed.values_list(field_path, flat=True).distinct()


class FoldedSearchMixin:
    """Searches of folded texts: "cezanne" finds Cézanne."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        return super().get_search_results(request, queryset, fold(search_term))  # type: ignore[misc, no-any-return]


def thumbnail(picture: ReferenceImage | None) -> SafeString | str:
    """Return the picture as a list shows it."""
    if picture is None:
        return "no picture"
    return format_html('<img src="{}" alt="" height="64" loading="lazy">', picture_url(picture, "thumb"))
