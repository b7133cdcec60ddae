"""From tour to stop to room to work, typing half a name, and how far a venue is."""

from playwright.sync_api import expect


def test_a_tour_leads_to_a_room_and_on_to_a_work(phone, site):
    phone.goto(site.pages["guide"])
    phone.get_by_role("link", name="Slowly").click()
    phone.get_by_role("link", name="Begin").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Irises")
    phone.get_by_role("link", name="Next stop").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Roses")
    phone.locator(".plan-here").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gallery 822")
    phone.get_by_role("link", name="Olives").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Olives")


def test_names_are_offered_while_one_types(phone, site):
    phone.goto(site.pages["works"])
    phone.locator("#q").press_sequentially("gog")
    expect(phone.locator("#suggestions option").first).to_have_attribute("value", "Vincent van Gogh")


def test_distances_show_only_once_a_position_is_offered(open_context, site):
    context = open_context(geolocation={"latitude": 40.7128, "longitude": -74.006}, permissions=["geolocation"])
    page = context.new_page()
    page.goto(site.pages["venues"])
    expect(page.locator("[data-distance]").first).to_be_empty()
    page.get_by_role("button", name="Show how far they are").click()
    expect(page.locator("[data-distance]").first).to_contain_text("8.4")


def test_tiles_take_the_place_of_the_drawn_map(open_context, watch, reports, live_server, settings, site):
    settings.TILE_URL = f"{live_server.url}/static/img/favicon.svg?{{z}}-{{x}}-{{y}}"
    context = open_context()
    watch(context)
    page = context.new_page()
    page.goto(site.pages["venues"])
    expect(page.locator(".leaflet-container .leaflet-tile-loaded").first).to_be_attached()
    page.locator("path.leaflet-interactive").click()
    expect(page.locator(".leaflet-popup").get_by_role("link", name="The Metropolitan Museum of Art")).to_be_visible()
    assert reports == []


def test_every_pin_is_large_enough_for_a_finger(phone, site):
    phone.goto(site.pages["venues"])
    box = phone.locator(".world a").first.bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_every_room_on_a_plan_is_large_enough_for_a_finger(phone, site):
    phone.goto(site.pages["venue"])
    for room in phone.locator(".plan-room").all():
        box = room.bounding_box()
        assert min(box["width"], box["height"]) >= 24
