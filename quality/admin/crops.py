"""Cropping a picture in place, and taking that back."""

from base64 import b64encode
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.base import thumbnail
from catalog.exceptions import UnreadablePicture
from catalog.models import ReferenceImage
from catalog.selectors.cards import picture_url
from catalog.selectors.scope import within_reach
from quality.admin.base import CROPS, QualityAdmin
from quality.cropping import Corners, UnusableCorners, crop_picture, preview, proposed_corners, restore_original
from quality.models import Crop
from recognition.core.errors import PhotoError

NAMES = ("top left", "top right", "bottom right", "bottom left")
PERCENT = 100


class CornersForm(forms.Form):
    """Where each corner of the work lies, in percent of the picture."""

    def __init__(self, data: object = None, corners: Corners | None = None) -> None:
        """Offer `corners` to begin with."""
        super().__init__(data)  # type: ignore[arg-type]
        for number, name in enumerate(NAMES):
            for axis, words in enumerate(("from the left", "from the top")):
                field = forms.FloatField(min_value=0, max_value=PERCENT, label=f"{name.capitalize()}, % {words}")
                field.initial = round(PERCENT * corners[number][axis], 2) if corners else None
                field.widget.attrs = {"step": "0.01", "data-corner": str(number), "data-axis": str(axis)}
                self.fields[f"corner-{number}-{axis}"] = field

    @property
    def corners(self) -> Corners:
        """Return what was said, in shares."""
        said = [self.cleaned_data[name] / PERCENT for name in self.fields]
        return list(zip(said[::2], said[1::2], strict=True))


@dataclass(frozen=True)
class CropPage:
    """What the page shows. size: of the picture, in pixels."""

    title: str
    picture_url: str
    size: tuple[int, int]
    form: CornersForm
    preview: str = ""
    """What would be cut out, as JPEG in base64; "" while nobody asked."""
    names: tuple[str, ...] = NAMES


@admin.register(Crop)
class CropAdmin(QualityAdmin):
    """Pictures that were cropped, each with the way back."""

    list_display = ("preview", "work", "cropped_at", "cropped_by")
    list_select_related = ("picture__artwork", "cropped_by")
    search_fields = ("picture__artwork__search_text",)
    actions = ("restore",)

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the page on which a picture is cropped."""
        page = self.admin_site.admin_view(self.crop_view)
        return [path("picture/<int:pk>/", page, name="quality_crop"), *super().get_urls()]

    @admin.display(description="picture")
    def preview(self, crop: Crop) -> SafeString | str:
        return thumbnail(crop.picture)

    @admin.display(description="work")
    def work(self, crop: Crop) -> SafeString:
        work = crop.picture.artwork
        return format_html('<a href="{}">{}</a>', reverse("admin:catalog_artwork_change", args=[work.pk]), work)

    def has_crop_permission(self, request: HttpRequest) -> bool:
        """Ask for the rights to add and to delete a picture."""
        return request.user.has_perms(CROPS)

    @admin.action(description="Restore the original pictures", permissions=["crop"])
    def restore(self, request: HttpRequest, crops: QuerySet[Crop]) -> None:
        """Put each original in its place again."""
        for crop in crops:
            restored = restore_original(crop)
            self.message_user(request, f"{restored.artwork}: the original is there again.", messages.SUCCESS)

    def crop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a picture with the corners of the work in it; POST cuts it out."""
        if not self.has_crop_permission(request):
            raise PermissionDenied
        image = get_object_or_404(within_reach(ReferenceImage.objects.all(), request.user), pk=pk)
        if Crop.objects.filter(picture=image).exists():
            self.message_user(request, f"{image.artwork} was cropped: restore the original first.", messages.WARNING)
            return redirect("admin:quality_crop_changelist")
        form = CornersForm(request.POST) if request.method == "POST" else CornersForm(corners=_proposed(image))
        shown = ""
        if form.is_bound and form.is_valid():
            if "preview" in request.POST:
                shown = _previewed(image, form)
            elif self._cropped(request, image, form):
                return redirect("admin:quality_crop_changelist")
        return self.show(request, "crop", f"Crop: {image.artwork}", page=_page(image, form, shown))

    def _cropped(self, request: HttpRequest, image: ReferenceImage, form: CornersForm) -> bool:
        try:
            cropped = crop_picture(image, form.corners, user_id=request.user.pk)
        except (UnusableCorners, PhotoError, UnreadablePicture) as refusal:
            form.add_error(None, str(refusal))
            return False
        size = f"{cropped.width} × {cropped.height} pixels"
        self.message_user(request, f"{cropped.artwork}: cropped to {size}; its features are made anew.")
        return True


def _page(image: ReferenceImage, form: CornersForm, shown: str) -> CropPage:
    return CropPage(str(image.artwork), picture_url(image, "large"), (image.width, image.height), form, shown)


def _previewed(image: ReferenceImage, form: CornersForm) -> str:
    try:
        return b64encode(preview(image, form.corners)).decode()
    except (UnusableCorners, PhotoError) as refusal:
        form.add_error(None, str(refusal))
        return ""


def _proposed(image: ReferenceImage) -> Corners:
    try:
        return proposed_corners(image)
    except PhotoError:
        return [(0, 0), (1, 0), (1, 1), (0, 1)]
