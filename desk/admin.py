"""Imports in the admin: upload, say what columns mean, see what would happen, have it written, take it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, URLResolver, path

from catalog.admin.base import CatalogAdmin
from catalog.exceptions import UnreadableTable
from catalog.exporters.tables import XLSX, xlsx_bytes
from desk.forms import MappingForm, MuseumForm, RowForm, UploadForm
from desk.models import CatalogImport, ImportRow
from desk.museums import take_museum
from desk.pages import import_page, problem_table
from desk.queueing import check_anew, rescue, take_step
from desk.running import check_row
from desk.uploading import discard, samples, take_upload

Status = CatalogImport.Status
TEMPLATES = "admin/desk/catalogimport"
# An import may do no more than who starts it may do by hand.
WRITES_WORKS = ("catalog.add_artwork", "catalog.change_artwork", "catalog.delete_artwork")
# What a button asks for: from which state to which.
STEPS = {
    "commit": (Status.CHECKED, Status.COMMITTING),
    "undo": (Status.COMMITTED, Status.UNDOING),
    "map": (Status.CHECKED, Status.MAPPING),
}


@admin.register(CatalogImport)
class CatalogImportAdmin(CatalogAdmin):
    """The history of imports, and the way of each."""

    list_display = ("name", "source", "status", "created_by", "created_at", "committed_at")
    list_filter = ("status", "source")
    list_select_related = ("created_by",)
    search_fields = ("name", "source")
    date_hierarchy = "created_at"

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the pages of an import."""
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("mapping/", self.mapping_view, "mapping"),
            ("step/", self.step_view, "step"),
            ("rows/<int:number>/", self.row_view, "row"),
            ("problems.xlsx", self.problems_view, "problems"),
        ]
        own = [
            path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"desk_catalogimport_{name}")
            for route, view, name in pages
        ]
        museum = path("museum/", self.admin_site.admin_view(self.museum_view), name="desk_catalogimport_museum")
        return [museum, *own, *super().get_urls()]

    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Take a table in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        run = self._upload(request, form) if request.method == "POST" and form.is_valid() else None
        if run:
            return redirect("admin:desk_catalogimport_mapping", run.pk)
        return self._render(request, "upload", "Import a table", form=form)

    def museum_view(self, request: HttpRequest) -> HttpResponse:
        """Ask a museum's server for works."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = MuseumForm(request.POST or None)
        if not form.is_valid():
            return self._render(request, "museum", "Take works from a museum", form=form)
        run = take_museum(form.cleaned_data["museum"], form.choice(), user_id=request.user.pk)
        take_step(run, Status.MAPPING, Status.CHECKING)
        return redirect(run)

    def _upload(self, request: HttpRequest, form: UploadForm) -> CatalogImport | None:
        given = form.cleaned_data
        try:
            return take_upload(given["file"], source=given["source"], venue=given["venue"], user_id=request.user.pk)
        except UnreadableTable as error:
            form.add_error("file", str(error))
        return None

    def mapping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what columns mean, then have the rows checked."""
        run = self._run(request, pk)
        if run.status != Status.MAPPING:
            return redirect(run)
        form = MappingForm(run, samples(run), request.POST or None)
        if not form.is_valid():
            return self._render(request, "mapping", f"Columns of {run}", run=run, form=form)
        check_anew(run, form.meanings())
        return redirect(run)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show an import: how far it is, and what its rows do."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if run.status == Status.MAPPING:
            return redirect("admin:desk_catalogimport_mapping", run.pk)
        rescue(run)
        page = import_page(run, state=request.GET.get("state", ""), page=request.GET.get("page", "1"))
        return self._render(request, "run", str(run), page=page)

    def step_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step that a button asks for; one that was taken already is only told of."""
        run = self._run(request, pk)
        if not request.user.has_perms(WRITES_WORKS):
            raise PermissionDenied
        step = _step(run, request.POST.get("step", ""))
        if step and not take_step(run, *step, user_id=request.user.pk):
            self.message_user(request, "This was done already, or is no longer possible.", messages.WARNING)
        elif step:
            self.log_change(request, run, f"{step[1].label}.")
        return redirect(run)

    def row_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Mend a row that cannot be taken; it is checked at once."""
        run = self._run(request, pk)
        refused = run.rows.filter(run__museum="", state=ImportRow.State.REFUSED)
        row = get_object_or_404(refused.select_related("run"), number=number)
        form = RowForm(row, request.POST or None)
        if run.status != Status.CHECKED or not form.is_valid():
            return self._render(request, "row", f"{row} of {run}", run=run, row=row, form=form)
        row.cells, row.surplus = form.cleaned_data, 0
        row.source_id = row.cells.get("source_id", "")[:200]
        row.save(update_fields=["cells", "surplus", "source_id"])
        check_row(row)
        self.message_user(request, f"{row}: {row.message or row.get_state_display()}")
        return redirect(run)

    def problems_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the rows that cannot be taken, to be corrected in a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(CatalogImport, pk=pk)
        headers = {"Content-Disposition": f'attachment; filename="problems-{run.pk}.xlsx"'}
        return HttpResponse(xlsx_bytes(*problem_table(run)), content_type=XLSX, headers=headers)

    def has_delete_permission(self, request: HttpRequest, obj: CatalogImport | None = None) -> bool:
        """Keep the history: only what wrote nothing, or nothing any more, may go."""
        gone = (Status.MAPPING, Status.CHECKED, Status.UNDONE)
        return super().has_delete_permission(request, obj) and obj is not None and obj.status in gone

    def delete_model(self, request: HttpRequest, obj: CatalogImport) -> None:
        """Delete what was uploaded, too."""
        discard(obj)

    def _run(self, request: HttpRequest, pk: int) -> CatalogImport:
        """Return the import that somebody who may write it asks for."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(CatalogImport, pk=pk)

    def _render(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, f"{TEMPLATES}/{template}.html", common | context)


def _step(run: CatalogImport, asked: str) -> tuple[CatalogImport.Status, CatalogImport.Status] | None:
    """Return from which state to which a button leads; a museum's works have no columns to name."""
    if asked == "retry" and run.failed_in:
        return Status.FAILED, Status(run.failed_in)
    return None if asked == "map" and run.museum else STEPS.get(asked)
