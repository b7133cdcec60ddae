"""A visitor's collection: scans and saved works, each with a note."""

import uuid

from django.db import models
from django.utils import timezone

from catalog.models import Artwork
from recognition.models import Recognition

NOTE_LENGTH = 2000


class Visitor(models.Model):
    """A browser that keeps something. A random id in its signed cookie is all that is known of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"visitor since {self.created_at:%Y-%m-%d}"


class KeptScan(models.Model):
    """A photo that this visitor sent."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="scans")
    recognition = models.OneToOneField(Recognition, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        ordering = ["-recognition__created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.recognition)


class SavedWork(models.Model):
    """A work that this visitor wants to find again."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="saved_works")
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["visitor", "artwork"], name="work_saved_once_per_visitor")]

    def __str__(self) -> str:
        return str(self.artwork)
