"""What curators fill in: an upload, what columns mean, a row that was wrong."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.importers.museum_works import Choice
from catalog.importers.museums.source import Wanted
from catalog.importers.museums.sources import SOURCES
from catalog.importers.rows import KNOWN, REQUIRED
from desk.mapping import objections
from desk.models import CatalogImport, ImportRow
from desk.uploading import TABLES

# Some twenty minutes of a worker. More are a matter for `manage.py import_museum`, which takes all that there is.
MOST_WORKS = 1000
LEFT_OUT = ("", "— leave it out —")


class UploadForm(forms.ModelForm):
    """A table, and where its works come from."""

    file = forms.FileField(
        label="Table",
        help_text="CSV, TSV or XLSX; or a ZIP file that holds one of them and the pictures that it names.",
        widget=forms.FileInput(attrs={"accept": ",".join((*TABLES, ".zip"))}),
    )

    class Meta:
        model = CatalogImport
        fields = ("source", "venue")
        help_texts = {
            "source": "Short name of the catalogue that the works come from, as in “city-museum”. "
            "The same name and the same source_id mean the same work, in this import and in the next.",
        }

    def clean_source(self) -> str:
        """Keep what can stand in an address."""
        source: str = self.cleaned_data["source"]
        if not re.fullmatch(r"[\w.-]+", source):
            raise ValidationError("Use letters, digits, dots, hyphens and underscores.")
        return source


class MuseumForm(forms.Form):
    """A museum, and what of it."""

    museum = forms.ChoiceField(choices=lambda: [(source.name, source.title) for source in SOURCES.values()])
    query = forms.CharField(
        label="Search for",
        required=False,
        max_length=200,
        help_text="Words; for the Rijksmuseum a maker; for Wikidata the item of a collection or a maker, as “Q160236”.",
    )
    ids = forms.CharField(
        label="Or these works",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="The museum's own ids, or addresses of IIIF manifests or collections, with spaces or lines between.",
    )
    limit = forms.IntegerField(
        label="At most", min_value=1, max_value=MOST_WORKS, initial=100, help_text="Works. The museum answers slowly."
    )
    pictures = forms.BooleanField(label="With pictures", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Refuse to ask for nothing in particular: a curator hardly wants half a million works."""
        if not (self.cleaned_data.get("query") or self.cleaned_data.get("ids")):
            raise ValidationError("Say what to search for, or which works.")
        return self.cleaned_data

    def choice(self) -> Choice:
        """Return what is to be asked for."""
        given = self.cleaned_data
        wanted = Wanted(given["query"], tuple(given["ids"].split()))
        return Choice(wanted, given["limit"], given["pictures"])


class MappingForm(forms.Form):
    """One choice for each column of a table."""

    def __init__(self, run: CatalogImport, samples: Mapping[str, list[str]], data: Any = None) -> None:
        super().__init__(data)
        self._header = run.header
        choices = [LEFT_OUT, *((field, field) for field in (*REQUIRED, *sorted(KNOWN - {*REQUIRED})))]
        for number, column in enumerate(run.header):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=run.fields.get(column, ""),
                help_text=" · ".join(sample[:60] for sample in samples[column]),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse meanings by which no row could be read."""
        wrong = objections(self.meanings())
        if wrong:
            raise ValidationError(wrong)
        return self.cleaned_data

    def meanings(self) -> dict[str, str]:
        """Return for each column the field that it means, or ""."""
        return {column: self.cleaned_data.get(f"column-{number}", "") for number, column in enumerate(self._header)}


class RowForm(forms.Form):
    """The cells of one row."""

    def __init__(self, row: ImportRow, data: Any = None) -> None:
        super().__init__(data)
        for field in row.run.named_fields:
            value = row.cells.get(field, "")
            self.fields[field] = forms.CharField(label=field, required=False, initial=value, widget=_widget(value))


def _widget(value: str) -> forms.Widget:
    long = len(value) > 60 or "\n" in value
    return forms.Textarea(attrs={"rows": 3, "cols": 60}) if long else forms.TextInput(attrs={"size": 60})
