"""Setting a rule (监察规则设置): by a supervisor of the province, on a document, from now on and in the journal."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Region
from accounts.posts import SUPERVISOR
from core.commands import ANY_STATE, Command, Context
from core.errors import Invalid
from core.models import Heartbeat
from core.time import now
from supervision.anomalies.parameters import PARAMETERS
from supervision.anomalies.sweeping import MARK
from supervision.models.anomaly import AnomalyRule

CHAIN: Final = "supervision:rules"
PROVINCE: Final = "360000"
SHORTEST: Final = 5
"""Characters of a document number."""


def sets_rules(user: Any, _rule: Any = None) -> bool:
    """Whether `user` supervises the whole province."""
    return scope.has_role(user, SUPERVISOR, region=PROVINCE)


def _within_bounds(rule: AnomalyRule, data: Mapping[str, Any]) -> None:
    known, given = PARAMETERS.get(rule.code, {}), data.get("parameters", {})
    if set(given) != set(known):
        raise Invalid({"": gettext("The rule has other parameters than these.")})
    wrong = {
        name: gettext("Give a whole number from %(least)s to %(most)s.") % {"least": one.least, "most": one.most}
        for name, one in known.items()
        if type(given[name]) is not int or not one.least <= given[name] <= one.most
    }
    if wrong:
        raise Invalid(wrong)


def _rests_on_a_document(_rule: AnomalyRule, data: Mapping[str, Any]) -> None:
    if len(str(data.get("document", "")).strip()) < SHORTEST:
        raise Invalid({"document": gettext("Give the number of the document this rests on.")})


def _set(
    context: Context,
    rule: AnomalyRule,
    *,
    parameters: Mapping[str, int],
    enabled: bool,
    off_in: Sequence[str],
    document: str,
) -> AnomalyRule:
    before = values(rule)
    places = list(Region.objects.filter(code__in=off_in))
    rule.parameters, rule.enabled, rule.document = dict(parameters), enabled, document.strip()
    rule.changed_by, rule.changed_at = context.user, now()
    rule.save(update_fields=["parameters", "enabled", "document", "changed_by", "changed_at"])
    rule.off_in.set(places)
    after = values(rule)
    context.note(CHAIN, rule, data={"rule": rule.code, "document": rule.document, "before": before, "after": after})
    if after != before:
        # The next sweep looks at every project by the new measure; what was found stays found.
        Heartbeat.objects.filter(name=MARK).delete()
    return rule


def values(rule: AnomalyRule) -> dict[str, Any]:
    """What can be set in a rule, as it is."""
    off = sorted(rule.off_in.values_list("code", flat=True))
    return {"parameters": rule.parameters, "enabled": rule.enabled, "off_in": off}


set_rule = Command(
    name="supervision.set_anomaly_rule",
    label=_("Set anomaly rule"),
    subject=AnomalyRule,
    may=sets_rules,
    states=ANY_STATE,
    validators=[_within_bounds, _rests_on_a_document],
    run=_set,
).register()
