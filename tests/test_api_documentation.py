"""docs/api.md names every code that the API can say, and no other; and what is deprecated."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from rest_framework import exceptions

from artrecog.deprecation import NOTICES
from tests.conftest import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "api.md").read_text()
CODES = DOCUMENT.partition("### Codes\n")[2].partition("\n## ")[0]
APPS = ("artrecog", "catalog", "recognition", "access")
SAID_BY = {"error_body": 0, "Advice": 0, "Outage": 0, "_fail": 1}
"""Which argument of these calls is a code."""
MAY_SAY = re.compile(
    "|".join([r"^    \w*,? ?(default_)?code\b", "error_code=", *(rf"\b{name}\(" for name in SAID_BY)]), re.MULTILINE
)


def codes_of(tree: ast.Module) -> Iterator[str]:
    """Give the codes that a module says: of its errors, of its bodies, and in rows."""
    names = {ast.unparse(line.targets[0]): line.value for line in tree.body if isinstance(line, ast.Assign)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (value for line in node.body if isinstance(line, ast.Assign) for value in _codes_set(line))
        elif isinstance(node, ast.Call):
            yield from _codes_said(node, names)


def _codes_set(line: ast.Assign) -> Iterator[str]:
    """`code = "…"`, `default_code = "…"`, or one of them among several."""
    (target,) = line.targets
    many = isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple)
    pairs = zip(target.elts, line.value.elts, strict=True) if many else [(target, line.value)]  # type: ignore[attr-defined]
    for name, value in pairs:
        is_code = isinstance(name, ast.Name) and name.id in ("code", "default_code")
        if is_code and isinstance(value, ast.Constant):
            yield str(value.value)


def _codes_said(call: ast.Call, names: dict[str, ast.expr]) -> Iterator[str]:
    place = SAID_BY.get(call.func.id) if isinstance(call.func, ast.Name) else None
    values = call.args[place : place + 1] if place is not None else []
    values += [keyword.value for keyword in call.keywords if keyword.arg == "error_code"]
    values = [names.get(ast.unparse(value), value) for value in values]
    yield from (value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str))


@cache
def said() -> set[str]:
    ours = {
        code
        for app in APPS
        for path in (REPOSITORY / app).rglob("*.py")
        if "migrations" not in path.parts
        if MAY_SAY.search(text := path.read_text())
        for code in codes_of(ast.parse(text))
    }
    classes = [kind for kind in vars(exceptions).values() if isinstance(kind, type)]
    theirs = {str(kind.default_code) for kind in classes if issubclass(kind, exceptions.APIException)}
    return ours | theirs


@pytest.fixture(scope="module")
def documented() -> set[str]:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", CODES, flags=re.MULTILINE)
    advice = re.findall(r"^In `advice`.*$", CODES, flags=re.MULTILINE)
    return {code for text in (*rows, *advice) for code in re.findall(r"`(\w+)`", text)} - {"advice"}


@pytest.mark.medium
def test_every_code_that_the_api_says_is_documented(documented: set[str]):
    assert {"invalid", "too_dark", "gave_up", "busy", "empty_file", "server_error"} <= said()
    assert sorted(said() - documented) == []


def test_every_code_that_is_documented_is_said(documented: set[str]):
    assert sorted(documented - said()) == []


def test_what_is_deprecated_is_documented_with_its_dates():
    rows = re.findall(r"^\| `(\w+)` on lists \| ([\d-]+) \| ([\d-]+) \|", DOCUMENT, flags=re.MULTILINE)
    told = {f"{notice.since:%Y-%m-%d} {notice.until:%Y-%m-%d}" for notice in NOTICES.values()}
    assert {f"{since} {until}" for _, since, until in rows} == told
