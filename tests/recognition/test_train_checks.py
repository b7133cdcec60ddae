"""What is learned is checked on real photos: each by the rank of its best-placed work among all pictures."""

from pathlib import Path

import numpy as np
import pytest

from recognition.training.real_photos import PhotoCheck, rank_works, read_known_photos, recall_by_group

ROWS = [
    {"query": "a.jpg", "refs": "1 2", "tier": "natural"},
    {"query": "b.jpg", "refs": "2", "tier": "small"},
    {"query": "c.jpg", "refs": "1", "tier": "same-shot"},
    {"query": "d.jpg", "refs": "", "tier": "absent"},
    {"query": "e.jpg", "refs": "1", "tier": "edited"},
]


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    folder = tmp_path / "frames"
    folder.mkdir()
    (folder / "catalog.csv").write_text("source_id,title,image\n1,One,references/1.jpg\n2,Two,references/2.jpg\n")
    return folder


def test_photos_without_a_work_and_easy_ones_are_left_out(museum: Path) -> None:
    photos, references = read_known_photos(museum, ROWS)
    assert [photo.path.name for photo in photos] == ["a.jpg", "b.jpg", "e.jpg"]
    assert references == (museum / "references/1.jpg", museum / "references/2.jpg")


def test_small_works_count_among_the_natural_ones(museum: Path) -> None:
    photos, _ = read_known_photos(museum, ROWS)
    assert [photo.group for photo in photos] == ["frames natural", "frames natural", "frames edited"]


def test_a_photo_of_several_works_has_the_rank_of_the_one_found_first(museum: Path) -> None:
    photos, references = read_known_photos(museum, ROWS)
    check = PhotoCheck(photos, references, (Path("distractor.jpg"),))
    similarities = np.array([[0.1, 0.8, 0.5], [0.9, 0.2, 0.5], [0.7, 0.9, 0.8]])
    ranks = rank_works(similarities, check.truth)
    assert ranks.tolist() == [1, 3, 3]
    recall = recall_by_group(photos, ranks)
    assert recall["frames natural"]["1"] == 0.5
    assert recall["frames natural"]["10"] == 1.0
