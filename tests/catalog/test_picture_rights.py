"""Which pictures are shown to whom, and which may leave the site."""

import csv

import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog import selectors, services
from catalog.models import Artwork, ReferenceImage
from tests.catalog.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
IN_COPYRIGHT = "https://rightsstatements.org/vocab/InC/1.0/"


@pytest.mark.parametrize(
    ("picture", "work", "free"),
    [
        (CC0, "", True),
        ("https://creativecommons.org/licenses/by/4.0/", "", True),
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "", True),
        ("", CC0, True),
        (IN_COPYRIGHT, "", False),
        (IN_COPYRIGHT, CC0, False),
        ("", IN_COPYRIGHT, False),
        ("", "", False),
        ("https://example.org/creativecommons.org/licenses/", "", False),
    ],
)
def test_a_picture_is_handed_on_only_when_its_rights_say_so(picture, work, free):
    make_reference_image(make_artwork(rights_uri=work), rights_uri=picture)
    assert ReferenceImage.objects.handed_on().exists() is free


def test_a_picture_that_visitors_may_not_see_is_never_handed_on():
    make_reference_image(public=False, rights_uri=CC0)
    assert not ReferenceImage.objects.handed_on().exists()


@pytest.mark.medium
def test_a_hidden_picture_is_on_no_page_and_in_no_answer(client):
    hidden = make_reference_image(public=False)
    assert "/pictures/" not in client.get(reverse("artwork", args=[hidden.artwork_id])).content.decode()
    assert "/pictures/" not in client.get(reverse("artwork-list")).content.decode()
    assert "/pictures/" not in client.get(f"/api/v1/artworks/{hidden.artwork_id}/").content.decode()
    assert client.get(reverse("picture", args=[hidden.pk, "thumb"])).status_code == 404


def test_a_work_with_a_hidden_picture_says_that_it_is_recognized_all_the_same(client):
    hidden = make_reference_image(public=False)
    page = client.get(reverse("artwork", args=[hidden.artwork_id])).content.decode()
    assert "its picture may not be shown here" in page
    assert "cannot be recognised" not in page


def test_another_picture_is_shown_instead_of_a_hidden_one():
    work = make_artwork()
    make_reference_image(work, public=False)
    shown = make_reference_image(work)
    assert selectors.artwork_cards([work.pk])[work.pk].picture_url == reverse("picture", args=[shown.pk, "large"])


def test_staff_see_a_hidden_picture_and_no_cache_keeps_it(admin_client):
    response = admin_client.get(reverse("picture", args=[make_reference_image(public=False).pk, "thumb"]))
    response.close()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_a_curator_hides_a_picture_on_its_page(admin_client):
    image = make_reference_image()
    address = reverse("admin:catalog_referenceimage_change", args=[image.pk])
    admin_client.post(address, {"shown_first": "on", "credit": "A photographer", "rights_uri": IN_COPYRIGHT})
    image.refresh_from_db()
    assert (image.public, image.credit) == (False, "A photographer")


def test_pictures_that_may_be_copied_are_exported_and_come_back_as_the_same_ones(tmp_path):
    free = make_reference_image(make_artwork("Irises", rights_uri=CC0, source_id="1"))
    make_reference_image(make_artwork("Roses", rights_uri=IN_COPYRIGHT, source_id="2"))
    call_command("export_catalog", str(tmp_path / "works.csv"), images=tmp_path / "pictures")
    with (tmp_path / "works.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["image"] for row in csv.DictReader(file)] == [f"{free.pk}.jpg", ""]
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == [f"{free.pk}.jpg"]
    call_command("import_catalog", str(tmp_path / "works.csv"), images=tmp_path / "pictures")
    assert ReferenceImage.objects.count() == 2
    services.remove_artwork(Artwork.objects.get(title="Irises"))
    call_command("import_catalog", str(tmp_path / "works.csv"), images=tmp_path / "pictures")
    assert Artwork.objects.get(title="Irises").reference_images.get().sha256 == free.sha256
