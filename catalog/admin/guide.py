"""Tours, recordings and texts in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from catalog.admin.base import CatalogInline, ReachableFilter
from catalog.admin.history import RecordedAdmin
from catalog.audio import check_recording
from catalog.exceptions import UnreadableRecording
from catalog.models import ArtworkText, Recording, Stop, Tour


class ArtworkTextInline(CatalogInline):
    model = ArtworkText
    autocomplete_fields = ("source",)
    verbose_name_plural = "Provenance and exhibitions, each with its source"


class RecordingForm(forms.ModelForm):
    """A recording is what its name says, and not too large."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            if isinstance(file, UploadedFile):
                check_recording(str(file.name), file.size or 0, file.file)  # type: ignore[arg-type]
        except UnreadableRecording as error:
            raise ValidationError(str(error)) from error
        return file


@admin.register(Recording)
class RecordingAdmin(RecordedAdmin):
    form = RecordingForm
    list_display = ("title", "artwork", "language")
    list_filter = ("language",)
    list_select_related = ("artwork",)
    search_fields = ("title", "artwork__search_text")
    autocomplete_fields = ("artwork",)


class StopInline(CatalogInline):
    """Stops by their numbers; a script lets them be dragged, or moved up and down, and writes the numbers."""

    model = Stop
    autocomplete_fields = ("artwork", "room", "recording")
    fields = ("order", "artwork", "room", "title", "text", "recording")

    class Media:
        css = {"all": ("catalog/stops.css",)}
        js = (forms.Script("catalog/stops.js", type="module"),)


@admin.register(Tour)
class TourAdmin(RecordedAdmin):
    list_display = ("title", "venue", "minutes", "published")
    list_filter = ("published", ("venue", ReachableFilter))
    list_select_related = ("venue",)
    search_fields = ("title", "venue__name")
    autocomplete_fields = ("venue",)
    inlines = (StopInline,)

    def view_on_site(self, obj: Tour) -> str | None:
        """Link a tour to its page once visitors see it."""
        return obj.get_absolute_url() if obj.published else None
