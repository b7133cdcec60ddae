"""Whoever is responsible for one venue reads of another's on no page of the desk, in no chooser, export or preview."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.urls import reverse

from artrecog.roles import ROLES, add_missing_roles
from catalog.models import FloorPlan, Responsibility
from recognition.models import Recognition, UnusablePicture
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_price,
    make_recording,
    make_reference_image,
    make_room,
    make_tour,
    make_venue,
)
from tests.slow.test_every_route import ROUTES, address
from visits.models import Correction

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# In every text that belongs to the other venue, and in no other.
MARK = "Zwartgoud"
PARAMETER = re.compile(r"<\w+:\w+>")
# No page of a row, or nobody's but a superuser's.
ELSEWHERE = ("admin/logout/", "admin/autocomplete/", "admin/jsi18n/")
# What a list can be narrowed by names venues, and the floors of their plans: visitors' pages name both.
FILTER = re.compile(r'<nav id="changelist-filter".*?</nav>', re.DOTALL)
EXPORTS = ("csv", "xlsx")


@pytest.fixture
def rows() -> dict[type[Model], Any]:
    """Everything that one venue has, under its mark; by model, the first of each."""
    ours = make_room(make_venue(name="Our Museum"), "Ours", floor="1")
    make_placement(make_artwork("Our Irises"), ours)
    venue = make_venue(name=f"{MARK} Museum")
    room = make_room(venue, f"{MARK} Room", floor="1")
    work = make_artwork(f"{MARK} Lilies", accession_number=f"{MARK}.1")
    picture = make_reference_image(work)
    tour = make_tour([work], venue, title=f"{MARK} tour")
    keeper = User.objects.create_user("keeper", is_staff=True)
    Responsibility.objects.create(user=keeper, venue=ours.venue)
    made: list[Model] = [
        venue,
        room,
        work,
        picture,
        tour,
        make_placement(work, room),
        make_price(work),
        make_recording(title=f"{MARK} talk", artwork=work),
        FloorPlan.objects.create(venue=venue, floor=f"{MARK} floor"),
        Correction.objects.create(artwork=work, fact="title", correct_value=MARK, source=MARK),
        Recognition.objects.create(width=1, height=1, venue=venue, status="done", decision="match", error_message=MARK),
        UnusablePicture.objects.create(reference_image=picture, fingerprint="x", reason=MARK),
    ]
    return {type(row): row for row in made}


@pytest.fixture(params=["Curator", "Read-only"])
def desk(request: pytest.FixtureRequest, client: Any, rows: Any) -> Any:
    add_missing_roles()
    user = User.objects.get(username="keeper")
    user.groups.add(Group.objects.get(name=request.param))
    client.force_login(user)
    return client


def pages(rows: dict[type[Model], Any]) -> Iterator[str]:
    """Yield every page of the desk, those of a row for the row of the other venue."""
    for route in ROUTES:
        parts = route.split("/")
        if parts[0] != "admin" or "(?P" in route or "/historical" in route or route in ELSEWHERE:
            continue
        model = apps.get_model(parts[1], parts[2]) if len(parts) > 3 and parts[2] in known(parts[1]) else None
        row = rows.get(model) if model else None
        for kind in EXPORTS if "<slug:kind>" in route else ("",):
            filled = route.replace("<slug:kind>", kind)
            yield address(PARAMETER.sub(str(row.pk), filled) if row and "uuid" not in filled else filled)


def known(app: str) -> set[str]:
    return {str(model._meta.model_name) for model in site._registry if model._meta.app_label == app}


def choosers() -> Iterator[dict[str, str]]:
    """Yield what each chooser of the desk asks for."""
    for model, admin in site._registry.items():
        fields = [(model, name) for name in admin.autocomplete_fields]
        fields += [(inline.model, name) for inline in admin.inlines for name in inline.autocomplete_fields]
        for of, name in fields:
            yield {"app_label": of._meta.app_label, "model_name": str(of._meta.model_name), "field_name": name}


def read(client: Any, url: str, query: dict[str, str] | None = None) -> str:
    """Return what is answered, if anything is; of a table in XLSX what its parts hold."""
    response = client.get(url, query)
    content = b"".join(response)
    if response.status_code != 200:
        return ""
    return _unpacked(content) if content.startswith(b"PK") else FILTER.sub("", content.decode(errors="replace"))


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as table:
        return "".join(table.read(name).decode(errors="replace") for name in table.namelist())


def test_every_role_may_do_no_more_than_a_curator_and_no_less_than_who_only_reads():
    """So what holds for these two at a page holds for all of them."""
    add_missing_roles()
    rights = {name: set(Group.objects.get(name=name).permissions.values_list("pk", flat=True)) for name in ROLES}
    assert all(rights["Read-only"] <= rights[name] <= rights["Curator"] for name in ROLES)


def test_no_page_chooser_or_export_tells_of_another_venue(desk, rows):
    told = [url for url in pages(rows) if MARK in read(desk, url)]
    told += [str(asked) for asked in choosers() if MARK in read(desk, reverse("admin:autocomplete"), asked)]
    assert told == []


def test_who_is_responsible_for_nothing_in_particular_reads_of_it_there(admin_client, rows):
    """Else the test above would look at pages that tell of nothing."""
    told = {url.split("/")[3] for url in pages(rows) if url.count("/") > 3 and MARK in read(admin_client, url)}
    models = {model._meta.model_name for model in rows} & {"artwork", "price", "venue", "room", "tour", "recording"}
    assert models <= told
    choosing = [asked for asked in choosers() if MARK in read(admin_client, reverse("admin:autocomplete"), asked)]
    assert len(choosing) >= 6


@pytest.mark.parametrize("desk", ["Curator"], indirect=True)  # who may change most
def test_nothing_of_another_venue_is_changed_by_its_address(desk, rows):
    before = {model: model._default_manager.values().get(pk=row.pk) for model, row in rows.items()}
    for url in pages(rows):
        if not url.endswith(("/add/", "/password_change/")):
            b"".join(desk.post(url, {"post": "yes", "title": "Mine", "name": "Mine", "_save": "1"}))
    after = {model: model._default_manager.values().filter(pk=row.pk).first() for model, row in rows.items()}
    assert after == before
