"""The curator's desk is read by everybody: each page of it, in a real browser."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse

from quality.models import Crop, Duplicate, Merge, PictureDefect, WorkTrial
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_artwork, make_reference_image, picture_bytes
from visits.models import Correction
from visits.reviewing import accept

LISTS = ("duplicate", "merge", "picturedefect", "crop", "worktrial")


@pytest.fixture
def pages(admin_user: User, settings) -> list[str]:
    """Return the pages of a desk on which everything waits."""
    settings.CATALOG_REFERENCE_LISTENER = "tests.browser.site.ignore_references"
    work, other = make_artwork("Irises", "Vincent van Gogh"), make_artwork("Irises", "V. van Gogh")
    image = make_reference_image(work)
    Duplicate.objects.create(first=work, second=other, same_name=True)
    merge = Merge.objects.create(kept_id=work.pk, merged_id=0, kept_title="Irises", merged_title="Irises", changes=[])
    PictureDefect.objects.create(reference_image=image, code="too_small", measured=200)
    WorkTrial.objects.create(artwork=work, picture=image, photos=3, found=1, reason="low_texture", details=90)
    crop = Crop(picture=image, corners=[[0, 0], [1, 0], [1, 1], [0, 1]])
    crop.original.save("original.jpg", ContentFile(picture_bytes()))
    correction = Correction.objects.create(artwork=work, fact="medium", correct_value="Oil", source="The label")
    accept(correction, admin_user)
    return [
        *(reverse(f"admin:quality_{name}_changelist") for name in LISTS),
        reverse("admin:quality_merge_change", args=[merge.pk]),
        reverse("admin:visits_correction_take_back", args=[correction.pk]),
    ]


def test_no_page_of_the_desk_bars_anyone(open_context, admin_client, live_server, pages):
    context = open_context(**WINDOW)
    watch_policy(context)
    cookie = admin_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    for path in pages:
        assert page.goto(path).status == 200, path
        assert is_sound(page), path
