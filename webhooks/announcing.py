"""What happens elsewhere, told as events. Neither a photo nor anything of a visitor goes out."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from recognition.answers import api_answer
from recognition.models import Recognition
from webhooks.events import listeners, note
from webhooks.models import Event
from webhooks.queueing import queue

TOLD = ("id", "status", "decision")


def recognition_finished(pk: UUID) -> None:
    """Note that a photo has its answer; `settings.RECOGNITION_LISTENER` names this.

    Called in the transaction that keeps the answer, so that neither is there without the other.
    """
    endpoints = listeners(Event.RECOGNITION_FINISHED)
    if not endpoints:
        return
    data = _summary(api_answer(Recognition.objects.get(pk=pk)))
    for endpoint in endpoints:
        new = note(endpoint, Event.RECOGNITION_FINISHED, str(pk), data)
        for delivery in new if endpoint.failing_since is None else ():  # else it waits for the clock
            transaction.on_commit(partial(queue, delivery))


def _summary(answer: dict[str, Any]) -> dict[str, Any]:
    """Return which works were named, and how surely; where they are in the photo stays here."""
    named = [{"artwork": match["artwork"], "confidence": match["confidence"]} for match in answer["matches"]]
    return {key: answer[key] for key in TOLD} | {"matches": named, "error": answer["error"]}
