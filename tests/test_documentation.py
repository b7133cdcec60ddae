"""What an operator or a developer can use is documented; what is documented exists."""

import re

from tests.conftest import REPOSITORY

ENVIRONMENT = (REPOSITORY / "artrecog" / "env.py").read_text()
OPERATIONS = (REPOSITORY / "docs" / "operations.md").read_text()
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text()
MAKEFILE = (REPOSITORY / "Makefile").read_text()


def test_every_setting_is_in_the_table_of_operations_and_no_other():
    documented = set(re.findall(r"^\| `(ARTRECOG_\w+)`", OPERATIONS, flags=re.MULTILINE))
    assert documented == set(re.findall(r"ARTRECOG_[A-Z_]+", ENVIRONMENT))


def test_only_one_module_reads_the_environment():
    readers = [
        str(path.relative_to(REPOSITORY))
        for folder in ("artrecog", "catalog", "desk", "recognition")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if re.search(r"environ\[|environ\.get|getenv", path.read_text())
    ]
    assert readers == []


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


def test_no_package_index_is_named():
    texts = [
        (REPOSITORY / name).read_text() for name in ("constraints.txt", "requirements.txt", "requirements-dev.txt")
    ]
    assert [line for text in texts for line in text.splitlines() if "://" in line or "index-url" in line] == []
