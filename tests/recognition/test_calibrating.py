"""The confidence is fit on evidence whose truth is known, and the fit says what it rests on."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog.models import Artwork
from recognition.core.decide import evidence_vector
from recognition.core.decode import decode_photo
from recognition.examples import behind, examples_of, listed_photos, shrunk, weight_names
from recognition.indexing import build_index
from recognition.training.calibration import fit_logistic
from tests.recognition.museum import hang, photo_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    """Return a list of photos: of two works that hang here, and of one that is not in the catalogue."""
    for seed in (71, 72):
        hang(seed)
    build_index()
    for seed in (71, 72, 99):
        (tmp_path / f"{seed}.jpg").write_bytes(photo_of(seed))
    queries = tmp_path / "queries.csv"
    queries.write_text(
        "query,refs,tier,split\n71.jpg,71,natural,choose\n72.jpg,72,natural,choose\n99.jpg,,absent,choose\n"
    )
    return queries


@pytest.fixture
def source(museum: Path) -> str:
    return Artwork.objects.values_list("source", flat=True)[0]


def test_the_weights_are_printed_with_what_they_rest_on(
    museum: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("calibrate", f"{source}={museum}")
    words = capsys.readouterr().out
    assert [name for name in ("intercept", *weight_names()) if f"\n{name} = " not in f"\n{words}"] == []
    assert "calibration error" in words
    assert "share right" in words
    assert "15+" in words


def test_every_evidence_has_a_named_weight() -> None:
    assert len(weight_names()) == len(evidence_vector(0.5, None))


def test_a_photo_gives_its_best_candidate_of_each_look_and_tells_right_from_wrong(museum: Path, source: str) -> None:
    photos = listed_photos(f"{source}={museum}", "choose", skip=())
    seen = {query.name: [example.is_right for example in examples_of(query, photos)] for query in photos.queries}
    assert seen == {"71.jpg": [True], "72.jpg": [True], "99.jpg": [False]}


def test_an_unlisted_work_of_the_same_house_proves_nothing(museum: Path, source: str) -> None:
    museum.write_text("query,refs,split\n71.jpg,72,choose\n")
    (query,) = (photos := listed_photos(f"{source}={museum}", "choose", skip=())).queries
    # What is left is the listed work, of which no points agree: that it is right for all that, the fit should know.
    assert [(example.is_right, example.evidence.verification) for example in examples_of(query, photos)] == [
        (True, None)
    ]
    of_another_house = replace(photos, unsure=frozenset())
    assert [example.is_right for example in examples_of(query, of_another_house)] == [False]


def test_frames_of_one_clip_are_predicted_by_a_fit_to_other_clips(museum: Path) -> None:
    museum.write_text("query,refs,split\nclip_1.jpg,71,choose\nclip_2.jpg,71,choose\n")
    assert {query.group for query in listed_photos(f"frames={museum}", "choose", skip=()).queries} == {"clip"}


def test_photos_of_wrong_truth_can_be_skipped(museum: Path, source: str) -> None:
    photos = listed_photos(f"{source}={museum}", "choose", skip=["71.jpg"])
    assert [query.name for query in photos.queries] == ["72.jpg", "99.jpg"]


def test_photos_are_shrunk_to_where_few_points_agree(museum: Path, source: str) -> None:
    photos = shrunk(listed_photos(f"{source}={museum}", "choose", skip=()), side=300)
    assert photos.kind == f"{source} 300"
    assert len(photos.queries) == 3
    for query in photos.queries:
        photo = decode_photo(query.photo())
        assert max(photo.width, photo.height) == 300


def test_photos_are_taken_under_a_lamp_and_behind_glass(museum: Path, source: str) -> None:
    listed = listed_photos(f"{source}={museum}", "choose", skip=())
    plain = decode_photo(listed.queries[0].photo()).pixels.astype(int)
    for way in ("lamp", "glass"):
        photos = behind(way, listed)
        assert photos.kind == f"{source} {way}"
        assert [(query.name, query.refs) for query in photos.queries] == [(q.name, q.refs) for q in listed.queries]
        data = photos.queries[0].photo()
        assert data == photos.queries[0].photo()
        seen = decode_photo(data).pixels.astype(int)
        assert abs(cv2.resize(plain.astype(np.uint8), seen.shape[1::-1]).astype(int) - seen).mean() > 10


def test_no_evidence_counts_against_a_work() -> None:
    rng = np.random.default_rng(0)
    right = rng.uniform(size=400) < 0.5
    evidence = np.column_stack([right + rng.normal(0, 0.5, 400), 0.3 * ~right + rng.normal(0, 0.5, 400)])
    weights = fit_logistic(evidence, right).weights
    assert weights[0] > 1
    assert weights[1] == 0


def test_one_kind_of_example_teaches_nothing(museum: Path, source: str) -> None:
    museum.write_text("query,refs,split\n99.jpg,,choose\n")
    with pytest.raises(CommandError, match="Right and wrong"):
        call_command("calibrate", f"{source}={museum}")


def test_a_list_without_its_source_is_refused(museum: Path) -> None:
    with pytest.raises(CommandError, match="SOURCE="):
        call_command("calibrate", str(museum))
