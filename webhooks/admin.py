"""Endpoints, and what became of each delivery."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from webhooks.models import Delivery, Endpoint, Event
from webhooks.queueing import queue


class EndpointForm(forms.ModelForm):
    """An endpoint, its events to tick."""

    events = forms.MultipleChoiceField(choices=Event.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Endpoint
        fields = ("url", "description", "events", "active")


@admin.register(Endpoint)
class EndpointAdmin(admin.ModelAdmin):
    """Who is told of what. The secret is shown to those who may change the endpoint: they give it to its owner."""

    form = EndpointForm
    list_display = ["url", "description", "told_of", "active", "failing_since", "waiting", "given_up"]
    readonly_fields = ["created_at", "failing_since"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show the secret to nobody else."""
        shown = ["secret"] if obj and self.has_change_permission(request, obj) else []
        return [*self.readonly_fields, *shown]

    @admin.display(description="events")
    def told_of(self, endpoint: Endpoint) -> str:
        """Return its events."""
        return ", ".join(endpoint.events)

    @admin.display
    def waiting(self, endpoint: Endpoint) -> int:
        """Count what is on its way."""
        return endpoint.deliveries.filter(status__in=[Delivery.Status.PENDING, Delivery.Status.SENDING]).count()

    @admin.display(description="given up")
    def given_up(self, endpoint: Endpoint) -> int:
        """Count what was given up."""
        return endpoint.deliveries.filter(status=Delivery.Status.GIVEN_UP).count()


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """Rows that only sending writes; an operator may look, and have them sent again."""

    list_display = [
        "created_at",
        "event",
        "endpoint",
        "status",
        "attempts",
        "response_status",
        "problem",
        "next_try_at",
    ]
    list_filter = ["status", "event", "endpoint"]
    list_select_related = ["endpoint"]
    date_hierarchy = "created_at"
    search_fields = ["id", "subject"]
    actions = ["send_again"]

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        """Send what was chosen again, from the first attempt on."""
        chosen = list(deliveries.values_list("pk", flat=True))
        begun = Delivery.objects.filter(pk__in=chosen).send_again()
        for pk in chosen:
            queue(pk)
        self.message_user(request, f"{begun} deliveries are sent again.")

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Tell who may send again: who may change deliveries, though nobody edits one."""
        return request.user.has_perm("webhooks.change_delivery")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse."""
        return False
