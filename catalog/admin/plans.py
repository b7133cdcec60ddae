"""Floor plans in the admin."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from catalog import services
from catalog.admin.base import CatalogInline
from catalog.exceptions import UnreadablePicture
from catalog.inspecting import inspect_apart
from catalog.models import FloorPlan


class FloorPlanForm(forms.ModelForm):
    """A plan needs no picture; another one replaces it."""

    upload = forms.FileField(
        label="Picture", required=False, help_text="JPEG, PNG, WebP or TIFF. Rooms are drawn on it by their places."
    )

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["upload"]
        try:
            if upload:
                inspect_apart(upload.read())
        except UnreadablePicture as error:
            raise ValidationError(str(error)) from error
        return upload

    def save(self, commit: bool = True) -> FloorPlan:
        """Save the plan with its picture, if there is a new one."""
        plan: FloorPlan = super().save(commit=commit)
        upload: UploadedFile | None = self.cleaned_data["upload"]
        if upload and commit:
            upload.seek(0)
            services.set_plan_picture(plan, upload.read())
        return plan


class FloorPlanInline(CatalogInline):
    model = FloorPlan
    form = FloorPlanForm
    fields = ("floor", "note", "upload", "width", "height")
    readonly_fields = ("width", "height")
