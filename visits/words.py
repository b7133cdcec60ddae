"""What scripts say: they find it in the page, in the page's language."""

from django.http import HttpRequest
from django.utils.translation import gettext as _


def script_words(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Give every template the words of the scripts: a context processor."""
    return {
        "script_words": {
            "preparing": _("Preparing the photo…"),
            "sending": _("Sending the photo…"),
            "comparing": _("Comparing your photo with the catalogue…"),
            "connectionLost": _("The photo did not reach us. Check your connection and try again."),
            "kept": _("No connection. The photo is kept on this device and is sent when there is one."),
            "keptWhileBusy": _("The site is busy. The photo is kept on this device and is sent again in a minute."),
            "unexpected": _("Something broke on our side. Please try again in a minute."),
            "waiting": _("Photos that wait for a connection:"),
            "answered": _("A photo that was kept has been answered."),
            "seeAnswer": _("See the answer"),
            "cameraRefused": _("The camera may not be used here. Take the photo with your phone's own camera instead."),
            "cameraMissing": _("The camera cannot be used. Choose a photo instead."),
            "notDone": _("That did not reach us. Check your connection and try again."),
        }
    }
