"""`recognize` and `evaluate` answer on the command line what the API answers."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Artwork
from recognition.indexing import build_index
from recognition.intake import accept_example, example_photos
from tests.catalog.factories import make_artwork, make_reference_image
from tests.recognition.museum import hang, photo_of, picture_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    hang(71)
    build_index()
    path = tmp_path / "visit.jpg"
    path.write_bytes(photo_of(71))
    return path


@pytest.mark.medium
def test_recognize_names_the_work_in_words(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recognize", photo)
    assert "Painting 71 by A Painter [71]" in capsys.readouterr().out


@pytest.mark.medium
def test_recognize_json_prints_one_object_a_line(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recognize", photo, photo, json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 2
    assert lines[0]["photo"] == str(photo)
    assert lines[0]["decision"] == "match"
    assert lines[0]["matches"][0]["artwork"]["source_id"] == "71"


@pytest.mark.medium
def test_recognize_answers_the_others_when_one_cannot_be_read(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = photo.with_name("missing.jpg")
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("recognize", missing, photo, json=True)
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["error"]["code"] == "unreadable_file"
    assert second["decision"] == "match"


@pytest.fixture
def queries(photo: Path) -> Path:
    """Return a list of one photo of the work, one of another work, and one of another split that is missing."""
    photo.with_name("absent.jpg").write_bytes(photo_of(99))
    queries = photo.with_name("queries.csv")
    queries.write_text(
        "query,refs,tier,split\nvisit.jpg,71,natural,report\nabsent.jpg,,absent,report\nmissing.jpg,71,natural,choose\n"
    )
    return queries


@pytest.mark.medium
def test_evaluate_reports_each_tier_of_a_split(queries: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", queries, split="report", json=True)
    reports = {report["tier"]: report for report in json.loads(capsys.readouterr().out)}
    assert reports["natural"]["named_right"] == reports["natural"]["top_1"] == 1.0
    assert reports["absent"]["false_names"] == 0
    assert reports["absent"]["named_right"] is None
    assert reports["all"]["queries"] == 2


@pytest.mark.medium
def test_evaluate_says_how_far_each_figure_can_be_trusted(queries: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", queries, split="report", json=True)
    *_, everything = json.loads(capsys.readouterr().out)
    assert everything["intervals"]["named_right"] == [0.2065, 1.0]
    assert {"works_found", "gap", "calibration_error"} <= everything["intervals"].keys()
    call_command("evaluate", queries, split="report")
    assert "1.000 (0.207–1.000)" in capsys.readouterr().out


@pytest.mark.medium
def test_evaluate_takes_frames_of_one_clip_together(queries: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        queries.with_name(f"CLIP_{number}.jpg").write_bytes(photo_of(71))
    queries.write_text("query,refs\nCLIP_0.jpg,71\nCLIP_1.jpg,71\nCLIP_2.jpg,71\n")
    Artwork.objects.update(source="frames")
    call_command("evaluate", queries, source="frames", json=True)
    *_, everything = json.loads(capsys.readouterr().out)
    assert (everything["named_right"], everything["queries"]) == (1.0, 3)
    assert everything["intervals"]["named_right"] == [0.2065, 1.0]  # as of one photo


@pytest.mark.medium
def test_evaluate_lists_each_wrong_name(queries: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries.write_text("query,refs\nvisit.jpg,72\n")
    call_command("evaluate", queries)
    assert "false name: visit.jpg (shows 72) is named 71" in capsys.readouterr().out


@pytest.mark.medium
def test_evaluate_writes_outcomes_and_draws_plots(queries: Path) -> None:
    outcomes, plots = queries.with_name("outcomes.jsonl"), queries.with_name("plots")
    call_command("evaluate", queries, split="report", outcomes=outcomes, plots=plots)
    assert [json.loads(line)["query"] for line in outcomes.read_text().splitlines()] == ["visit.jpg", "absent.jpg"]
    assert {path.name for path in plots.iterdir()} == {"reliability.svg", "precision-recall.svg"}


@pytest.mark.medium
def test_evaluate_stops_at_a_photo_that_is_missing(queries: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.jpg"):
        call_command("evaluate", queries)


@pytest.mark.parametrize(
    ("text", "words"), [("a,b\n1,2\n", "query and refs"), ("query,refs\n", "query and refs"), (None, "cannot be read")]
)
def test_evaluate_says_what_is_wrong_with_a_list(tmp_path: Path, text: str | None, words: str) -> None:
    queries = tmp_path / "queries.csv"
    if text is not None:
        queries.write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("evaluate", queries)


def test_an_unknown_split_is_said(photo: Path) -> None:
    queries = photo.with_name("queries.csv")
    queries.write_text("query,refs,split\nvisit.jpg,71,report\n")
    with pytest.raises(CommandError, match="'chose'"):
        call_command("evaluate", queries, split="chose")


@pytest.mark.medium
def test_example_photos_are_rendered_once_and_can_be_sent() -> None:
    make_reference_image(make_artwork("Irises", source="met", source_id="436528"), picture_of(71), is_primary=True)
    call_command("render_examples", verbosity=0)
    (example,) = example_photos()
    rendered_at = example.path.stat().st_mtime_ns
    call_command("render_examples", verbosity=0)
    assert example.path.stat().st_mtime_ns == rendered_at
    assert accept_example(example.name).decision == "match"
