"""Why an archive is not made or not restored; each message says what to do."""


class BackupError(Exception):
    """Nothing was changed."""


class DamagedArchive(BackupError):
    """The file is no archive of ours, or not whole any more."""


class NewerArchive(BackupError):
    """It was made by a later version of this app."""


class OlderArchive(BackupError):
    """It was made by an earlier version, and the site has contents that cannot be taken back to that."""


class SiteNotEmpty(BackupError):
    """The site has contents that restoring would replace."""


class NoSpace(BackupError):
    """The files do not fit on the disk."""
