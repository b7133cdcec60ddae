"""Staff who are responsible for some venues see and change what belongs to these, by every door, and nothing else."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from artrecog.roles import add_missing_roles
from catalog.models import Artwork, Placement, Price, Responsibility, Room, Tour, Venue
from catalog.selectors.history import changes_of
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Room:
    return make_room(make_venue(name="Our Museum"), "Ours", floor="1")


@pytest.fixture
def theirs() -> Room:
    return make_room(make_venue(name="Their Museum"), "Theirs", floor="1")


@pytest.fixture(params=["Editor", "Curator"])
def desk(request, client, ours):
    add_missing_roles()
    user = User.objects.create_user("keeper", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    Responsibility.objects.create(user=user, venue=ours.venue)
    client.force_login(user)
    return client


@pytest.fixture
def works(ours, theirs) -> tuple[Artwork, Artwork]:
    own, other = make_artwork("Our Irises"), make_artwork("Their Lilies")
    make_placement(own, ours)
    make_placement(other, theirs)
    make_price(own), make_price(other)
    return own, other


def admin_url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:catalog_{model}_{page}", args=args)


@pytest.mark.parametrize("model", ["artwork", "price", "venue", "room"])
def test_lists_leave_out_what_belongs_to_others(desk, works, model):
    page = desk.get(admin_url(model, "changelist")).content.decode()
    results = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Our" in results
    assert "Their" not in results


@pytest.mark.medium
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_work_of_others_opens_by_no_address(desk, works, page):
    own, other = works
    assert desk.get(admin_url("artwork", page, other.pk)).status_code in (302, 403)
    assert desk.get(admin_url("artwork", page, own.pk)).status_code in ((200, 403) if page == "delete" else (200,))


def test_choosers_offer_own_works_and_rooms_only(desk, works):
    for model, field in (("placement", "room"), ("stop", "artwork")):
        asked = {"app_label": "catalog", "model_name": model, "field_name": field}
        found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]
        assert [one["text"] for one in found if "Their" in one["text"]] == []
        assert len(found) == 1


@pytest.mark.medium
def test_a_work_is_hung_in_own_rooms_only_though_the_form_says_otherwise(desk, works, theirs):
    own, _ = works
    page = desk.get(admin_url("artwork", "change", own.pk))
    data = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {f"{formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {"placements-TOTAL_FORMS": 1, "placements-0-artwork": own.pk, "placements-0-room": theirs.pk}
    data |= {"placements-0-venue": theirs.venue_id, "placements-0-on_view": "on"}
    assert "Select a valid choice" in desk.post(admin_url("artwork", "change", own.pk), data).content.decode()
    assert not Placement.objects.filter(artwork=own, venue=theirs.venue).exists()


def test_actions_reach_own_rows_only(desk, works):
    _, other = works
    price = Price.objects.get(artwork=other)
    chosen = {"action": "take_down", "_selected_action": [price.pk], "reason": "Mine now"}
    desk.post(admin_url("price", "changelist"), chosen)
    assert Price.objects.approved().filter(pk=price.pk).exists()


def test_exports_hold_own_rows_only(desk, works):
    table = b"".join(desk.get(admin_url("artwork", "export", "csv"))).decode()
    assert "Our Irises" in table
    assert "Their Lilies" not in table


def test_plans_of_others_do_not_open_and_their_works_are_not_moved(desk, works, ours, theirs):
    _, other = works
    assert desk.get(admin_url("venue", "plan", theirs.venue_id)).status_code == 404
    desk.post(admin_url("venue", "plan", ours.venue_id), {"move": "1", "to": ours.pk, "work": other.pk})
    assert Placement.objects.current().get(artwork=other).room == theirs


def test_a_change_of_another_row_is_not_put_back_through_an_own_one(desk, works):
    own, other = works
    other.title = "Their Orchids"
    other.save()
    change = f"artwork-{other.history.first().history_id}"
    assert desk.post(admin_url("artwork", "history", own.pk), {"change": change}).status_code == 404
    assert Artwork.objects.get(pk=other.pk).title == "Their Orchids"


@pytest.mark.medium
def test_an_own_work_is_hung_with_others_by_no_change_that_is_put_back(desk, works, ours, theirs):
    own, _ = works
    former = make_placement(own, theirs, starts_on=date(2000, 1, 1))
    former.ends_on = date(2001, 1, 1)
    former.save()
    change = f"placement-{former.history.first().history_id}"
    answer = desk.post(admin_url("artwork", "history", own.pk), {"change": change}, follow=True)
    assert "beyond the venues that you are responsible for" in answer.content.decode()
    assert Placement.objects.current().get(artwork=own).room == ours


@pytest.mark.parametrize(
    "page",
    [
        "desk_catalogimport_changelist",
        "desk_catalogimport_add",
        "quality_duplicate_changelist",
        "visits_correction_changelist",
        "recognition_indexbuild_changelist",
        "catalog_historicalartwork_changelist",
        "catalog_creator_add",
        "catalog_venue_add",
    ],
)
def test_what_reaches_beyond_the_own_venues_is_refused(desk, page):
    assert desk.get(reverse(f"admin:{page}")).status_code == 403


def test_creators_that_all_share_are_chosen_and_not_changed(desk, works):
    assert desk.get(admin_url("creator", "changelist")).status_code == 200
    assert "catalog_creator_add" not in desk.get(reverse("admin:index")).content.decode()


def test_who_has_no_responsibility_sees_all_that_the_group_allows(client, works):
    add_missing_roles()
    user = User.objects.create_user("keeper", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    client.force_login(user)
    assert "Their Lilies" in client.get(admin_url("artwork", "changelist")).content.decode()
    assert client.get(reverse("admin:desk_catalogimport_changelist")).status_code == 200


def test_an_editor_makes_nobody_responsible(client, ours):
    add_missing_roles()
    user = User.objects.create_user("keeper", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    assert not user.has_perm("catalog.add_responsibility")
    assert Venue.objects.count() == 1


@pytest.mark.parametrize("model", ["room", "tour", "sale", "referenceimage"])
def test_filters_of_lists_name_nothing_of_others(desk, ours, theirs, model):
    for room, whose in ((ours, "ours"), (theirs, "theirs")):
        work = make_artwork(source=f"catalogue of {whose}")
        make_placement(work, room)
        make_reference_image(work)
        Tour.objects.create(venue=room.venue, title=f"Tour of {whose}")
    more = make_venue(name="Also Ours")
    make_room(more, "2")
    Responsibility.objects.create(user=User.objects.get(), venue=more)
    page = desk.get(admin_url(model, "changelist"))
    offered = page.content.decode()
    assert "Their Museum" not in offered
    assert "catalogue of theirs" not in offered
    assert ("Also Ours" in offered) == (model != "referenceimage")


@pytest.mark.medium
def test_who_gave_a_responsibility_is_told_and_a_venue_comes_back_with_them(admin_client, ours):
    keeper = User.objects.create_user("keeper", is_staff=True)
    Responsibility.objects.create(user=keeper, venue=ours.venue)
    told = changes_of(Venue, ours.venue_id, 9)
    assert "Responsibility: keeper" in {change.row for change in told}
    admin_client.post(admin_url("venue", "delete", ours.venue_id), {"post": "yes"})
    record = Venue.history.first()
    admin_client.post(admin_url("venue", "history", ours.venue_id), {"change": f"venue-{record.history_id}"})
    assert Responsibility.objects.get().user == keeper
