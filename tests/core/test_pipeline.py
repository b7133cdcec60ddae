"""Photo → answer, with a real index and real geometry."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recognition.core.config import Effort, RecognizeConfig
from recognition.core.decide import overlap
from recognition.core.decode import DecodeLimits
from recognition.core.errors import DamagedPhoto
from recognition.core.features import extract_reference
from recognition.core.index import GalleryIndex, Neighbors
from recognition.core.index_faiss import DeltaIndex, FaissIndex
from recognition.core.local import LookConfig
from recognition.core.pipeline import recognize
from recognition.core.render_photo import HARD, RenderedScene, RenderOptions, put_in_frame, render_photo, render_scene
from recognition.core.values import Answer, Decision, Reference
from tests.core.galleries import FINGERPRINT, build, features_of, loader_of
from tests.core.pictures import TinyEmbedder, draw_painting, encode, plain_pca

SEEDS = range(61, 69)
STAGES = {"decode", "regions", "embed", "search", "local", "vote", "verify", "decide", "total"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> GalleryIndex:
    return build(tmp_path_factory.mktemp("index"), features_of(*SEEDS))


def ask(
    data: bytes,
    index: GalleryIndex,
    config: RecognizeConfig = RecognizeConfig(),
    embedder: TinyEmbedder | None = None,
) -> Decision:
    return recognize(
        data,
        embedder=embedder or TinyEmbedder(),
        pca=plain_pca(),
        index=index,
        load_reference=loader_of(index),
        config=config,
    )


class CountingEmbedder(TinyEmbedder):
    """Counts the pictures that it embeds."""

    count = 0

    def embed(self, pictures: Any) -> NDArray[np.float32]:
        """Return unit vectors."""
        self.count += len(pictures)
        return super().embed(pictures)


class WithoutVotes(FaissIndex):
    """A gallery that no details speak for."""

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return no neighbors."""
        return Neighbors(np.empty((len(descriptors), 0), np.float32), np.empty((len(descriptors), 0), np.int64))


@cache
def photo_of(seed: int) -> bytes:
    return render_photo(draw_painting(seed), seed, RenderOptions(width=450, height=600)).jpeg


@pytest.mark.medium
@pytest.mark.parametrize("seed", SEEDS)
def test_each_work_is_named_in_a_rendered_photo(seed: int, index: GalleryIndex) -> None:
    decision = ask(photo_of(seed), index)
    assert decision.answer is Answer.MATCH
    assert [evidence.artwork_id for evidence in decision.matches] == [seed + 1000]
    assert seed in decision.shortlist


@pytest.mark.medium
def test_a_work_that_is_not_in_the_gallery_gets_no_name(index: GalleryIndex) -> None:
    decision = ask(photo_of(99), index)
    assert decision.answer is not Answer.MATCH
    assert decision.matches == ()


@pytest.mark.medium
def test_where_details_name_the_work_the_network_sees_its_place_alone(index: GalleryIndex) -> None:
    embedder = CountingEmbedder()
    decision = ask(photo_of(65), index, embedder=embedder)
    assert decision.answer is Answer.MATCH
    assert embedder.count == 1
    assert decision.matches[0].similarity > 0.9


@pytest.mark.medium
def test_where_no_details_name_a_work_the_network_sees_all_views_of_the_photo(index: GalleryIndex) -> None:
    embedder = CountingEmbedder()
    ask(photo_of(99), index, embedder=embedder)
    assert embedder.count >= 7


