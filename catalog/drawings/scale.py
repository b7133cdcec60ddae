"""A work at its size beside a person, on the wall where a museum would hang it."""

from dataclasses import dataclass

PERSON_CM = 170.0
PERSON_WIDTH_CM = 48.0
# Museums hang the middle of a picture at the height of the eyes.
MIDDLE_CM = 150.0
GAP_CM = 40.0
MARGIN_CM = 12.0


@dataclass(frozen=True)
class ScaleDrawing:
    """A wall in centimeters, y downwards. The person stands at (`person_x`, `floor`), drawn upwards."""

    width: float
    height: float
    floor: float
    person_x: float
    x: float
    y: float
    work_width: float
    work_height: float


def draw_to_scale(height: float, width: float) -> ScaleDrawing:
    """Place a work of this size, in centimeters, on a wall; one that is taller than its wall allows stands below."""
    lower_edge = max(MARGIN_CM, MIDDLE_CM - height / 2)
    top = max(PERSON_CM, lower_edge + height) + MARGIN_CM
    x = MARGIN_CM + PERSON_WIDTH_CM + GAP_CM
    return ScaleDrawing(
        width=round(x + width + MARGIN_CM, 1),
        height=round(top + MARGIN_CM / 2, 1),
        floor=round(top, 1),
        person_x=MARGIN_CM,
        x=x,
        y=round(top - lower_edge - height, 1),
        work_width=width,
        work_height=height,
    )
