"""A recognition and its photo are kept together, and go together."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from catalog.models import Artwork
from recognition.indexing import build_index
from recognition.intake import accept_photo
from recognition.models import DeltaEntry, Recognition, UnusablePicture
from tests.catalog.factories import picture_bytes
from tests.recognition.museum import hang

pytestmark = pytest.mark.django_db(transaction=True)


def stored_photos() -> list[Path]:
    return [path for path in (Path(site.MEDIA_ROOT) / "photos").rglob("*") if path.is_file()]


@pytest.mark.medium
def test_one_that_an_operator_deletes_takes_its_photo_with_it(admin_client: Client) -> None:
    row = accept_photo(picture_bytes(width=128, height=96))
    assert len(stored_photos()) == 1
    admin_client.post(reverse("admin:recognition_recognition_delete", args=[row.pk]), {"post": "yes"})
    assert (Recognition.objects.count(), stored_photos()) == (0, [])


@pytest.mark.medium
def test_many_that_an_operator_deletes_take_their_photos_with_them(admin_client: Client) -> None:
    chosen = [accept_photo(picture_bytes(seed, 128, 96)).pk for seed in (1, 2)]
    kept = accept_photo(picture_bytes(3, 128, 96))
    order = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    admin_client.post(reverse("admin:recognition_recognition_changelist"), order)
    assert [path.stem for path in stored_photos()] == [str(kept.pk)]


def test_a_photo_whose_row_cannot_be_inserted_is_not_kept() -> None:
    with pytest.raises(IntegrityError):
        accept_photo(picture_bytes(width=128, height=96), venue_id=12345)
    assert (Recognition.objects.count(), stored_photos()) == (0, [])


@pytest.mark.medium
def test_a_curator_may_delete_a_new_work_without_a_permission_on_the_index(client: Client) -> None:
    artwork = hang(71)
    assert DeltaEntry.objects.exists()
    image = artwork.reference_images.get()
    UnusablePicture.objects.create(reference_image=image, fingerprint="f", reason="too dark")
    curator = User.objects.create_user("curator", is_staff=True)
    curator.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog"))
    client.force_login(curator)
    client.post(reverse("admin:catalog_artwork_delete", args=[artwork.pk]), {"post": "yes"})
    assert not Artwork.objects.exists()


@pytest.mark.medium
def test_an_operator_sees_how_many_pictures_wait_for_a_build_and_which_cannot_be_used(admin_client: Client) -> None:
    image = hang(71).reference_images.get()
    build_index()
    hang(72)
    UnusablePicture.objects.create(reference_image=image, fingerprint="f", reason="The photo is damaged.")
    builds = admin_client.get(reverse("admin:recognition_indexbuild_changelist")).content.decode()
    assert '<td class="field-waiting">1</td>' in builds
    unusable = admin_client.get(reverse("admin:recognition_unusablepicture_changelist")).content.decode()
    assert "The photo is damaged." in unusable


@pytest.mark.medium
def test_an_operator_is_led_to_the_page_that_the_visitor_sees(admin_client: Client) -> None:
    row = accept_photo(picture_bytes(width=128, height=96))
    page = admin_client.get(reverse("admin:recognition_recognition_changelist")).content.decode()
    assert f'href="{reverse("recognition", args=[row.pk])}"' in page
