"""How grave an alert is (预警轻重): the one order by which lines are led, sorted and shown."""

from collections.abc import Mapping
from typing import Final

GRAVITY: Final[Mapping[str, int]] = {level: place for place, level in enumerate(("FORECAST", "WARN", "YELLOW", "RED"))}
"""Level → place, from the lightest to the gravest; the levels are those of `supervision.models.Level`."""
