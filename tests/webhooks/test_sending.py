"""A delivery is sent until it is taken or given up, by one process at a time, and to public addresses only."""

import time
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from artrecog import public_hosts
from tests.webhooks.conftest import Receiver, register
from webhooks import tasks
from webhooks.events import note
from webhooks.models import Delivery, Endpoint, Event
from webhooks.posting import Limits, post
from webhooks.sending import MOST_ATTEMPTS, PAUSES, send

pytestmark = pytest.mark.django_db


def waiting(**facts: object) -> Delivery:
    (pk,) = note(register(Event.RECOGNITION_FINISHED), Event.RECOGNITION_FINISHED, "one", {"id": "one"})
    Delivery.objects.filter(pk=pk).update(**facts)
    return Delivery.objects.get(pk=pk)


@pytest.mark.medium
def test_what_was_not_taken_is_sent_again_later_and_later(receiver: Receiver):
    delivery, receiver.status = waiting(), 503
    for pause in PAUSES:
        tried = timezone.now()
        send(delivery.pk)
        delivery.refresh_from_db()
        assert delivery.status == "pending"
        assert delivery.next_try_at - tried >= pause
        send(delivery.pk)  # not due
        Delivery.objects.update(next_try_at=timezone.now())
    assert len(receiver.messages) == len(PAUSES)
    send(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("given_up", MOST_ATTEMPTS)


def test_the_clock_sends_what_is_due_with_the_same_id(receiver: Receiver):
    delivery, receiver.status = waiting(), 500
    tasks.sweep_deliveries()
    receiver.status = 200
    tasks.sweep_deliveries()  # not due yet
    Delivery.objects.update(next_try_at=timezone.now())
    tasks.sweep_deliveries()
    assert [message.headers["webhook-id"] for message in receiver.messages] == [str(delivery.pk)] * 2
    assert Delivery.objects.get().delivered_at is not None


def test_without_workers_a_command_does_what_the_clock_does(receiver: Receiver, capsys):
    waiting()
    call_command("send_webhooks")
    assert capsys.readouterr().out == "1 webhooks were due.\n"
    assert Delivery.objects.get().status == "delivered"


def test_of_two_processes_one_sends(receiver: Receiver):
    delivery = waiting()
    assert Delivery.objects.claim(delivery.pk)
    assert not Delivery.objects.claim(delivery.pk)
    send(delivery.pk)
    assert receiver.messages == []


def test_of_an_endpoint_that_fails_one_delivery_a_minute_is_tried_until_it_is_back(receiver: Receiver):
    delivery, receiver.status = waiting(), 500
    for subject in ("two", "three"):
        note(delivery.endpoint, Event.RECOGNITION_FINISHED, subject, {})
    send(delivery.pk)
    delivery.endpoint.refresh_from_db()
    assert delivery.endpoint.failing_since is not None
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 2
    Delivery.objects.update(next_try_at=timezone.now())
    receiver.status = 200
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 3
    assert not Endpoint.objects.filter(failing_since__isnull=False).exists()
    tasks.sweep_deliveries()
    assert Delivery.objects.filter(status="delivered").count() == 3


def test_what_a_lost_process_left_behind_is_sent(receiver: Receiver):
    waiting(status="sending", attempts=1, claimed_at=timezone.now() - timedelta(minutes=3))
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 1


def test_an_endpoint_that_was_turned_off_gets_nothing_more(receiver: Receiver):
    delivery = waiting()
    delivery.endpoint.active = False
    delivery.endpoint.save()
    send(delivery.pk)
    assert receiver.messages == []


def test_an_event_is_told_once_to_an_endpoint():
    endpoint = register(Event.RECOGNITION_FINISHED)
    assert note(endpoint, Event.RECOGNITION_FINISHED, "one", {}) != []
    assert note(endpoint, Event.RECOGNITION_FINISHED, "one", {}) == []


def test_old_deliveries_are_forgotten(receiver: Receiver):
    waiting(created_at=timezone.now() - timedelta(days=31))
    tasks.sweep_deliveries()
    assert not Delivery.objects.exists()


def test_a_redirect_is_not_followed(receiver: Receiver):
    receiver.status, receiver.location = 307, "http://169.254.169.254/latest/meta-data/"
    send(waiting().pk)
    assert len(receiver.messages) == 1
    assert Delivery.objects.get().problem == "It answered 307."


@pytest.mark.medium
def test_an_answer_that_drips_is_cut_off(receiver: Receiver):
    receiver.drips = True
    began = time.monotonic()
    outcome = post("https://hooks.example/", b"{}", {}, Limits(total=0.1))
    assert outcome.problem.startswith("No answer")
    assert time.monotonic() - began < 3


def test_a_name_that_leads_into_our_own_network_is_not_asked():
    delivery = waiting()
    delivery.endpoint.url = "https://localhost/admin/"
    delivery.endpoint.save()
    send(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == "pending"
    assert delivery.problem.startswith("localhost leads to ")
    assert delivery.problem.endswith("which is no public address.")


@pytest.mark.parametrize("address", ["https://127.0.0.1/", "https://[::1]/"])
def test_an_address_of_our_own_network_is_not_asked_however_it_is_written(address: str):
    assert post(address, b"{}", {}).problem != ""
    assert post(address, b"{}", {}).status is None


def test_nothing_but_the_checked_connection_is_used(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def refuse(host: str) -> None:
        asked.append(host)
        raise public_hosts.HostRefused("No.")

    monkeypatch.setattr(public_hosts, "open_pinned_pool", refuse)
    assert post("https://hooks.example/x", b"{}", {}).problem == "No."
    assert asked == ["hooks.example"]


def test_an_unknown_delivery_is_nobodys_business():
    send(uuid.uuid4())
