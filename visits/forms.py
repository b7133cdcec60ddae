"""What a contributor fills in. Each label says what to copy from where; everything but the essential may stay empty."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Field, URLField
from django.utils.translation import gettext_lazy as _

from recognition.core.errors import PhotoError
from recognition.models import Recognition
from visits.models import Correction, PriceReport, WorkSuggestion
from visits.photographs import picture_in, stored_photo


def _with_https(field: Field, **options: Any) -> forms.Field | None:
    """Take an address typed without its scheme for https."""
    scheme: dict[str, Any] = {"assume_scheme": "https"} if isinstance(field, URLField) else {}
    return field.formfield(**scheme, **options)


class ContributionForm(forms.ModelForm):
    """One column of fields, their errors tied to them for screen readers by Django itself."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3


class WorkForm(ContributionForm):
    """A missing work: a photo, or the one that was just scanned, and what is on the label."""

    photo = forms.FileField(
        label=_("Photo of the work"),
        help_text=_("The work alone, from the front."),
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif,.avif"}),
    )

    class Meta:
        model = WorkSuggestion
        fields = ("title", "creator", "date_text", "medium", "dimensions", "venue", "city", "room", "comment")

    field_order = ("photo", *Meta.fields)

    def __init__(self, *args: Any, scan: Recognition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scan = scan
        # A photo that is deleted by now has to be chosen again.
        self.scanned = scan if scan and scan.photo else None
        if self.scanned:
            self.fields.pop("photo")

    def clean_photo(self) -> ContentFile:
        """Return the photo as it is stored."""
        try:
            return stored_photo(self.cleaned_data["photo"])
        except PhotoError as error:
            raise ValidationError(error.message, code=error.code) from error

    def save(self, commit: bool = True) -> WorkSuggestion:
        """Store the photo, and the picture found in it, beside what is said of it."""
        photo = self.cleaned_data["photo"] if self.scanned is None else _copy_of(self.scanned)
        self.instance.recognition = self.scan
        self.instance.picture = picture_in(photo.read())
        self.instance.photo = photo
        suggestion: WorkSuggestion = super().save(commit)
        return suggestion


class CorrectionForm(ContributionForm):
    """A wrong fact, the right one, and how the contributor knows."""

    class Meta:
        model = Correction
        fields = ("fact", "correct_value", "source", "comment")


class PriceForm(ContributionForm):
    """A price with the publication that gives it."""

    class Meta:
        model = PriceReport
        fields = ("kind", "amount", "currency", "date", "source", "source_url", "comment")
        formfield_callback = _with_https
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "currency": forms.TextInput(attrs={"maxlength": 3, "autocapitalize": "characters"}),
        }


class NoteForm(forms.Form):
    """A note beside something that is kept."""

    note = forms.CharField(max_length=2000, required=False)


def _copy_of(scan: Recognition) -> ContentFile:
    """Return the scan's photo: a visitor may delete the scan, and the contribution stays."""
    with scan.photo.open("rb") as photo:
        return ContentFile(photo.read(), name="photo.jpg")
