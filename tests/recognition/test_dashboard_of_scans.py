"""What staff see of how the site is used: counts, and nobody in them."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog.models import Artwork, Venue
from recognition.bars import BOTTOM, TOP, draw_bars
from recognition.dashboard import Answers, dashboard, shown
from recognition.models import Recognition
from tests.catalog.factories import make_artwork, make_venue
from tests.recognition.answers import a_find

pytestmark = pytest.mark.django_db
PAGE = "admin:recognition_recognition_dashboard"


def scan(times: int, decision: str = "match", work: Artwork | None = None, days_ago: int = 0, **facts: Any) -> None:
    """Store answers that name a work first, and another one after it."""
    found = [a_find(work.pk), a_find(work.pk + 1000)] if work else []
    result = {"matches": found if decision == "match" else [], "candidates": found if decision == "uncertain" else []}
    for _ in range(times):
        Recognition.objects.create(
            photo="photos/x.jpg", width=9, height=9, status=Recognition.Status.DONE, decision=decision, result=result,
            created_at=timezone.now() - datetime.timedelta(days=days_ago), **facts,
        )  # fmt: skip


def test_works_are_ranked_by_how_often_they_stood_first():
    irises, roses, rare = make_artwork("Irises"), make_artwork("Roses"), make_artwork("Rare")
    scan(6, work=roses)
    scan(9, work=irises)
    scan(4, work=rare)
    scan(5, "uncertain", rare)
    page = dashboard(30)
    assert [(line.card.title, line.count, line.share) for line in page.named] == [("Irises", 9, 100), ("Roses", 6, 67)]
    assert [line.card.title for line in page.unsure] == ["Rare"]


def test_a_work_that_left_the_catalogue_is_not_counted():
    work = make_artwork()
    scan(6, work=work)
    work.delete()
    assert dashboard(30).named == ()


def test_venues_where_most_was_not_found_come_first_and_small_ones_together():
    met, tate = make_venue("The Met"), make_venue("Tate")
    scan(20, venue=met)
    scan(5, "no_match", venue=met)
    scan(8, "no_match", venue=tate)
    for name in ("Small", "Smaller"):
        scan(3, "no_match", venue=Venue.objects.create(name=name))
    lines = dashboard(30).venues
    assert [line.name for line in lines] == ["Tate", "The Met", "Venues with fewer than 5 photos"]
    assert lines[1].answers.words == ("25", "20", "0", "5")
    assert (lines[0].answers.unfound_share, lines[1].answers.unfound_share) == (100, 20)
    assert lines[2].answers.total == 6


def test_days_with_few_photos_are_not_drawn_but_keep_their_place():
    scan(7, days_ago=2)
    scan(4, days_ago=1)
    scan(5, "no_match")
    chart = dashboard(30).chart
    assert chart is not None
    assert [[part.kind for part in bar.parts] for bar in chart.bars] == [["match"], [], ["no_match"]]
    assert chart.bars[2].words == f"{timezone.now():%Y-%m-%d}: 5 photos, 5 not found"


def test_a_year_is_drawn_by_weeks():
    scan(5, days_ago=21)
    scan(5)
    chart = dashboard(365).chart
    assert chart is not None
    assert len(chart.bars) == 4


def test_only_the_period_is_counted_and_only_what_was_answered():
    scan(6, days_ago=40)
    Recognition.objects.create(photo="photos/x.jpg", width=9, height=9, status=Recognition.Status.FAILED)
    assert dashboard(30).answers.total == 0
    assert dashboard(30).chart is None
    assert dashboard(90).answers.total == 6


@pytest.mark.parametrize(
    ("answers", "told", "words"),
    [
        ((20, 0, 5), (20, 0, 5, 0), ("25", "20", "0", "5")),
        ((20, 2, 3), (20, 0, 0, 5), ("25", "20", "hidden", "hidden")),
        ((20, 9, 3), (20, 0, 0, 12), ("32", "20", "hidden", "hidden")),
        ((4, 4, 1), (0, 0, 0, 9), ("9", "hidden", "hidden", "hidden")),
        ((20, 0, 1), (0, 0, 0, 21), ("21", "hidden", "0", "hidden")),
        ((2, 0, 1), (0, 0, 0, 3), ("under 5", "hidden", "0", "hidden")),
        ((0, 0, 0), (0, 0, 0, 0), ("0", "0", "0", "0")),
    ],
)
def test_nobody_finds_a_hidden_count_by_subtraction(answers, told, words):
    assert Answers(*answers).told == told
    assert Answers(*answers).words == words


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "under 5"), (4, "under 5"), (5, "5"), (1234, "1,234")])
def test_small_counts_are_hidden(count, words):
    assert shown(count) == words


def test_bars_stand_on_the_ground_and_reach_no_higher_than_the_scale():
    chart = draw_bars([("a", "a", (6, 3)), ("b", "b", (0, 1))], ("below", "above"))
    (below, above), (small,) = (bar.parts for bar in chart.bars)
    assert below.y + below.height == BOTTOM
    assert above.y + above.height == pytest.approx(below.y)
    assert above.y >= TOP == chart.lines[-1].y
    assert small.kind == "above"


@pytest.mark.medium
def test_the_page_shows_it_without_a_photo_or_a_style_in_it(admin_client):
    scan(6, work=make_artwork("Irises"), venue=make_venue("The Met"))
    response = admin_client.get(reverse(PAGE))
    text = response.content.decode()
    assert all(word in text for word in ("Irises", "The Met", "bar-match"))
    assert "photos/x" not in text
    assert 'style="' not in text
    assert reverse(PAGE) in admin_client.get(reverse("admin:recognition_recognition_changelist")).content.decode()


@pytest.mark.parametrize("asked", ["90", "365", "nonsense", "-1"])
def test_a_period_is_chosen_of_those_that_are_offered(admin_client, asked):
    assert admin_client.get(reverse(PAGE), {"days": asked}).status_code == 200


def test_who_may_not_read_recognitions_may_not_read_their_counts(client):
    client.force_login(User.objects.create_user("someone", is_staff=True))
    assert client.get(reverse(PAGE)).status_code == 403


def test_a_year_takes_as_many_queries_as_a_day(django_assert_num_queries):
    for number in range(12):
        scan(5, work=make_artwork(f"Work {number}"), venue=make_venue(f"Venue {number}"))
    with django_assert_num_queries(11):
        dashboard(365)
