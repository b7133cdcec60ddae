"""The plan of a floor."""

import uuid
from pathlib import PurePath

from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from catalog.models.history import History
from catalog.models.venues import Venue, floor_words


def plan_path(_plan: "FloorPlan", filename: str) -> str:
    """Return where a plan's picture is stored."""
    return f"plans/{uuid.uuid4().hex}{PurePath(filename).suffix}"


class FloorPlan(models.Model):
    """What is drawn under the rooms of a floor, and how exact it is.

    A picture is stored by `services.set_plan_picture`, which measures it; rooms lie on it by their `plan_x`, `plan_y`.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="floor_plans")
    floor = models.CharField(max_length=40, blank=True, help_text="As its rooms name it.")
    note = models.CharField(max_length=200, blank=True, help_text="What to know: “Schematic, not to scale.”")
    picture = models.FileField(upload_to=plan_path, max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")
    height = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")

    history = History()

    class Meta:
        ordering = ["venue", "floor"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "floor"], name="one_plan_per_floor"),
            models.CheckConstraint(condition=Q(picture="") | Q(width__gt=0, height__gt=0), name="plan_has_pixels"),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [floor_words(self.floor), str(self.venue)]))

    @property
    def file(self) -> FieldFile:
        """Return the picture as `renditions` reads it."""
        return self.picture
