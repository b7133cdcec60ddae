"""Which venues a member of staff is responsible for."""

from django.conf import settings
from django.db import models

from catalog.models.history import History
from catalog.models.venues import Venue


class Responsibility(models.Model):
    """One venue of a person who may see and change what belongs to their venues only; without a row, everything."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="responsibilities",
        limit_choices_to={"is_staff": True},
    )
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="responsibilities")

    history = History()

    class Meta:
        verbose_name_plural = "responsibilities"
        ordering = ["venue", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "venue"], name="responsible_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.venue}"
