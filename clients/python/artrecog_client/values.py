"""What the site answers. Fields that a newer site adds are left out, as the versioning rule of the API asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True)
class Artwork:
    """A work as an answer names it; `url` is a path on the site."""

    id: int
    source_id: str
    title: str
    creator: str
    url: str


@dataclass(frozen=True)
class Match:
    """One work, and what speaks for it."""

    artwork: Artwork
    confidence: float
    """Calibrated probability that the work is in the photo."""
    similarity: float
    inliers: int
    quad: tuple[Point, ...]
    """Four corners in pixels of the upright photo; empty when they are not known."""
    evidence: str


@dataclass(frozen=True)
class Advice:
    """How to take a better photo."""

    code: str
    message: str


@dataclass(frozen=True)
class Problem:
    """Why a recognition failed."""

    code: str
    message: str


@dataclass(frozen=True)
class Recognition:
    """A photo and its answer."""

    id: str
    status: str
    """`pending`, `running`, `done` or `failed`."""
    decision: str | None
    """`match`, `uncertain` or `no_match`; None while it is worked on."""
    matches: tuple[Match, ...]
    """Works named, best first."""
    candidates: tuple[Match, ...]
    """Works that are not sure enough to be named."""
    advice: tuple[Advice, ...]
    timings_ms: Mapping[str, float]
    error: Problem | None

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.status in ("done", "failed")


@dataclass(frozen=True)
class Work:
    """A work as a list of the catalogue shows it; addresses are paths on the site, texts may be empty."""

    id: int
    source_id: str
    title: str
    creator: str
    date_text: str
    medium: str
    dimensions: str
    credit_line: str
    venue: str
    room: str
    on_view: bool
    url: str
    thumb_url: str
    picture_url: str


def recognition(answer: Mapping[str, Any]) -> Recognition:
    """Read a recognition from the site's JSON."""
    error = answer["error"]
    return Recognition(
        id=answer["id"],
        status=answer["status"],
        decision=answer["decision"],
        matches=tuple(map(_match, answer["matches"])),
        candidates=tuple(map(_match, answer["candidates"])),
        advice=tuple(Advice(item["code"], item["message"]) for item in answer["advice"]),
        timings_ms=dict(answer["timings_ms"]),
        error=Problem(error["code"], error["message"]) if error else None,
    )


def work(row: Mapping[str, Any]) -> Work:
    """Read a row of the list of works."""
    return Work(**{name: row[name] for name in Work.__dataclass_fields__})


def _match(item: Mapping[str, Any]) -> Match:
    return Match(
        artwork=Artwork(**{name: item["artwork"][name] for name in Artwork.__dataclass_fields__}),
        confidence=item["confidence"],
        similarity=item["similarity"],
        inliers=item["inliers"],
        quad=tuple((x, y) for x, y in item["quad"]),
        evidence=item["evidence"],
    )
