"""Taking rows of the admin's lists down, with a reason, and putting them up again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.messages import ERROR, SUCCESS
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog import services

NOTED = ("taken_down_at", "takedown_reason")


class TakenDownFilter(admin.SimpleListFilter):
    """What staff alone see, by itself."""

    title = "takedown"
    parameter_name = "down"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not taken down"), ("yes", "Taken down")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(taken_down_at__isnull=self.value() == "no")


class ReasonForm(ActionForm):
    """Beside the choice of an action: why."""

    reason = forms.CharField(label="Reason", required=False, max_length=300)


class TakedownMixin:
    """Actions of a list of prices or lots, for those who may review prices."""

    action_form = ReasonForm

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.review_price")

    @admin.action(description="Take down: show to staff alone (needs a reason)", permissions=["review"])
    def take_down(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "").strip()
        if reason:
            self.say(request, services.take_down(rows, reason[:300]), "taken down")
        else:
            self._message(request, "Nothing is taken down without a reason: write it beside the action.", ERROR)

    @admin.action(description="Put up again what was taken down", permissions=["review"])
    def put_up(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.say(request, services.put_up(rows), "put up again")

    def say(self, request: HttpRequest, done: list[Any], what: str) -> None:
        """Say how many rows something was done to."""
        self._message(request, f"{self.counted(len(done))} {what}.", SUCCESS)

    def counted(self, count: int) -> str:
        """Return a number of rows as the beginning of a sentence."""
        opts = self.opts  # type: ignore[attr-defined]
        return f"1 {opts.verbose_name} is" if count == 1 else f"{count} {opts.verbose_name_plural} are"

    def _message(self, request: HttpRequest, words: str, level: int) -> None:
        self.message_user(request, words, level)  # type: ignore[attr-defined]
