"""Every write to the catalogue that is more than saving one row."""

from catalog.services.artworks import Saved, remove_artwork, save_artwork, save_artworks
from catalog.services.changes import Change, State, addition, filled, row_state
from catalog.services.guide import add_tour, lay_out_rooms, record_text
from catalog.services.merging import merge_artworks, undo_merge
from catalog.services.pictures import (
    add_reference_image,
    add_reference_images,
    announce_references,
    find_reference_image,
    make_primary,
    remove_reference_image,
    replace_reference_image,
)
from catalog.services.places import find_or_add_venue, place_artwork
from catalog.services.plans import set_plan_picture
from catalog.services.prices import (
    find_price,
    put_review_back,
    record_price,
    review_prices,
)
from catalog.services.removing import remove_row
from catalog.services.reverting import put_back
from catalog.services.rooms import arrange_rooms, arrangement, move_to_room
from catalog.services.stored_files import removed_files
from catalog.services.takedown import put_up, take_down
from catalog.services.undoing import undo_works

__all__ = [
    "Change",
    "Saved",
    "State",
    "add_reference_image",
    "add_reference_images",
    "add_tour",
    "addition",
    "announce_references",
    "arrange_rooms",
    "arrangement",
    "filled",
    "find_or_add_venue",
    "find_price",
    "find_reference_image",
    "lay_out_rooms",
    "make_primary",
    "merge_artworks",
    "move_to_room",
    "place_artwork",
    "put_back",
    "put_review_back",
    "put_up",
    "record_price",
    "record_text",
    "remove_artwork",
    "remove_reference_image",
    "remove_row",
    "removed_files",
    "replace_reference_image",
    "review_prices",
    "row_state",
    "save_artwork",
    "save_artworks",
    "set_plan_picture",
    "take_down",
    "undo_merge",
    "undo_works",
]
