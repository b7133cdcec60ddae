"""Looks in the admin: begin one, watch it, stop it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver

from quality.admin.base import QualityAdmin
from quality.looking import stop_look
from quality.models import Look
from quality.pages import look_page
from quality.queueing import rescue, start_look


class LookForm(forms.ModelForm):
    """What to look at; of each kind one runs at a time."""

    def clean_kind(self) -> str:
        """Refuse a second one of a kind that runs."""
        kind: str = self.cleaned_data["kind"]
        if Look.objects.filter(kind=kind, status=Look.Status.RUNNING).exists():
            raise ValidationError("One runs already. Watch it in the list, or stop it first.")
        return kind


@admin.register(Look)
class LookAdmin(QualityAdmin):
    """The history of looks, and a new one."""

    form = LookForm
    list_display = ("__str__", "status", "progress", "started_by")
    list_display_links = ("__str__",)
    list_filter = ("kind", "status")
    list_select_related = ("started_by",)
    fields = ("kind", "everything")

    @admin.display(description="progress")
    def progress(self, look: Look) -> str:
        return f"{look.done:,} of {look.total:,}"

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Add the button that stops a look."""
        return [self.own_path("stop/", self.stop_view, "stop"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("quality.add_look")

    def save_model(self, request: HttpRequest, obj: Look, form: Any, change: bool) -> None:
        obj.started_by_id = request.user.pk
        start_look(obj)

    def response_add(self, request: HttpRequest, obj: Look, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:quality_look_change", obj.pk)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show how far a look is."""
        look = self.visible_or_404(request, object_id)
        rescue(look)
        return self.show(request, "look", str(look), page=look_page(look))

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop a look; what it found stays."""
        look = get_object_or_404(Look, pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and not stop_look(look):
            self.message_user(request, "It was over already.", messages.WARNING)
        return redirect("admin:quality_look_change", pk)
