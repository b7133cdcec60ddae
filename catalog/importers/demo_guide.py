"""What guides a visitor through the demonstration catalogue: a plan, a tour, the past of two works.

The past is what the museum's own records, which come with the demonstration, say in their credit lines.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog import services
from catalog.importers.met import SOURCE, THE_MET
from catalog.models import Artwork, Venue
from catalog.records import StopRecord, TextRecord

GUIDE = Path(__file__).with_name("met_guide.json")


def load_demo_guide() -> None:
    """Add all of it to the loaded works; what is there already, or was changed by a curator, is left as it is."""
    guide = json.loads(GUIDE.read_text(encoding="utf-8"))
    venue = services.find_or_add_venue(THE_MET)
    services.lay_out_rooms(venue)
    _add_tour(venue, guide["tour"])
    for text in guide["texts"]:
        services.record_text(_work(text.pop("source_id")), TextRecord(**text))


def _work(source_id: str) -> Artwork:
    return Artwork.objects.get(source=SOURCE, source_id=source_id)


def _add_tour(venue: Venue, tour: Mapping[str, Any]) -> None:
    stops = [StopRecord(_work(stop["source_id"]), stop["text"]) for stop in tour["stops"]]
    services.add_tour(venue, tour["title"], stops, summary=tour["summary"], minutes=tour["minutes"])
