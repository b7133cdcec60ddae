"""The museums that works can be taken from, by the name that the command knows them by."""

from catalog.importers.museums.met import MET
from catalog.importers.museums.source import Source

SOURCES: dict[str, Source] = {source.name: source for source in (MET,)}
