"""Who wants to know which works changed is told by the clock, whoever changed them by whichever door."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Artwork
from catalog.services import remove_artwork
from tests.catalog.conftest import announcements
from tests.catalog.factories import make_artwork, make_placement, make_price, make_room
from tests.webhooks.conftest import Receiver, register
from webhooks import sweeping, tasks
from webhooks.models import Delivery, Endpoint, Event

__all__ = ["announcements"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def endpoint(receiver: Receiver, announcements: object) -> Endpoint:
    return register(Event.ARTWORK_CHANGED, changes_told_to=timezone.now() - HOUR)


def settle() -> None:
    """Let time pass for what was written until now."""
    for model in (Artwork, *sweeping.PARTS):
        history = model.history.all()
        history.filter(history_date__gt=timezone.now() - HOUR).update(
            history_date=timezone.now() - timedelta(minutes=2)
        )


def told(receiver: Receiver) -> list[list[tuple[int, str]]]:
    bodies = [json.loads(message.body) for message in receiver.messages]
    assert {body["type"] for body in bodies} <= {"artwork.changed"}
    return [[(work["id"], work["change"]) for work in body["data"]["artworks"]] for body in bodies]


def test_works_that_were_added_changed_and_removed_are_told_together(endpoint: Endpoint, receiver: Receiver):
    kept, gone = make_artwork("Irises", source="met", source_id="436528"), make_artwork("Roses")
    gone_id = gone.pk
    remove_artwork(gone)
    settle()
    tasks.sweep_deliveries()
    assert told(receiver) == [[(kept.pk, "changed"), (gone_id, "removed")]]
    work = json.loads(receiver.messages[0].body)["data"]["artworks"][0]
    assert (work["source"], work["source_id"]) == ("met", "436528")


def test_what_is_said_of_a_work_changes_it_too(endpoint: Endpoint, receiver: Receiver):
    priced, hung, untouched = make_artwork("A"), make_artwork("B"), make_artwork("C")
    settle()
    tasks.sweep_deliveries()
    Endpoint.objects.update(changes_told_to=timezone.now() - timedelta(minutes=10))
    for model in (Artwork, *sweeping.PARTS):
        model.history.all().delete()
    make_price(priced, "10")
    make_placement(hung, make_room())
    settle()
    tasks.sweep_deliveries()
    assert told(receiver)[-1] == [(priced.pk, "changed"), (hung.pk, "changed")]
    assert untouched.pk not in dict(told(receiver)[-1])


def test_each_change_is_told_once(endpoint: Endpoint, receiver: Receiver):
    make_artwork()
    settle()
    tasks.sweep_deliveries()
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 1


def test_what_was_written_just_now_waits_until_its_transaction_is_over(endpoint: Endpoint, receiver: Receiver):
    make_artwork()
    tasks.sweep_deliveries()
    assert receiver.messages == []
    Endpoint.objects.update(changes_told_to=timezone.now() - HOUR)
    settle()
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 1


def test_of_two_sweeps_at_once_one_tells(endpoint: Endpoint):
    make_artwork()
    settle()
    until = timezone.now() - sweeping.SETTLED_AFTER
    sweeping._note_changes(endpoint, until)
    sweeping._note_changes(endpoint, until)  # as it was read before
    assert Delivery.objects.count() == 1


def test_many_works_are_told_in_several_messages(endpoint: Endpoint, receiver: Receiver, monkeypatch):
    monkeypatch.setattr(sweeping, "WORKS_IN_ONE", 2)
    works = [make_artwork(f"Work {number}").pk for number in range(5)]
    settle()
    tasks.sweep_deliveries()
    assert sorted(pk for message in told(receiver) for pk, _ in message) == works
    assert [len(message) for message in told(receiver)].count(2) == 2


def test_what_happened_before_an_endpoint_was_registered_is_not_told(receiver: Receiver, announcements: object):
    make_artwork()
    settle()
    register(Event.ARTWORK_CHANGED)
    tasks.sweep_deliveries()
    assert receiver.messages == []
