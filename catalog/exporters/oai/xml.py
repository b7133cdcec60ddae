"""Writing XML: elements with text that XML allows."""

from collections.abc import Mapping
from xml.etree import ElementTree

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Element = ElementTree.Element
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
LIDO = "http://www.lido-schema.org"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

for prefix, namespace in {"": OAI, "oai_dc": OAI_DC, "dc": DC, "lido": LIDO, "xsi": XSI}.items():
    ElementTree.register_namespace(prefix, namespace)


def add(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    """Append an element of the parent's namespace, or of the one that `name` has; return it."""
    namespace = parent.tag[: parent.tag.index("}") + 1]
    tag = name if name.startswith("{") else namespace + name
    element = ElementTree.SubElement(parent, tag, dict(attributes or {}))
    element.text = permitted(text) or None
    return element


def permitted(text: str) -> str:
    """Leave out what no XML document may hold."""
    cleaned: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return cleaned


def root(namespace: str, name: str, schema: str) -> Element:
    """Return an element that says where its schema is."""
    return Element(f"{{{namespace}}}{name}", {f"{{{XSI}}}schemaLocation": f"{namespace} {schema}"})


def to_bytes(element: Element) -> bytes:
    """Return a document in UTF-8."""
    document: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return document
