"""What is remembered of recognitions and of the index: facts and state changes, no recognition."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    """State changes, each one conditional UPDATE, so that two workers can never both win."""

    def claim(self, pk: uuid.UUID) -> bool:
        """Take a pending recognition for this process; False when another has it or it is finished."""
        now = timezone.now()
        waiting = self.filter(pk=pk, status=Recognition.Status.PENDING)
        return (
            waiting.update(
                status=Recognition.Status.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1
            )
            == 1
        )

    def abandoned(self, since: datetime) -> "RecognitionQuerySet":
        """Return those that a killed worker left running, or whose message was lost, before `since`."""
        dead = Q(status=Recognition.Status.RUNNING, heartbeat_at__lt=since)
        lost = Q(status=Recognition.Status.PENDING, created_at__lt=since)
        return self.filter(dead | lost)


class Recognition(models.Model):
    """One query: a visitor's photo and its answer.

    pending ──claim──▶ running ──▶ done | failed;  running ──sweep, worker gone──▶ pending
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    class Answer(models.TextChoices):
        MATCH = "match"
        UNCERTAIN = "uncertain"
        NO_MATCH = "no_match"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.FileField(upload_to="photos/%Y/%m/%d", help_text="Upright JPEG without metadata, at most 1,600 px.")
    width = models.PositiveIntegerField(help_text="Of the upright photo as taken; quads and points are in its pixels.")
    height = models.PositiveIntegerField()
    venue = models.ForeignKey("catalog.Venue", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    decision = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    result = models.JSONField(default=dict, blank=True, help_text="The answer as `recognition/presenters.py` reads it.")
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status", "heartbeat_at"])]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.decision or self.status}"

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.status in (self.Status.DONE, self.Status.FAILED)


class IndexBuild(models.Model):
    """One version of the searchable gallery, kept in `ARTRECOG_DATA_DIR/indexes/<name>`. Exactly one is active."""

    name = models.CharField(max_length=60, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Of the embedder and extractor that made it.")
    reference_count = models.PositiveIntegerField()
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="one_active_build"),
        ]

    def __str__(self) -> str:
        return self.name


class DeltaEntry(models.Model):
    """A reference image whose features are extracted but which the active build does not hold yet.

    Every process searches these exactly, beside the build; the next build takes them in and removes the rows.
    """

    reference_image = models.OneToOneField("catalog.ReferenceImage", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"reference image {self.reference_image_id}"
