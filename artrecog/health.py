"""Whether this process answers, and whether the site can do its work: for supervisors, balancers and people.

Our own rather than `django-health-check`: its checks take time without bound, and none of them knows an index.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerDown

from artrecog.addresses import is_loopback
from artrecog.celery import app
from recognition.core.errors import GalleryIndexError
from recognition.runner import searchable_index

logger = logging.getLogger(__name__)

# A broker that takes a connection and says nothing is given up after this.
BROKER_SECONDS = 1.0
# About three hundred stored photos: time to make room before the first is refused.
LEAST_FREE_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Finding:
    """What one check found; `why` says what is wrong, and is "" when nothing is. No addresses, no passwords."""

    name: str
    why: str

    @property
    def is_ok(self) -> bool:
        return not self.why


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer; touch nothing."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when a visitor can be served, 503 when not; which check failed is for staff and this machine only."""
    findings = look()
    is_ready = all(finding.is_ok for finding in findings)
    body: dict[str, object] = {"status": "ready" if is_ready else "unready"}
    if _may_see_details(request, findings):
        body["checks"] = {found.name: {"ok": found.is_ok, "why": found.why} for found in findings}
    return JsonResponse(body, status=200 if is_ready else 503)


def look() -> list[Finding]:
    """Return what each check finds, in bounded time: a database that is silent is waited for once."""
    database = Finding("database", _why("database", _database))
    return [database, *(Finding(name, _why_now(name, database)) for name in CHECKS)]


def _why_now(name: str, database: Finding) -> str:
    if name in OF_THE_DATABASE and not database.is_ok:
        return "not looked at, without the database"
    return _why(name, CHECKS[name])


def _why(name: str, check: Callable[[], str]) -> str:
    """Return what is wrong. An error's own words go to the log: they may name hosts and users."""
    try:
        return check()
    except (DatabaseError, BrokerDown, GalleryIndexError, OSError) as error:
        logger.warning("The check of the %s failed: %s", name, error)
        return f"{type(error).__name__}: see the log"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    waiting = len(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    return f"{waiting} migrations are not applied: run `manage.py prepare`" if waiting else ""


@cache
def _known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _broker() -> str:
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return ""
    bounds = {"socket_connect_timeout": BROKER_SECONDS, "socket_timeout": BROKER_SECONDS}
    with app.connection_for_write(transport_options=bounds) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    return ""


def _index() -> str:
    searchable_index()
    return ""


def _data_directory() -> str:
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"x")
    free = shutil.disk_usage(settings.DATA_DIR).free
    return "" if free >= LEAST_FREE_BYTES else f"only {free // 2**20} MB are free"


CHECKS: dict[str, Callable[[], str]] = {
    "migrations": _migrations,
    "broker": _broker,
    "index": _index,
    "data_directory": _data_directory,
}
OF_THE_DATABASE = {"migrations", "index"}


def _may_see_details(request: HttpRequest, findings: list[Finding]) -> bool:
    # Who is staff only the database knows.
    database_is_ok = all(finding.is_ok for finding in findings if finding.name == "database")
    return is_loopback(request) or (database_is_ok and request.user.is_staff)
