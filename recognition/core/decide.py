"""Evidence → an honest answer: which works are named, which are only possible, or that none is in the catalogue.

The confidence is a logistic model of what was measured (Platt 1999), fit by `manage.py calibrate` on the `choose` split
and on rendered photos; the thresholds below are then probabilities, not scores.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2

from recognition.core.values import Answer, Candidate, Decision, Evidence, Quad, Reference, Verification

FIRST_INLIERS = 9  # up to here each tells right from wrong; beyond, look-alikes have many too, but close together
# Agreeing points, each counted by the share of the outline that all of them span: twice what look-alikes of `choose`
# have, whose points lie in a title or a face. More than these add nothing.
SPREAD_INLIERS = 5.0


@dataclass(frozen=True)
class DecideConfig:
    """Weights of the confidence and the thresholds on it; docs/evaluation.md has the run that they come from."""

    intercept: float = -6.17
    per_first_inlier: float = 0.524
    per_similarity: float = 1.552
    per_resemblance: float = 7.872
    per_spread_inlier: float = 0.538
    match: float = 0.90
    # To be named, however confident. Fewer points agree by chance; and where points agree on what two pictures share,
    # the rest looks different: of wrong works of `choose` with 8 points or more one in seven resembles as much. Under a
    # lamp a right work looks different too, but its points are spread.
    min_inliers: int = 6
    min_resemblance: float = 0.35
    uncertain: float = 0.30
    # Two works that claim the same place of the photo: the weaker is dropped when it has less than this share of the
    # stronger one's inliers, otherwise nobody knows which of the two it is.
    rival_share: float = 0.5
    rival_overlap: float = 0.5
    candidates: int = 4


@dataclass(frozen=True)
class Checked:
    """A candidate after verification; `verification` is None when no sane perspective fits."""

    candidate: Candidate
    reference: Reference
    verification: Verification | None


def confidence(similarity: float, verification: Verification | None, config: DecideConfig) -> float:
    """Return the calibrated probability that the reference's work is in the photo."""
    weights = (config.per_first_inlier, config.per_similarity, config.per_resemblance, config.per_spread_inlier)
    evidence = evidence_vector(similarity, verification)
    logit = config.intercept + sum(w * x for w, x in zip(weights, evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-logit))


def evidence_vector(similarity: float, verification: Verification | None) -> tuple[float, float, float, float]:
    """Return what the confidence rests on: the first inliers, similarity, resemblance, spread inliers.

    Of a frame that was found again, the similarity alone: other works have that frame too.
    """
    if verification is None or verification.only_border:
        return 0.0, similarity, 0.0, 0.0
    first = min(verification.inliers, FIRST_INLIERS)
    spread = spread_inliers(verification.inliers, verification.coverage)
    return first, similarity, max(verification.resemblance, 0.0), spread


def spread_inliers(inliers: int, coverage: float) -> float:
    """Return the agreeing points, each counted by the share of the outline that they span, up to `SPREAD_INLIERS`."""
    return min(inliers * coverage, SPREAD_INLIERS)


def decide(checked: Iterable[Checked], size: tuple[int, int], config: DecideConfig) -> Decision:
    """Name the works whose confidence passes `config.match` and that no rival contests, the most prominent first.

    size: (width, height) of the photo. What fills most of it is what the visitor points at.
    """
    ranked = rank(checked, config)
    named, contested = _settle([e for e in ranked if is_convincing(e, config)], config)
    rest = tuple(e for e in ranked if e not in named)[: config.candidates]
    if named:
        prominent = sorted(named, key=lambda evidence: _visible_area(evidence, size), reverse=True)
        return Decision(Answer.MATCH, tuple(prominent), rest)
    unsure = contested or any(e.confidence >= config.uncertain for e in ranked)
    return Decision(Answer.UNCERTAIN if unsure else Answer.NO_MATCH, (), rest)


def rank(checked: Iterable[Checked], config: DecideConfig) -> list[Evidence]:
    """Return one piece of evidence a work, its best reference's, most certain first."""
    best: dict[int, Evidence] = {}
    for evidence in (weigh(one, config) for one in checked):
        known = best.get(evidence.artwork_id)
        if known is None or _worth(evidence, config) > _worth(known, config):
            best[evidence.artwork_id] = evidence
    return sorted(best.values(), key=_certainty, reverse=True)


def weigh(one: Checked, config: DecideConfig) -> Evidence:
    """Return what speaks for a candidate, and how sure that is."""
    return Evidence(
        reference_id=one.reference.reference_id,
        artwork_id=one.reference.artwork_id,
        similarity=one.candidate.similarity,
        votes=one.candidate.votes,
        confidence=confidence(one.candidate.similarity, one.verification, config),
        verification=one.verification,
    )


def is_convincing(evidence: Evidence, config: DecideConfig) -> bool:
    """Tell whether a work is named for this evidence, unless a rival contests it."""
    found = evidence.verification
    if found is None or found.inliers < config.min_inliers:
        return False
    is_spread = spread_inliers(found.inliers, found.coverage) >= SPREAD_INLIERS
    is_backed = is_spread or found.resemblance >= config.min_resemblance
    return is_backed and evidence.confidence >= config.match


def _certainty(evidence: Evidence) -> tuple[float, float]:
    return round(evidence.confidence, 6), inliers_of(evidence) or evidence.similarity


def _worth(evidence: Evidence, config: DecideConfig) -> tuple[bool, int, float]:
    """Order one work's pieces of evidence: what names it first, then by agreeing points, since confidence saturates.

    Points of a frame are none.
    """
    framed = evidence.verification is not None and evidence.verification.only_border
    return is_convincing(evidence, config), 0 if framed else inliers_of(evidence), evidence.confidence


def inliers_of(one: Checked | Evidence) -> int:
    """Return the number of agreeing points, 0 without a verification."""
    return one.verification.inliers if one.verification else 0


def _visible_area(evidence: Evidence, size: tuple[int, int]) -> float:
    return evidence.verification.quad.area_within(size) if evidence.verification else 0.0


def _settle(convincing: list[Evidence], config: DecideConfig) -> tuple[tuple[Evidence, ...], bool]:
    """Return the works to name, and whether any place of the photo stays contested between rivals."""
    named: list[Evidence] = []
    contested: list[Evidence] = []
    for evidence in sorted(convincing, key=inliers_of, reverse=True):  # so that every rival before is the stronger one
        rivals = [other for other in (*named, *contested) if _same_place(evidence, other, config)]
        if not rivals:
            named.append(evidence)
        elif inliers_of(evidence) >= config.rival_share * max(inliers_of(r) for r in rivals):
            contested += [evidence, *(r for r in rivals if r in named)]
            named = [n for n in named if n not in rivals]
    return tuple(named), bool(contested)


def _same_place(one: Evidence, other: Evidence, config: DecideConfig) -> bool:
    if one.verification is None or other.verification is None:
        return False
    return overlap(one.verification.quad, other.verification.quad) >= config.rival_overlap


def overlap(one: Quad, other: Quad) -> float:
    """Return the shared area of two convex quads over the smaller one's area."""
    shared, _ = cv2.intersectConvexConvex(one.corners, other.corners)
    return shared / max(min(abs(one.area), abs(other.area)), 1e-6)
