"""What is remembered of recognitions and of the index: facts and state changes, no recognition."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from artrecog.heartbeats import unheard

KEYS_REMEMBERED = timedelta(hours=24)


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

    def beat(self, pk: uuid.UUID, attempt: int) -> None:
        """Note that the worker of this attempt is alive."""
        self.filter(pk=pk, status=Recognition.Status.RUNNING, attempts=attempt).update(heartbeat_at=timezone.now())

    def abandoned(self, since: datetime) -> "RecognitionQuerySet":
        """Return those of which nothing was heard after `since`: a worker was killed, or a message lost."""
        return self.filter(unheard(since), status__in=Recognition.UNFINISHED)

    def requeue(self, pk: uuid.UUID, since: datetime) -> bool:
        """Return an abandoned recognition to pending; False when it is not abandoned, or another sweep was quicker."""
        abandoned = self.abandoned(since).filter(pk=pk)
        return abandoned.update(status=Recognition.Status.PENDING, heartbeat_at=timezone.now()) == 1


class Recognition(models.Model):
    """One query: a visitor's photo and its answer.

    pending ──claim──▶ running ──▶ done | failed;  running ──sweep, worker gone──▶ pending
    Whoever queues, claims or works on it stamps `heartbeat_at`; what has an old stamp is abandoned.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    UNFINISHED = (Status.PENDING, Status.RUNNING)

    class Answer(models.TextChoices):
        MATCH = "match"
        UNCERTAIN = "uncertain"
        NO_MATCH = "no_match"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.FileField(
        upload_to="photos/%Y/%m/%d",
        blank=True,
        help_text="Upright JPEG without metadata, at most 2,048 px; empty once it is deleted.",
    )
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
    heartbeat_at = models.DateTimeField(default=timezone.now, help_text="When it was last queued or worked on.")
    finished_at = models.DateTimeField(null=True, blank=True)
    sender = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Who counts for it while it is in work; a keyed hash."
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When all but what is counted was deleted."
    )

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["status", "heartbeat_at"]),
            # Of all scans ever, those that are still to be forgotten: asked for every hour.
            models.Index(fields=["created_at"], name="scans_with_photo", condition=~Q(photo="")),
            models.Index(fields=["created_at"], name="scans_not_forgotten", condition=Q(forgotten_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.decision or self.status}"

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.status not in self.UNFINISHED


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    """What becomes of keys."""

    def forget(self) -> None:
        """Forget the keys of yesterday."""
        self.filter(created_at__lte=timezone.now() - KEYS_REMEMBERED).delete()


class IdempotencyKey(models.Model):
    """That a sender's key was used, and for what: who repeats a request with it gets the same recognition.

    claimed (no recognition yet) ──photo stored──▶ answered;  claimed ──photo refused, or process gone──▶ no row
    """

    digest = models.CharField(max_length=64, unique=True, help_text="Keyed hash of sender and key; neither is kept.")
    content = models.CharField(max_length=64, help_text="Keyed hash of what was sent with it.")
    recognition = models.ForeignKey(Recognition, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"key for {self.recognition_id}"


class IndexBuild(models.Model):
    """One version of the searchable gallery, kept in `ARTRECOG_DATA_DIR/indexes/<name>`. Exactly one is active."""

    name = models.CharField(max_length=60, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Of the embedder and extractor that made it.")
    reference_count = models.PositiveIntegerField()
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of all files.")
    global_kind = models.CharField(max_length=60, blank=True, help_text="How vectors are searched, in FAISS's words.")
    local_kind = models.CharField(max_length=60, blank=True, help_text="How local descriptors are searched.")
    global_recall = models.FloatField(null=True, blank=True, help_text="Share of the exact 20 nearest that are found.")
    local_recall = models.FloatField(
        null=True, blank=True, help_text="Share of local descriptors that find their own picture."
    )

    problem = models.TextField(blank=True, help_text="Why it is not searched, as soon as a process found it damaged.")

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


class UnusablePicture(models.Model):
    """A reference image whose features cannot be extracted; its work is in the catalogue, but not recognizable.

    It is tried again by every build, and once a day.
    """

    reference_image = models.OneToOneField("catalog.ReferenceImage", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64, help_text="Of the extractor that could not use it.")
    reason = models.TextField()
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-tried_at"]

    def __str__(self) -> str:
        return f"reference image {self.reference_image_id}: {self.reason}"


class Tally(models.Model):
    """How often something happened since the site began, for `/metrics`; `tallies.py` adds, and nothing takes away."""

    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=40, help_text="The decision, the error's code, or the stage.")
    bucket = models.PositiveSmallIntegerField(default=0, help_text="Of the time that it took, as `tallies.BUCKETS`.")
    count = models.PositiveBigIntegerField()
    total = models.FloatField(help_text="Seconds, together.")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["kind", "label", "bucket"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}: {self.count}"
