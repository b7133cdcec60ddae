"""Tables to take away from a list of the admin: what is chosen, or all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path

from catalog.admin.history import RecordedAdmin
from catalog.exporters.tables import XLSX, csv_lines, xlsx_bytes

Table = HttpResponse | StreamingHttpResponse


class ExportAdmin(RecordedAdmin):
    """Adds "Export as …" to a list, for everybody who may read it. XLSX comes first: in it nothing is a formula."""

    export_columns: Sequence[str]
    change_list_template = "admin/catalog/change_list_export.html"

    def export_rows(self, chosen: Any) -> Iterator[tuple[str, ...]]:
        """Give the rows of `export_columns`."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the whole list as a table, at `export.xlsx` and `export.csv`."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        page = self.admin_site.admin_view(self.export_all)
        return [path("export.<slug:kind>", page, name=name), *super().get_urls()]

    def export_all(self, request: HttpRequest, kind: str) -> Table:
        """Send everything that the list holds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in ("xlsx", "csv"):
            raise Http404
        return self._export(self.get_queryset(request).order_by("pk"), kind)

    @admin.action(description="Export as XLSX", permissions=["view"])
    def export_xlsx(self, _request: HttpRequest, chosen: QuerySet) -> Table:
        return self._export(chosen, "xlsx")

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, _request: HttpRequest, chosen: QuerySet) -> Table:
        return self._export(chosen, "csv")

    def _export(self, chosen: QuerySet, kind: str) -> Table:
        name = f"{self.opts.verbose_name_plural}.{kind}".replace(" ", "-")
        rows = self.export_rows(chosen)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if kind == "xlsx":
            return HttpResponse(xlsx_bytes(self.export_columns, rows), content_type=XLSX, headers=headers)
        return StreamingHttpResponse(csv_lines(self.export_columns, rows), content_type="text/csv", headers=headers)
