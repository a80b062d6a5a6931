"""Flow types: every stage's longest path fits its budget, all budgets fit the cap."""

from collections.abc import Iterator
from typing import Final

from catalogue.content import SCOPES, STAGES, Catalogue, Flow
from catalogue.fit import promised_days
from catalogue.flow_items import possible_items
from catalogue.graph import find_cycle, longest_path, stage_graph
from catalogue.texts import Sentence
from catalogue.texts import gettext_noop as _

JOINT_LIMIT: Final = 45
"""Working days that a joint handling may take (行政许可法第四十二条第二款)."""
_COUNTED: Final = {"ALL_STAGES": STAGES, "PRE_CONSTRUCTION": STAGES[:3]}


def check_flow(catalogue: Catalogue, flow: Flow) -> Iterator[Sentence]:
    """Everything wrong with one flow of a catalogue whose items are sound."""
    unknown = list(_unknown(catalogue, flow))
    yield from unknown
    if unknown:
        return
    if circle := find_cycle(possible_items(flow, catalogue)):
        yield Sentence(_("items wait for each other in a circle: %(path)s."), {"path": " → ".join(circle)})
        return
    yield from _promises(catalogue, flow)
    if flow.cap is None:
        if not flow.exempt:
            yield Sentence(_("has no limit although it is not exempt."))
        return
    for scope in SCOPES:
        yield from _budgets(catalogue, flow, scope)
    yield from _critical_paths(catalogue, flow)


def _unknown(catalogue: Catalogue, flow: Flow) -> Iterator[Sentence]:
    pairs = [*flow.merged.items(), *flow.committed.items(), *flow.edges]
    named = [*flow.promised, *(code for pair in pairs for code in pair)]
    named += [code for path in flow.critical.values() for code in path]
    for code in dict.fromkeys(named):
        if code not in catalogue.items:
            yield Sentence(_("names an unknown item: %(code)s."), {"code": code})


def _promises(catalogue: Catalogue, flow: Flow) -> Iterator[Sentence]:
    for code, days in flow.promised.items():
        limit = catalogue.items[code].statutory
        if limit.days and limit.unit == "WORKING_DAY" and not limit.minimum and days > limit.days:
            yield Sentence(
                _("item %(code)s promises %(promised)s working days, more than the law's %(law)s."),
                {"code": code, "promised": days, "law": limit.days},
            )


def _budgets(catalogue: Catalogue, flow: Flow, scope: str) -> Iterator[Sentence]:
    budgets = flow.budgets.get(scope, {})
    missing = [stage for stage in STAGES if not budgets.get(stage)]
    if missing:
        yield Sentence(_("has no budget for stage %(stage)s (%(scope)s)."), {"stage": missing[0], "scope": scope})
        return
    promised = promised_days(catalogue, flow, scope)
    for stage in STAGES:
        path = longest_path(stage_graph(catalogue, flow, stage, promised))
        facts = {
            "stage": stage, "scope": scope, "budget": budgets[stage], "days": path.days, "path": " → ".join(path.codes),
        }  # fmt: skip
        if path.days > budgets[stage]:
            yield Sentence(
                _("stage %(stage)s (%(scope)s): the path %(path)s takes %(days)s working days, budget %(budget)s."),
                facts,
            )
        if budgets[stage] > JOINT_LIMIT:
            yield Sentence(
                _("stage %(stage)s (%(scope)s): a joint handling may take 45 working days, not %(budget)s."), facts
            )
    total = sum(budgets[stage] for stage in _COUNTED[scope])
    if flow.cap is not None and total > flow.cap:
        yield Sentence(
            _("the stage budgets (%(scope)s) add up to %(total)s working days, more than the limit of %(cap)s."),
            {"scope": scope, "total": total, "cap": flow.cap},
        )


def _critical_paths(catalogue: Catalogue, flow: Flow) -> Iterator[Sentence]:
    promised = promised_days(catalogue, flow)
    for stage in STAGES:
        path = flow.critical.get(stage)
        if not path:
            yield Sentence(_("names no critical path for stage %(stage)s."), {"stage": stage})
            continue
        graph = stage_graph(catalogue, flow, stage, promised)
        for earlier, later in zip(path, path[1:], strict=False):
            if earlier not in graph.before.get(later, ()):
                yield Sentence(
                    _("critical path of stage %(stage)s: item %(later)s does not wait for %(earlier)s."),
                    {"stage": stage, "earlier": earlier, "later": later},
                )
        days = sum(graph.days.get(code, 0) for code in path)
        longest = longest_path(graph)
        if days != longest.days:
            yield Sentence(
                _("critical path of stage %(stage)s takes %(days)s working days, but %(path)s takes %(longest)s."),
                {"stage": stage, "days": days, "path": " → ".join(longest.codes), "longest": longest.days},
            )