@pytest.mark.medium
def test_a_work_that_no_details_propose_is_found_by_its_look(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("index")
    build(folder, features_of(*SEEDS))
    decision = ask(photo_of(62), WithoutVotes(folder / "build"))
    assert [evidence.artwork_id for evidence in decision.matches] == [1062]


@pytest.mark.medium
def test_every_stage_is_timed_within_the_total(index: GalleryIndex) -> None:
    timings = ask(photo_of(99), index).timings_ms
    assert set(timings) == STAGES
    assert all(ms <= timings["total"] for ms in timings.values())


@pytest.mark.medium
def test_what_was_too_small_to_be_seen_well_is_looked_at_again_in_the_full_photo(index: GalleryIndex) -> None:
    tiny = replace(HARD, width=1600, height=1200, fill=(0.13, 0.13), least_share=0.0, yaw_degrees=(-20, 20))
    photo = render_scene([draw_painting(65)], 4, replace(tiny, exposure=(1, 1), glare=(0, 0))).jpeg
    hasty = replace(RecognizeConfig(), limits=DecodeLimits(working_side=200))
    decision = ask(photo, index, hasty)
    assert [evidence.artwork_id for evidence in decision.matches] == [1065]
    assert decision.looks == 2
    assert ask(photo, index, replace(hasty, most_small=0)).matches == ()


@pytest.mark.medium
def test_a_photo_that_has_no_more_to_show_is_looked_at_once(index: GalleryIndex) -> None:
    assert ask(photo_of(99), index).looks == 1


@pytest.mark.medium
def test_a_reference_that_left_the_catalogue_is_not_named(index: GalleryIndex) -> None:
    load = loader_of(index)

    def load_but_63(reference_id: int) -> Reference | None:
        return None if reference_id == 63 else load(reference_id)

    decision = recognize(
        photo_of(63), embedder=TinyEmbedder(), pca=plain_pca(), index=index, load_reference=load_but_63
    )
    assert decision.matches == ()
    assert all(evidence.reference_id != 63 for evidence in decision.candidates)


@pytest.mark.medium
def test_an_empty_gallery_answers_no_match() -> None:
    decision = ask(photo_of(61), DeltaIndex(FINGERPRINT, {}))
    assert decision.answer is Answer.NO_MATCH
    assert decision.candidates == ()


@pytest.mark.medium
def test_outlines_are_in_pixels_of_the_photo_as_taken(index: GalleryIndex) -> None:
    rendered = render_photo(draw_painting(64), 64, RenderOptions(width=1350, height=1800))
    decision = ask(rendered.jpeg, index)
    (match,) = decision.matches
    assert (decision.width, decision.height) == (1350, 1800)
    assert match.verification is not None
    assert abs(match.verification.quad.corners - rendered.quad.corners).max() < 15


def test_a_damaged_photo_is_refused(index: GalleryIndex) -> None:
    with pytest.raises(DamagedPhoto):
        ask(photo_of(61)[:-3000], index)


def test_a_uniform_picture_is_no_match_with_advice_to_step_closer(index: GalleryIndex) -> None:
    decision = ask(encode(draw_painting(61)[:80, :80] * 0 + 128, "PNG"), index)
    assert decision.answer is Answer.NO_MATCH
    assert decision.advice


@pytest.mark.medium
def test_a_very_dark_photo_of_nothing_known_gets_advice(index: GalleryIndex) -> None:
    dark = render_photo(draw_painting(98), 1, RenderOptions(width=600, height=800, exposure=(0.06, 0.06), glare=(0, 0)))
    assert [advice.code for advice in ask(dark.jpeg, index).advice] == ["too_dark"]


@pytest.mark.medium
def test_a_blurred_photo_of_nothing_known_gets_advice(index: GalleryIndex) -> None:
    blurred = render_photo(
        draw_painting(97), 1, RenderOptions(width=600, height=800, blur_pixels=(7, 7), noise=(0, 0.001), glare=(0, 0))
    )
    assert [advice.code for advice in ask(blurred.jpeg, index).advice] == ["blurred"]


def scene_of(*seeds: int) -> RenderedScene:
    wide = replace(HARD, width=1200, height=900, yaw_degrees=(-30, 30), exposure=(0.8, 1.1), glare=(0.0, 0.1))
    return render_scene([draw_painting(seed) for seed in seeds], seeds[0], wide)


@pytest.mark.medium
@pytest.mark.parametrize("seeds", [(61, 62), (63, 64, 65), (66, 67, 68)])
def test_every_work_on_the_wall_is_named_each_at_its_place(seeds: tuple[int, ...], index: GalleryIndex) -> None:
    scene = scene_of(*seeds)
    decision = ask(scene.jpeg, index)
    found = {evidence.artwork_id - 1000: evidence.verification for evidence in decision.matches}
    assert found.keys() == set(seeds)
    for seed, truth in zip(seeds, scene.quads, strict=True):
        verification = found[seed]
        assert verification is not None
        assert overlap(verification.quad, truth) > 0.9


@pytest.mark.medium
def test_beside_a_work_of_the_gallery_one_that_is_not_gets_no_name(index: GalleryIndex) -> None:
    decision = ask(scene_of(61, 99).jpeg, index)
    assert [evidence.artwork_id for evidence in decision.matches] == [1061]


@pytest.mark.medium
def test_a_work_that_fills_little_of_the_photo_is_named(index: GalleryIndex) -> None:
    tiny = replace(HARD, fill=(0.18, 0.2), least_share=0.01, yaw_degrees=(-40, 40), glare=(0, 0.1))
    scene = render_scene([draw_painting(64)], 3, tiny)
    assert scene.quads[0].area < 0.03 * 1600 * 1200
    assert [evidence.artwork_id for evidence in ask(scene.jpeg, index).matches] == [1064]


@pytest.mark.medium
def test_another_work_in_the_same_frame_is_not_taken_for_it(tmp_path: Path) -> None:
    frame = draw_painting(70, 960, 720)
    known, other = (put_in_frame(draw_painting(seed), frame, 0.16) for seed in (71, 72))
    index = build(tmp_path, features_of(61) | {71: extract_reference(encode(known), TinyEmbedder(), plain_pca())})
    photo = RenderOptions(width=900, height=1200)
    assert [match.reference_id for match in ask(render_photo(known, 5, photo).jpeg, index).matches] == [71]
    decision = ask(render_photo(other, 6, photo).jpeg, index)
    assert decision.answer is Answer.NO_MATCH
    assert decision.candidates[0].verification is not None
    assert decision.candidates[0].verification.inliers > 20


@pytest.mark.medium
def test_of_two_versions_of_a_work_that_only_its_frame_shows_both_are_offered(tmp_path: Path) -> None:
    copy = draw_painting(61)
    copy[:40, :60] = 90
    version = extract_reference(encode(copy), TinyEmbedder(), plain_pca())
    index = build(tmp_path, {**features_of(61), 99: version})
    blind = replace(RecognizeConfig(), whole=Effort(LookConfig(64, 20), shortlist=1, patience=0))
    decision = ask(photo_of(61), index, blind)
    assert decision.answer is Answer.UNCERTAIN
    assert {candidate.reference_id for candidate in decision.candidates} == {61, 99}
