"""A curator's day, from the login to what a visitor sees in the evening."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from playwright.sync_api import Page, expect

from artrecog.roles import add_missing_roles
from catalog.models import Artwork
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_artwork, make_placement, make_price, make_room
from visits.models import Correction

TABLE = b"""source_id,title,creator,height_cm,venue,room
1,Irises,Vincent van Gogh,73.7,City Museum,Room 1
2,The Harvesters,Pieter Bruegel,tall,City Museum,Room 2
"""


@pytest.fixture
def morning(open_context, transactional_db) -> Page:
    """The login page, a catalogue with one work in it, and what a visitor wrote at night."""
    add_missing_roles()
    curator = User.objects.create_user("curator", password="a long day", is_staff=True)
    curator.groups.add(Group.objects.get(name="Curator"))
    work = make_artwork("Irises", "Vincent van Gogh", source="old-cards", source_id="A 7", medium="Oil on canvas")
    make_placement(work, make_room(label="Old room"))
    make_price(work, amount="5000")
    Correction.objects.create(artwork=work, fact="date_text", correct_value="1890", source="The label")
    context = open_context(**WINDOW)
    watch_policy(context)
    page = context.new_page()
    page.goto(reverse("admin:index"))
    return page


def test_a_curator_imports_mends_merges_approves_and_publishes_and_a_visitor_sees_it(morning, open_context):
    desk = morning
    log_in(desk)
    import_with_a_mended_row(desk)
    merge_the_duplicate(desk)
    approve_the_correction(desk)
    publish_a_tour(desk)
    see_it_as_a_visitor(open_context().new_page())


def log_in(desk: Page) -> None:
    desk.get_by_label("Username").fill("curator")
    desk.get_by_label("Password").fill("a long day")
    desk.get_by_role("button", name="Log in").click()
    expect(desk.get_by_role("heading", name="Site administration")).to_be_visible()


def import_with_a_mended_row(desk: Page) -> None:
    desk.goto(reverse("admin:desk_catalogimport_add"))
    desk.get_by_label("Source").fill("city-museum")
    desk.get_by_label("Table").set_input_files({"name": "works.csv", "mimeType": "text/csv", "buffer": TABLE})
    desk.get_by_role("button", name="Upload and name the columns").click()
    desk.get_by_role("button", name="Check the rows").click()
    desk.get_by_role("link", name="Mend row 3").click()
    desk.get_by_label("height_cm").fill("119")
    desk.get_by_role("button", name="Save and check again").click()
    desk.get_by_role("button", name="Write 2 rows into the catalogue").click()
    expect(desk.get_by_role("status")).to_contain_text("In the catalogue")
    assert Artwork.objects.count() == 3


def merge_the_duplicate(desk: Page) -> None:
    desk.goto(reverse("admin:quality_look_add"))
    desk.get_by_label("Kind").select_option(label="Pictures and duplicates")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.goto(reverse("admin:quality_duplicate_changelist"))
    desk.get_by_role("link", name="Compare").click()
    expect(desk.get_by_text("Same maker and title")).to_be_visible()
    assert is_sound(desk)
    imported = Artwork.objects.get(source="city-museum", source_id="1")
    desk.get_by_role("button", name=f"One work: keep Irises ({imported.pk})").click()
    desk.goto(reverse("admin:catalog_artwork_history", args=[imported.pk]))
    expect(desk.get_by_text("Merged: Irises").first).to_be_visible()
    assert is_sound(desk)
    assert Artwork.objects.filter(title="Irises").count() == 1


def approve_the_correction(desk: Page) -> None:
    desk.goto(reverse("admin:visits_correction_change", args=[Correction.objects.get().pk]))
    expect(desk.get_by_role("row", name="Date 1890 –")).to_be_visible()
    assert is_sound(desk)
    desk.get_by_role("button", name="Accept").click()
    expect(desk.get_by_text("accepted.")).to_be_visible()


def publish_a_tour(desk: Page) -> None:
    desk.goto(reverse("admin:catalog_tour_add"))
    choose(desk, ".field-venue", "City Museum")
    desk.get_by_label("Title").first.fill("Two rooms")
    desk.get_by_label("Published").check()
    desk.get_by_text("Add another Stop").click()
    choose(desk, "#stops-0 .field-artwork", "Irises")
    desk.locator("#id_stops-0-order").fill("1")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("was added successfully")).to_be_visible()


def choose(desk: Page, field: str, words: str) -> None:
    """Choose in a field that asks the server while one types."""
    desk.locator(f"{field} .select2-selection").click()
    desk.locator(".select2-search__field").fill(words)
    desk.locator(".select2-results__option", has_text=words).first.click()


def see_it_as_a_visitor(phone: Page) -> None:
    phone.goto(reverse("venue-list"))
    phone.get_by_role("link", name="City Museum").first.click()
    phone.get_by_role("link", name="Two rooms").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Two rooms")
    phone.get_by_role("link", name="Irises").first.click()
    expect(phone.get_by_text("Irises").first).to_be_visible()
    phone.goto(Artwork.objects.get(title="Irises").get_absolute_url())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Irises")
    expect(phone.get_by_text("1890").first).to_be_visible()
    expect(phone.get_by_text("$5,000").first).to_be_visible()
    expect(phone.get_by_text("Oil on canvas").first).to_be_visible()
