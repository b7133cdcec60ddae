"""What speaks for a work is kept with the answer, so that it can be said in words later."""

from typing import Any

import numpy as np
import pytest

from recognition.answers import to_result
from recognition.core.values import Answer, Decision, Evidence, Quad, Verification
from recognition.wording import evidence_in_words


def keep(verification: Verification) -> dict[str, Any]:
    evidence = Evidence(1, 1, 0.3, 2.0, 0.01, verification)
    decision = Decision(Answer.NO_MATCH, (), (evidence,), width=100, height=100)
    (candidate,) = to_result(decision, 100, 100)["candidates"]
    return candidate


@pytest.mark.parametrize(
    ("only_border", "words"), [(True, "nearly all on its border"), (False, "as they do by chance")]
)
def test_that_only_a_frame_was_found_again_is_kept(only_border: bool, words: str):
    quad, points = Quad(np.array([[0, 0], [9, 0], [9, 9], [0, 9]], np.float32)), np.zeros((20, 2), np.float32)
    found = Verification(40, 20, np.eye(3), quad, points, points, 0.9, 0.2, only_border)
    assert words in evidence_in_words(keep(found), "no_match")
