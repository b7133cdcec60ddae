"""How gunicorn serves the app; its command line and GUNICORN_CMD_ARGS override each value."""

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


def post_worker_init(worker: Any) -> None:
    """Import the views, and what they rest on, before the first visitor comes; Django would do it while they wait."""
    from django.urls import get_resolver

    worker.log.info("Ready with %d routes", len(get_resolver().url_patterns))
