"""What an operator sees of recognitions and of the index."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recognition.intake import remove_recognitions
from recognition.models import DeltaEntry, IndexBuild, Recognition, UnusablePicture


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
        return format_html('<a href="{}">page</a>', reverse("recognition", args=[row.pk]))

    def delete_model(self, request: HttpRequest, obj: Recognition) -> None:
        """Delete its photo too."""
        remove_recognitions(Recognition.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Recognition]) -> None:
        """Delete their photos too."""
        remove_recognitions(queryset)


# Pictures that wait for the next build have no admin of their own: it would ask a curator who deletes a work for the
# permission to delete them.
@admin.register(IndexBuild)
class IndexBuildAdmin(ReadOnlyAdmin):
    """Versions of the index."""

    list_display = ["name", "active", "reference_count", "waiting", "created_at", "fingerprint"]

    @admin.display(description="added since")
    def waiting(self, build: IndexBuild) -> int | None:
        """Count the pictures that are searched beside the active build, until the next one takes them in."""
        return DeltaEntry.objects.count() if build.active else None

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse: a build's folder and row go together, when the next build replaces it."""
        return False


@admin.register(UnusablePicture)
class UnusablePictureAdmin(ReadOnlyAdmin):
    """Pictures by which no work can be recognized, and why."""

    list_display = ["reference_image", "reason", "tried_at"]
    list_select_related = ["reference_image__artwork"]
    search_fields = ["reference_image__artwork__title", "reason"]

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Let go what goes with its picture; deleted alone, it has the picture tried again."""
        return request.user.has_perm("catalog.delete_referenceimage")
