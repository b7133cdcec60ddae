"""How gunicorn serves the app; its command line and GUNICORN_CMD_ARGS override each value."""

import os
import shutil
import tempfile
from typing import Any

wsgi_app = "artrecog.wsgi:application"
bind = "127.0.0.1:8000"

# A worker holds its own CNN and index, loaded after the fork; threads share them, and both release the GIL.
workers = 1
worker_class = "gthread"
threads = 4

# Without a broker a photo is recognized within its request.
timeout = 120

# Nothing is steered through it, and it would lie in the home directory.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Give the workers a folder where they count requests together; `prometheus_client` looks for it when imported."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="artrecog-metrics-")


def on_exit(server: Any) -> None:
    """Remove the folder: counters begin anew with the next start, as Prometheus expects."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """Import the views, and what they rest on, before the first visitor comes; Django would do it while they wait."""
    from django.urls import get_resolver

    worker.log.info("Ready with %d routes", len(get_resolver().url_patterns))
