"""Tables from the lists of the admin."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from openpyxl import load_workbook

from catalog.models import Price, ReviewState
from tests.catalog.factories import make_artwork, make_price

pytestmark = pytest.mark.django_db
WORKS, PRICES = "admin:catalog_artwork_changelist", "admin:catalog_price_changelist"


def body(response) -> bytes:
    assert response.status_code == 200
    return response.getvalue()


def titles(response) -> list[str]:
    """Return the column of titles of a table in either format."""
    content = body(response)
    if response["Content-Type"].startswith("text/csv"):
        return [row["title"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    columns, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [str(row[columns.index("title")]) for row in rows]


@pytest.mark.parametrize("action", ["export_xlsx", "export_csv"])
def test_chosen_works_are_exported(admin_client, action):
    chosen, _ = make_artwork("Irises"), make_artwork("Roses")
    assert titles(admin_client.post(reverse(WORKS), {"action": action, "_selected_action": [chosen.pk]})) == ["Irises"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_whole_list_is_a_link_away(admin_client, kind):
    for title in ("Irises", "Roses"):
        make_artwork(title)
    address = reverse("admin:catalog_artwork_export", args=[kind])
    assert address in admin_client.get(reverse(WORKS)).content.decode()
    response = admin_client.get(address)
    assert response["Content-Disposition"] == f'attachment; filename="artworks.{kind}"'
    assert titles(response) == ["Irises", "Roses"]


def test_chosen_prices_are_exported_with_their_review(admin_client):
    make_price(make_artwork("Irises"), review_state=ReviewState.PENDING)
    chosen = {"action": "export_csv", "_selected_action": [Price.objects.get().pk]}
    text = body(admin_client.post(reverse(PRICES), chosen)).decode("utf-8-sig")
    assert [row["review_state"] for row in csv.DictReader(io.StringIO(text))] == ["pending"]


def test_who_may_not_read_the_list_gets_no_table(client):
    reader = User.objects.create_user("reader", is_staff=True)
    client.force_login(reader)
    address = reverse("admin:catalog_artwork_export", args=["xlsx"])
    assert client.get(address).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_artwork"))
    assert body(client.get(address))


def test_there_is_no_other_kind_of_table(admin_client):
    assert admin_client.get(reverse("admin:catalog_artwork_export", args=["pdf"])).status_code == 404
