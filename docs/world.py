"""Draw static/img/world.svg, the map that stands behind the venues, from Natural Earth's outlines (public domain).

usage: python docs/world.py countries-50m.json      (from the npm package world-atlas 2.0.2)

Web Mercator, in degrees of longitude at the equator, so that `catalog/drawings/world.py` places a venue without asking.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "static" / "img" / "world.svg"
STEPS_PER_DEGREE = 10  # 11 km at the equator
SOUTHERNMOST = -60.0  # Antarctica shows no art, and would fill half of the map
SMALLEST_ISLAND = 6  # points that are left of a coast; below, it is a speck

Point = tuple[int, int]


def mercator(longitude: float, latitude: float) -> Point:
    """Return a place in tenths of a degree, north being up."""
    y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))
    return round(longitude * STEPS_PER_DEGREE), round(-y * STEPS_PER_DEGREE)


def read_arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Undo the delta encoding of TopoJSON, https://github.com/topojson/topojson-specification."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        places = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            places.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(places)
    return arcs


def rings(geometries: Iterable[dict[str, Any]]) -> Iterator[list[int]]:
    """Give every outline as the numbers of its arcs."""
    for geometry in geometries:
        nested = geometry.get("arcs", [])
        yield from nested if geometry["type"] == "Polygon" else (ring for polygon in nested for ring in polygon)


def outline(ring: list[int], arcs: list[list[tuple[float, float]]]) -> list[Point]:
    """Return the corners of a ring on the map's grid, each but once; "" south of the map."""
    places = [place for number in ring for place in (arcs[number] if number >= 0 else arcs[~number][::-1])]
    if max(latitude for _, latitude in places) < SOUTHERNMOST:
        return []
    grid = [mercator(longitude, max(latitude, SOUTHERNMOST)) for longitude, latitude in places]
    return [point for point, before in zip(grid, [None, *grid], strict=False) if point != before]


def path(points: list[Point]) -> str:
    """Return the closed path through `points`, each given by the step to it."""
    (x, y), *others = points
    steps = []
    for next_x, next_y in others:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def main(source: str) -> None:
    """Write the picture."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = read_arcs(topology)
    outlines = [outline(ring, arcs) for ring in rings(topology["objects"]["countries"]["geometries"])]
    paths = "".join(path(points) for points in outlines if len(points) >= SMALLEST_ISLAND)
    TARGET.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -1200 3600 2000">'
        f'<path id="land" fill-rule="evenodd" d="{paths}"/></svg>\n',
        encoding="utf-8",
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
