"""The recognition app."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Registers the system checks."""

    name = "recognition"

    def ready(self) -> None:
        """Register the checks; no model is loaded here, since this runs before a worker forks."""
        from recognition import checks  # noqa: F401 - registering is the import's purpose
