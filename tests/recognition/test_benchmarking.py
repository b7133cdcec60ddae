"""The benchmark answers each photo once, goes on where it was stopped, and never mixes two recognizers' answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition import benchmark, photo_sets
from recognition.benchmark import Benchmark, fingerprint
from recognition.core.evaluate import Outcome
from recognition.core.render_photo import RenderOptions
from recognition.evaluation import CannotMeasure
from recognition.figures import read_figures
from recognition.indexing import build_index
from recognition.management.commands import bench
from recognition.measuring import parts
from recognition.measuring.baselines import BaselineUnavailable
from recognition.models import Recognition
from recognition.training import dataset
from tests.catalog.factories import make_artwork, make_reference_image
from tests.core.pictures import draw_painting, encode
from tests.recognition.museum import photo_of, picture_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORKS = (71, 72, 73)
STRANGERS = (81, 82)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gallery of three demo works, photos of one museum, and pictures of two works that are not in the gallery."""
    for seed in WORKS:
        work = make_artwork(f"Painting {seed}", source="met", source_id=str(seed))
        make_reference_image(work, picture_of(seed), is_primary=True)
    build_index()
    folder = tmp_path / "data"
    for name in ("photos", "frames", "art"):
        (folder / name).mkdir(parents=True)
    rows = [f"{seed}.jpg,met:{seed},natural,report" for seed in WORKS]
    (folder / "photos" / "queries.csv").write_text("\n".join(["query,refs,tier,split", *rows]) + "\n")
    (folder / "frames" / "queries.csv").write_text("query,refs,tier,split\n99.jpg,,absent,report\n")
    (folder / "frames" / "99.jpg").write_bytes(photo_of(99))
    for seed in WORKS:
        (folder / "photos" / f"{seed}.jpg").write_bytes(photo_of(seed))
    for seed in STRANGERS:
        (folder / "art" / f"{seed}.jpg").write_bytes(encode(draw_painting(seed)))
    monkeypatch.setattr(dataset, "HELD_OUT", 0)
    monkeypatch.setattr(photo_sets, "HARD_SCENES", 3)
    monkeypatch.setattr(benchmark, "TWELVE_MEGAPIXELS", RenderOptions())  # each takes five seconds to draw
    return folder


def answer_all(measuring: Benchmark, part: str) -> list[Outcome]:
    return list(measuring.answer(part, measuring.unanswered(part)))


def test_a_run_that_was_stopped_goes_on(data: Path) -> None:
    answers: Iterator[Outcome] = Benchmark(data, "report", None).answer(
        "photos", Benchmark(data, "report", None).unanswered("photos")
    )
    next(answers)
    del answers
    again = Benchmark(data, "report", None)
    assert [query.name for query in again.unanswered("photos")] == ["72.jpg", "73.jpg"]
    answer_all(again, "photos")
    assert [outcome.query for outcome in again.answered("photos")] == ["71.jpg", "72.jpg", "73.jpg"]


def test_a_part_counts_only_when_it_is_complete(data: Path) -> None:
    measuring = Benchmark(data, "report", None)
    list(measuring.answer("photos", measuring.unanswered("photos")[:2]))
    assert measuring.answered("photos") == []


def test_an_answer_that_a_crash_cut_off_is_given_again(data: Path) -> None:
    measuring = Benchmark(data, "report", None)
    answer_all(measuring, "photos")
    (journal,) = data.parent.glob("bench/*/report/photos.jsonl")
    journal.write_text(journal.read_text()[:-40])
    assert [query.name for query in measuring.unanswered("photos")] == ["73.jpg"]
    answer_all(measuring, "photos")
    assert len(measuring.answered("photos")) == 3


def test_another_gallery_or_another_recognizer_begins_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    assert fingerprint() == before
    with monkeypatch.context() as upgraded:
        upgraded.setattr(benchmark, "version", lambda package: f"{package} 99")
        other_libraries = fingerprint()
    monkeypatch.setattr(benchmark, "ANSWERING", ("runner.py",))
    other_code = fingerprint()
    make_reference_image(make_artwork("Another", source="met", source_id="99"), picture_of(99), is_primary=True)
    assert len({before, other_libraries, other_code, fingerprint()}) == 4


def test_what_was_answered_can_be_forgotten(data: Path) -> None:
    measuring = Benchmark(data, "report", None)
    answer_all(measuring, "photos")
    measuring.forget()
    assert len(measuring.unanswered("photos")) == 3


def test_hard_scenes_show_one_to_three_works_and_these_are_found(data: Path) -> None:
    outcomes = answer_all(Benchmark(data, "report", None), "hard")
    assert sorted(len(outcome.refs) for outcome in outcomes) == [1, 2, 3]
    assert {outcome.tier for outcome in outcomes} == {"1 work", "2 works", "3 works"}
    assert any(outcome.is_named_right for outcome in outcomes)


def test_photos_to_tune_on_are_others_than_those_that_are_published(data: Path) -> None:
    chosen = {query.name for query in Benchmark(data, "choose", None).unanswered("hard")}
    published = {query.name for query in Benchmark(data, "report", None).unanswered("hard")}
    assert not chosen & published


