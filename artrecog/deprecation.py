"""What is on its way out says so in each answer, as RFC 9745 and RFC 8594 have it; docs/api.md has the rule."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.http import http_date
from rest_framework.response import Response

# Where the way that replaces it is described.
ABOUT = "/api/docs/"


@dataclass(frozen=True)
class Notice:
    """Since when something is deprecated, and until when it certainly works."""

    since: datetime
    until: datetime


NOTICES = {"offset paging": Notice(datetime(2026, 11, 29, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))}


def deprecated(response: Response, name: str) -> Response:
    """Say in the headers of `response` that what was asked is deprecated."""
    notice = NOTICES[name]
    response["Deprecation"] = f"@{int(notice.since.timestamp())}"
    response["Sunset"] = http_date(notice.until.timestamp())
    response["Link"] = f'<{ABOUT}>; rel="deprecation"'
    return response
