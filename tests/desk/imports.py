"""Imports for tests: tables as a curator uploads them, and all that the catalogue holds, as one number."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from simple_history.models import HistoricalChanges

from catalog.services.changes import row_state
from desk.models import CatalogImport
from desk.queueing import take_step
from desk.uploading import take_upload

Status = CatalogImport.Status
TABLE = """source_id,title,creator,year,height_cm,venue,room
1,Irises,Vincent van Gogh,1890,73.7,The Met,Gallery 825
2,The Harvesters,Pieter Bruegel,1565,119,The Met,Gallery 636
3,Aristotle,Rembrandt,1653,143.5,The Met,
"""


def uploaded(content: str | bytes = TABLE, name: str = "works.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def checked(content: str | bytes = TABLE, name: str = "works.csv", source: str = "museum") -> CatalogImport:
    """Return an import whose rows were checked."""
    user, _ = User.objects.get_or_create(username="registrar")
    run = take_upload(uploaded(content, name), source=source, venue="", user_id=user.pk)
    return step(run, Status.MAPPING, Status.CHECKING)


def committed(content: str | bytes = TABLE, name: str = "works.csv") -> CatalogImport:
    return step(checked(content, name), Status.CHECKED, Status.COMMITTING)


def undone(run: CatalogImport) -> CatalogImport:
    return step(run, Status.COMMITTED, Status.UNDOING)


def step(run: CatalogImport, before: CatalogImport.Status, after: CatalogImport.Status) -> CatalogImport:
    """Take a step with all that follows once it is committed; the transaction of a test itself never is."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert take_step(run, before, after)
    run.refresh_from_db()
    return run


def states(run: CatalogImport) -> list[str]:
    return list(run.rows.values_list("state", flat=True))


def messages(run: CatalogImport) -> dict[int, str]:
    return dict(run.rows.exclude(message="").values_list("number", "message"))


def fingerprint() -> str:
    """Return one hash of every row that the catalogue holds, primary keys and times of change included.

    What was done to the rows is kept beside them, and grows with each step.
    """
    rows = [
        [model._meta.label, row.pk, row_state(row)]
        for model in apps.get_app_config("catalog").get_models()
        if not issubclass(model, HistoricalChanges)
        for row in model._base_manager.order_by("pk")
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
