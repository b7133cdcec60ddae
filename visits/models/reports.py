"""What visitors say of an answer."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Artwork
from recognition.models import Recognition


class Report(models.Model):
    """One tap on an answer: a work is wrong, none of the candidates is right, or one of them is."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("This is not the work in my photo")
        NONE = "none", _("None of these is in my photo")
        RIGHT = "right", _("This is the work in my photo")

    recognition = models.ForeignKey(Recognition, on_delete=models.CASCADE, related_name="+")
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    seen_by_curator = models.BooleanField(default=False)
    sender = models.CharField(max_length=64, editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.recognition})"
