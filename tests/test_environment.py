"""What an operator sets through the environment, and what happens when it is wrong."""

import os
import stat
from pathlib import Path

import environ
import pytest

from artrecog.env import Environment, read_environment, tile_host


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Read the environment as a fresh machine with only these variables would."""
    for name in [name for name in os.environ if name.startswith("ARTRECOG_")]:
        monkeypatch.delenv(name)

    def read_with(**variables: str) -> Environment:
        for name, value in variables.items():
            monkeypatch.setenv(f"ARTRECOG_{name}", value)
        return read_environment(tmp_path)

    return read_with


def test_nothing_needs_to_be_set(read, tmp_path: Path):
    found = read()
    assert found.data_dir == tmp_path / "var"
    assert found.database["NAME"] == str(tmp_path / "var" / "artrecog.sqlite3")
    assert (found.redis_url, found.debug, found.embedder, found.index_backend) == ("", False, "litert", "faiss")


@pytest.mark.parametrize(
    ("variable", "value", "choice"),
    [("EMBEDDER", "torch", "tensorflow"), ("INDEX_BACKEND", "annoy", "faiss"), ("DEBUG", "perhaps", "true")],
)
def test_a_wrong_choice_names_the_variable_the_value_and_the_choices(read, variable: str, value: str, choice: str):
    with pytest.raises(environ.ImproperlyConfigured, match=f"ARTRECOG_{variable} is '{value}'.*{choice}"):
        read(**{variable: value})


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost:6379"])
def test_a_broker_that_is_not_redis_is_refused(read, url: str):
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_REDIS_URL.*redis://"):
        read(REDIS_URL=url)


@pytest.mark.parametrize("url", ["nonsense", "mongodb://localhost/artworks"])
def test_a_database_that_is_not_known_is_refused(read, url: str):
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_DATABASE_URL.*postgres://"):
        read(DATABASE_URL=url)


def test_a_data_directory_that_cannot_be_made_is_named(read, tmp_path: Path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_DATA_DIR.*taken"):
        read(DATA_DIR=str(tmp_path / "taken"))


def test_the_data_directory_may_have_any_name(read, tmp_path: Path):
    folder = tmp_path / "museum data #1?"
    assert read(DATA_DIR=str(folder)).database["NAME"] == str(folder / "artrecog.sqlite3")


def test_postgresql_is_chosen_by_one_url(read):
    database = read(DATABASE_URL="postgres://curator:pass%20word@db.museum:5433/artworks").database
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.museum", 5433, "pass word")


def test_the_secret_is_kept_across_restarts_for_its_owner_only(read, tmp_path: Path):
    first = read().secret_key
    assert len(first) >= 50
    assert read().secret_key == first
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_secret_from_the_environment_is_not_written_down(read, tmp_path: Path):
    assert read(SECRET_KEY="from the vault").secret_key == "from the vault"
    assert not (tmp_path / "var" / "secret_key").exists()


def test_a_secret_may_stand_in_a_file_and_end_with_a_line_break(read, tmp_path: Path):
    (tmp_path / "url").write_text("postgres://curator:word@db.museum/artworks\n")
    assert read(DATABASE_URL_FILE=str(tmp_path / "url")).database["NAME"] == "artworks"


def test_a_file_that_is_not_there_is_named(read):
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_SECRET_KEY_FILE is /run/none"):
        read(SECRET_KEY_FILE="/run/none")


def test_metrics_are_for_nobody_unless_somebody_is_named(read):
    assert read().metrics_allowed == []
    assert [str(network) for network in read(METRICS_ALLOWED="127.0.0.1, 10.1.2.3/8,::1").metrics_allowed] == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "::1/128",
    ]
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_METRICS_ALLOWED.*everybody"):
        read(METRICS_ALLOWED="everybody")


def test_tiles_are_none_unless_an_address_is_given(read):
    assert read().tile_url == ""
    assert read(TILE_URL="https://tiles.example.org/{z}/{x}/{y}.png").tile_url.startswith("https://tiles")
    with pytest.raises(environ.ImproperlyConfigured, match="ARTRECOG_TILE_URL.*https://"):
        read(TILE_URL="javascript:alert(1)")


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png?key=1", "https://*.tiles.example.org"),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
    ],
)
def test_only_the_host_of_the_tiles_is_let_through_the_content_policy(pattern: str, host: str):
    assert tile_host(pattern) == host
