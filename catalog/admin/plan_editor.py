"""The plan of a floor in the admin: rooms drawn on it, and works hung from room to room.

Everything is an ordinary form. `static/catalog/plan.js` lets a pointer and the arrow keys change the same numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from catalog import services
from catalog.drawings.plan import PLAIN_HEIGHT, WIDTH, short_label
from catalog.exceptions import PlanChanged
from catalog.models import Artwork, FloorPlan, Placement, Room, Venue
from catalog.models.venues import floor_words
from catalog.selectors.scope import within_reach
from catalog.services.rooms import Place
from catalog.text import natural_key

PERCENT = 100
NEEDS = ("catalog.change_room", "catalog.change_placement", "catalog.add_placement")


class PlaceForm(forms.Form):
    """A rectangle on the plan, in percent: its left top corner and its size. All or nothing."""

    left = forms.FloatField(min_value=0, max_value=PERCENT, required=False)
    top = forms.FloatField(min_value=0, max_value=PERCENT, required=False)
    width = forms.FloatField(min_value=1, max_value=PERCENT, required=False)
    height = forms.FloatField(min_value=1, max_value=PERCENT, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what is half given, or leaves the plan."""
        said = [value for name in self.fields if (value := self.cleaned_data.get(name)) is not None]
        if len(said) not in (0, len(self.fields)):
            raise ValidationError("Give all four numbers, or none for a room that is not on the plan.")
        if said and (said[0] + said[2] > PERCENT or said[1] + said[3] > PERCENT):
            raise ValidationError("The room leaves the plan: left and width, top and height add up to 100 at most.")
        return self.cleaned_data

    @property
    def place(self) -> Place:
        """Return what a room keeps."""
        left, top, width, height = (self.cleaned_data[name] for name in self.fields)
        if left is None:
            return None, None, None, None
        return (left + width / 2) / PERCENT, (top + height / 2) / PERCENT, width / PERCENT, height / PERCENT


@dataclass(frozen=True)
class RoomOnPlan:
    """A room with its form and the works in it."""

    id: int
    label: str
    short: str
    form: PlaceForm
    works: tuple[Artwork, ...]


@dataclass(frozen=True)
class PlanPage:
    """What the page of a floor shows. height: of the drawing, whose width is 100."""

    venue: Venue
    floor: str
    floors: tuple[tuple[str, str], ...]
    height: float
    picture_url: str
    rooms: tuple[RoomOnPlan, ...]
    roomless: tuple[Artwork, ...]
    seen: str


def edit_plan(request: HttpRequest, pk: int, each_context: Mapping[str, Any]) -> HttpResponse:
    """Show a floor of a venue; POST arranges its rooms, or moves works."""
    if not request.user.has_perms(NEEDS):
        raise PermissionDenied
    venue = get_object_or_404(within_reach(Venue.objects.all(), request.user), pk=pk)
    floor = request.GET.get("floor", _first_floor(venue))
    rooms = sorted(venue.rooms.filter(floor=floor), key=lambda room: natural_key(room.label))
    forms_of = {room.pk: _form(room, request) for room in rooms}
    if request.method == "POST" and (_moved(request, venue) or _arranged(request, rooms, forms_of)):
        return redirect(f"{request.path}?{urlencode({'floor': floor})}")
    context = {
        **each_context,
        "title": f"Plan: {floor_words(floor) or 'rooms without a floor'}, {venue}",
        "opts": Venue._meta,
        "page": _page(venue, floor, rooms, forms_of),
    }
    return TemplateResponse(request, "admin/catalog/plan.html", context)


def _first_floor(venue: Venue) -> str:
    floors = sorted(venue.rooms.values_list("floor", flat=True), key=natural_key)
    return next((floor for floor in floors if floor), "")


def _form(room: Room, request: HttpRequest) -> PlaceForm:
    data = request.POST if "arrange" in request.POST else None
    return PlaceForm(data, prefix=f"room-{room.pk}", initial=_percent(room))


def _percent(room: Room) -> dict[str, float]:
    """Return a room's rectangle; one that has a place and was never drawn begins as a small square."""
    if room.plan_x is None or room.plan_y is None:
        return {}
    width, height = room.plan_width or 0.08, room.plan_height or 0.08
    left, top = min(max(room.plan_x - width / 2, 0), 1 - width), min(max(room.plan_y - height / 2, 0), 1 - height)
    numbers = {"left": left, "top": top, "width": width, "height": height}
    return {name: round(value * PERCENT, 2) for name, value in numbers.items()}


def _moved(request: HttpRequest, venue: Venue) -> bool:
    """Move the works that were chosen; False when that was not asked for."""
    if "move" not in request.POST:
        return False
    room = venue.rooms.filter(pk__in=_numbers(request.POST.getlist("to"))).first()
    known = within_reach(Artwork.objects.all(), request.user)
    works = list(known.filter(pk__in=_numbers(request.POST.getlist("work"))))
    if room is None or not works:
        messages.error(request, "Choose works, and the room where they hang from today on.")
    else:
        services.move_to_room(works, room)
        messages.success(request, f"{', '.join(work.title for work in works)}: in {room.label} from today on.")
    return True


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal()]


def _arranged(request: HttpRequest, rooms: list[Room], forms_of: Mapping[int, PlaceForm]) -> bool:
    """Save where rooms lie; False when the page is to be shown again with what is wrong."""
    if any(form.errors for form in forms_of.values()):
        messages.error(request, "Nothing is saved: see what is wrong below.")
        return False
    places = {pk: form.place for pk, form in forms_of.items() if form.has_changed()}
    try:
        count = services.arrange_rooms(rooms, places, seen=request.POST.get("seen", ""))
    except PlanChanged as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{count} {'room was' if count == 1 else 'rooms were'} changed.")
    return True


def _page(venue: Venue, floor: str, rooms: list[Room], forms_of: Mapping[int, PlaceForm]) -> PlanPage:
    plan = FloorPlan.objects.filter(venue=venue, floor=floor).first()
    has_picture = bool(plan and plan.picture)
    works = _works_by_room(venue)
    floors = sorted(set(venue.rooms.values_list("floor", flat=True)), key=natural_key)
    return PlanPage(
        venue=venue,
        floor=floor,
        floors=tuple((one, floor_words(one) or "Without a floor") for one in floors),
        height=round(WIDTH * plan.height / plan.width, 1) if plan and has_picture else PLAIN_HEIGHT,
        picture_url=reverse("plan-picture", args=[plan.pk]) if plan and has_picture else "",
        rooms=tuple(
            RoomOnPlan(room.pk, room.label, short_label(room.label), forms_of[room.pk], works[room.pk])
            for room in rooms
        ),
        roomless=works[None],
        seen=services.arrangement(rooms),
    )


def _room(room: Room, form: PlaceForm, works: tuple[Artwork, ...]) -> RoomOnPlan:
    return RoomOnPlan(room.pk, room.label, short_label(room.label), form, works)


def _works_by_room(venue: Venue) -> Mapping[int | None, tuple[Artwork, ...]]:
    here: Iterable[Placement] = Placement.objects.current().filter(venue=venue).select_related("artwork")
    works: defaultdict[int | None, tuple[Artwork, ...]] = defaultdict(tuple)
    for placement in sorted(here, key=lambda placement: placement.artwork.title):
        works[placement.room_id] += (placement.artwork,)
    return works
