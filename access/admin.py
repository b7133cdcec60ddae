"""Tokens in the admin: issued, rotated and revoked, and never deleted, so that what happened can be read."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from access.models import ApiToken, Scope
from access.tokens import OVERLAP, give_secret, revoke, rotate

TEMPLATES = "admin/access/apitoken"


class TokenForm(forms.ModelForm):
    """Which program, what for, until when."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.RECOGNIZE, Scope.CATALOG_READ],
        help_text="Nothing else can be done with it, whatever its owner may do.",
    )

    class Meta:
        model = ApiToken
        fields = ("name", "owner", "scopes", "expires_at")

    def clean_expires_at(self) -> datetime | None:
        """Refuse a past that would only look like a token."""
        moment: datetime | None = self.cleaned_data["expires_at"]
        if moment is not None and "expires_at" in self.changed_data and moment <= timezone.now():
            raise forms.ValidationError("This is over. To refuse a token at once, revoke it.")
        return moment


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """A secret is shown once, on the page that answers its making; the list knows only what it begins with."""

    form = TokenForm
    list_display = ("name", "begins_with", "owner", "scope_words", "state", "last_used_at", "expires_at", "steps")
    list_select_related = ("owner",)
    search_fields = ("name", "prefix")
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that ask before a token is rotated or revoked."""
        pages = {"rotate": self.rotate_view, "revoke": self.revoke_view}
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"access_apitoken_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer who asks as the owner."""
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Refuse but where its owner's account is deleted: a token is revoked."""
        return bool(request.user.is_superuser) and not request.path.startswith(_list_url())

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Give a new one its secret."""
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            request.new_secret = give_secret(obj)  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the secret, once."""
        return self._secret_page(request, obj, request.new_secret)  # type: ignore[attr-defined]

    def rotate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then give another secret and show it."""
        token = self._token(request, pk)
        if request.method != "POST":
            return self._ask(request, token, "rotate")
        secret = rotate(token)
        self._note(request, token, f"Rotated; the secret before is taken until {token.former_until:%Y-%m-%d %H:%M}.")
        return self._secret_page(request, token, secret)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then refuse the token from now on."""
        token = self._token(request, pk)
        if request.method != "POST":
            return self._ask(request, token, "revoke")
        revoke(token)
        self._note(request, token, "Revoked.")
        self.message_user(request, f"{token} is refused from now on.", messages.SUCCESS)
        return redirect(_list_url())

    @admin.display(description="begins with", ordering="prefix")
    def begins_with(self, token: ApiToken) -> str:
        """Return what may be seen of it."""
        return f"art_{token.prefix}_…"

    @admin.display(description="scopes")
    def scope_words(self, token: ApiToken) -> str:
        """Return what it is for."""
        return ", ".join(token.scopes)

    @admin.display(description="state")
    def state(self, token: ApiToken) -> str:
        """Return whether it is taken."""
        if token.revoked_at:
            return f"revoked {token.revoked_at:%Y-%m-%d}"
        return "in use" if token.is_usable(timezone.now()) else "expired, or its owner is not active"

    @admin.display(description="")
    def steps(self, token: ApiToken) -> SafeString | str:
        """Link what can be done with one that is not revoked."""
        if token.revoked_at:
            return ""
        urls = (reverse(f"admin:access_apitoken_{name}", args=[token.pk]) for name in ("rotate", "revoke"))
        return format_html('<a href="{}">Rotate</a> · <a href="{}">Revoke</a>', *urls)

    def _token(self, request: HttpRequest, pk: int) -> ApiToken:
        if not self.has_change_permission(request):
            raise PermissionDenied
        usable: QuerySet[ApiToken] = ApiToken.objects.filter(revoked_at=None)
        return get_object_or_404(usable, pk=pk)

    def _ask(self, request: HttpRequest, token: ApiToken, step: str) -> HttpResponse:
        context = {"title": f"{step.capitalize()} {token}", "step": step, "hours": OVERLAP.total_seconds() / 3600}
        return self._page(request, "ask", context)

    def _secret_page(self, request: HttpRequest, token: ApiToken, secret: str) -> HttpResponse:
        response = self._page(request, "secret", {"title": str(token), "secret": secret})
        response.headers["Cache-Control"] = "no-store"
        return response

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", around | context)

    def _note(self, request: HttpRequest, token: ApiToken, words: str) -> None:
        self.log_change(request, token, words)


def _list_url() -> str:
    return reverse("admin:access_apitoken_changelist")
