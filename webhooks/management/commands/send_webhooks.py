"""Send the webhooks that are due: what a worker's clock does, for sites without workers."""

from typing import Any

from django.core.management.base import BaseCommand

from webhooks import sending, sweeping


class Command(BaseCommand):
    """Send the webhooks that are due."""

    help = "Note which works changed, and send the webhooks that are due; call it each minute where no worker runs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        due = sweeping.sweep()
        for pk in due:
            sending.send(pk)
        self.stdout.write(f"{len(due)} webhooks were due.")
