"""Artworks and the pictures by which they are recognized."""

import uuid
from pathlib import PurePath
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from catalog.models.creators import Attribution, Creator, validate_wikidata_id, year_text
from catalog.models.history import History
from catalog.text import fold


class Artwork(models.Model):
    """One work, identified by where its record comes from: (`source`, `source_id`).

    An accession number does not identify a work: museums give one number to all parts of a set.
    """

    source = models.CharField(max_length=60, help_text="Short name of the catalogue the record comes from: “met”.")
    source_id = models.CharField(max_length=120, help_text="The record's own id there.")
    source_url = models.URLField(max_length=500, blank=True, help_text="The record's page there.")
    accession_number = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=500)
    creators = models.ManyToManyField(Creator, through=Attribution, related_name="artworks")
    culture = models.CharField(max_length=200, blank=True, help_text="Where it was made, when no one is named.")
    date_text = models.CharField(max_length=200, blank=True, help_text="As on the label: “ca. 1520”.")
    begin_year = models.IntegerField(null=True, blank=True, db_index=True, help_text="BCE is negative.")
    end_year = models.IntegerField(null=True, blank=True, help_text="BCE is negative.")
    medium = models.CharField(max_length=500, blank=True)
    dimensions = models.TextField(blank=True, help_text="As on the label.")
    height_cm = models.DecimalField("height (cm)", max_digits=8, decimal_places=2, null=True, blank=True)
    width_cm = models.DecimalField("width (cm)", max_digits=8, decimal_places=2, null=True, blank=True)
    depth_cm = models.DecimalField("depth (cm)", max_digits=8, decimal_places=2, null=True, blank=True)
    classification = models.CharField(max_length=200, blank=True)
    credit_line = models.TextField(blank=True)
    rights_uri = models.URLField("rights URI", blank=True, help_text="Creative Commons or rightsstatements.org.")
    description = models.TextField(blank=True)
    wikidata_id = models.CharField("Wikidata id", max_length=20, blank=True, validators=[validate_wikidata_id])
    search_text = models.TextField(editable=False, help_text="Title and numbers, folded.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    changed_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it changed last, or what belongs to it: for harvesters."
    )

    history = History()

    class Meta:
        ordering = ["search_text", "pk"]
        # For harvesters, who ask for what changed since they came last.
        indexes = [models.Index(fields=["changed_at", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_artwork_per_source_record"),
            models.CheckConstraint(
                condition=Q(begin_year__lte=F("end_year")),
                name="artwork_begun_before_end",
                violation_error_message="The last year is before the first.",
            ),
            models.CheckConstraint(
                condition=(Q(height_cm__isnull=True) | Q(height_cm__gt=0))
                & (Q(width_cm__isnull=True) | Q(width_cm__gt=0))
                & (Q(depth_cm__isnull=True) | Q(depth_cm__gt=0)),
                name="artwork_size_positive",
                violation_error_message="A size in centimeters is more than zero.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_names()
        self.changed_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("artwork", args=[self.pk])

    def fold_names(self) -> None:
        """Bring what is searched up to date; `save` does, `bulk_create` does not."""
        self.search_text = fold(" ".join([self.title, self.accession_number, self.source_id]))

    @property
    def date_label(self) -> str:
        """Return the date as the label gives it, or the years."""
        if self.date_text:
            return self.date_text
        years = dict.fromkeys(filter(None, [year_text(self.begin_year), year_text(self.end_year)]))
        return "–".join(years)

    @property
    def size_label(self) -> str:
        """Return height × width × depth to the millimeter: "73.7 × 92.1 cm"; "" when no side is known."""
        sides = [side for side in (self.height_cm, self.width_cm, self.depth_cm) if side is not None]
        return " × ".join(f"{side:.1f}".removesuffix(".0") for side in sides) + " cm" if sides else ""


class FormerArtwork(models.Model):
    """A work that was merged into another: its address, its record and its numbers lead there.

    Rows are made by `services.merge_artworks`; the primary key is the one that the work had.
    """

    id = models.BigIntegerField(primary_key=True)
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="former_artworks")
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=120)
    title = models.CharField(max_length=500)
    search_text = models.TextField(editable=False)
    merged_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_former_artwork_per_source_record"),
        ]

    def __str__(self) -> str:
        return self.title


def reference_path(_image: "ReferenceImage", filename: str) -> str:
    """Return where a picture is stored: nothing of the name it was given but the ending survives."""
    name = uuid.uuid4().hex
    return f"references/{name[:2]}/{name}{PurePath(filename).suffix}"


# Rights under which a picture may be copied: Creative Commons, and "no copyright" of rightsstatements.org.
FREE_TO_HAND_ON = r"^https?://(creativecommons\.org/(publicdomain|licenses)/|rightsstatements\.org/vocab/NoC-)"


class ReferenceImageQuerySet(models.QuerySet["ReferenceImage"]):
    """Pictures by what may be done with them."""

    def shown(self) -> "ReferenceImageQuerySet":
        """Return those that visitors may see on the pages of this site."""
        return self.filter(public=True)

    def handed_on(self) -> "ReferenceImageQuerySet":
        """Return those that may leave it: their rights, or else those of their work, say that they may be copied."""
        by_work = Q(rights_uri="", artwork__rights_uri__regex=FREE_TO_HAND_ON)
        return self.shown().filter(Q(rights_uri__regex=FREE_TO_HAND_ON) | by_work)


class ReferenceImage(models.Model):
    """A picture that a visitor's photo is compared with. It never changes: another picture is another row.

    Rows are made by `services.add_reference_image`, which measures the picture and tells the recognizer.
    """

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="reference_images")
    file = models.FileField(upload_to=reference_path, max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, help_text="Of the stored file.")
    given_sha256 = models.CharField(max_length=64, editable=False, help_text="Of the file as it was received.")
    width = models.PositiveIntegerField(editable=False, help_text="Pixels, of the upright picture.")
    height = models.PositiveIntegerField(editable=False, help_text="Pixels, of the upright picture.")
    is_primary = models.BooleanField("shown first", default=False)
    rights_uri = models.URLField("rights URI", blank=True, help_text="Creative Commons or rightsstatements.org.")
    credit = models.CharField(max_length=300, blank=True, help_text="Whom to name beside the picture.")
    public = models.BooleanField(
        "shown to visitors", default=True, help_text="Off: the work is recognized by it, but only staff see it."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReferenceImageQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-is_primary", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["artwork"], condition=Q(is_primary=True), name="one_primary_picture_per_artwork"
            ),
            models.UniqueConstraint(fields=["artwork", "given_sha256"], name="picture_once_per_artwork"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_pixels"),
        ]

    def __str__(self) -> str:
        return f"Picture {self.pk} of {self.artwork}"
