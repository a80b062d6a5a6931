"""A draft of a letter's wording that stands in URLs."""

from __future__ import annotations

from typing import Any

from core.time import today
from documents.letters import commands
from documents.letters.shipped import letters
from tests.people import Province


def objects(province: Province) -> dict[str, Any]:
    """The administrator's draft for the county 360702."""
    kind = letters()["acceptance"]
    template = commands.draft.perform(
        province.people["admin"], letter="acceptance", region=province.regions["360702"], title=kind.title,
        body=kind.body, note="统一用语", valid_from=today(),
    )  # fmt: skip
    return {"letter_template": template}
