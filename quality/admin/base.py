"""What the pages of the quality desk have in common."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from catalog.admin.base import CatalogAdmin

# To make one work of two is to change one and to delete the other.
MERGES = ("catalog.change_artwork", "catalog.delete_artwork")
# To crop a picture is to add one and to delete the other.
CROPS = ("catalog.add_referenceimage", "catalog.delete_referenceimage")


class QualityAdmin(CatalogAdmin):
    """Rows that nobody types in: a look finds them, a person decides on them."""

    list_display_links: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def own_path(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """Return the address of a page of one row."""
        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=full_name)

    def visible_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row that somebody who may see it asks for."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def show(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        """Render a page of the quality desk."""
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, f"admin/quality/{template}.html", common | context)
