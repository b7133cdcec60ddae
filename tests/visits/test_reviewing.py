"""The curator decides: accepting writes the catalogue, rejecting tells why, and each happens once."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import Artwork, Price, ReviewState
from tests.catalog.factories import make_artwork, picture_bytes
from visits.models import Contribution, Correction, PriceReport, WorkSuggestion
from visits.tokens import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggestion() -> WorkSuggestion:
    return WorkSuggestion.objects.create(
        title="Nympheas",
        creator="Claude Monet",
        date_text="1906",
        venue="Our Museum",
        room="Room 3",
        photo=ContentFile(picture_bytes(width=640, height=480), name="photo.jpg"),
    )


def decide(client, contribution: Contribution, action: str):
    """Choose an action in the list of the curators' desk."""
    url = reverse(f"admin:visits_{contribution._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [contribution.pk], "reason": "A curator's reason."}
    response = client.post(url, chosen, follow=True)
    contribution.refresh_from_db()
    return response


def page_of(client, contribution: Contribution) -> str:
    return client.get(reverse("contribution", args=[token_of(contribution)])).content.decode()


@pytest.mark.medium
def test_an_accepted_work_is_in_the_catalogue_with_its_photo(admin_client, suggestion):
    decide(admin_client, suggestion, "accept")
    work = Artwork.objects.get(title="Nympheas")
    assert suggestion.artwork == work
    assert [creator.name for creator in work.creators.all()] == ["Claude Monet"]
    assert str(work.placements.get()) == "Room 3, Our Museum"
    assert work.reference_images.get().width == 640


@pytest.mark.medium
@pytest.mark.parametrize(("take_picture", "width"), [(True, 320), (False, 640)])
def test_the_curator_chooses_between_the_picture_and_the_whole_photo(admin_client, suggestion, take_picture, width):
    suggestion.picture.save("picture.jpg", ContentFile(picture_bytes(1, width=320, height=240)))
    WorkSuggestion.objects.update(take_picture=take_picture)
    decide(admin_client, suggestion, "accept")
    assert suggestion.artwork.reference_images.get().width == width


def test_its_contributor_is_led_to_the_accepted_work(admin_client, suggestion):
    decide(admin_client, suggestion, "accept")
    page = page_of(admin_client, suggestion)
    assert "Accepted, thank you" in page
    assert suggestion.artwork.get_absolute_url() in page


def test_a_rejected_work_is_not_in_the_catalogue_and_its_contributor_reads_why(admin_client, suggestion):
    WorkSuggestion.objects.update(answer="It is a poster.")
    decide(admin_client, suggestion, "reject")
    assert suggestion.state == ReviewState.REJECTED
    assert not Artwork.objects.exists()
    assert "It is a poster." in page_of(admin_client, suggestion)


@pytest.mark.medium
def test_what_was_decided_is_not_decided_again(admin_client, suggestion):
    decide(admin_client, suggestion, "reject")
    response = decide(admin_client, suggestion, "accept")
    assert "has been reviewed before" in response.content.decode()
    assert suggestion.state == ReviewState.REJECTED


@pytest.mark.medium
def test_a_photo_that_is_damaged_is_told_and_leaves_the_work_waiting(admin_client, suggestion):
    suggestion.photo.save("photo.jpg", ContentFile(b"nothing"))
    response = decide(admin_client, suggestion, "accept")
    assert suggestion.state == ReviewState.PENDING
    assert "no JPEG" in response.content.decode()
    assert not Artwork.objects.exists()


def test_an_accepted_correction_changes_the_fact_and_nothing_else(admin_client):
    work = make_artwork("Irisses", creator="Vincent van Gogh", medium="Oil")
    correction = Correction.objects.create(artwork=work, fact="title", correct_value="Irises", source="The label")
    decide(admin_client, correction, "accept")
    work.refresh_from_db()
    assert (work.title, work.medium, work.creators.count()) == ("Irises", "Oil", 1)


def test_a_correction_of_more_than_a_text_is_left_to_the_curators_hand(admin_client):
    work = make_artwork("Irises", creator="A Painter")
    correction = Correction.objects.create(artwork=work, fact="creator", correct_value="Another", source="The label")
    decide(admin_client, correction, "accept")
    assert correction.state == ReviewState.APPROVED
    assert [creator.name for creator in work.creators.all()] == ["A Painter"]


def test_an_accepted_price_is_shown_with_its_source(admin_client, admin_user):
    report = PriceReport.objects.create(
        artwork=make_artwork(),
        kind="realised",
        amount=Decimal("12"),
        currency="EUR",
        date="2020-05-01",
        source="A book",
    )
    decide(admin_client, report, "accept")
    price = Price.objects.approved().get()
    assert (price.amount, price.source.name, price.reviewed_by) == (Decimal("12"), "A book", admin_user)


def test_a_curator_who_may_not_review_prices_is_not_offered_to(client, django_user_model):
    user = django_user_model.objects.create_user("curator", password="x", is_staff=True)
    user.user_permissions.set([_permission("view_pricereport"), _permission("change_pricereport")])
    client.force_login(user)
    PriceReport.objects.create(
        artwork=make_artwork(), kind="asking", amount=1, currency="EUR", date="2020-05-01", source="A book"
    )
    page = client.get(reverse("admin:visits_pricereport_changelist")).content.decode()
    assert "Accept: take into the catalogue" not in page


@pytest.mark.medium
def test_the_desk_shows_the_photo_and_lets_a_waiting_work_be_mended(admin_client, suggestion):
    url = reverse("admin:visits_worksuggestion_change", args=[suggestion.pk])
    assert 'name="title"' in admin_client.get(url).content.decode()
    decide(admin_client, suggestion, "accept")
    page = admin_client.get(url).content.decode()
    assert 'name="title"' not in page
    assert 'name="answer"' in page


def _permission(codename: str):
    return Permission.objects.get(codename=codename)
