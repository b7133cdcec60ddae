"""How static files are served: compressed, and named by their content, so that a browser may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_MODULES = "js/*.js"  # those of packages import what they do not ship
IMPORT = r"""(?P<matched>import(?s:(?P<import>[\s\{].*?))\s*from\s*['"](?P<url>[./].*?)["']\s*;)"""


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Renames what our scripts import as well: an old script never meets a new module."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OUR_MODULES, ((IMPORT, 'import%(import)s from "%(url)s";'),)),
    )
