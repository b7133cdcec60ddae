"""What visitors contribute: works that are missing, facts that are wrong, prices with their source.

Nothing of it is shown to anybody but a curator and its contributor until it is accepted, and then it is the
catalogue's own rows that are shown. A curator may mend a contribution before accepting it.
"""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Artwork, Price, ReviewState
from recognition.models import Recognition


class Contribution(models.Model):
    """What all kinds have in common.

    sender: a keyed hash of an address, which limits how much one may send; forgotten after an hour.
    contributor: a random number that contributions sent one after the other have in common, so that all of them can be
    taken back; it leads to nobody.
    changes: every row of the catalogue that accepting it changed, as `services.Change`.
    """

    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.PENDING, editable=False)
    comment = models.TextField(_("Anything else"), max_length=2000, blank=True)
    answer = models.TextField(
        "answer to the contributor", max_length=2000, blank=True, help_text="Shown on their private page."
    )
    sender = models.CharField(max_length=64, editable=False, db_index=True)
    contributor = models.UUIDField(null=True, editable=False, db_index=True)
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    changes = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at"]


def suggestion_path(_suggestion: "WorkSuggestion", filename: str) -> str:
    """Return where a contributed photo is stored: nothing of the name it was given but the ending survives."""
    return f"contributions/{uuid.uuid4().hex}{PurePath(filename).suffix}"


class WorkSuggestion(Contribution):
    """A work that the catalogue lacks: a photo of it, and what its label says."""

    photo = models.FileField(upload_to=suggestion_path, editable=False)
    picture = models.FileField(upload_to=suggestion_path, blank=True, editable=False)
    take_picture = models.BooleanField(
        "take the picture alone", default=True, help_text="Off: take the whole photo, wall and all."
    )
    recognition = models.ForeignKey(
        Recognition, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    title = models.CharField(_("Title"), max_length=500)
    creator = models.CharField(_("Creator"), max_length=300, blank=True)
    date_text = models.CharField(_("Date, as on the label"), max_length=200, blank=True)
    medium = models.CharField(_("Material and technique"), max_length=500, blank=True)
    dimensions = models.CharField(_("Size, as on the label"), max_length=500, blank=True)
    venue = models.CharField(_("Museum or gallery"), max_length=200, blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    room = models.CharField(_("Room"), max_length=100, blank=True)
    artwork = models.ForeignKey(
        Artwork, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta(Contribution.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.title}, {self.creator}" if self.creator else self.title

    @property
    def reference(self) -> FieldFile:
        """Return what the work would be recognized by: the picture that was found in the photo, or the whole photo."""
        return self.picture if self.picture and self.take_picture else self.photo


class Correction(Contribution):
    """A fact of a work that a visitor says is wrong, and what is right."""

    class Fact(models.TextChoices):
        TITLE = "title", _("Title")
        CREATOR = "creator", _("Creator")
        DATE = "date_text", _("Date")
        MEDIUM = "medium", _("Material and technique")
        DIMENSIONS = "dimensions", _("Size")
        DESCRIPTION = "description", _("Description")
        CREDIT_LINE = "credit_line", _("Credit line")
        PLACE = "place", _("Where it hangs")
        OTHER = "other", _("Something else")

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+", editable=False)
    fact = models.CharField(_("What is wrong"), max_length=20, choices=Fact.choices)
    correct_value = models.TextField(_("What is right"), max_length=2000)
    source = models.CharField(_("How you know"), max_length=500)

    class Meta(Contribution.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.artwork}: {self.get_fact_display()}"


class PriceReport(Contribution):
    """A price that a visitor found, with the publication that it stands in."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+", editable=False)
    kind = models.CharField(_("Kind of price"), max_length=20, choices=Price.Kind.choices)
    amount = models.DecimalField(
        _("Amount"), max_digits=16, decimal_places=2, validators=[MinValueValidator(1, _("A price is more than zero."))]
    )
    currency = models.CharField(
        _("Currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Give the currency's three capitals, as in GBP."))],
        help_text=_("Three capitals: EUR, GBP, USD …"),
    )
    date = models.DateField(_("Date"))
    source = models.CharField(
        _("Source"), max_length=300, help_text=_("The catalogue, newspaper or page that gives this price.")
    )
    source_url = models.URLField(_("Its web address"), max_length=500, blank=True)

    class Meta(Contribution.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.artwork}: {self.currency} {self.amount:,}"
