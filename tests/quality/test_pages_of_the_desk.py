"""The pages on which a curator has the catalogue looked at, merges works, and undoes it."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from artrecog.roles import add_missing_roles
from catalog.models import Artwork
from quality.models import Duplicate, Look, Merge, PictureDefect, WorkTrial
from recognition.indexing import build_index
from tests.catalog.factories import make_artwork, make_price, make_reference_image
from tests.core.pictures import draw_painting, encode
from tests.quality.looks import look_at
from tests.recognition.museum import hang, picture_of

# Looks begin when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)
DUPLICATES = reverse("admin:quality_duplicate_changelist")


@pytest.fixture
def curator(client):
    add_missing_roles()
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    client.force_login(user)
    return client


@pytest.fixture
def pair() -> Duplicate:
    work = hang(71)
    make_price(work)
    make_reference_image(make_artwork("Found in the store", medium="Oil"), picture_of(71))
    look_at(Look.Kind.PICTURES)
    return Duplicate.objects.get()


def decide(client, pair: Duplicate, decision: str) -> str:
    url = reverse("admin:quality_duplicate_decide", args=[pair.pk])
    return client.post(url, {"decision": decision}, follow=True).content.decode()


@pytest.mark.medium
def test_a_look_is_begun_watched_and_leads_to_what_it_found(curator):
    hang(71)
    page = curator.post(reverse("admin:quality_look_add"), {"kind": "pictures"}, follow=True).content.decode()
    assert "<strong>Done.</strong> 1 of 1." in page
    assert DUPLICATES in page
    assert "1 of 1" in curator.get(reverse("admin:quality_look_changelist")).content.decode()
    assert Look.objects.get().started_by.username == "curator"


def test_of_a_kind_one_runs_at_a_time_and_can_be_stopped(curator):
    look = Look.objects.create(kind=Look.Kind.PICTURES)
    page = curator.post(reverse("admin:quality_look_add"), {"kind": "pictures"}).content.decode()
    assert "One runs already." in page
    page = curator.post(reverse("admin:quality_look_stop", args=[look.pk]), follow=True).content.decode()
    assert "<strong>Stopped.</strong>" in page
    page = curator.post(reverse("admin:quality_look_stop", args=[look.pk]), follow=True).content.decode()
    assert "It was over already." in page


@pytest.mark.medium
def test_two_works_are_shown_beside_each_other_with_what_differs(curator, pair):
    assert "Found in the store" in curator.get(DUPLICATES).content.decode()
    page = curator.get(reverse("admin:quality_duplicate_change", args=[pair.pk])).content.decode()
    assert page.count("/medium.jpg") == 2
    assert "Title (differs)" in page
    assert "Prices" in page


@pytest.mark.medium
def test_merged_they_are_one_and_undone_they_are_two(curator, pair):
    page = decide(curator, pair, "keep-second")
    assert [work.title for work in Artwork.objects.all()] == ["Found in the store"]
    assert Artwork.objects.get().prices.exists()
    assert "Painting 71" in page
    done = Merge.objects.get()
    undone = curator.post(reverse("admin:quality_merge_undo", args=[done.pk]), follow=True).content.decode()
    assert "They are two works again." in undone
    assert Artwork.objects.count() == 2


@pytest.mark.medium
def test_a_merge_that_cannot_be_undone_says_why(curator, pair):
    decide(curator, pair, "keep-first")
    Artwork.objects.all().delete()
    page = curator.post(reverse("admin:quality_merge_undo", args=[Merge.objects.get().pk]), follow=True)
    assert "It is not undone: The work that was kept is no longer in the catalogue." in page.content.decode()
    assert Merge.objects.get().undone_at is None


@pytest.mark.medium
def test_a_pair_that_is_none_leaves_the_list_and_can_be_asked_about_again(curator, pair):
    assert "Found in the store" not in decide(curator, pair, "dismiss")
    assert "Found in the store" in curator.get(f"{DUPLICATES}?decision=dismissed").content.decode()
    assert "Found in the store" in decide(curator, pair, "reopen")
    action = {"action": "dismiss", "_selected_action": [pair.pk]}
    assert "Found in the store" not in curator.post(DUPLICATES, action, follow=True).content.decode()


@pytest.mark.medium
def test_an_editor_sees_pairs_and_merges_none(client, pair):
    add_missing_roles()
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    assert client.get(DUPLICATES).status_code == 200
    url = reverse("admin:quality_duplicate_decide", args=[pair.pk])
    assert client.post(url, {"decision": "keep-first"}).status_code == 403
    assert client.get(reverse("admin:quality_look_add")).status_code == 403
    assert Artwork.objects.count() == 2


@pytest.mark.medium
def test_a_picture_that_is_good_enough_leaves_the_list_for_good(curator):
    make_reference_image(make_artwork("Miniature"), encode(draw_painting(1, 200, 150)))
    look_at(Look.Kind.PICTURES)
    url = reverse("admin:quality_picturedefect_changelist")
    assert "200 pixels; at least 300 are needed" in curator.get(url).content.decode()
    curator.post(url, {"action": "accept", "_selected_action": [PictureDefect.objects.get().pk]})
    look_at(Look.Kind.PICTURES, everything=True)
    assert "Miniature" not in curator.get(url).content.decode()
    assert "Miniature" in curator.get(f"{url}?decision=accepted").content.decode()


@pytest.mark.medium
def test_hard_works_are_listed_first_with_their_look_alike(curator):
    one, two = hang(71), hang(72)
    build_index()
    picture = one.reference_images.get()
    facts = {"picture": picture, "photos": 3}
    WorkTrial.objects.create(artwork=one, found=1, reason="look_alike", rival=two, **facts)
    WorkTrial.objects.create(artwork=two, found=3, reason="found", **facts)
    url = reverse("admin:quality_worktrial_changelist")
    page = curator.get(url).content.decode()
    assert "1 of 3 photos" in page
    assert "3 of 3 photos" not in page
    assert f'Taken for another work: <a href="{reverse("admin:catalog_artwork_change", args=[two.pk])}">' in page
    assert "3 of 3 photos" in curator.get(f"{url}?result=found").content.decode()
    assert "3 of 3 photos" in curator.get(f"{url}?result=all").content.decode()
