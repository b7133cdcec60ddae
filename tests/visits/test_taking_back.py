"""Everything of one contributor is taken back at once; what people did since stays."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.urls import reverse

from artrecog.roles import add_missing_roles
from catalog.models import Artwork, Price, ReviewState
from tests.catalog.factories import make_artwork, make_price, picture_bytes
from tests.desk.imports import fingerprint
from visits.models import Contribution, Correction, PriceReport, WorkSuggestion
from visits.reviewing import NeedsAnother, accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(admin_user) -> User:
    return admin_user


def contribute(contributor: UUID, work: Artwork) -> tuple[WorkSuggestion, Correction, PriceReport]:
    photo = ContentFile(picture_bytes(), name="photo.jpg")
    return (
        WorkSuggestion.objects.create(
            title="Spam", creator="Me", venue="My wall", photo=photo, contributor=contributor
        ),
        Correction.objects.create(
            artwork=work, fact="title", correct_value="Rubbish", source="Me", contributor=contributor
        ),
        PriceReport.objects.create(
            artwork=work,
            kind="asking",
            amount=Decimal(1),
            currency="EUR",
            date="2020-05-01",
            source="Me",
            contributor=contributor,
        ),
    )


def take_back(client, contributor: UUID, reason: str = "Spam.") -> str:
    url = reverse("admin:visits_contributor", args=[contributor])
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def states() -> set[str]:
    return {row.state for kind in (WorkSuggestion, Correction, PriceReport) for row in kind.objects.all()}


@pytest.mark.medium
def test_what_was_taken_in_leaves_the_catalogue_and_what_waits_is_rejected(admin_client, reviewer):
    work, contributor = make_artwork("Irises"), uuid4()
    for one in contribute(contributor, work):
        accept(one, reviewer)
    waiting = contribute(contributor, work)
    assert Artwork.objects.get(pk=work.pk).title == "Rubbish"
    page = take_back(admin_client, contributor)
    assert "6 of 6 taken back or rejected" in page
    assert Artwork.objects.get().title == "Irises"
    assert not Price.objects.approved().exists()
    assert states() == {ReviewState.REJECTED}
    waiting[0].refresh_from_db()
    assert waiting[0].answer == "Spam."


@pytest.mark.medium
def test_the_catalogue_is_as_before_a_work_was_suggested(admin_client, reviewer):
    make_artwork("Irises")
    before, contributor = fingerprint(), uuid4()
    suggestion, *_ = contribute(contributor, Artwork.objects.get())
    accept(suggestion, reviewer)
    assert fingerprint() != before
    take_back(admin_client, contributor)
    assert fingerprint() == before


@pytest.mark.medium
def test_what_a_person_edited_since_stays_and_is_named(admin_client, reviewer):
    work, contributor = make_artwork("Irises"), uuid4()
    _, correction, _ = contribute(contributor, work)
    accept(correction, reviewer)
    work.refresh_from_db()
    work.title = "Irises, mended"
    work.save()
    page = take_back(admin_client, contributor)
    assert "left as it is. Its artwork was edited since." in page
    assert Artwork.objects.get().title == "Irises, mended"
    correction.refresh_from_db()
    assert correction.state == ReviewState.APPROVED


def test_others_contributions_stay(admin_client, reviewer):
    work = make_artwork("Irises")
    contribute(uuid4(), work)
    take_back(admin_client, uuid4())
    assert states() == {ReviewState.PENDING}


@pytest.mark.medium
def test_nothing_is_taken_back_without_a_reason_or_the_right(admin_client, client):
    contributor = uuid4()
    contribute(contributor, make_artwork())
    assert "Say why" in take_back(admin_client, contributor, " ")
    client.force_login(User.objects.create_user("helper", is_staff=True))
    url = reverse("admin:visits_contributor", args=[contributor])
    assert client.post(url, {"reason": "Spam."}).status_code == 403
    assert client.get(url).status_code == 403
    assert states() == {ReviewState.PENDING}


def test_contributions_sent_one_after_the_other_have_a_contributor_in_common_and_others_do_not(client):
    work = make_artwork()
    said = {"fact": "title", "correct_value": "Irises", "source": "The label"}
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        client.post(reverse("contribute-correction", args=[work.pk]), said, REMOTE_ADDR=address)
    numbers = [one.contributor for one in Correction.objects.order_by("pk")]
    assert numbers[0] == numbers[1] != numbers[2]
    assert None not in numbers


def report_of(work: Artwork, contributor: UUID | None = None) -> PriceReport:
    """Return a report of just the price that `make_price` makes."""
    return PriceReport.objects.create(
        artwork=work,
        kind="realised",
        amount=Decimal(100),
        currency="USD",
        date="2020-05-01",
        source="A catalogue of prices",
        contributor=contributor,
    )


@pytest.mark.medium
@pytest.mark.parametrize("state", [ReviewState.APPROVED, ReviewState.PENDING, ReviewState.REJECTED])
def test_a_price_that_was_known_before_its_report_keeps_the_review_that_it_had(admin_client, reviewer, state):
    work, contributor = make_artwork(), uuid4()
    make_price(work, kind="realised", review_state=state)
    before = fingerprint()
    accept(report_of(work, contributor), reviewer)
    assert Price.objects.get().review_state == ReviewState.APPROVED
    take_back(admin_client, contributor)
    assert fingerprint() == before


@pytest.mark.medium
def test_a_price_that_was_reviewed_since_stays(admin_client, reviewer):
    work, contributor = make_artwork(), uuid4()
    accept(report_of(work, contributor), reviewer)
    accept(report_of(work), reviewer)
    assert "edited or reviewed since" in take_back(admin_client, contributor)
    assert Price.objects.get().review_state == ReviewState.APPROVED


def one_back(contribution: Contribution) -> str:
    return reverse(f"admin:visits_{contribution._meta.model_name}_take_back", args=[contribution.pk])


@pytest.mark.medium
def test_one_contribution_is_taken_back_by_itself(admin_client, reviewer):
    work, contributor = make_artwork("Irises"), uuid4()
    suggestion, correction, report = contribute(contributor, work)
    for one in (suggestion, correction, report):
        accept(one, reviewer)
    page = admin_client.get(reverse("admin:visits_correction_change", args=[correction.pk])).content.decode()
    assert one_back(correction) in page
    assert (
        "1 of 1 taken back"
        in admin_client.post(one_back(correction), {"reason": "Spam."}, follow=True).content.decode()
    )
    assert {work.title for work in Artwork.objects.all()} == {"Irises", "Spam"}
    assert Price.objects.approved().exists()
    assert Correction.objects.get().answer == "Spam."


@pytest.mark.medium
def test_what_taking_back_would_do_is_shown_before_and_nothing_is_done(admin_client, reviewer):
    work, contributor = make_artwork("Irises"), uuid4()
    for one in contribute(contributor, work):
        accept(one, reviewer)
    before, kept = fingerprint(), Artwork.history.count()
    page = admin_client.get(reverse("admin:visits_contributor", args=[contributor])).content.decode()
    assert "<del>Rubbish</del>" in page
    assert "<ins>Irises</ins>" in page
    assert "Artwork: Spam <strong>deleted</strong>" in page
    assert "<ins>Rejected</ins>" in page
    assert (fingerprint(), Artwork.history.count()) == (before, kept)
    assert states() == {ReviewState.APPROVED}


@pytest.mark.medium
def test_what_would_stay_is_said_before(admin_client, reviewer):
    work = make_artwork("Irises")
    _, correction, _ = contribute(uuid4(), work)
    accept(correction, reviewer)
    Artwork.objects.get().save()
    assert "It stays as it is. Its artwork was edited since." in admin_client.get(one_back(correction)).content.decode()


def test_who_may_not_take_back_sees_no_button_and_takes_nothing_back(client, reviewer):
    _, correction, _ = contribute(uuid4(), make_artwork("Irises"))
    accept(correction, reviewer)
    add_missing_roles()
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.add(Group.objects.get(name="Read-only"))
    client.force_login(reader)
    assert "Take it back" not in client.get(one_back(correction)).content.decode()
    assert client.post(one_back(correction), {"reason": "Spam."}).status_code == 403
    assert states() >= {ReviewState.APPROVED}


def test_with_four_eyes_nobody_approves_an_own_price_by_a_report_of_the_same(reviewer, settings):
    settings.PRICE_FOUR_EYES = True
    work = make_artwork()
    make_price(work, kind="realised", review_state=ReviewState.REJECTED, entered_by=reviewer)
    with pytest.raises(NeedsAnother):
        accept(report_of(work), reviewer)
    assert Price.objects.get().review_state == ReviewState.REJECTED
