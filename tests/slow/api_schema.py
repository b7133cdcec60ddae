"""Asking the API whatever its schema allows, and much that it does not: the schema must tell of each answer."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from artrecog.wsgi import application
from catalog.models import Creator
from recognition.indexing import build_index
from recognition.models import Recognition
from tests.catalog.factories import make_placement, make_price, make_room
from tests.recognition.museum import hang, photo_of

# No 5xx; and statuses, kinds, headers and bodies of answers as the schema has them.
HELD_AGAINST = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WORKS = (71, 72, 73)
METHODS = ("get", "post", "put", "patch", "delete", "trace")


class Site:
    """A small museum, what it answers, and how it is asked."""

    def __init__(self) -> None:
        works = [hang(seed) for seed in WORKS]
        make_placement(works[0], make_room())
        make_price(works[0], "10")
        build_index()
        self.schema = openapi.from_wsgi("/api/schema/?format=json", application)
        self.ids = [work.pk for work in works]
        self.creator = Creator.objects.get()

    def operations(self) -> list[APIOperation]:
        return [found.ok() for found in self.schema.get_all_operations()]  # type: ignore[union-attr]

    def ask(self, operation: APIOperation, examples: int) -> None:
        """Ask one operation `examples` times what its schema allows, and as often what it does not."""
        can_err = any(operation.iter_parameters()) or bool(operation.body)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 1 + can_err]:
            cases = operation.as_strategy(generation_mode=mode)

            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=cases, known=st.booleans(), number=st.integers(0, len(WORKS) - 1))
            def asked(case: Case, known: bool, number: int) -> None:
                if known:
                    self._point_at_what_exists(case, number)
                case.call_and_validate(checks=HELD_AGAINST)

            asked()

    def _point_at_what_exists(self, case: Case, number: int) -> None:
        """Made-up ids and photos lead nowhere: put in true ones, so that there is something to answer."""
        parameters: dict[str, Any] = case.path_parameters or {}
        row = Recognition.objects.first()
        if "/recognitions/{id}/" in case.path and row:
            parameters["id"] = str(row.pk)
        elif "id" in parameters:
            parameters["id"] = self.ids[number] if "artworks" in case.path else self.creator.pk
        if isinstance(case.body, dict) and "photo" in case.body:
            sent: dict[str, Any] = {**case.body, "photo": photo_of(WORKS[number])}
            case.body = sent
