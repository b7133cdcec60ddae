"""What an operator or a developer can use is documented; what is documented exists."""

import re
from importlib.metadata import distributions

import pytest
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from access.allowances import ADDRESS, KINDS, TOKEN
from recognition.crowding import MOST_IN_WORK, MOST_OF_ONE
from tests.conftest import REPOSITORY

ENVIRONMENT = (REPOSITORY / "artrecog" / "env.py").read_text()
OPERATIONS = (REPOSITORY / "docs" / "operations.md").read_text()
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text()
CONSTRAINTS = (REPOSITORY / "constraints.txt").read_text()
MAKEFILE = (REPOSITORY / "Makefile").read_text()


def test_every_setting_is_in_the_table_of_operations_and_no_other():
    documented = set(re.findall(r"^\| `(ARTRECOG_\w+)`", OPERATIONS, flags=re.MULTILINE))
    assert documented == set(re.findall(r"ARTRECOG_[A-Z_]+", ENVIRONMENT))


def test_only_one_module_reads_the_environment():
    readers = [
        str(path.relative_to(REPOSITORY))
        for folder in ("access", "artrecog", "catalog", "desk", "quality", "recognition", "visits")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if re.search(r"environ\[|environ\.get|getenv", path.read_text())
    ]
    assert readers == []


def test_every_test_that_the_security_policy_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)`", (REPOSITORY / "docs" / "security.md").read_text())
    assert len(named) > 10
    assert [name for name in named if not (REPOSITORY / name).is_file()] == []


def test_the_limits_that_the_security_policy_names_are_those_that_hold():
    policy = (REPOSITORY / "docs" / "security.md").read_text()
    units = {"bytes": (2**30, " GiB"), "pixels": (10**9, " billion")}
    for kind in KINDS:
        unit, word = units.get(kind, (1, ""))
        address, token = (getattr(whose, kind) // unit for whose in (ADDRESS, TOKEN))
        assert f"| {kind} | {address:,}{word} | {token:,}{word} |" in policy
    assert f"{MOST_OF_ONE} photos of one address or token (429), {MOST_IN_WORK} of the whole site (503)" in policy


def test_every_fault_names_the_test_that_measured_it():
    tests = re.findall(r"\| `([\w/]+)` \|$", OPERATIONS, flags=re.MULTILINE)
    assert len(tests) > 20
    assert [test for test in tests if not (REPOSITORY / "tests" / f"{test}.py").exists()] == []


def test_every_make_target_is_explained():
    targets = re.findall(r"^\.PHONY: help (.+)$", MAKEFILE, flags=re.MULTILINE)[0].split()
    assert "run" in targets
    assert [target for target in targets if f"make {target}" not in CONTRIBUTING] == []


def test_every_marker_is_explained():
    markers = re.findall(r'^    "(\w+): ', (REPOSITORY / "pyproject.toml").read_text(), flags=re.MULTILINE)
    assert markers
    assert [marker for marker in markers if f"| `{marker}` |" not in CONTRIBUTING] == []


def test_every_package_we_install_is_pinned_exactly():
    lines = [
        line.split(";")[0].strip()
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-iiif.txt")
        for line in (REPOSITORY / name).read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    ]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line)] == []


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_no_package_excludes_a_python_that_we_name(python: str):
    """Where uv fails, pip installs, and pip heeds what packages say of themselves."""
    named = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", CONSTRAINTS, flags=re.MULTILINE)}
    said = {canonicalize_name(found.name): found.metadata["Requires-Python"] for found in distributions()}
    assert len(named & said.keys()) > 50
    pythons = [f"{python}.{patch}" for patch in range(20)]
    assert [name for name in named & said.keys() if not any(SpecifierSet(said[name] or "").filter(pythons))] == []


def test_no_package_index_is_named():
    texts = [
        (REPOSITORY / name).read_text() for name in ("constraints.txt", "requirements.txt", "requirements-dev.txt")
    ]
    assert [line for text in texts for line in text.splitlines() if "://" in line or "index-url" in line] == []
