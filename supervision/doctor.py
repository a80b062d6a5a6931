"""Proves the numbers of the wall (监管台体检): tallies and waiting changes are the open clocks, place by place."""

from collections.abc import Iterator
from inspect import signature

from supervision.anomalies.detectors import DETECTORS
from supervision.anomalies.parameters import PARAMETERS
from supervision.counting.reading import differences
from supervision.models import AnomalyRule


def check() -> Iterator[str]:
    """A sentence for every count that is off; `manage.py count_wall` counts anew."""
    yield from differences()
    yield from unfit_rules()


def unfit_rules() -> Iterator[str]:
    """A sentence for every anomaly rule whose numbers its detector does not take."""
    for rule in AnomalyRule.objects.all():
        look = DETECTORS.get(rule.code)
        wanted = set(signature(look).parameters) - {"application"} if look else None
        if wanted is None or set(rule.parameters) != wanted:
            yield f"anomaly rule {rule.code}: parameters {sorted(rule.parameters)}, expected {sorted(wanted or ())}"
            continue
        for name, one in PARAMETERS[rule.code].items():
            if not one.least <= rule.parameters[name] <= one.most:
                yield f"anomaly rule {rule.code}: {name} is {rule.parameters[name]}, not in {one.least}–{one.most}"
