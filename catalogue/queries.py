"""Reads of this room in one place: versions, what they say, and who exercises an item where."""

from catalogue.responsibility import (
    NoDepartment,
    Responsibility,
    lead_department,
    responsible_department,
    responsible_departments,
)
from catalogue.versions import (
    NothingPublished,
    catalogue_of,
    current_catalogue,
    current_version,
    published,
    visible_versions,
)

__all__ = [
    "NoDepartment",
    "NothingPublished",
    "Responsibility",
    "catalogue_of",
    "current_catalogue",
    "current_version",
    "lead_department",
    "published",
    "responsible_department",
    "responsible_departments",
    "visible_versions",
]
