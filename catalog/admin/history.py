"""The history of a row and of what belongs to it: read by whoever may see it, put back by whoever may change it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from simple_history.models import HistoricalChanges

from catalog.admin.base import CatalogAdmin
from catalog.exceptions import CannotPutBack
from catalog.models import Artwork
from catalog.selectors.history import VERBS, ChangeSeen, changes_of
from catalog.selectors.scope import Staff, is_within_reach, venues_of
from catalog.services import put_back, remove_row

SHOWN = 200  # changes, the latest


@dataclass(frozen=True)
class HistoryPage:
    """What the page shows. offered: the ids of changes, "model-id", that this person may put back."""

    changes: list[tuple[ChangeSeen, bool]]
    shown: int = SHOWN


class RecordedAdmin(CatalogAdmin):
    """A model whose every change is kept: "History" shows who changed what, and puts single changes back."""

    delete_confirmation_template = "admin/catalog/delete_confirmation.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history, of deleted rows too; POST puts one change back."""
        if not object_id.isdecimal():
            raise Http404
        if not self._may_see(request, int(object_id)):
            raise PermissionDenied
        if request.method == "POST":
            self._put_back(request, int(object_id))
            return HttpResponseRedirect(request.path)
        return self._history_page(request, int(object_id), extra_context or {})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row so that it can be put back."""
        remove_row(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete rows, each as above."""
        for row in queryset:
            remove_row(row)

    def _may_see(self, request: HttpRequest, pk: int) -> bool:
        """Ask for the right to see the row; who is responsible for some venues sees nothing of what is deleted."""
        is_reached = self.get_queryset(request).filter(pk=pk).exists()
        return self.has_view_permission(request) and (is_reached or venues_of(request.user) is None)

    def _history_page(self, request: HttpRequest, pk: int, extra_context: dict[str, Any]) -> HttpResponse:
        changes = changes_of(self.model, pk, SHOWN)
        row = self.model._base_manager.filter(pk=pk).first()
        if row is None and not changes:
            raise Http404
        allowed = [
            (change, change.can_be_put_back and may_put_back(request, change.model, change.verb == VERBS["-"]))
            for change in changes
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"History: {row or changes[0].row}",
            "object": row,
            "page": HistoryPage(allowed),
            **extra_context,
        }
        return TemplateResponse(request, "admin/catalog/history.html", context)

    def _put_back(self, request: HttpRequest, pk: int) -> None:
        model, _, number = request.POST.get("change", "").rpartition("-")
        if f"{model}-{number}" not in {f"{one.model}-{one.id}" for one in changes_of(self.model, pk, SHOWN)}:
            raise Http404
        record = _record(model, number)
        if not may_put_back(request, model, record.history_type == "-"):
            raise PermissionDenied
        try:
            _put_back_within_reach(record, request.user)
        except (CannotPutBack, ValidationError) as refusal:
            words = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            self.message_user(request, f"Not put back. {' '.join(words)}", messages.ERROR)
        else:
            self.message_user(request, "Put back.", messages.SUCCESS)


def _put_back_within_reach(record: HistoricalChanges, user: Staff) -> None:
    """Undo one change, unless it would hang or take something where this person has no say.

    Raises:
        CannotPutBack, ValidationError: as `put_back`.
    """
    with transaction.atomic():
        put_back(record, by=user.pk)
        row = record.instance_type._base_manager.get(pk=record.instance.pk)
        if not is_within_reach(row, user):
            raise CannotPutBack("It reaches beyond the venues that you are responsible for.")


def may_put_back(request: HttpRequest, model: str, deleted: bool) -> bool:
    """Ask for the right to do by hand what putting back does; to show prices and lots is a right of its own."""
    reviews = model in ("price", "lot") and not request.user.has_perm("catalog.review_price")
    return request.user.has_perm(f"catalog.{'add' if deleted else 'change'}_{model}") and not reviews


def _record(model: str, number: str) -> HistoricalChanges:
    """Return a change by the name of its model and its number.

    Raises:
        Http404: there is none.
    """
    try:
        history = apps.get_model("catalog", model).history.model
        return history.objects.get(history_id=number)
    except (LookupError, AttributeError, ValueError, ObjectDoesNotExist) as error:
        raise Http404 from error


@admin.register(Artwork.history.model)
class ChangeOfWorkAdmin(CatalogAdmin):
    """What was done to all works: the way to those that were deleted."""

    list_display = ("history_date", "what", "title", "history_user", "history_change_reason")
    list_display_links = None
    list_filter = ("history_type", "history_user", "source")
    list_select_related = ("history_user",)
    search_fields = ("title", "source_id", "history_change_reason")
    date_hierarchy = "history_date"
    ordering = ("-history_date", "-history_id")

    @admin.display(description="change", ordering="history_type")
    def what(self, record: HistoricalChanges) -> SafeString:
        """Link the history of the work."""
        url = reverse("admin:catalog_artwork_history", args=[record.id])
        return format_html('<a href="{}">{}</a>', url, VERBS[record.history_type])

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: it is written by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse, as above."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse, as above; `clean_old_history` prunes."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Whoever sees all works sees what became of them."""
        return request.user.has_perm("catalog.view_artwork") and venues_of(request.user) is None
