"""Pages in the visitor's language: by the browser's wish or their own choice, and honest about who translated."""

import gettext
import html
import re

import pytest
from django.conf import settings
from django.urls import reverse

from catalog.models import ReviewState
from recognition.core import advise
from recognition.core.values import Advice
from recognition.presenters import ADVICE
from tests.catalog.factories import make_artwork, make_placement, make_room
from tests.conftest import REPOSITORY
from visits.models import Correction
from visits.pages import REASONS
from visits.tokens import token_of

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
HEADINGS = {"de": "Was sehe ich hier?", "fr": "Qu’est-ce que je regarde ?", "es": "¿Qué estoy viendo?"}
ENTRY = re.compile(r'^msgid (?P<id>(?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr', re.MULTILINE)


def catalog_path(language: str, ending: str):
    return REPOSITORY / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def page(client, **headers: str) -> str:
    return client.get(reverse("scan"), headers=headers).content.decode()


@pytest.mark.medium
@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_the_browsers_language_is_spoken(client, language, heading):
    text = page(client, **{"accept-language": language})
    assert f'<html lang="{language}">' in text
    assert heading in text


@pytest.mark.django_db
def test_arabic_reads_from_right_to_left(client):
    text = page(client, **{"accept-language": "ar"})
    assert '<html lang="ar" dir="rtl">' in text
    assert "إلى ماذا أنظر؟" in text


@pytest.mark.medium
@pytest.mark.django_db
def test_a_visitors_own_choice_wins_and_leads_back_to_their_page(client):
    response = client.post(reverse("set-language"), {"language": "fr", "next": reverse("collection")})
    assert response.url == reverse("collection")
    assert HEADINGS["fr"] in page(client, **{"accept-language": "de"})


@pytest.mark.medium
@pytest.mark.django_db
def test_a_page_translated_by_a_machine_says_so(client):
    assert "Translated by a machine" not in page(client)
    for language in settings.MACHINE_TRANSLATED:
        said = translations(language).gettext(
            "Translated by a machine; what the catalogue says is shown as it was written."
        )
        assert said in page(client, **{"accept-language": language})


@pytest.mark.django_db
def test_what_the_app_says_of_facts_is_translated_and_leads_to_the_same_works(client):
    room = make_room(floor="2")
    make_placement(make_artwork("Irises"), room)
    french = client.get(room.venue.get_absolute_url(), headers={"accept-language": "fr"}).content.decode()
    assert "Musée" in french
    (works_of_floor,) = re.findall(r'href="([^"]+)">Niveau 2<', french)
    assert "Irises" in client.get(html.unescape(works_of_floor)).content.decode()


@pytest.mark.django_db
def test_another_language_is_spoken_in_english(client):
    assert "What am I looking at?" in page(client, **{"accept-language": "fi"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_compiled(language):
    known = translations(language)
    texts = ["".join(re.findall(r'"(.*)"\n', entry["id"])) for entry in ENTRY.finditer(source(language))]
    texts = [text.replace('\\"', '"') for text in texts if text]
    assert len(texts) > 150
    assert [text for text in texts if not known.gettext(text)] == []
    assert 'msgstr ""\n\n' not in source(language)


def test_all_that_the_core_advises_is_marked_for_translation():
    advised = {value.message for value in vars(advise).values() if isinstance(value, Advice)}
    assert advised == set(ADVICE)


def source(language: str) -> str:
    return catalog_path(language, "po").read_text()


def translations(language: str) -> gettext.GNUTranslations:
    with catalog_path(language, "mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_contribution_was_rejected_is_read_in_ones_own_language(client, language):
    said = {"artwork": make_artwork(), "fact": "title", "correct_value": "Irises", "source": "The label"}
    for reason in REASONS:
        correction = Correction.objects.create(**said, state=ReviewState.REJECTED, answer=reason)
        told = client.get(
            reverse("contribution", args=[token_of(correction)]), headers={"accept-language": language}
        ).content.decode()
        own = translations(language).gettext(reason)
        assert own != reason
        assert own in html.unescape(told)


@pytest.mark.django_db
def test_what_a_curator_wrote_is_read_as_it_was_written(client):
    correction = Correction.objects.create(artwork=make_artwork(), state=ReviewState.REJECTED, answer="Thank you")
    page = client.get(reverse("contribution", args=[token_of(correction)]), headers={"accept-language": "de"})
    assert "Thank you" in page.content.decode()
