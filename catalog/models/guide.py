"""What curators say on the way through a venue: texts, recordings, tours."""

import uuid
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.artworks import Artwork
from catalog.models.curation import Source
from catalog.models.history import History
from catalog.models.venues import Room, Venue


class ArtworkText(models.Model):
    """A chapter of a work's past, and whom we have it from."""

    class Kind(models.TextChoices):
        PROVENANCE = "provenance", _("Provenance")
        EXHIBITIONS = "exhibitions", _("Exhibition history")

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField(help_text="One owner or exhibition a line, the earliest first.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="texts")
    source_url = models.URLField(max_length=500, blank=True, help_text="The very page.")

    history = History()

    class Meta:
        # Owners before exhibitions: what a museum prints first.
        ordering = ["-kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["artwork", "kind", "source"], name="text_once_per_kind_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.artwork}"


def recording_path(_recording: "Recording", filename: str) -> str:
    """Return where a recording is stored: nothing of the name it was given but the ending survives."""
    return f"recordings/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class Recording(models.Model):
    """Something to listen to, and the same to read."""

    title = models.CharField(max_length=200)
    artwork = models.ForeignKey(
        Artwork,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="recordings",
        help_text="What it is about.",
    )
    file = models.FileField(upload_to=recording_path, max_length=200, help_text="MP3, M4A or Ogg.")
    transcript = models.TextField(help_text="Every word, for those who cannot or may not listen.")
    language = models.CharField(max_length=10, default="en", help_text="As in “en” or “pt-BR”.")
    credit = models.CharField(max_length=300, blank=True, help_text="Whom to name beside it.")

    history = History()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class TourQuerySet(models.QuerySet["Tour"]):
    """Tours by what may be shown."""

    def published(self) -> "TourQuerySet":
        """Return what visitors may see, in venues that can be visited."""
        return self.filter(published=True, venue__closed=False)


class Tour(models.Model):
    """A way through a venue that a curator chose."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="tours")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="What it is about, in a sentence or two.")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long it takes, without hurry.")
    published = models.BooleanField(default=False, help_text="Visitors see it.")

    objects = TourQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tour", args=[self.pk])


class Stop(models.Model):
    """One halt of a tour: before a work, or in a room."""

    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField(default=0)
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, null=True, blank=True, related_name="stops")
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, help_text="Where there is no work, or it moved."
    )
    title = models.CharField(max_length=200, blank=True, help_text="By default the title of the work.")
    text = models.TextField(blank=True)
    recording = models.ForeignKey(Recording, on_delete=models.SET_NULL, null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.artwork or self.room or "")

    def clean(self) -> None:
        if self.artwork is None and self.room is None:
            raise ValidationError("Choose a work or a room: a stop is somewhere.")
