"""Storing the picture of a floor's plan."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from catalog.inspecting import inspect_apart
from catalog.models import FloorPlan
from catalog.renditions import forget_renditions


def set_plan_picture(plan: FloorPlan, content: bytes) -> None:
    """Store a picture as the plan's own in place of the one before; without metadata, as every picture.

    Raises:
        UnreadablePicture: no JPEG, PNG, WebP or TIFF, damaged, or too large.
    """
    inspected = inspect_apart(content)
    before, sha256 = str(plan.picture.name or ""), plan.sha256
    plan.sha256 = inspected.sha256
    plan.width, plan.height = inspected.width, inspected.height
    with transaction.atomic():
        plan.picture.save(f"plan{inspected.extension}", ContentFile(inspected.content))
        if before:
            transaction.on_commit(partial(_forget, before, sha256))


def _forget(name: str, sha256: str) -> None:
    FloorPlan.picture.field.storage.delete(name)
    if not FloorPlan.objects.filter(sha256=sha256).exists():
        forget_renditions(sha256)
