"""What is refused for now: a sentence, and after how many seconds it is worth asking again.

They are the API's own exceptions, so that its one translator writes their bodies and `Retry-After`; pages say the same
sentence in place.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class Refused(APIException):
    """Not now. `wait`: seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


class TooMuchAsked(Refused):
    """This address, or this token, has had all that it may have in this hour."""

    status_code, default_code = 429, "throttled"
    default_detail = _("Much has been sent from here in the last hour. Please try again later.")


class TooManyAtOnce(Refused):
    """So many photos of this address, or of this token, are in work that another one waits for these."""

    status_code, default_code = 429, "too_many_at_once"
    default_detail = _("Many photos from here are being compared at the moment. Please try again in a minute.")


class QueueFull(Refused):
    """So many photos are in work that one more would wait for longer than a visitor does."""

    status_code, default_code = 503, "busy"
    default_detail = _("Many photos are being compared at the moment. Please try again in a minute.")
