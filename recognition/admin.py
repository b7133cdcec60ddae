"""What an operator sees of recognitions and of the index."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recognition.models import DeltaEntry, IndexBuild, Recognition


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only the recognizer writes; an operator may look and delete."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse."""
        return False


@admin.register(Recognition)
class RecognitionAdmin(ReadOnlyAdmin):
    """Photos and their answers, newest first."""

    list_display = ["created_at", "status", "decision", "attempts", "error_code", "answer"]
    list_filter = ["status", "decision", "created_at"]
    date_hierarchy = "created_at"
    search_fields = ["id", "error_code"]

    @admin.display(description="answer")
    def answer(self, row: Recognition) -> SafeString:
        """Link the page that the visitor sees."""
        return format_html('<a href="/scans/{}/">page</a>', row.pk)


@admin.register(IndexBuild)
class IndexBuildAdmin(ReadOnlyAdmin):
    """Versions of the index."""

    list_display = ["name", "active", "reference_count", "created_at", "fingerprint"]

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse: a build's folder and row go together, when the next build replaces it."""
        return False


@admin.register(DeltaEntry)
class DeltaEntryAdmin(ReadOnlyAdmin):
    """Pictures that wait for the next build; they are searched meanwhile."""

    list_display = ["reference_image", "created_at", "fingerprint"]
    list_select_related = ["reference_image__artwork"]
