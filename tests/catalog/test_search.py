"""Finding works and creators by words."""

import pytest

from catalog.selectors import creator_lines, search_artworks, search_creators
from tests.catalog.factories import make_artwork, make_creator

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [work.title for work in search_artworks(text)]


def test_case_and_accents_do_not_matter():
    make_artwork("Madame Cézanne", creator="Paul Cézanne")
    assert found("CEZANNE") == found("cézanne") == ["Madame Cézanne"]


def test_every_word_must_be_found_in_title_numbers_or_names():
    make_artwork("Irises", creator="Vincent van Gogh", accession_number="58.187", source_id="436528")
    make_artwork("Irises", creator="Claude Monet")
    assert found("gogh irises") == ["Irises"]
    assert found("58.187") == found("436528") == ["Irises"]
    assert found("gogh monet") == []


def test_other_names_of_a_creator_are_found():
    make_artwork("View of Toledo", creator=make_creator("El Greco", alternative_names=["Domenikos Theotokopoulos"]))
    assert found("theotokopoulos") == ["View of Toledo"]


def test_titles_that_begin_with_the_words_come_first():
    make_artwork("A Night in Irises")
    make_artwork("Irises")
    assert found("irises") == ["Irises", "A Night in Irises"]


def test_without_words_all_works_come_by_title_whatever_their_accents():
    for title in ("Zebra", "Étude", "Apples", "fruit"):
        make_artwork(title)
    assert found("") == found("  ") == ["Apples", "Étude", "fruit", "Zebra"]


def test_a_work_of_two_creators_is_found_once():
    work = make_artwork("Paradise", creator="Jan Brueghel")
    work.creators.add(make_creator("Pieter Brueghel"))
    assert found("brueghel") == ["Paradise"]


def test_signs_that_mean_something_to_a_database_are_words():
    make_artwork("100% wool")
    make_artwork("100 years")
    assert found("100%") == ["100% wool"]
    assert found("'; drop") == []


@pytest.mark.parametrize("text", ["irises " * 5_000, "i" * 100_000, "irises\0"], ids=["words", "letters", "NUL"])
def test_no_search_is_too_much_for_the_database(text):
    make_artwork("Irises")
    assert found(text) in (["Irises"], [])


def test_creators_are_found_by_any_name_and_listed_by_the_sorting_one(django_assert_num_queries):
    gogh = make_creator("Vincent van Gogh", sort_name="Gogh, Vincent van", birth_year=1853)
    make_creator("Paul Cézanne", sort_name="Cézanne, Paul")
    make_creator("Gustave Courbet", sort_name="Courbet, Gustave")
    make_artwork(creator=gogh)
    with django_assert_num_queries(2):
        lines = creator_lines(search_creators())
    assert [line.name for line in lines] == ["Paul Cézanne", "Gustave Courbet", "Vincent van Gogh"]
    assert [line.artwork_count for line in lines] == [0, 0, 1]
    assert [line.name for line in creator_lines(search_creators("van vincent"))] == ["Vincent van Gogh"]
