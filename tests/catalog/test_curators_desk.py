"""The admin: what a curator can do in it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Artwork, Price, ReferenceImage, ReviewState, Source
from tests.catalog.factories import (
    is_stored,
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

INLINES = ("attributions", "reference_images", "placements", "prices", "texts")
MODELS = ("artwork", "creator", "lot", "price", "referenceimage", "room", "sale", "source", "venue")


def upload(seed: int = 0, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("a name of mine.jpg", picture_bytes(seed) if content is None else content)


def work_form(**values: Any) -> dict:
    """Return what the page of a work sends; inline rows are given as `<inline>-<number>-<field>`."""
    form = {"title": "Irises", "source": "museum", "source_id": "7", **values}
    for prefix in INLINES:
        rows = {key.split("-")[1] for key in form if key.startswith(f"{prefix}-")}
        held = {key for key in form if key.startswith(f"{prefix}-") and key.endswith("-id")}
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(held)}
    return form


def page(name: str, *arguments: int) -> str:
    return reverse(f"admin:catalog_{name}", args=arguments)


def send(client: Client, url: str, form: dict) -> None:
    """Send a form that is to be accepted."""
    response = client.post(url, form)
    assert response.status_code == 302, re.findall(r"errorlist.*?</ul>", response.content.decode(), re.DOTALL)


@pytest.mark.medium
@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_form_opens(admin_client, model):
    assert admin_client.get(page(f"{model}_changelist") + "?q=x").status_code == 200
    assert admin_client.get(page(f"{model}_add")).status_code == 200


@pytest.mark.medium
@pytest.mark.parametrize("url", ["changelist", "add", "change"])
def test_pages_need_nothing_that_the_content_policy_forbids(admin_client, url):
    work = make_artwork()
    make_reference_image(work)
    response = admin_client.get(page(f"artwork_{url}", *([work.pk] if url == "change" else [])))
    assert "default-src 'self'" in response["Content-Security-Policy"]
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.content.decode())
    assert all("application/json" in attributes for attributes in scripts)
    assert not re.search(r'<style|\sstyle="|\son\w+="', response.content.decode())


@pytest.mark.medium
def test_the_list_of_works_shows_pictures_and_makers_in_few_queries(admin_client, django_assert_max_num_queries):
    for number in range(10):
        make_reference_image(make_artwork(f"Work {number}", creator=f"Creator {number}"))
    with django_assert_max_num_queries(16):
        text = admin_client.get(page("artwork_changelist")).content.decode()
    assert text.count("/thumb.jpg") == 10
    assert "Creator 9" in text


@pytest.mark.medium
def test_works_without_a_picture_can_be_listed(admin_client):
    make_artwork("Without")
    make_reference_image(make_artwork("With"))
    listed = {}
    for answer in ("yes", "no"):
        text = admin_client.get(f"{page('artwork_changelist')}?picture={answer}").content.decode()
        listed[answer] = re.findall(r"With(?:out)?(?=</a>)", text)
    assert listed == {"yes": ["With"], "no": ["Without"]}


def test_works_and_creators_are_searched_whatever_their_accents(admin_client):
    make_artwork("Apples", creator="Paul Cézanne")
    for model in ("artwork", "creator"):
        assert "Cézanne" in admin_client.get(page(f"{model}_changelist") + "?q=CEZANNE").content.decode()


def test_a_work_is_entered_with_maker_picture_room_and_price_on_one_page(
    admin_client, admin_user, announcements, django_capture_on_commit_callbacks
):
    creator, room, source = make_creator(), make_room(), Source.objects.create(name="A catalogue")
    form = work_form(
        **{
            "attributions-0-creator": creator.pk,
            "attributions-0-qualifier": "workshop_of",
            "attributions-0-order": 0,
            "reference_images-0-upload": upload(),
            "reference_images-0-credit": "Our photographer",
            "placements-0-room": room.pk,
            "placements-0-on_view": "on",
            "prices-0-kind": "hammer",
            "prices-0-amount": "100",
            "prices-0-currency": "USD",
            "prices-0-date": "2020-05-01",
            "prices-0-source": source.pk,
        }
    )
    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, page("artwork_add"), form)
    work = Artwork.objects.get()
    image = work.reference_images.get()
    assert str(work.attributions.get()) == "Workshop of Vincent van Gogh"
    assert (image.is_primary, image.credit, image.width) == (True, "Our photographer", 64)
    assert announcements == [[image.pk]]
    assert work.placements.get().venue == room.venue
    assert (work.prices.get().entered_by, work.prices.get().review_state) == (admin_user, ReviewState.PENDING)


@pytest.mark.medium
def test_what_is_no_picture_is_refused_on_the_page(admin_client):
    form = work_form(**{"reference_images-0-upload": upload(content=b"not a picture")})
    response = admin_client.post(page("artwork_add"), form)
    assert "no JPEG, PNG, WebP or TIFF" in response.content.decode()
    assert not Artwork.objects.exists()


@pytest.mark.medium
def test_pictures_of_a_work_are_reordered_and_removed_on_its_page(admin_client, django_capture_on_commit_callbacks):
    work = make_artwork()
    first, second, third = (make_reference_image(work) for _ in range(3))
    rows: dict = {}
    for number, image in enumerate((first, second, third)):
        rows |= {f"reference_images-{number}-id": image.pk, f"reference_images-{number}-artwork": work.pk}
    rows |= {"reference_images-0-DELETE": "on", "reference_images-2-shown_first": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, page("artwork_change", work.pk), work_form(**rows))
    assert list(work.reference_images.all()) == [third, second]
    assert is_stored(first)  # for who puts it back


def test_a_picture_can_be_added_and_removed_on_its_own_page(
    admin_client, announcements, django_capture_on_commit_callbacks
):
    work = make_artwork()
    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, page("referenceimage_add"), {"artwork": work.pk, "upload": upload()})
    image = ReferenceImage.objects.get()
    assert announcements == [[image.pk]]
    send(admin_client, page("referenceimage_change", image.pk), {"credit": "Our photographer"})
    image.refresh_from_db()
    assert (image.credit, image.is_primary) == ("Our photographer", True)
    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, page("referenceimage_delete", image.pk), {"post": "yes"})
    assert not ReferenceImage.objects.exists()


@pytest.mark.medium
@pytest.mark.parametrize("model", ["artwork", "referenceimage"])
def test_deleting_many_keeps_their_files_for_who_puts_them_back(
    admin_client, django_capture_on_commit_callbacks, model
):
    images = [make_reference_image() for _ in range(2)]
    chosen = [image.pk if model == "referenceimage" else image.artwork_id for image in images]
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, page(f"{model}_changelist"), form)
    assert not ReferenceImage.objects.exists()
    assert all(is_stored(image) for image in images)


@pytest.mark.parametrize(("action", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_prices_are_reviewed_in_one_go(admin_client, admin_user, action, state):
    price = make_price(make_artwork(), review_state=ReviewState.PENDING)
    send(admin_client, page("price_changelist"), {"action": action, "_selected_action": [price.pk]})
    price.refresh_from_db()
    assert (price.review_state, price.reviewed_by) == (state, admin_user)
    assert price.reviewed_at is not None


def test_only_reviewers_can_approve(client):
    user = User.objects.create_user("assistant", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_price"))
    client.force_login(user)
    make_price(make_artwork(), review_state=ReviewState.PENDING)
    assert 'value="approve"' not in client.get(page("price_changelist")).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="review_price"))
    assert 'value="approve"' in client.get(page("price_changelist")).content.decode()


def test_a_changed_price_waits_for_review_again(admin_client):
    price = make_price(make_artwork())
    form = {
        "artwork": price.artwork_id,
        "kind": price.kind,
        "amount": "2310000",
        "currency": "GBP",
        "date": "1970-11-27",
        "source": price.source_id,
    }
    send(admin_client, page("price_change", price.pk), form)
    price.refresh_from_db()
    assert (price.review_state, str(price.amount)) == (ReviewState.PENDING, "2310000.00")


def test_an_entered_price_remembers_who_entered_it(admin_client, admin_user):
    form = {
        "artwork": make_artwork().pk,
        "kind": "asking",
        "amount": "5",
        "currency": "EUR",
        "date": "2026-01-01",
        "source": Source.objects.create(name="A gallery").pk,
    }
    send(admin_client, page("price_add"), form)
    assert Price.objects.get().entered_by == admin_user


@pytest.mark.medium
def test_a_room_of_another_venue_is_refused_on_the_page(admin_client):
    room, other = make_room(make_venue("A")), make_venue("B")
    form = work_form(**{"placements-0-room": room.pk, "placements-0-venue": other.pk})
    assert "another venue" in admin_client.post(page("artwork_add"), form).content.decode()


@pytest.mark.medium
def test_a_work_that_hangs_somewhere_opens(admin_client):
    work = make_artwork(creator="A")
    make_placement(work, make_room())
    make_price(work)
    make_reference_image(work)
    assert "/thumb.jpg" in admin_client.get(page("artwork_change", work.pk)).content.decode()
