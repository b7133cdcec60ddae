"""The app of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Describes tokens to the OpenAPI schema."""

    name = "access"

    def ready(self) -> None:
        """Import what registers itself."""
        from access import schema  # noqa: F401 - registering is the import's purpose
