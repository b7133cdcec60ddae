"""What was looked at, what was found wrong, and what a person decided about it."""

import uuid
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from artrecog.heartbeats import unheard
from catalog.models import Artwork, ReferenceImage
from quality.defects import Defect


def by_a_user(**options: Any) -> models.ForeignKey:
    """Return a field for who did something."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False, **options
    )


class LookQuerySet(models.QuerySet["Look"]):
    """State changes, each one conditional UPDATE, so that two workers can never both win."""

    def claim(self, pk: int) -> bool:
        """Take a look that waits for this process; False when another has it or it is over."""
        waiting = self.filter(pk=pk, status=Look.Status.RUNNING, is_claimed=False)
        return waiting.update(is_claimed=True, heartbeat_at=timezone.now(), attempts=F("attempts") + 1) == 1

    def beat(self, look: "Look", done: int) -> bool:
        """Note that the worker of this attempt is alive, and how far it is; False when it shall stop."""
        mine = self.filter(pk=look.pk, status=Look.Status.RUNNING, is_claimed=True, attempts=look.attempts)
        return mine.update(heartbeat_at=timezone.now(), done=done) == 1

    def abandoned(self, since: datetime) -> "LookQuerySet":
        """Return those of which nothing was heard after `since`: a worker was killed, or a message lost."""
        return self.filter(unheard(since), status=Look.Status.RUNNING)


class Look(models.Model):
    """One way through the whole catalogue, or through what of it was not looked at yet.

    running ──▶ done | stopped | failed. A worker claims the row, looks at one picture or work after another, writes
    down each, and stamps `heartbeat_at`; after a kill another one goes on with what is left.
    """

    class Kind(models.TextChoices):
        PICTURES = "pictures", "Pictures and duplicates"
        VISITORS = "visitors", "Will visitors find it?"

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    everything = models.BooleanField(default=False, help_text="Also what was looked at before.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING, editable=False)
    error = models.TextField(blank=True, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    is_claimed = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False, help_text="Tells its workers apart.")
    heartbeat_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = by_a_user()
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(status="running"), name="one_running_look_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        """Tell whether a worker has it, or should."""
        return self.status == self.Status.RUNNING


class PictureCheck(models.Model):
    """A reference image that was looked at. It never changes, so once is enough for one `version` of the look."""

    reference_image = models.OneToOneField(ReferenceImage, on_delete=models.CASCADE, related_name="quality_check")
    version = models.PositiveSmallIntegerField()
    perceptual_hash = models.CharField(max_length=64, help_text="256 bits, hexadecimal.")
    is_compared = models.BooleanField(default=False, help_text="With the vectors of all others.")
    checked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"check of {self.reference_image}"


class PictureDefect(models.Model):
    """What is wrong with a reference image."""

    reference_image = models.ForeignKey(ReferenceImage, on_delete=models.CASCADE, related_name="defects")
    code = models.CharField("problem", max_length=20, choices=[(defect.value, defect.label) for defect in Defect])
    measured = models.FloatField(help_text="In the unit of the problem's threshold.")
    accepted_by = by_a_user()
    accepted_at = models.DateTimeField(null=True, editable=False, help_text="When a person found it good enough.")

    class Meta:
        verbose_name = "picture to look at"
        verbose_name_plural = "pictures to look at"
        ordering = ["code", "reference_image"]
        constraints = [
            models.UniqueConstraint(fields=["reference_image", "code"], name="defect_once_per_picture"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.reference_image}"

    @property
    def words(self) -> str:
        """Return what was measured, and what it should be."""
        return Defect(self.code).explain(self.measured)


def original_path(_crop: "Crop", filename: str) -> str:
    """Return where the file of before a crop is kept."""
    return f"originals/{uuid.uuid4().hex}{PurePath(filename).suffix}"


class Crop(models.Model):
    """A picture that was cut out of another one, and the file that it was before, byte for byte."""

    picture = models.OneToOneField(ReferenceImage, on_delete=models.CASCADE, related_name="crop")
    original = models.FileField(upload_to=original_path, editable=False)
    corners = models.JSONField(editable=False, help_text="x, y of each in shares of the original, clockwise.")
    cropped_at = models.DateTimeField(default=timezone.now, editable=False)
    cropped_by = by_a_user()

    class Meta:
        ordering = ["-cropped_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.picture.artwork}, cropped {self.cropped_at:%Y-%m-%d}"


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    """Pairs whose works both exist: one that was merged is here again after the merge is undone."""

    def present(self) -> "DuplicateQuerySet":
        """Return the pairs of which both works are in the catalogue."""
        works = Artwork.objects.values("pk")
        return self.filter(first__in=works, second__in=works)

    def open(self) -> "DuplicateQuerySet":
        """Return those on which nobody has decided."""
        return self.present().filter(dismissed_at=None)


class Duplicate(models.Model):
    """Two works that may be one, and what says so.

    The database does not watch over `first` and `second`: a decision outlives a work that is merged, until the merge is
    undone.
    """

    first = models.ForeignKey(Artwork, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    second = models.ForeignKey(Artwork, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    agreeing = models.PositiveIntegerField(null=True, help_text="Details that lie alike in two of their pictures.")
    bits_apart = models.PositiveSmallIntegerField(null=True, help_text="Of 256 of their nearest pictures' hashes.")
    same_name = models.BooleanField(default=False, help_text="A maker and the title, without accents and case.")
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    dismissed_by = by_a_user()
    dismissed_at = models.DateTimeField(null=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = "possible duplicate"
        ordering = ["-same_name", F("agreeing").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_of_works_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def reasons(self) -> list[str]:
        """Return in words what speaks for it."""
        return [
            *(["same maker and title"] if self.same_name else []),
            *([f"{self.agreeing} details of their pictures agree"] if self.agreeing is not None else []),
            *([f"the same picture: {self.bits_apart} of 256 bits apart"] if self.bits_apart is not None else []),
        ]


class Merge(models.Model):
    """Two works that a person made one, with every row that this changed."""

    kept_id = models.BigIntegerField(editable=False)
    merged_id = models.BigIntegerField(editable=False)
    kept_title = models.CharField(max_length=500, editable=False)
    merged_title = models.CharField(max_length=500, editable=False)
    changes = models.JSONField(editable=False)
    merged_at = models.DateTimeField(default=timezone.now, editable=False)
    merged_by = by_a_user()
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-merged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.merged_title} → {self.kept_title}"

    def get_absolute_url(self) -> str:
        return reverse("admin:quality_merge_change", args=[self.pk])


class WorkTrial(models.Model):
    """What became of a few rendered visitors' photos of a work."""

    class Reason(models.TextChoices):
        FOUND = "found", "Found"
        NOT_INDEXED = "not_indexed", "Not in the index yet"
        LOOK_ALIKE = "look_alike", "Taken for another work"
        LOW_TEXTURE = "low_texture", "Too few details to hold on to"
        SMALL_PICTURE = "small_picture", "Its picture is too small"
        UNCLEAR = "unclear", "Not found, for no single reason"

    made_by_machine = True  # an import can be undone though its works were tried

    artwork = models.OneToOneField(Artwork, on_delete=models.CASCADE, related_name="trial")
    picture = models.ForeignKey(ReferenceImage, null=True, on_delete=models.SET_NULL, related_name="+")
    photos = models.PositiveSmallIntegerField(help_text="That were rendered.")
    found = models.PositiveSmallIntegerField(help_text="Of them, in which the work was named.")
    reason = models.CharField(max_length=15, choices=Reason.choices)
    rival = models.ForeignKey(
        Artwork, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The work that was named instead."
    )
    details = models.PositiveIntegerField(default=0, help_text="Local features of its picture.")
    tested_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "work tried"
        verbose_name_plural = "works tried"
        ordering = ["found", "artwork"]

    def __str__(self) -> str:
        return f"{self.artwork}: {self.found} of {self.photos}"
