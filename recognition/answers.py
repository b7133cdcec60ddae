"""A decision of the core → the JSON that a recognition keeps → the JSON that the API and `recognize --json` answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from artrecog.api_errors import error_body
from catalog.pages import ArtworkCard
from catalog.selectors import artwork_cards
from recognition.core.values import Decision, Evidence, Verification
from recognition.models import Recognition
from recognition.wording import evidence_in_words

SHOWN_EVIDENCE = ("confidence", "similarity", "inliers", "quad")
POINTS_KEPT = 60  # enough to see why, few enough to draw


def to_result(decision: Decision, width: int, height: int) -> dict[str, Any]:
    """Return the answer as docs/architecture.md describes it, in pixels of a photo of `width` × `height`."""
    scale = np.array([width / decision.width, height / decision.height])
    return {
        "matches": [_evidence(evidence, scale) for evidence in decision.matches],
        "candidates": [_evidence(evidence, scale) for evidence in decision.candidates],
        "advice": [{"code": advice.code, "message": advice.message} for advice in decision.advice],
        "looks": decision.looks,
        "timings_ms": {stage: round(ms, 1) for stage, ms in decision.timings_ms.items()},
    }


def api_answer(row: Recognition) -> dict[str, Any]:
    """Return a recognition as DESIGN's contract has it. Works that left the catalogue since are left out."""
    error = error_body(row.error_code, row.error_message) if row.error_code else None
    head = {"id": str(row.pk), "status": row.status, "decision": row.decision or None, "error": error}
    return head | named_works(row.result, row.decision)


def named_works(result: Mapping[str, Any], decision: str = "") -> dict[str, Any]:
    """Return `to_result`'s answer with names and evidence in words, for a reader without the database."""
    found = [*result.get("matches", []), *result.get("candidates", [])]
    cards = artwork_cards({item["artwork_id"] for item in found})
    return {
        "matches": _with_names(result.get("matches", []), cards, decision),
        "candidates": _with_names(result.get("candidates", []), cards, decision),
        "advice": result.get("advice", []),
        "timings_ms": result.get("timings_ms", {}),
    }


def _with_names(items: list[dict[str, Any]], cards: Mapping[int, ArtworkCard], decision: str) -> list[dict[str, Any]]:
    return [
        {"artwork": _name(cards[item["artwork_id"]]), "evidence": evidence_in_words(item, decision)}
        | {key: item[key] for key in SHOWN_EVIDENCE}
        for item in items
        if item["artwork_id"] in cards
    ]


def _name(card: ArtworkCard) -> dict[str, Any]:
    return {key: getattr(card, key) for key in ("id", "source_id", "title", "creator", "url")}


def _evidence(evidence: Evidence, scale: NDArray[np.float64]) -> dict[str, Any]:
    verification = evidence.verification
    return {
        "reference_image_id": evidence.reference_id,
        "artwork_id": evidence.artwork_id,
        "confidence": round(evidence.confidence, 4),
        "similarity": round(evidence.similarity, 4),
        "inliers": verification.inliers if verification else 0,
        "inlier_ratio": round(verification.inlier_ratio, 4) if verification else 0.0,
        "coverage": round(verification.coverage, 4) if verification else 0.0,
        "resemblance": round(verification.resemblance, 4) if verification else 0.0,
        "only_border": verification.only_border if verification else False,
        "quad": _rounded(verification.quad.corners * scale) if verification else [],
        "points": _points(verification, scale) if verification else [],
    }


def _points(verification: Verification, scale: NDArray[np.float64]) -> list[list[float]]:
    pairs = np.hstack([verification.photo_points * scale, verification.reference_points])
    chosen = np.linspace(0, len(pairs) - 1, min(len(pairs), POINTS_KEPT)).round().astype(int)
    return _rounded(pairs[chosen])


def _rounded(points: NDArray[np.floating]) -> list[list[float]]:
    return [[round(float(value), 1) for value in point] for point in points]
