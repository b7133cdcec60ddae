"""What can be wrong with what the catalogue is given. Each message is a sentence for the person who gave it."""


class CatalogError(Exception):
    """The base of all of them."""


class UnreadablePicture(CatalogError):
    """The bytes are no picture of a kind that we take, or a damaged or too large one."""


class UnknownPreset(CatalogError):
    """A rendition was asked for that is not one of the fixed sizes."""


class UnreadableTable(CatalogError):
    """A file to import is no table that we can read."""


class RowError(CatalogError):
    """One row of a table cannot be taken."""


class CannotMerge(CatalogError):
    """Two works cannot become one, or not be two again."""


class UnreadableRecording(CatalogError):
    """The bytes are no recording of a kind that we take, or a too large one."""


class MuseumError(CatalogError):
    """A museum's server gave no answer that we can use."""


class RecordGone(MuseumError):
    """What was asked for is not there, or not any more."""


class MuseumBusy(MuseumError):
    """The server asks to be left alone for longer than we wait, or gives no answers: try another time."""


class CannotPutBack(CatalogError):
    """A change cannot be undone by itself any more."""


class PlanChanged(CatalogError):
    """Somebody else arranged the rooms of a floor meanwhile."""
