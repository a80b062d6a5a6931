"""The sentences of a reuse (复用结果用语): what an item saves, why a unit does not count, what a person must confirm."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.speech import local
from core.display import listed, written_date
from regional_assessments.units.kinds import Result
from regional_assessments.units.reuse import Obstacle, Reason, Reuse, UnitFacts

RESULTS = {
    Result.WAIVE: gettext_lazy("not assessed again"),
    Result.SIMPLIFY: gettext_lazy("simplified"),
    Result.COMMIT: gettext_lazy("on commitment"),
    Result.REFERENCE: gettext_lazy("results of the zone are used"),
    Result.NOT_ELIGIBLE: gettext_lazy("assessed individually"),
}
"""What happens to the item, in two or three words."""


def why(reuse: Reuse) -> str:
    """One sentence: the unit and its cover where it counts, every obstacle where it does not."""
    if not reuse.eligible:
        return " ".join(reason(reuse.unit, one) for one in reuse.reasons)
    told = _("%(unit)s covers the redline and is in force.") % {"unit": reuse.unit.name}
    if reuse.confirm:
        asked = listed(confirmation(reuse.unit, code) for code in reuse.confirm)
        told += " " + _("To be confirmed by the officer: %(what)s.") % {"what": asked}
    return told


def reason(unit: UnitFacts, one: Reason) -> str:
    """An obstacle as a sentence."""
    match one.code:
        case Obstacle.NOT_PUBLISHED:
            return _("%(unit)s is not published.") % {"unit": unit.name}
        case Obstacle.NOT_YET:
            return _("%(unit)s is in force only from %(on)s.") % {"unit": unit.name, "on": _day(one.params["from"])}
        case Obstacle.EXPIRED:
            return _("%(unit)s was in force until %(on)s.") % {"unit": unit.name, "on": _day(one.params["last_day"])}
        case Obstacle.OUTSIDE:
            percent = f"{one.params['outside_percent']:.2f}"
            return _("%(percent)s %% of the redline lie outside %(unit)s.") % {"percent": percent, "unit": unit.name}
        case Obstacle.INDUSTRY:
            return _("%(unit)s does not count for industry %(code)s.") % {
                "unit": unit.name,
                "code": one.params["industry"],
            }
        case Obstacle.LIMIT:
            limit = unit.told.limits[one.params["limit"]]
            return _("%(what)s is %(value)s %(unit)s, the unit allows %(most)s.") % {
                "what": local(limit.name),
                "value": one.params["value"],
                "most": one.params["most"],
                "unit": local(limit.unit),
            }
        case Obstacle.EXCLUDED:
            return _("Excluded: %(what)s.") % {"what": confirmation(unit, one.params["exclusion"])}
        case Obstacle.NOT_CLEARED:
            return _("The ground of %(unit)s is not cleared.") % {"unit": unit.name}


def confirmation(unit: UnitFacts, code: str) -> str:
    """The name of an exclusion or parameter that a person answers."""
    if code in unit.told.exclusions:
        return local(unit.told.exclusions[code].name)
    if code in unit.told.limits:
        return local(unit.told.limits[code].name)
    return _("whether its industry is an excluded one")


def _day(text: str) -> str:
    return written_date(date.fromisoformat(text))
