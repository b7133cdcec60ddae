"""Works as Dublin Core and as LIDO 1.0, for harvesters.

http://www.openarchives.org/OAI/2.0/guidelines-oai_dc.htm · http://www.lido-schema.org/schema/v1.0/lido-v1.0-specification.pdf
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.exporters.iiif import image_url, manifest_url
from catalog.exporters.oai.xml import DC, LANGUAGE, LIDO, OAI_DC, Element, add, root
from catalog.selectors.words import credit_words

# A work of `selectors.works_to_hand_on`, with `present` and `free`.
Work = Any
SIDES = ("height", "width", "depth")


@dataclass(frozen=True)
class Format:
    """A way to describe a work."""

    schema: str
    namespace: str
    write: Callable[[Work, str], Element]


def dublin_core(work: Work, site: str) -> Element:
    """Return the fifteen elements of Dublin Core, as far as they are known."""
    record = root(OAI_DC, "dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    told = [
        ("title", work.title),
        *(("creator", str(credit)) for credit in work.attributions.all()),
        ("type", "PhysicalObject"),
        ("type", work.classification),
        ("date", work.date_label),
        ("format", work.medium),
        ("format", work.dimensions or work.size_label),
        ("description", work.description),
        ("coverage", work.culture),
        *(("publisher", str(placement.venue)) for placement in work.present),
        ("identifier", site + work.get_absolute_url()),
        ("identifier", work.accession_number),
        ("source", work.source_url),
        ("relation", manifest_url(work.pk, site) if work.free else ""),
        ("rights", work.credit_line),
        ("rights", work.rights_uri),
    ]
    for name, text in told:
        if text:
            add(record, f"{{{DC}}}{name}", text)
    return record


def lido(work: Work, site: str) -> Element:
    """Return a work as museums exchange them."""
    record = root(LIDO, "lido", "http://www.lido-schema.org/schema/v1.0/lido-v1.0.xsd")
    add(record, "lidoRecID", f"{work.source}:{work.source_id}", {f"{{{LIDO}}}type": "local"})
    described = add(record, "descriptiveMetadata", attributes={LANGUAGE: "en"})
    kinds = add(add(described, "objectClassificationWrap"), "objectWorkTypeWrap")
    add(add(kinds, "objectWorkType"), "term", work.classification or "work of art")
    _identification(described, work)
    _production(described, work)
    administered = add(record, "administrativeMetadata", attributes={LANGUAGE: "en"})
    _rights(administered, work)
    _record(administered, work, site)
    _resources(administered, work, site)
    return record


def _identification(described: Element, work: Work) -> None:
    wrap = add(described, "objectIdentificationWrap")
    add(add(add(wrap, "titleWrap"), "titleSet"), "appellationValue", work.title)
    if work.present or work.accession_number:
        repository = add(add(wrap, "repositoryWrap"), "repositorySet")
        for placement in work.present:
            body = add(repository, "repositoryName")
            add(add(body, "legalBodyName"), "appellationValue", str(placement.venue))
        if work.accession_number:
            add(repository, "workID", work.accession_number, {f"{{{LIDO}}}type": "inventory number"})
    if work.description:
        note = add(add(wrap, "objectDescriptionWrap"), "objectDescriptionSet")
        add(note, "descriptiveNoteValue", work.description)
    _measurements(wrap, work)


def _measurements(wrap: Element, work: Work) -> None:
    known = [(side, getattr(work, f"{side}_cm")) for side in SIDES]
    words = work.dimensions or work.size_label
    if not words:
        return
    measured = add(add(wrap, "objectMeasurementsWrap"), "objectMeasurementsSet")
    add(measured, "displayObjectMeasurements", words)
    sizes = [(side, size) for side, size in known if size is not None]
    if sizes:
        measurements = add(measured, "objectMeasurements")
        for side, size in sizes:
            one = add(measurements, "measurementSet")
            for name, text in (("measurementType", side), ("measurementUnit", "cm"), ("measurementValue", str(size))):
                add(one, name, text)


def _production(described: Element, work: Work) -> None:
    event = add(add(add(described, "eventWrap"), "eventSet"), "event")
    add(add(event, "eventType"), "term", "Production")
    for credit in work.attributions.all():
        actor = add(event, "eventActor")
        add(actor, "displayActorInRole", str(credit))
        in_role = add(actor, "actorInRole")
        add(add(add(in_role, "actor"), "nameActorSet"), "appellationValue", credit.creator.name)
        if credit.prefix:
            add(in_role, "attributionQualifierActor", credit.prefix)
    if not work.attributions.all() and work.culture:
        add(add(event, "eventActor"), "displayActorInRole", credit_words(work, ()))
    _date(event, work)
    if work.medium:
        add(add(event, "eventMaterialsTech"), "displayMaterialsTech", work.medium)


def _date(event: Element, work: Work) -> None:
    if not work.date_label:
        return
    dated = add(event, "eventDate")
    add(dated, "displayDate", work.date_label)
    if work.begin_year is not None and work.end_year is not None:
        span = add(dated, "date")
        add(span, "earliestDate", str(work.begin_year))
        add(span, "latestDate", str(work.end_year))


def _rights(administered: Element, work: Work) -> None:
    if work.rights_uri or work.credit_line:
        rights = add(add(administered, "rightsWorkWrap"), "rightsWorkSet")
        if work.rights_uri:
            add(add(rights, "rightsType"), "conceptID", work.rights_uri, {f"{{{LIDO}}}type": "URI"})
        if work.credit_line:
            add(rights, "creditLine", work.credit_line)


def _record(administered: Element, work: Work, site: str) -> None:
    wrap = add(administered, "recordWrap")
    add(wrap, "recordID", str(work.pk), {f"{{{LIDO}}}type": "local"})
    add(add(wrap, "recordType"), "term", "single object")
    source = add(wrap, "recordSource")
    add(add(source, "legalBodyName"), "appellationValue", work.source)
    add(add(wrap, "recordInfoSet"), "recordInfoLink", site + reverse("artwork", args=[work.pk]))


def _resources(administered: Element, work: Work, site: str) -> None:
    if not work.free:
        return
    wrap = add(administered, "resourceWrap")
    for picture in work.free:
        resource = add(wrap, "resourceSet")
        shown = add(resource, "resourceRepresentation", attributes={f"{{{LIDO}}}type": "image_master"})
        add(shown, "linkResource", f"{image_url(picture, site)}/full/max/0/default.jpg")
        rights = add(resource, "rightsResource")
        uri = picture.rights_uri or work.rights_uri
        add(add(rights, "rightsType"), "conceptID", uri, {f"{{{LIDO}}}type": "URI"})
        if picture.credit:
            add(rights, "creditLine", picture.credit)


FORMATS = {
    "oai_dc": Format("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, dublin_core),
    "lido": Format("http://www.lido-schema.org/schema/v1.0/lido-v1.0.xsd", LIDO, lido),
}
