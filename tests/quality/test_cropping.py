"""A picture is cropped in place, as if seen from its front, and can be restored byte for byte."""

import base64
import io
import re

import cv2
import numpy as np
import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from PIL import Image

from artrecog.roles import add_missing_roles
from catalog.models import ReferenceImage, Responsibility
from catalog.services import find_reference_image, remove_artwork
from quality.cropping import proposed_corners
from quality.models import Crop
from tests.catalog.factories import make_artwork, make_reference_image, make_venue
from tests.core.pictures import draw_painting, encode

pytestmark = pytest.mark.django_db(transaction=True)
# A painting of 300 × 240 on a wall of 600 × 500, its right side farther away.
SEEN = np.array([[150, 100], [450, 130], [450, 330], [150, 360]], np.float32)
SHARES = SEEN / (600, 500)


def on_the_wall() -> bytes:
    painting = draw_painting(7, 300, 240)
    flat = np.array([[0, 0], [300, 0], [300, 240], [0, 240]], np.float32)
    wall = np.full((500, 600, 3), 235, np.uint8)
    warped = cv2.warpPerspective(painting, cv2.getPerspectiveTransform(flat, SEEN), (600, 500), dst=wall.copy())
    mask = cv2.fillConvexPoly(np.zeros((500, 600), np.uint8), SEEN.astype(np.int32), 255)
    return encode(np.where(mask[..., None] > 0, warped, wall), "PNG")


@pytest.fixture
def image() -> ReferenceImage:
    return make_reference_image(make_artwork("Irises"), on_the_wall(), is_primary=True)


def page_of(image: ReferenceImage) -> str:
    return reverse("admin:quality_crop", args=[image.pk])


def crop(client, image: ReferenceImage, shares=SHARES):
    said = {f"corner-{n}-{axis}": 100 * float(shares[n][axis]) for n in range(4) for axis in range(2)}
    return client.post(page_of(image), said, follow=True)


@pytest.mark.medium
def test_what_lies_between_the_corners_takes_the_pictures_place_seen_from_its_front(admin_client, image):
    work = image.artwork
    crop(admin_client, image)
    cropped = work.reference_images.get()
    assert cropped.pk != image.pk
    assert cropped.is_primary
    with cropped.file.open() as file:
        seen = np.asarray(Image.open(file).convert("RGB"))
    painting = cv2.resize(draw_painting(7, 300, 240), seen.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert abs(seen.astype(int) - painting).mean() < 25
    assert not image.file.storage.exists(str(image.file.name))


def test_a_preview_shows_what_would_be_cut_out_and_changes_nothing(admin_client, image):
    said = {f"corner-{n}-{axis}": 100 * float(SHARES[n][axis]) for n in range(4) for axis in range(2)}
    page = admin_client.post(page_of(image), {**said, "preview": "Preview"}).content.decode()
    shown = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)
    assert shown
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(shown[1]))))
    painting = cv2.resize(draw_painting(7, 300, 240), seen.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert abs(seen.astype(int) - painting).mean() < 25
    assert image.artwork.reference_images.get() == image


def test_a_preview_of_corners_that_are_no_outline_says_what_is_wrong(admin_client, image):
    crossed = SHARES[[0, 2, 1, 3]]
    said = {f"corner-{n}-{axis}": 100 * float(crossed[n][axis]) for n in range(4) for axis in range(2)}
    page = admin_client.post(page_of(image), {**said, "preview": "Preview"}).content.decode()
    assert "The sides cross" in page
    assert "base64" not in page


@pytest.mark.medium
def test_the_original_is_restored_byte_for_byte(admin_client, image):
    crop(admin_client, image)
    made = Crop.objects.get()
    kept = str(made.original.name)
    chosen = {"action": "restore", "_selected_action": [made.pk]}
    page = admin_client.post(reverse("admin:quality_crop_changelist"), chosen, follow=True).content.decode()
    assert "the original is there again" in page
    restored = image.artwork.reference_images.get()
    with restored.file.open() as file:
        assert file.read() == on_the_wall()
    assert restored.sha256 == image.sha256
    assert not Crop.objects.exists()
    assert not restored.file.storage.exists(kept)


@pytest.mark.medium
def test_an_import_of_the_same_file_finds_the_cropped_picture(admin_client, image):
    crop(admin_client, image)
    assert find_reference_image(image.artwork, on_the_wall()) == image.artwork.reference_images.get()


@pytest.mark.medium
def test_a_picture_is_cropped_once_and_then_restored_first(admin_client, image):
    crop(admin_client, image)
    cropped = image.artwork.reference_images.get()
    assert "restore the original first" in crop(admin_client, cropped).content.decode()
    assert image.artwork.reference_images.get() == cropped


def test_the_picture_on_the_wall_is_proposed(image):
    assert np.abs(np.array(proposed_corners(image)) - SHARES).max() < 0.03


def test_of_a_picture_without_an_outline_the_whole_is_proposed():
    plain = make_reference_image(make_artwork(), encode(np.full((300, 400, 3), 200, np.uint8), "PNG"))
    assert np.array(proposed_corners(plain)).tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("shares", "problem"),
    [
        (SHARES[[0, 2, 1, 3]], "The sides cross"),
        (SHARES[::-1], "The sides cross"),
        ([[0.4, 0.4], [0.45, 0.4], [0.45, 0.45], [0.4, 0.45]], "Too little is left"),
        ([[0, 0], [1, 0], [1, 0.2], [0.5, 0.21]], "too flat"),
        ([[0, 0], [1.2, 0], [1, 1], [0, 1]], "less than or equal to 100"),
    ],
)
def test_corners_that_are_no_outline_are_refused_and_nothing_is_cropped(admin_client, image, shares, problem):
    assert problem in crop(admin_client, image, shares).content.decode()
    assert image.artwork.reference_images.get() == image


def test_who_may_not_delete_pictures_crops_none(client, image):
    add_missing_roles()
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.add(Group.objects.get(name="Read-only"))
    client.force_login(reader)
    assert client.get(page_of(image)).status_code == 403
    assert crop(client, image).status_code == 403
    assert image.artwork.reference_images.get() == image


@pytest.mark.medium
def test_a_keeper_of_another_venue_crops_nothing_here(client, image):
    add_missing_roles()
    keeper = User.objects.create_user("keeper", is_staff=True)
    keeper.groups.add(Group.objects.get(name="Curator"))
    Responsibility.objects.create(user=keeper, venue=make_venue(name="Another"))
    client.force_login(keeper)
    assert client.get(page_of(image)).status_code == 404
    assert crop(client, image).status_code == 404
    assert image.artwork.reference_images.get() == image


@pytest.mark.medium
def test_the_original_of_a_crop_goes_with_its_work(admin_client, image):
    work = image.artwork
    crop(admin_client, image)
    original = Crop.objects.get().original
    assert original.storage.exists(str(original.name))
    remove_artwork(work)
    assert not original.storage.exists(str(original.name))
