"""How the OpenAPI schema describes a token; drf-spectacular knows of it once this is imported."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class OpenSchema(AutoSchema):
    """Says of every door that it opens without a token too."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the ways in, none among them."""
        return [*super().get_auth(), {}]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A bearer token, which no door asks for."""

    target_class = "access.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return a security scheme."""
        words = "A token from the curators' desk. None is needed; it raises how much may be asked for in an hour."
        return {"type": "http", "scheme": "bearer", "bearerFormat": "art_…", "description": words}
