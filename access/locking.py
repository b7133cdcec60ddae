"""What somebody reads who failed to log in too often, and how long failures are remembered."""

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say how long it takes and what to do; axes calls this for each try while it lasts, right password or not."""
    wait = settings.AXES_COOLOFF_TIME
    context = {"minutes": round(wait.total_seconds() / 60), "title": "Too many tries"}
    page = render(request, "admin/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(round(wait.total_seconds()))
    return page


def forget_failures(now: datetime) -> int:
    """Delete failed logins that no longer count, with the addresses that they came from; return how many."""
    deleted: int = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()[0]
    return deleted
