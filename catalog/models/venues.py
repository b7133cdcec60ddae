"""Where artworks are shown."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.artworks import Artwork
from catalog.models.history import History


def together_within(**ranges: tuple[int, int]) -> Q:
    """Return the condition that every field lies in its range, or that none is known.

    It says of each that it is known, because in SQL a check that compares with NULL passes.
    """
    known = Q(
        **{f"{name}__isnull": False for name in ranges}, **{f"{name}__range": ends for name, ends in ranges.items()}
    )
    return known | Q(**{f"{name}__isnull": True for name in ranges})


class Venue(models.Model):
    """A place that a visitor can stand in, or that held a sale."""

    class Kind(models.TextChoices):
        MUSEUM = "museum", _("Museum")
        GALLERY = "gallery", _("Gallery")
        AUCTION_HOUSE = "auction_house", _("Auction house")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MUSEUM)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="Degrees north, WGS 84.")
    longitude = models.FloatField(null=True, blank=True, help_text="Degrees east, WGS 84.")
    opening_hours = models.TextField(blank=True)
    ticket_price = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, help_text="0 where entry is free."
    )
    ticket_currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217: GBP, USD, EUR …")
    ticket_note = models.CharField(max_length=200, blank=True, help_text="For whom, and as of when: “Adults, 2026”.")
    website = models.URLField(blank=True)
    closed = models.BooleanField("closed for good", default=False, help_text="Kept for its past, not shown to visit.")

    history = History()

    class Meta:
        ordering = ["name", "city"]
        constraints = [
            models.UniqueConstraint(fields=["name", "city"], name="one_venue_per_name_and_city"),
            models.CheckConstraint(
                condition=together_within(latitude=(-90, 90), longitude=(-180, 180)),
                name="venue_on_earth",
                violation_error_message="Give both latitude (−90 to 90) and longitude (−180 to 180), or neither.",
            ),
            models.CheckConstraint(
                condition=Q(ticket_price__isnull=True) | Q(ticket_price__gte=0, ticket_currency__regex=r"^[A-Z]{3}$"),
                name="ticket_price_has_currency",
                violation_error_message="Give a ticket's currency by its three capitals, as in GBP.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.city}" if self.city and self.city not in self.name else self.name

    def get_absolute_url(self) -> str:
        return reverse("venue", args=[self.pk])


class Room(models.Model):
    """A room of a venue, as its signs name it."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="rooms")
    label = models.CharField(max_length=100, help_text="As on the sign: “Gallery 825”.")
    floor = models.CharField(max_length=40, blank=True, help_text="A number, or a name such as “Ground floor”.")
    plan_x = models.FloatField(null=True, blank=True, help_text="0 is the left edge of the floor's plan, 1 the right.")
    plan_y = models.FloatField(null=True, blank=True, help_text="0 is the top edge of the floor's plan, 1 the bottom.")
    plan_width = models.FloatField(
        null=True, blank=True, help_text="Share of the plan's width; the place is its middle."
    )
    plan_height = models.FloatField(null=True, blank=True, help_text="Share of the plan's height.")

    history = History()

    class Meta:
        ordering = ["venue", "label"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "label"], name="one_room_per_label"),
            models.CheckConstraint(
                condition=together_within(plan_x=(0, 1), plan_y=(0, 1)),
                name="room_on_plan",
                violation_error_message="Give both places on the plan, from 0 to 1, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(plan_width=None, plan_height=None)
                | Q(plan_x__isnull=False, plan_width__gt=0, plan_width__lte=1, plan_height__gt=0, plan_height__lte=1),
                name="room_drawn_on_plan",
                violation_error_message="Give a room that has a place both width and height, to 1, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.venue}"

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.pk])

    @property
    def floor_label(self) -> str:
        """Return the floor in words."""
        return floor_words(self.floor)


def floor_words(floor: str) -> str:
    """Return a floor in words: "2" is "Floor 2"."""
    return str(_("Floor %s")) % floor if floor.isdecimal() else floor


def floor_name(words: str) -> str:
    """Return a floor as rooms name it: the reverse of `floor_words`."""
    before, after = str(_("Floor %s")).split("%s")
    number = words.removeprefix(before).removesuffix(after)
    return number if number.isdecimal() else words


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements by time."""

    def lasting(self) -> "PlacementQuerySet":
        """Return those that have begun and not ended, the latest to begin first."""
        today = timezone.localdate()
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
        lasting = self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        return lasting.order_by(F("starts_on").desc(nulls_last=True), "-pk")

    def current(self) -> "PlacementQuerySet":
        """Return the one that holds today for each work: the latest to begin, so a loan wins over the home."""
        latest = Placement.objects.lasting().filter(artwork=OuterRef("artwork")).values("pk")[:1]
        return self.filter(pk=Subquery(latest))

    def on_view(self) -> "PlacementQuerySet":
        """Return those of today that a visitor can stand before."""
        return self.current().filter(on_view=True)


class Placement(models.Model):
    """Where an artwork is or was: in a room, or somewhere in a venue. A room brings its own venue."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="placements")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="placements", blank=True)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="placements")
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    on_view = models.BooleanField(default=True)

    objects = PlacementQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="placement_starts_before_end",
                violation_error_message="It ends before it begins.",
            ),
            models.UniqueConstraint(
                fields=["artwork"],
                condition=Q(starts_on__isnull=True, ends_on__isnull=True),
                name="one_undated_placement_per_artwork",
                violation_error_message="The work has another placement without dates: give one of them its dates.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.room or self.venue)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.room is not None:
            self.venue_id = self.room.venue_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.room is None and self.venue_id is None:
            raise ValidationError("Choose a room or a venue.")
        if self.room is not None and self.venue_id not in (None, self.room.venue_id):
            raise ValidationError({"room": "This room is in another venue."})
        if self.room is not None:
            self.venue_id = self.room.venue_id
