"""Where facts come from, and who has checked them."""

from django.db import models

from catalog.models.history import History


class Source(models.Model):
    """A publication, archive or service that a fact is taken from."""

    name = models.CharField(max_length=300, unique=True)
    url = models.URLField(max_length=500, blank=True)
    license = models.CharField(max_length=200, blank=True, help_text="Under which its facts may be shown.")

    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReviewState(models.TextChoices):
    """Visitors see approved facts only. A rejected one is kept, so that it is not entered again."""

    PENDING = "pending", "Waiting for review"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
