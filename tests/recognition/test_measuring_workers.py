"""What `manage.py bench_workers` asks for before it starts a broker and workers."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recognition.indexing import build_index
from recognition.intake import examples_dir
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_an_index_it_says_how_to_get_one() -> None:
    with pytest.raises(CommandError, match="no index or no example photo. Run `manage.py prepare --demo` first"):
        call_command("bench_workers")


@pytest.mark.medium
def test_it_does_not_mix_with_the_workers_of_a_site(settings: Any) -> None:
    hang(91)
    build_index()
    examples_dir().mkdir(parents=True)
    (examples_dir() / "painting.jpg").write_bytes(photo_of(91))
    settings.CELERY_TASK_ALWAYS_EAGER = False
    with pytest.raises(CommandError, match="ARTRECOG_REDIS_URL is set: workers of that broker would count"):
        call_command("bench_workers")
