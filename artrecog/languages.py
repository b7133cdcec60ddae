"""What templates know of languages beyond Django's own."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def machine_translated(request: HttpRequest) -> dict[str, bool]:
    """Tell every template whether the page's words come from a machine: a context processor."""
    return {"machine_translated": get_language() in settings.MACHINE_TRANSLATED}
