"""Sales, lots and prices, in the auction trade's own words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.artworks import Artwork
from catalog.models.curation import ReviewState, Source
from catalog.models.history import History
from catalog.models.venues import Venue

FOR_STAFF = "Who asked for it, and why: for staff only."


class Sale(models.Model):
    """One auction."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="sales")
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True, help_text="The house's own number of the sale.")
    starts_on = models.DateField("date")
    ends_on = models.DateField("last day", null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)

    history = History()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "starts_on", "title", "number"], name="one_sale_per_day_and_title"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="sale_starts_before_end",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [str(self.venue), self.title, f"{self.starts_on:%Y-%m-%d}"]))

    def get_absolute_url(self) -> str:
        return reverse("sale", args=[self.pk])


class LotQuerySet(models.QuerySet["Lot"]):
    """Lots by what may be shown."""

    def shown(self) -> "LotQuerySet":
        """Return what visitors may see: all that was not taken down."""
        return self.filter(taken_down_at=None)


class Lot(models.Model):
    """An artwork offered in a sale."""

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown", "Not known"
        SOLD = "sold", _("Sold")
        BOUGHT_IN = "bought_in", _("Bought in")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="lots")
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="lots")
    number = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.UNKNOWN)
    url = models.URLField(max_length=500, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True, editable=False)
    takedown_reason = models.CharField(max_length=300, blank=True, editable=False, help_text=FOR_STAFF)

    objects = LotQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["sale", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "artwork"], name="artwork_offered_once_per_sale"),
        ]

    def __str__(self) -> str:
        return f"Lot {self.number}, {self.sale}" if self.number else str(self.sale)


class PriceQuerySet(models.QuerySet["Price"]):
    """Prices by what may be shown."""

    def approved(self) -> "PriceQuerySet":
        """Return what visitors may see: approved, and neither it nor its lot taken down since."""
        return self.filter(review_state=ReviewState.APPROVED, taken_down_at=None, lot__taken_down_at=None)


class Price(models.Model):
    """What was asked, estimated or paid: always an amount, a currency, a date, a kind and a source."""

    class Kind(models.TextChoices):
        ASKING = "asking", _("Asking price")
        ESTIMATE_LOW = "estimate_low", _("Low estimate")
        ESTIMATE_HIGH = "estimate_high", _("High estimate")
        HAMMER = "hammer", _("Hammer price")
        PREMIUM = "premium", _("Buyer's premium")
        REALISED = "realised", _("Price realised")
        PRIVATE = "private", _("Paid in a private sale")

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="prices")
    lot = models.ForeignKey(Lot, on_delete=models.SET_NULL, null=True, blank=True, related_name="prices")
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="The price realised includes the premium.")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3, help_text="ISO 4217: GBP, USD, EUR …")
    date = models.DateField()
    date_text = models.CharField(max_length=60, blank=True, help_text="When the source gives no exact day: “1961”.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="prices")
    source_url = models.URLField(max_length=500, blank=True, help_text="The very page.")
    review_state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.PENDING)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Or changed it last.",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_down_at = models.DateTimeField(null=True, blank=True, editable=False)
    takedown_reason = models.CharField(max_length=300, blank=True, editable=False, help_text=FOR_STAFF)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PriceQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-date", "-pk"]
        permissions = [("review_price", "Can approve and reject prices")]
        indexes = [models.Index(fields=["review_state", "-date"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="price_positive",
                violation_error_message="A price is more than zero.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="price_currency_iso",
                violation_error_message="Give the currency's three capitals, as in GBP.",
            ),
            models.UniqueConstraint(
                fields=["artwork", "kind", "date", "amount", "currency", "source"], name="price_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.currency} {self.amount:,} ({self.date:%Y-%m-%d})"

    @property
    def is_taken_down(self) -> bool:
        """Tell whether staff alone see it, by itself or with its lot."""
        return self.taken_down_at is not None or (self.lot is not None and self.lot.taken_down_at is not None)
