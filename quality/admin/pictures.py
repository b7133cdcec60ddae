"""Pictures to look at, in the admin: mend one, or say that it is good enough."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import thumbnail
from quality.admin.base import QualityAdmin
from quality.models import PictureDefect


class AcceptedFilter(admin.SimpleListFilter):
    """Those that nobody found good enough, unless asked otherwise."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("accepted", "Good enough")]

    def choices(self, changelist: Any) -> Any:
        """Call what is shown at first by its name."""
        first, *others = super().choices(changelist)
        return [first | {"display": "To look at"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PictureDefect]) -> QuerySet[PictureDefect]:
        return queryset.filter(accepted_at__isnull=self.value() != "accepted")


@admin.register(PictureDefect)
class PictureDefectAdmin(QualityAdmin):
    """What is wrong with pictures."""

    list_display = ("preview", "work", "code", "words", "mend")
    list_filter = (AcceptedFilter, "code", "reference_image__artwork__source")
    list_select_related = ("reference_image__artwork",)
    search_fields = ("reference_image__artwork__search_text",)
    actions = ("accept",)

    @admin.display(description="picture")
    def preview(self, defect: PictureDefect) -> SafeString | str:
        return thumbnail(defect.reference_image)

    @admin.display(description="work", ordering="reference_image__artwork")
    def work(self, defect: PictureDefect) -> SafeString:
        work = defect.reference_image.artwork
        return format_html('<a href="{}">{}</a>', reverse("admin:catalog_artwork_change", args=[work.pk]), work)

    @admin.display(description="what to do")
    def mend(self, defect: PictureDefect) -> SafeString:
        return format_html('<a href="{}">Crop</a>', reverse("admin:quality_crop", args=[defect.reference_image_id]))

    @admin.action(description="Good enough: do not show it here again", permissions=["change"])
    def accept(self, request: HttpRequest, defects: QuerySet[PictureDefect]) -> None:
        defects.update(accepted_by=request.user.pk, accepted_at=timezone.now())
