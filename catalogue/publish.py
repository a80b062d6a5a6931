"""Loading and publishing for whoever has no page at hand: installation, seeding, the command line."""

from pathlib import Path
from typing import Any

from catalogue import commands
from catalogue.models import CatalogueVersion
from catalogue.source import DATA, read_source
from core.commands import SYSTEM_USER


def load_catalogue(actor: Any = SYSTEM_USER, folder: Path = DATA, note: str = "") -> CatalogueVersion:
    """The version that holds the catalogue written in `folder`; a draft is made if no version does.

    Raises CatalogueSourceError, Invalid, NotPermitted.
    """
    return commands.load.perform(actor, source=read_source(folder), note=note)


def publish(version: CatalogueVersion, actor: Any = SYSTEM_USER) -> CatalogueVersion:
    """Put `version` in force; the one before is superseded. Nothing happens if it is in force already.

    Raises Invalid with one line per problem when `validate` finds any, NotPermitted.
    """
    version.refresh_from_db(fields=["state"])
    if version.state == CatalogueVersion.State.PUBLISHED:
        return version
    return commands.publish.perform(actor, version)
