"""The other end: `python -m bounded.child MODULE LIMITS`. Works until its pipe is closed.

MODULE has `warm_up()`, which loads all that the work will need, and `run(facts, data)`, which does it; what `run` does
not catch ends the process. After `warm_up` no file and no socket can be opened any more.
"""

import json
import resource
import select
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from bounded.messages import Message, receive, send

STDIN, STDOUT, STDERR = range(3)
READY, OUT_OF_MEMORY = "ready", "out_of_memory"
# The site kills whoever is too slow. When the site itself is gone, the process ends by its own clock, a little later.
GRACE_SECONDS = 1.0

Run = Callable[[Mapping[str, Any], bytes | bytearray], tuple[Mapping[str, Any], bytes]]


def main(module_name: str, limits: Mapping[str, Any]) -> None:
    """Get ready, give up what is not needed, say so, and work."""
    module = import_module(module_name)
    module.warm_up()
    no_core = (0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, no_core)
    resource.setrlimit(resource.RLIMIT_NOFILE, (STDERR + 1, STDERR + 1))
    send(STDOUT, Message({READY: True, "memory_is_limited": limit_memory(limits["memory_bytes"])}))
    while _is_asked(limits["idle_seconds"]) and _work_once(module.run, limits):
        pass


def limit_memory(most_bytes: int) -> bool:
    """Tell whether this system can do so: macOS knows no limit on address space."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    except (OSError, ValueError):
        return False
    return sys.platform == "linux"


def _is_asked(idle_seconds: float) -> bool:
    readable, _, _ = select.select([STDIN], [], [], idle_seconds)
    return bool(readable)


def _work_once(run: Run, limits: Mapping[str, Any]) -> bool:
    """Do a piece of work; False when there is none left, or when the next needs a fresh process."""
    message = receive(STDIN, sys.maxsize)
    if message is None:
        return False
    # The signal's own action is to end the process, in whichever library it is.
    signal.setitimer(signal.ITIMER_REAL, limits["seconds"] + GRACE_SECONDS)
    try:
        facts, data = run(message.facts, message.data)
    except MemoryError:
        send(STDOUT, Message({OUT_OF_MEMORY: True}))
        return False
    send(STDOUT, Message(facts, data))
    signal.setitimer(signal.ITIMER_REAL, 0)
    return True


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
