"""What an operator sees of recognitions and of the index."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from catalog.selectors.scope import is_within_reach
from recognition.core.errors import RecognitionError
from recognition.dashboard import PERIODS, dashboard
from recognition.indexing import activate_build
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

    def get_urls(self) -> list[URLPattern]:
        """Add the page of counts."""
        page = self.admin_site.admin_view(self.dashboard)
        return [path("dashboard/", page, name="recognition_recognition_dashboard"), *super().get_urls()]

    def dashboard(self, request: HttpRequest) -> HttpResponse:
        """Show what is scanned, found and not found; of a period that is not offered, the first one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = [days for days in PERIODS if str(days) == request.GET.get("days")]
        page = dashboard(asked[0] if asked else PERIODS[0])
        context = {**self.admin_site.each_context(request), "opts": self.opts, "page": page, "title": "What is scanned"}
        return render(request, "admin/recognition/recognition/dashboard.html", context)

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

    list_display = [
        "name",
        "active",
        "problem",
        "reference_count",
        "waiting",
        "megabytes",
        "recall",
        "own_recall",
        "age",
        "global_kind",
        "local_kind",
        "activation",
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks before another build is searched."""
        page = self.admin_site.admin_view(self.activate)
        return [path("<int:pk>/activate/", page, name="recognition_indexbuild_activate"), *super().get_urls()]

    @admin.display(description="added since")
    def waiting(self, build: IndexBuild) -> int | None:
        """Count the pictures that are searched beside the active build, until the next one takes them in."""
        return DeltaEntry.objects.count() if build.active else None

    @admin.display(description="MB", ordering="size")
    def megabytes(self, build: IndexBuild) -> str:
        """Return the size on disk."""
        return f"{build.size / 1e6:,.1f}"

    @admin.display(description="recall@20", ordering="global_recall")
    def recall(self, build: IndexBuild) -> str:
        """Return how much of an exact search the first channel finds."""
        return _percent(build.global_recall)

    @admin.display(description="details found", ordering="local_recall")
    def own_recall(self, build: IndexBuild) -> str:
        """Return how many local descriptors find their own picture."""
        return _percent(build.local_recall)

    @admin.display(ordering="-created_at")
    def age(self, build: IndexBuild) -> str:
        """Return how long ago it was built."""
        return timesince(build.created_at)

    @admin.display(description="")
    def activation(self, build: IndexBuild) -> SafeString | str:
        """Link the page that asks before this build is searched."""
        if build.active:
            return ""
        address = reverse("admin:recognition_indexbuild_activate", args=[build.pk])
        return format_html('<a href="{}">{}</a>', address, _activation_words(build))

    def activate(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then search this build; it takes the permission to change builds."""
        if not request.user.has_perm("recognition.change_indexbuild"):
            raise PermissionDenied
        build = get_object_or_404(IndexBuild, pk=pk)
        if request.method == "POST":
            self._activate(request, build)
            return redirect("admin:recognition_indexbuild_changelist")
        title = f"{_activation_words(build)}: {build}"
        context = {**self.admin_site.each_context(request), "opts": self.opts, "build": build, "title": title}
        return render(request, "admin/recognition/indexbuild/activate.html", context)

    def _activate(self, request: HttpRequest, build: IndexBuild) -> None:
        try:
            activate_build(build.pk)
        except RecognitionError as error:
            self.message_user(request, error.message, messages.ERROR)
        else:
            self.log_change(request, build, "Activated.")
            self.message_user(request, f"The index {build} is searched now.")

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse: a build's folder and row go together, when the next build replaces it."""
        return False


def _activation_words(build: IndexBuild) -> str:
    """Return "Roll back" for a build that is older than the active one."""
    is_older = IndexBuild.objects.filter(active=True, created_at__gt=build.created_at).exists()
    return "Roll back" if is_older else "Activate"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


@admin.register(UnusablePicture)
class UnusablePictureAdmin(ReadOnlyAdmin):
    """Pictures by which no work can be recognized, and why."""

    list_display = ["reference_image", "reason", "tried_at"]
    list_select_related = ["reference_image__artwork"]
    search_fields = ["reference_image__artwork__title", "reason"]

    def has_delete_permission(self, request: HttpRequest, obj: UnusablePicture | None = None) -> bool:
        """Let go what goes with its picture; deleted alone, it has the picture tried again."""
        may = request.user.has_perm("catalog.delete_referenceimage")
        return may and (obj is None or is_within_reach(obj.reference_image, request.user))
