"""Who keeps: a random id in a signed cookie. Who sends is known by a hash of an address (access/addresses.py)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from visits.models import Visitor

COOKIE = "visitor"
SALT = "visits.visitor"
TWO_YEARS = 2 * 365 * 24 * 3600


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return whom the cookie names; None without one, with a forged one, or when what was kept has been deleted."""
    known = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=TWO_YEARS)
    return Visitor.objects.filter(pk=UUID(known)).first() if known else None


def welcome(request: HttpRequest, response: HttpResponse) -> Visitor:
    """Return who asks, giving a new one their cookie. Called only when there is something to keep."""
    visitor = visitor_of(request) or Visitor.objects.create()
    response.set_signed_cookie(
        COOKIE,
        str(visitor.pk),
        salt=SALT,
        max_age=TWO_YEARS,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
    return visitor
