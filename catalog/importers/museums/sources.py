"""The museums that works can be taken from, by the name that the command knows them by."""

from catalog.importers.museums.aic import AIC
from catalog.importers.museums.cleveland import CLEVELAND_MUSEUM
from catalog.importers.museums.iiif import IIIF
from catalog.importers.museums.met import MET
from catalog.importers.museums.rijksmuseum import RIJKS
from catalog.importers.museums.smk import SMK
from catalog.importers.museums.source import Source
from catalog.importers.museums.wikidata import WIKIDATA

SOURCES: dict[str, Source] = {
    source.name: source for source in (MET, AIC, RIJKS, CLEVELAND_MUSEUM, SMK, WIKIDATA, IIIF)
}
