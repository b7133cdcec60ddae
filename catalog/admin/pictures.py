"""Pictures in the admin: added and removed through `services`, so that the recognizer learns of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog import services
from catalog.admin.base import CatalogInline, FoldedSearchMixin, ListedFilter, RowsFormSet, thumbnail
from catalog.admin.history import RecordedAdmin
from catalog.exceptions import UnreadablePicture
from catalog.inspecting import inspect_apart
from catalog.models import Artwork, ReferenceImage


class StoredPicture(forms.Widget):
    """Stands where a new picture has its upload: a stored one never changes."""

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        return SafeString("stored")


class ReferenceImageForm(forms.ModelForm):
    """A new picture needs a file; one that is stored keeps its own."""

    upload = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP or TIFF. The work alone, from the front, without its frame.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/tiff"}),
    )
    shown_first = forms.BooleanField(required=False, label="Show first")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"] = forms.Field(required=False, disabled=True, widget=StoredPicture)
            self.initial["shown_first"] = self.instance.is_primary

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["upload"]
        try:
            if upload:
                inspect_apart(upload.read())
        except UnreadablePicture as error:
            raise ValidationError(str(error)) from error
        return upload

    def add_to(self, artwork: Artwork) -> ReferenceImage:
        """Store the uploaded picture."""
        upload: UploadedFile = self.cleaned_data["upload"]
        upload.seek(0)
        return services.add_reference_image(
            artwork,
            upload.read(),
            is_primary=self.cleaned_data["shown_first"] or None,
            rights_uri=self.cleaned_data["rights_uri"],
            credit=self.cleaned_data["credit"],
            public=self.cleaned_data["public"],
        )

    def update(self, image: ReferenceImage) -> ReferenceImage:
        """Save what is said about a stored picture."""
        image.save(update_fields=["rights_uri", "credit", "public"])
        if self.cleaned_data["shown_first"]:
            services.make_primary(image)
        return image


class ReferenceImageFormSet(RowsFormSet):
    """The pictures on the page of their work."""

    def save_new(self, form: Any, commit: bool = True) -> ReferenceImage:
        image: ReferenceImage = form.add_to(self.instance)
        return image

    def save_existing(self, form: Any, obj: ReferenceImage, commit: bool = True) -> ReferenceImage:
        image: ReferenceImage = form.update(obj)
        return image

    def delete_existing(self, obj: ReferenceImage, commit: bool = True) -> None:
        services.remove_reference_image(obj)


class ReferenceImageInline(CatalogInline):
    model = ReferenceImage
    form = ReferenceImageForm
    formset = ReferenceImageFormSet
    fields = ("preview", "upload", "shown_first", "public", "credit", "rights_uri", "pixels")
    readonly_fields = ("preview", "pixels")

    @admin.display(description="picture")
    def preview(self, image: ReferenceImage) -> SafeString | str:
        return thumbnail(image) if image.pk else ""

    @admin.display(description="pixels")
    def pixels(self, image: ReferenceImage) -> str:
        return f"{image.width} × {image.height}" if image.pk else ""


# Measured when a picture is stored.
MEASURED = ("width", "height", "sha256")


@admin.register(ReferenceImage)
class ReferenceImageAdmin(FoldedSearchMixin, RecordedAdmin):
    form = ReferenceImageForm
    list_display = ("preview", "artwork", "is_primary", "public", "width", "height", "created_at")
    list_display_links = ("preview", "artwork")
    list_filter = ("is_primary", "public", "rights_uri", ("artwork__source", ListedFilter))
    list_select_related = ("artwork",)
    search_fields = ("artwork__search_text",)
    date_hierarchy = "created_at"
    autocomplete_fields = ("artwork",)

    @admin.display(description="picture")
    def preview(self, image: ReferenceImage) -> SafeString | str:
        return thumbnail(image)

    def get_readonly_fields(self, request: HttpRequest, obj: ReferenceImage | None = None) -> tuple[str, ...]:
        """A stored picture stays with its work."""
        return (*MEASURED, "artwork", "preview") if obj else MEASURED

    def get_fields(self, request: HttpRequest, obj: ReferenceImage | None = None) -> tuple[str, ...]:
        said = ("shown_first", "public", "credit", "rights_uri")
        return ("artwork", "preview", *said, *MEASURED) if obj else ("artwork", "upload", *said)

    def save_model(self, request: HttpRequest, obj: ReferenceImage, form: Any, change: bool) -> None:
        if change:
            form.update(obj)
        else:
            obj.pk = form.add_to(obj.artwork).pk
            obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: ReferenceImage) -> None:
        services.remove_reference_image(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ReferenceImage]) -> None:
        for image in queryset:
            services.remove_reference_image(image)
