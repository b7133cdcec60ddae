"""API tokens: what is known of each, and never the secret itself."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone


class Scope(models.TextChoices):
    """What a token may be used for."""

    RECOGNIZE = "recognize", "send photos and read their answers"
    CATALOG_READ = "catalog:read", "read the catalogue"


class ApiToken(models.Model):
    """A program's key: "art_<prefix>_<secret>". Of the secret only a hash is kept.

    A secret has 256 random bits, so a fast hash is as good as a slow one. When it is rotated the one before is taken
    for `tokens.OVERLAP` more, so that a program can be changed without an outage.
    """

    name = models.CharField(max_length=100, help_text="Which program uses it.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=12, unique=True, editable=False, help_text="Its public part, as in logs.")
    digest = models.CharField(max_length=64, editable=False)
    former_digest = models.CharField(max_length=64, blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    scopes = models.JSONField(default=list, help_text="What it may be used for.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Refused from then on; empty: never.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To five minutes.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} (art_{self.prefix}_…)"

    def is_usable(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor expired, and its owner may still use the site."""
        over = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not over and self.owner.is_active