def test_a_work_that_is_not_in_the_gallery_gets_no_name_for_its_frame(data: Path) -> None:
    for seed in (75, 76):
        work = make_artwork(f"Painting {seed}", source="photos", source_id=str(seed))
        make_reference_image(work, encode(draw_painting(seed, 960, 720)), is_primary=True)
    build_index()
    (outcome,) = answer_all(Benchmark(data, "report", None), "framed")
    assert (outcome.query, outcome.tier) == ("81.jpg in 76", "framed")
    assert outcome.named == ()
    assert "photos:76" in dict(outcome.ranked)


def test_works_that_are_not_in_the_gallery_get_no_name(data: Path) -> None:
    outcomes = answer_all(Benchmark(data, "report", None), "absent")
    assert [(outcome.tier, outcome.named) for outcome in outcomes] == [("absent", ())] * len(STRANGERS)


def test_a_picture_that_a_person_found_to_be_in_the_gallery_is_reported_apart(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "art" / "71.jpg").write_bytes(encode(draw_painting(71)))
    twins = tmp_path / "twins.csv"
    twins.write_text("query,refs,seen\n71.jpg,met:71,the same painting\n")
    monkeypatch.setattr(photo_sets, "TWINS", twins)
    (twin,) = [outcome for outcome in answer_all(Benchmark(data, "report", None), "absent") if outcome.refs]
    assert (twin.query, twin.tier, twin.named) == ("71.jpg", "twin", ("met:71",))


def test_a_twin_that_is_found_among_the_answers_needs_no_new_answer(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(Benchmark(data, "report", None), "absent")
    twins = tmp_path / "twins.csv"
    twins.write_text("query,refs,seen\n81.jpg,met:71,the same painting\n")
    monkeypatch.setattr(photo_sets, "TWINS", twins)
    tiers = {outcome.query: outcome.tier for outcome in Benchmark(data, "report", None).answered("absent")}
    assert tiers == {"81.jpg": "twin", "82.jpg": "absent"}


def test_a_photo_that_cannot_be_read_stops_the_run(data: Path) -> None:
    (data / "photos" / "72.jpg").unlink()
    with pytest.raises(CannotMeasure, match=r"72\.jpg"):
        answer_all(Benchmark(data, "report", None), "photos")


def test_a_visit_leaves_nothing_behind(data: Path) -> None:
    (timings,) = benchmark.visits(1)
    assert timings["visit"] > 0
    assert timings["total"] > 0
    assert not Recognition.objects.exists()


def test_the_command_keeps_the_figures_of_each_part(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "prepare", lambda data: None)
    figures, plots = tmp_path / "figures.json", tmp_path / "plots"
    call_command("bench", "--only", "photos,frames", data=data, json=figures, plots=plots)
    assert "everything" in capsys.readouterr().out
    call_command("bench", "--only", "hard,latency", "--limit", "1", data=data, json=figures)
    measured = read_figures(figures)
    assert {"photos", "frames", "everything", "hard"} <= measured.keys()
    assert measured["run"]["limit"] == 1
    assert measured["latency_ms"]["total"] > 0
    assert {path.name for path in plots.iterdir()} == {"reliability.svg", "precision-recall.svg"}


def test_the_command_refuses_a_catalogue_of_somebody(data: Path) -> None:
    make_artwork("Ours", source="museum", source_id="1")
    with pytest.raises(CommandError, match="works of yours"):
        call_command("bench", data=data)


def test_the_command_needs_the_museum_photos(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--data"):
        call_command("bench", data=tmp_path / "nowhere")


def test_the_command_names_the_parts_that_there_are(data: Path) -> None:
    with pytest.raises(CommandError, match="photos, frames, rendered, hard, absent, framed, latency"):
        call_command("bench", "--only", "photoes", data=data)


def test_what_is_measured_of_speed_is_kept_among_the_figures(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "prepare", lambda data: None)
    taken_in = {
        "works": 474,
        "seconds": 30.0,
        "works_per_second": 15.8,
        "cpu_ms_per_work": 110.0,
        "cores": 2,
        "load": 1,
    }
    monkeypatch.setitem(parts.SPEED_PARTS, "ingest", lambda order: taken_in)
    call_command("bench", "--only", "ingest", data=data, json=tmp_path / "figures.json")
    assert "| 474 | 30 | 110 | 15.8 |" in capsys.readouterr().out
    call_command("bench", "--only", "latency", "--limit", "1", data=data, json=tmp_path / "figures.json")
    assert read_figures(tmp_path / "figures.json")["ingest"] == taken_in | {"commit": bench.commit()}


def test_a_part_that_cannot_be_measured_says_why(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(order: object) -> dict[str, float]:
        raise BaselineUnavailable("The comparison needs pdqhash")

    monkeypatch.setattr(bench, "prepare", lambda data: None)
    monkeypatch.setitem(parts.SPEED_PARTS, "baselines", fail)
    with pytest.raises(CommandError, match="baselines: The comparison needs pdqhash"):
        call_command("bench", "--only", "baselines", data=data)
