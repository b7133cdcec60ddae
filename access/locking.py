"""Who fails to log in too often, by name and address or by address alone: what they read, what is remembered."""

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.allowances import asker_of, spend, until_next_period

# An hour from one address, under whatever names: thirty staff behind it who each slip four times.
WRONG_PASSWORDS = 120


class AddressHandler(AxesDatabaseHandler):
    """Locks out addresses too that try many names. Axes has one limit for all; five mistakes a whole museum makes."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Tell whether a try is refused without a look at its password."""
        return super().is_locked(request, credentials) or is_spent(request)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **options: Any
    ) -> None:
        """Count for the address what axes counts for the name."""
        if request is not None:
            spend(asker_of(request), "wrong_passwords", 1)
        super().user_login_failed(sender, credentials, request, **options)


def is_spent(request: HttpRequest) -> bool:
    """Tell whether too many wrong passwords came from the address in this hour."""
    return spend(asker_of(request), "wrong_passwords", 0) >= WRONG_PASSWORDS


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say how long it takes and what to do; axes calls this for each try while it lasts, right password or not."""
    of_address = is_spent(request)
    seconds = until_next_period() if of_address else round(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"minutes": -(-seconds // 60), "of_address": of_address, "title": "Too many tries"}
    page = render(request, "admin/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def forget_failures(now: datetime) -> int:
    """Delete failed logins that no longer count, with the addresses that they came from; return how many."""
    deleted: int = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()[0]
    return deleted
