"""Staff register endpoints in the admin, see what became of each delivery, and have it sent again."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.webhooks.conftest import Receiver, register
from webhooks.events import note
from webhooks.models import Delivery, Endpoint, Event

pytestmark = pytest.mark.django_db

ADD = "admin:webhooks_endpoint_add"
DELIVERIES = "admin:webhooks_delivery_changelist"


def staff(*rights: str) -> Client:
    person = User.objects.create_user(f"staff-{len(rights)}", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="webhooks"))
    client = Client()
    client.force_login(person)
    return client


def given_up() -> Delivery:
    (pk,) = note(register(Event.RECOGNITION_FINISHED), Event.RECOGNITION_FINISHED, "one", {})
    Delivery.objects.filter(pk=pk).update(status="given_up", attempts=8, problem="It answered 500.")
    return Delivery.objects.get(pk=pk)


def test_an_endpoint_is_registered_with_its_events_and_gets_a_secret(admin_client: Client):
    form = {"url": "https://hooks.example/in", "events": ["recognition.finished", "artwork.changed"], "active": "on"}
    assert admin_client.post(reverse(ADD), form).status_code == 302
    endpoint = Endpoint.objects.get()
    assert endpoint.events == form["events"]
    page = admin_client.get(reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])).content.decode()
    assert endpoint.secret in page
    assert endpoint.secret != register().secret


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "https://user:word@hooks.example/", "https://hooks.example:8443/", "ftp://a.example"],
)
def test_what_is_no_plain_https_address_is_refused(admin_client: Client, url: str):
    page = admin_client.post(reverse(ADD), {"url": url, "events": ["artwork.changed"], "active": "on"})
    assert page.status_code == 200
    assert not Endpoint.objects.exists()


def test_an_endpoint_without_events_or_with_made_up_ones_is_refused(admin_client: Client):
    for events in ([], ["photo.taken"]):
        admin_client.post(reverse(ADD), {"url": "https://hooks.example/", "events": events, "active": "on"})
    assert not Endpoint.objects.exists()


def test_who_may_only_look_does_not_see_the_secret():
    endpoint = register()
    page = staff("view_endpoint").get(reverse("admin:webhooks_endpoint_change", args=[endpoint.pk]))
    assert page.status_code == 200
    assert endpoint.secret not in page.content.decode()


def test_the_lists_show_what_waits_and_what_was_given_up(admin_client: Client):
    given_up()
    assert b"It answered 500." in admin_client.get(reverse(DELIVERIES)).content
    assert b"https://hooks.example/artworks" in admin_client.get(reverse("admin:webhooks_endpoint_changelist")).content


@pytest.mark.django_db(transaction=True)
def test_what_was_given_up_is_sent_again_from_the_first_attempt_on(admin_client: Client, receiver: Receiver):
    delivery = given_up()
    chosen = {"action": "send_again", "_selected_action": [str(delivery.pk)]}
    page = admin_client.post(reverse(DELIVERIES), chosen, follow=True)
    assert "1 deliveries are sent again." in page.content.decode()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, len(receiver.messages)) == ("delivered", 1, 1)


def test_who_may_only_look_sends_nothing_again(receiver: Receiver):
    delivery = given_up()
    chosen = {"action": "send_again", "_selected_action": [str(delivery.pk)]}
    staff("view_delivery").post(reverse(DELIVERIES), chosen)
    assert receiver.messages == []


def test_nobody_writes_deliveries_by_hand(admin_client: Client):
    assert admin_client.get(reverse("admin:webhooks_delivery_add")).status_code == 403
