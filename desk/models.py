"""Imports: what was uploaded, what each row of it says and did, and how columns were understood before."""

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


def upload_path(_run: "CatalogImport", filename: str) -> str:
    """Return where an upload is stored: nothing of the name it was given but the ending survives."""
    return f"imports/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class ColumnMapping(models.Model):
    """What the columns of a table mean, kept for the next table with the same header."""

    header = models.JSONField(help_text="The columns as the table names them, in order.")
    key = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the header.")
    fields = models.JSONField(help_text="For each column the field that it means, or nothing.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return ", ".join(self.header)


class CatalogImportQuerySet(models.QuerySet["CatalogImport"]):
    """State changes, each one conditional UPDATE, so that two workers can never both win."""

    def claim(self, pk: int) -> bool:
        """Take work that waits for this process; False when another has it or there is none."""
        waiting = self.filter(pk=pk, status__in=CatalogImport.WORKING, is_claimed=False)
        return waiting.update(is_claimed=True, heartbeat_at=timezone.now(), attempts=F("attempts") + 1) == 1

    def beat(self, run: "CatalogImport") -> bool:
        """Note that the worker of this attempt is alive; False when the work was given to another."""
        mine = self.filter(pk=run.pk, status=run.status, is_claimed=True, attempts=run.attempts)
        return mine.update(heartbeat_at=timezone.now()) == 1

    def move(self, pk: int, before: "CatalogImport.Status", after: "CatalogImport.Status") -> bool:
        """Take one step, once: False when the import is not where it is said to be."""
        facts = {"status": after, "is_claimed": False, "releases": 0, "error": "", "heartbeat_at": timezone.now()}
        return self.filter(pk=pk, status=before).update(**facts) == 1

    def abandoned(self, since: datetime) -> "CatalogImportQuerySet":
        """Return those of which nothing was heard after `since`: a worker was killed, or a message lost."""
        return self.filter(unheard(since), status__in=CatalogImport.WORKING)


class CatalogImport(models.Model):
    """One table, or what a museum says, on its way into the catalogue, and possibly out again.

    mapping ──▶ checking ──▶ checked ──▶ committing ──▶ committed ──▶ undoing ──▶ undone
    In a state on -ing a worker has it: it claims the row, works some rows at a time, each time in one transaction that
    stamps `heartbeat_at`, and goes on after a kill with the rows that are left. `failed`: the file cannot be read, or
    it was given up; what `failed_in` says can be tried again.
    """

    class Status(models.TextChoices):
        MAPPING = "mapping", "Columns to be named"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing written yet"
        COMMITTING = "committing", "Being written"
        COMMITTED = "committed", "In the catalogue"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        FAILED = "failed", "Failed"

    WORKING = (Status.CHECKING, Status.COMMITTING, Status.UNDOING)

    name = models.CharField(max_length=200, help_text="The file as it was called.")
    source = models.CharField(max_length=60, help_text="Short name of the catalogue that the works come from.")
    venue = models.CharField(max_length=200, blank=True, help_text="Where works are whose rows name no venue.")
    museum = models.CharField(max_length=30, blank=True, editable=False, help_text="Whose server is asked, if any.")
    wanted = models.JSONField(default=dict, editable=False, help_text="What of a museum: query, ids, limit, pictures.")
    table = models.FileField(upload_to=upload_path, blank=True, editable=False)
    pictures = models.FileField(upload_to=upload_path, blank=True, editable=False, help_text="A ZIP archive.")
    header = models.JSONField(default=list, editable=False)
    fields = models.JSONField(default=dict, editable=False, help_text="For each column the field that it means.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.MAPPING, editable=False)
    error = models.TextField(blank=True, editable=False)
    is_claimed = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False, help_text="Tells its workers apart.")
    releases = models.PositiveIntegerField(default=0, editable=False, help_text="How many workers were lost at it.")
    failed_in = models.CharField(max_length=12, blank=True, editable=False, help_text="What can be tried again.")
    heartbeat_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="Who asked for the latest step: the history of what it writes names them.",
    )
    committed_at = models.DateTimeField(null=True, editable=False)

    objects = CatalogImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "heartbeat_at"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:desk_catalogimport_change", args=[self.pk])

    @property
    def named_fields(self) -> list[str]:
        """Return the fields that columns mean, in the order of the table; a database may keep another."""
        return [self.fields[column] for column in self.header if self.fields.get(column)]

    @property
    def is_working(self) -> bool:
        """Tell whether a worker has it, or should."""
        return self.status in self.WORKING


class ImportRow(models.Model):
    """One row of a table, or one work of a museum: what it says, what is wrong with it, what it changes or changed."""

    class State(models.TextChoices):
        UNREAD = "unread", "Not checked yet"
        REFUSED = "refused", "Cannot be taken"
        NEW = "new", "A new work"
        CHANGED = "changed", "Changes a work"
        SAME = "same", "Nothing new"
        ADDED = "added", "Added"
        UPDATED = "updated", "Changed"
        UNDONE = "undone", "Undone"
        KEPT = "kept", "Kept, not undone"

    TO_COMMIT = (State.NEW, State.CHANGED)
    COMMITTED = (State.ADDED, State.UPDATED)

    run = models.ForeignKey(CatalogImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As spreadsheets count: the header is row 1.")
    cells = models.JSONField(help_text="Text by field.")
    found = models.JSONField(default=dict, help_text="The work as a museum tells it; empty for a row of a table.")
    surplus = models.PositiveSmallIntegerField(default=0, help_text="Cells beyond the last named column.")
    source_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNREAD)
    message = models.TextField(blank=True, help_text="Why it cannot be taken, or was kept.")
    differences = models.JSONField(default=list, help_text="What changes: [fact, before, after].")
    artwork_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=list, help_text="Every database row that it wrote, before and after.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "state", "number"]), models.Index(fields=["run", "source_id"])]

    def __str__(self) -> str:
        return f"Row {self.number}"

    def settle(self, state: str, message: str = "", **facts: Any) -> None:
        """Set what became of the row; it is saved with others."""
        self.state, self.message = state, message
        for name, value in facts.items():
            setattr(self, name, value)


def rows_left(run: CatalogImport) -> models.QuerySet[ImportRow]:
    """Return the rows that the work in hand has still to do; undoing goes backwards."""
    if run.status == CatalogImport.Status.CHECKING:
        return run.rows.filter(state=ImportRow.State.UNREAD)
    if run.status == CatalogImport.Status.COMMITTING:
        return run.rows.filter(state__in=ImportRow.TO_COMMIT)
    return run.rows.filter(Q(state__in=ImportRow.COMMITTED)).order_by("-number")
