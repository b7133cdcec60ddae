"""The API shows what the pages show: its serializers are made from the same dataclasses."""

import datetime
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from rest_framework import serializers

PLAIN = {
    bool: serializers.BooleanField,
    datetime.date: serializers.DateField,
    float: serializers.FloatField,
    int: serializers.IntegerField,
    str: serializers.CharField,
}


@cache
def serializer_of(dataclass: type) -> type[serializers.Serializer]:
    """Return a read-only serializer with a field for each of the dataclass's; dataclasses in it nest.

    Raises:
        KeyError: a field has a type that stands for nothing in JSON.
    """
    hints = get_type_hints(dataclass)
    members = {field.name: _field_of(hints[field.name]) for field in fields(dataclass)}
    members["__doc__"] = dataclass.__doc__
    return type(dataclass.__name__, (serializers.Serializer,), members)


def _field_of(hint: Any, **options: Any) -> Any:
    alternatives = [kind for kind in get_args(hint) if kind is not NoneType]
    if get_origin(hint) is tuple:
        return _many_of(alternatives[0], **options)
    if alternatives:
        return _field_of(alternatives[0], allow_null=True)
    if is_dataclass(hint):
        return serializer_of(hint)(read_only=True, **options)  # type: ignore[arg-type]
    return PLAIN[hint](read_only=True, **options)


def _many_of(item: type, **options: Any) -> Any:
    if is_dataclass(item):
        return serializer_of(item)(many=True, read_only=True, **options)
    return serializers.ListField(child=PLAIN[item](), read_only=True, **options)
