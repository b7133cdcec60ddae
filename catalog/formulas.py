"""Cells of CSV files that a spreadsheet must not take for formulas.

XLSX has types and needs nothing of this (`exporters.tables`). In CSV a text that begins as a formula is given an
apostrophe, as OWASP's "CSV Injection" advises; our own import takes it away again: tables come back as they were.
"""

import re

# What Excel, LibreOffice or Google Sheets takes for the beginning of a formula; the wide signs are those of East Asian
# keyboards. An apostrophe before one is doubled, so that what is taken away is always what was added.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def guard(text: str) -> str:
    """Return `text` so that a spreadsheet shows it: "=1+1" becomes "'=1+1"; a plain number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text
