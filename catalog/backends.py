"""Who may do what, with responsibilities for venues taken into account."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User

from catalog.selectors.scope import is_refused


class ResponsibilityBackend(ModelBackend):
    """Django's own, which refuses what a responsibility for some venues does not cover, whatever the groups grant."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Grant what a group grants within reach."""
        app, _, codename = perm.partition(".")
        verb, _, model = codename.partition("_")
        return super().has_perm(user_obj, perm, obj) and not is_refused(user_obj, app, verb, model)
