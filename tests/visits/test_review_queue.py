"""The page on which a curator decides: what stands beside a contribution, deciding there, and going on."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import Price, ReviewState
from catalog.services import take_down
from tests.catalog.factories import make_artwork, make_price, make_reference_image, picture_bytes
from visits.models import Contribution, Correction, PriceReport, WorkSuggestion

pytestmark = pytest.mark.django_db


def report_price(work=None, **facts) -> PriceReport:
    said = {"kind": "realised", "amount": Decimal(50_000), "currency": "USD", "date": "2020-05-01", "source": "A book"}
    return PriceReport.objects.create(artwork=work or make_artwork(), **{**said, **facts})


def correct(work=None, **facts) -> Correction:
    said = {"fact": "title", "correct_value": "Irises", "source": "The label", **facts}
    return Correction.objects.create(artwork=work or make_artwork("Irisses"), **said)


def address(contribution: Contribution) -> str:
    return reverse(f"admin:visits_{contribution._meta.model_name}_change", args=[contribution.pk])


def decide(client, contribution: Contribution, button: str, **changed):
    """Press a button below the form, with what the form holds and what is changed in it."""
    form = client.get(address(contribution)).context["adminform"].form
    held = {name: "" if value is None else value for name, value in form.initial.items()}
    answer = client.post(address(contribution), {**held, **changed, button: "1"}, follow=True)
    contribution.refresh_from_db()
    return answer


def test_other_prices_of_the_work_and_a_slip_of_zeros_stand_beside_a_price(admin_client):
    work = make_artwork()
    make_price(work, amount="5000")
    page = admin_client.get(address(report_price(work))).content.decode()
    assert "<td>$50,000</td><td>–</td>" in page
    assert "<td>–</td><td>$5,000</td>" in page
    assert "a zero too many or too few?" in page


def test_what_the_catalogue_says_stands_beside_a_correction(admin_client):
    page = admin_client.get(address(correct())).content.decode()
    assert "<td>Irises</td><td>Irisses</td>" in page


@pytest.mark.parametrize(("fact", "held"), [("creator", "Vincent van Gogh"), ("place", ""), ("other", "")])
def test_facts_of_more_than_a_text_are_shown_as_far_as_they_are_known(admin_client, fact, held):
    work = make_artwork("Irises", "Vincent van Gogh")
    page = admin_client.get(address(correct(work, fact=fact, correct_value="Another"))).content.decode()
    assert f"<td>Another</td><td>{held or '–'}</td>" in page


def test_works_of_the_same_name_stand_beside_a_suggested_one(admin_client):
    make_artwork("Nympheas", "Claude Monet")
    photo = ContentFile(picture_bytes(), name="photo.jpg")
    suggestion = WorkSuggestion.objects.create(title="Nymphéas", creator="Monet", photo=photo)
    page = admin_client.get(address(suggestion)).content.decode()
    assert "In the catalogue: " in page
    assert "Claude Monet" in page
    assert "The contributed photo" in page


@pytest.mark.medium
def test_accepted_on_its_page_the_next_one_that_waits_is_opened(admin_client):
    first, second = correct(), correct(make_artwork("Other"), correct_value="Better")
    answer = decide(admin_client, first, "_accept")
    assert first.state == ReviewState.APPROVED
    assert answer.redirect_chain[-1][0] == address(second)
    answer = decide(admin_client, second, "_accept")
    assert answer.redirect_chain[-1][0] == reverse("admin:visits_correction_changelist")


@pytest.mark.medium
def test_what_was_mended_is_taken_in_as_mended(admin_client):
    correction = correct()
    decide(admin_client, correction, "_accept", correct_value="The Irises")
    correction.artwork.refresh_from_db()
    assert correction.artwork.title == "The Irises"


@pytest.mark.medium
def test_nothing_is_rejected_without_a_reason(admin_client):
    correction = correct()
    answer = decide(admin_client, correction, "_reject")
    assert correction.state == ReviewState.PENDING
    assert "say why" in answer.content.decode()
    decide(admin_client, correction, "_reject", reason="It is a copy.")
    assert (correction.state, correction.answer) == (ReviewState.REJECTED, "It is a copy.")


@pytest.mark.medium
def test_an_answer_that_was_written_is_the_reason(admin_client):
    correction = correct()
    decide(admin_client, correction, "_reject", answer="See the label.", reason="It is a copy.")
    assert (correction.state, correction.answer) == (ReviewState.REJECTED, "See the label.")


def test_several_are_rejected_with_one_reason(admin_client):
    several = [correct(), correct()]
    chosen = {"action": "reject", "_selected_action": [one.pk for one in several], "reason": "Spam."}
    admin_client.post(reverse("admin:visits_correction_changelist"), chosen)
    assert set(Correction.objects.values_list("state", "answer")) == {(ReviewState.REJECTED, "Spam.")}


@pytest.mark.medium
def test_a_decided_one_offers_no_decision(admin_client):
    correction = correct()
    decide(admin_client, correction, "_accept")
    assert "_accept" not in admin_client.get(address(correction)).content.decode()


@pytest.mark.medium
def test_who_may_not_write_the_catalogue_decides_nothing(client):
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("helper", is_staff=True)
    rights = ["view_correction", "change_correction"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    correction = correct()
    assert "_accept" not in client.get(address(correction)).content.decode()
    assert decide(client, correction, "_accept").status_code == 403
    assert correction.state == ReviewState.PENDING


@pytest.mark.medium
@pytest.mark.parametrize("four_eyes", [True, False])
def test_with_four_eyes_whoever_mended_a_price_does_not_accept_it(admin_client, settings, four_eyes):
    settings.PRICE_FOUR_EYES = four_eyes
    report = report_price()
    answer = decide(admin_client, report, "_accept", amount="5000")
    assert (report.state == ReviewState.PENDING) == four_eyes
    assert Price.objects.count() == (0 if four_eyes else 1)
    assert ("somebody else must accept" in answer.content.decode()) == four_eyes


def suggest(content: bytes = b"", **facts) -> WorkSuggestion:
    photo = ContentFile(content or picture_bytes(), name="photo.jpg")
    return WorkSuggestion.objects.create(photo=photo, **{"title": "Nymphéas", "creator": "claude monet", **facts})


@pytest.mark.medium
def test_a_price_that_is_known_from_elsewhere_is_said(admin_client):
    work = make_artwork()
    make_price(work, amount="50000", kind="realised", review_state=ReviewState.REJECTED)
    page = admin_client.get(address(report_price(work))).content.decode()
    assert "The same price is known already: rejected, from A catalogue of prices." in page
    make_price(work, amount="50000", kind="realised", source="The house")
    take_down(Price.objects.filter(source__name="The house"), "The owner asked for it")
    page = admin_client.get(address(report_price(work))).content.decode()
    assert "taken down, from The house" in page


def test_a_price_that_is_reported_twice_is_said(admin_client):
    work = make_artwork()
    first, _ = report_price(work), report_price(work)
    assert "Another report of the same price waits." in admin_client.get(address(first)).content.decode()


def test_a_premium_beside_its_hammer_price_is_nothing_odd(admin_client):
    work = make_artwork()
    make_price(work, amount="5000", kind="hammer")
    page = admin_client.get(address(report_price(work, kind="premium", amount=Decimal(500)))).content.decode()
    assert "Look twice" not in page


@pytest.mark.medium
def test_a_work_that_is_known_by_name_or_by_its_very_picture_is_said(admin_client):
    work = make_artwork("Nympheas", "Claude Monet", source="museum", source_id="7")
    page = admin_client.get(address(suggest())).content.decode()
    assert "A work of this creator and title is known already: Nympheas (museum 7)." in page
    photo = picture_bytes(5)
    make_reference_image(work, photo)
    page = admin_client.get(address(suggest(photo, title="Other"))).content.decode()
    assert "The catalogue has this very picture already, of Nympheas." in page
    page = admin_client.get(address(suggest(picture_bytes(6), creator="Another"))).content.decode()
    assert "Look twice" not in page
