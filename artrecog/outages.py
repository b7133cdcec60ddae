"""What is said while something that the site rests on is not there: its database, or room on its disk.

Nothing is wrong with the request then, so nobody is told of an error: they are asked to come back, in words and by
`Retry-After`. The cause is in the log, as of any failure.
"""

import errno
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A server that restarts is back within seconds; a page that asks more often than this only adds to its start.
UNREACHABLE_RETRY_SECONDS = 15
# Room on a disk is made by a person.
FULL_RETRY_SECONDS = 300
# No space; a quota; a limit on the size of files; a disk that the system made read-only since it fails.
FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
# How SQLite and PostgreSQL say it: both call it an operational error, as they do a server that is gone.
FULL_DATABASE = ("database or disk is full", "No space left on device", "could not extend file")


@dataclass(frozen=True)
class Outage:
    """What is said of it, and when to come back."""

    code: str
    message: Promise
    retry_seconds: int


UNREACHABLE = Outage(
    "unavailable",
    _("The catalogue cannot be reached for a moment. Nothing that was sent before is lost. Please try again soon."),
    UNREACHABLE_RETRY_SECONDS,
)
FULL = Outage(
    "storage_full",
    _("There is no room to keep anything new right now, so nothing was kept. Please tell the museum, or try later."),
    FULL_RETRY_SECONDS,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the outage that an error comes from; None when it is a fault of our own."""
    if isinstance(error, OperationalError) and any(words in str(error) for words in FULL_DATABASE):
        return FULL
    if isinstance(error, OperationalError | InterfaceError):
        return UNREACHABLE
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return FULL
    return None
