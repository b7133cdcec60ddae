"""Who keeps and who sends: a random id in a signed cookie, and a keyed hash of an address."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

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


def sender_of(request: HttpRequest) -> str:
    """Return a hash of the address that a request comes from, which only this site's secret can repeat.

    Behind a proxy the address is what the proxy says: DRF reads it, as `REST_FRAMEWORK["NUM_PROXIES"]` has it.
    """
    address = BaseThrottle().get_ident(Request(request))
    return salted_hmac("visits.sender", address, algorithm="sha256").hexdigest()
