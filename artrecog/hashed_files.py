"""How static files are served: compressed, and named by their content, so that a browser may keep them for good."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_MODULES = "js/*.js"  # those of packages import what they do not ship
IMPORT = r"""(?P<matched>import(?s:(?P<import>[\s\{].*?))\s*from\s*['"](?P<url>[./].*?)["']\s*;)"""


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Renames what our scripts import as well: an old script never meets a new module."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OUR_MODULES, ((IMPORT, 'import%(import)s from "%(url)s";'),)),
    )

    def create_compressor(self, **options: Any) -> Compressor:
        """Compress with gzip alone: where Brotli happens to be installed, it makes the first start a minute longer."""
        return Compressor(**options, use_brotli=False)
