"""QR codes, to print and hang beside a door or a work."""

import io

import segno

# Medium: a sixth of the code may be worn off or in shadow, and still it opens.
CORRECTION = "m"
QUIET_MODULES = 4  # the white margin that ISO/IEC 18004 asks for


def draw_code(address: str) -> bytes:
    """Return the code of an address as SVG, black on white whatever the page's colors: phones read no other."""
    drawing = io.BytesIO()
    code = segno.make(address, error=CORRECTION, micro=False)
    code.save(drawing, kind="svg", scale=8, border=QUIET_MODULES, dark="#000", light="#fff", xmldecl=False)
    return drawing.getvalue()
