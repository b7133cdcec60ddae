"""Makers of artworks."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalog.models.history import History
from catalog.text import fold

validate_wikidata_id = RegexValidator(r"^Q[1-9]\d*$", "Give the item's number as in “Q5582”.")
validate_ulan_id = RegexValidator(r"^500\d{6}$", "Give the nine digits of the ULAN record, as in “500115588”.")


class Creator(models.Model):
    """Someone, or a named workshop or master, whom works are attributed to.

    Unidentified makers are no creators: their works have a culture and no attribution.
    """

    name = models.CharField(max_length=300, help_text="As on a label: “Vincent van Gogh”.")
    sort_name = models.CharField(max_length=300, blank=True, help_text="As in a list: “Gogh, Vincent van”.")
    alternative_names = models.JSONField(default=list, blank=True, help_text="Other spellings, as a JSON list.")
    birth_year = models.SmallIntegerField(null=True, blank=True, help_text="BCE is negative.")
    death_year = models.SmallIntegerField(null=True, blank=True, help_text="BCE is negative.")
    date_text = models.CharField(max_length=200, blank=True, help_text="When years do not say it: “active 1836–1870”.")
    nationality = models.CharField(max_length=200, blank=True)
    ulan_id = models.CharField("ULAN id", max_length=20, blank=True, validators=[validate_ulan_id])
    wikidata_id = models.CharField("Wikidata id", max_length=20, blank=True, validators=[validate_wikidata_id])
    biography = models.TextField(blank=True)
    search_text = models.TextField(editable=False, help_text="All names, folded, the sorting one first.")
    updated_at = models.DateTimeField(auto_now=True)

    history = History()

    class Meta:
        ordering = ["search_text", "pk"]
        indexes = [models.Index(fields=["name"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__lte=F("death_year")),
                name="creator_born_before_death",
                violation_error_message="The year of death is before the year of birth.",
            ),
            models.UniqueConstraint(fields=["ulan_id"], condition=~Q(ulan_id=""), name="one_creator_per_ulan_id"),
            models.UniqueConstraint(
                fields=["wikidata_id"], condition=~Q(wikidata_id=""), name="one_creator_per_wikidata_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.lifespan})" if self.lifespan else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_names()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("creator", args=[self.pk])

    def fold_names(self) -> None:
        """Bring what is sorted by and searched up to date; `save` does, `bulk_create` does not."""
        self.sort_name = self.sort_name or self.name
        self.search_text = fold(" ".join([self.sort_name, self.name, *self.alternative_names]))

    @property
    def lifespan(self) -> str:
        """Return the dates in words; an unknown year is left open: "1853–1890", "born 1946", "died 1504"."""
        if self.date_text:
            return self.date_text
        born, died = year_text(self.birth_year), year_text(self.death_year)
        if born and died:
            return f"{born}–{died}"
        return f"born {born}" if born else f"died {died}" if died else ""


def year_text(year: int | None) -> str:
    """Return a signed year in words: -480 is "480 BCE"."""
    if year is None:
        return ""
    return f"{-year} BCE" if year < 0 else str(year)


class Attribution(models.Model):
    """How surely, and in what role, a creator is named for an artwork."""

    class Qualifier(models.TextChoices):
        ARTIST = "artist", "Artist"
        ATTRIBUTED_TO = "attributed_to", "Attributed to"
        WORKSHOP_OF = "workshop_of", "Workshop of"
        STUDIO_OF = "studio_of", "Studio of"
        CIRCLE_OF = "circle_of", "Circle of"
        SCHOOL_OF = "school_of", "School of"
        FOLLOWER_OF = "follower_of", "Follower of"
        MANNER_OF = "manner_of", "Manner of"
        AFTER = "after", "After"
        COPY_AFTER = "copy_after", "Copy after"

    artwork = models.ForeignKey("catalog.Artwork", on_delete=models.CASCADE, related_name="attributions")
    creator = models.ForeignKey(Creator, on_delete=models.PROTECT, related_name="attributions")
    qualifier = models.CharField(max_length=20, choices=Qualifier.choices, default=Qualifier.ARTIST)
    note = models.CharField(max_length=100, blank=True, help_text="What follows the name: “and assistants”.")
    order = models.PositiveSmallIntegerField(default=0)

    history = History()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["artwork", "creator"], name="creator_named_once_per_artwork"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.prefix, self.creator.name, self.note]))

    @property
    def prefix(self) -> str:
        """Return what a label puts before the name; nothing for the artist outright."""
        return "" if self.qualifier == self.Qualifier.ARTIST else str(self.get_qualifier_display())
