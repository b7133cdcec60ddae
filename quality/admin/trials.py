"""Works that visitors may not find, in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import thumbnail
from catalog.models import Artwork
from quality.admin.base import QualityAdmin
from quality.models import WorkTrial


class HardFilter(admin.SimpleListFilter):
    """Those that were missed at least once, unless asked otherwise."""

    title = "result"
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("found", "Always found"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """Call what is shown at first by its name."""
        first, *others = super().choices(changelist)
        return [first | {"display": "Hard to find"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkTrial]) -> QuerySet[WorkTrial]:
        if self.value() == "all":
            return queryset
        always = {"reason": WorkTrial.Reason.FOUND}
        return queryset.filter(**always) if self.value() == "found" else queryset.exclude(**always)


@admin.register(WorkTrial)
class WorkTrialAdmin(QualityAdmin):
    """How often each work was named in rendered visitors' photos, and why not."""

    list_display = ("preview", "work", "result", "why", "tested_at")
    list_filter = (HardFilter, "reason", "artwork__source")
    list_select_related = ("artwork", "picture", "rival")
    search_fields = ("artwork__search_text",)

    @admin.display(description="picture")
    def preview(self, trial: WorkTrial) -> SafeString | str:
        return thumbnail(trial.picture)

    @admin.display(description="work", ordering="artwork")
    def work(self, trial: WorkTrial) -> SafeString:
        return _linked(trial.artwork)

    @admin.display(description="named in", ordering=F("found"))
    def result(self, trial: WorkTrial) -> str:
        return f"{trial.found} of {trial.photos} photos"

    @admin.display(description="why not")
    def why(self, trial: WorkTrial) -> SafeString | str:
        if trial.rival:
            return format_html("{}: {}", trial.get_reason_display(), _linked(trial.rival))
        few = trial.reason == WorkTrial.Reason.LOW_TEXTURE
        return f"{trial.get_reason_display()}: {trial.details}" if few else trial.get_reason_display()


def _linked(work: Artwork) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("admin:catalog_artwork_change", args=[work.pk]), work)
