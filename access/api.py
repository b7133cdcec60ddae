"""The API's doors: who sends a token, what it is for, and how much its holder may ask for.

Anybody may read and send photos without a token; it raises what may be asked for in an hour. A view that names no scope
is open to nobody.
"""

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from access.allowances import Asker, asker_of, stated_size, take, take_photo
from access.models import ApiToken
from access.tokens import InvalidToken, token_of

if TYPE_CHECKING:  # which itself imports what the settings name: this module
    from rest_framework.views import APIView

SCHEME = "Bearer"


class InvalidTokenSent(AuthenticationFailed):
    """401; without a token the same request may be answered."""

    default_code = "invalid_token"
    default_detail = "The token is not valid: it is unknown, expired or revoked. Send another one, or none."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer art_…`. It makes nobody of the request: a token has scopes, not its owner's rights."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        """Return the token; None without one."""
        scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        try:
            return None, token_of(text.strip())
        except InvalidToken as error:
            raise InvalidTokenSent from error

    def authenticate_header(self, request: Request) -> str:
        """Say how to authenticate, which makes a refusal a 401."""
        return SCHEME


class ScopePermission(BasePermission):
    """Refuses a token that is not for what a view is for, and everybody where a view does not say what it is for."""

    message = "This token is not for this: it lacks the scope that is needed here."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell whether the view may be used."""
        scope = getattr(view, "scope", None)
        token = token_sent(request)
        return scope is not None and (token is None or scope in token.scopes)


def token_sent(request: Request) -> ApiToken | None:
    """Return the token that a request came with; None without one."""
    return request.auth if isinstance(request.auth, ApiToken) else None


def asker_of_api(request: Request) -> Asker:
    """Return whose allowance a request of the API takes from."""
    return asker_of(request._request, token_sent(request))


class AllowanceThrottle(BaseThrottle):
    """Takes one of an allowance; raises `Refused` itself, with the time to wait."""

    kind = ""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Take it."""
        take(asker_of_api(request), self.kind)
        return True


class ReadsThrottle(AllowanceThrottle):
    """Of what is read."""

    kind = "reads"


class SaliencyThrottle(AllowanceThrottle):
    """Of explanations."""

    kind = "saliency"


class PhotosThrottle(BaseThrottle):
    """Of photos and their bytes, before a byte is read."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Take them."""
        take_photo(asker_of_api(request), stated_size(request._request))
        return True
