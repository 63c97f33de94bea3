"""Privacy on disk: what only the user of the pipeline may read.

What belongs here: modes of folders and files. What does not: what they hold.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.settings import Settings

OWNER_FOLDER, OWNER_FILE, OWNER_READS = 0o700, 0o600, 0o400


def private_folder(path: Path) -> None:
    """Make a folder, and let only its owner enter, whatever it was before."""
    path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o777 != OWNER_FOLDER:
        path.chmod(OWNER_FOLDER)


def private_home(settings: Settings) -> None:
    """Make the folders of personal data (deposits, lake, warehouse), closed to other users."""
    for folder in (settings.deposits, settings.lake, settings.warehouse.parent):
        private_folder(folder)
