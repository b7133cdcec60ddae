"""What somebody sees who is responsible for some venues only: one rule for lists, forms, choosers, actions, exports."""

from collections.abc import Mapping
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet

from catalog.models import (
    Artwork,
    ArtworkText,
    Attribution,
    Creator,
    FloorPlan,
    Lot,
    Placement,
    Price,
    Recording,
    ReferenceImage,
    Responsibility,
    Room,
    Sale,
    Source,
    Stop,
    Tour,
    Venue,
)

Row = TypeVar("Row", bound=Model)
Staff = User | AnonymousUser
KNOWN = "_venues_responsible_for"
# How a row leads to a work, or to a venue. Works belong to the venue where they are today.
BY_WORK: Mapping[type[Model], str] = {
    Artwork: "pk",
    **dict.fromkeys((ArtworkText, Attribution, Lot, Placement, Price, Recording, ReferenceImage), "artwork"),
}
BY_VENUE: Mapping[type[Model], str] = {
    Venue: "pk",
    FloorPlan: "venue",
    Room: "venue",
    Tour: "venue",
    Stop: "tour__venue",
}
# Facts that all venues share: everybody chooses among them, and who is responsible for some venues changes none.
SHARED: tuple[type[Model], ...] = (Creator, Sale, Source)


def venues_of(user: Staff) -> list[int] | None:
    """Return the venues that somebody is responsible for; None for those who see everything.

    Asked once for each user object, as Django's own rights are: a change holds from the next request on.
    """
    if not hasattr(user, KNOWN):
        rows = Responsibility.objects.none() if user.is_superuser else Responsibility.objects.filter(user=user.pk)
        setattr(user, KNOWN, list(rows.values_list("venue", flat=True)) or None)
    venues: list[int] | None = getattr(user, KNOWN)
    return venues


def within_reach(rows: "QuerySet[Row]", user: Staff) -> "QuerySet[Row]":
    """Return the rows that somebody may see; of a model that nobody thought of, none."""
    venues = venues_of(user)
    if venues is None or rows.model in SHARED:
        return rows
    if rows.model in BY_VENUE:
        return rows.filter(**{f"{BY_VENUE[rows.model]}__in": venues})
    if rows.model in BY_WORK:
        works = Placement.objects.current().filter(venue__in=venues).values("artwork")
        return rows.filter(**{f"{BY_WORK[rows.model]}__in": works})
    return rows.none()


def is_within_reach(row: Model, user: Staff) -> bool:
    """Tell whether somebody may see a row, and the venue that it names, if it names one."""
    venues = venues_of(user)
    if venues is None:
        return True
    reached = within_reach(type(row)._base_manager.filter(pk=row.pk), user).exists()
    return reached and getattr(row, "venue_id", None) in (None, *venues)


def is_refused(user: Staff, app: str, verb: str, model: str) -> bool:
    """Tell whether a right of somebody's group is beyond what a responsibility for some venues covers."""
    if venues_of(user) is None:
        return False
    own = {model._meta.model_name for model in (*BY_WORK, *BY_VENUE) if model is not Responsibility}
    if app != "catalog" or (model == "venue" and verb not in ("view", "change")):
        return True
    shared = {model._meta.model_name for model in SHARED}
    return model not in own and (verb, model) not in {("view", name) for name in shared}
