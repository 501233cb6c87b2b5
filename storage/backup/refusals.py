"""Why a backup is not made or not put back; each says what to do."""


class BackupRefused(Exception):
    """The text is for the operator: what is wrong, and what to do."""


class KeyUnusable(BackupRefused):
    """The key file is absent, or holds no key."""


class NoBackup(BackupRefused):
    """The file is not one of ours, or is not there."""


class WrongKey(BackupRefused):
    """It was encrypted with another key."""


class CutOff(BackupRefused):
    """The end is missing."""


class OutOfOrder(BackupRefused):
    """All pieces are genuine, and not where they belong."""


class Damaged(BackupRefused):
    """Something in it is not what was written."""


class ManifestDiffers(BackupRefused):
    """What it holds is not what it says it holds."""


class NotEmpty(BackupRefused):
    """The place it should go to holds something."""


class NoRoom(BackupRefused):
    """The disk, or the database's server, has no place for what must be there for a moment."""


class ToolMissing(BackupRefused):
    """A program of PostgreSQL is absent or too old."""


class DumpFailed(BackupRefused):
    """A program of PostgreSQL could not do its work."""


class Busy(BackupRefused):
    """Another backup runs."""
