"""What else a machine does while it is measured."""

import os
from typing import Any


def load() -> dict[str, Any]:
    """Return the number of cores, and how many processes wanted one in the last minute, on average."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
