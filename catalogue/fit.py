"""Promised days of a flow: what the flow fixes, and the rest fitted into the stage budgets."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from catalogue.content import STAGES, Catalogue, Flow, Item
from catalogue.facts import ProjectFacts
from catalogue.flow_items import FlowItem, possible_items
from catalogue.graph import in_order
from catalogue.predicates import holds


def auto_fit(catalogue: Catalogue, flow: Flow, stage: str, scope: str = "") -> dict[str, int]:
    """Promised working days of every item of `stage` that has a term, by code.

    The flow's own figure wins. Another counted item gets min(catalogue, budget − longest upstream
    path − fixed days that must follow it), at least 1, so that it cannot break the stage budget;
    an item inside another (联合验收) never takes longer than the one that wraps it. Items outside
    the cap keep the catalogue's figure. Raises CycleError.
    """
    items = {c: i for c, i in possible_items(flow, catalogue).items() if i.stage == stage}
    budget = flow.budgets.get(scope or catalogue.cap_scope, {}).get(stage)
    before = {code: tuple(c for c in item.predecessors if c in items) for code, item in items.items()}
    order = in_order(before)
    following = _fixed_downstream(order, before, flow.promised)
    fitted: dict[str, int] = {}
    ends: dict[str, int] = {}
    for code in order:
        upstream = max((ends[earlier] for earlier in before[code]), default=0)
        days = _days(items[code], flow, budget, upstream, following[code], fitted)
        if days is not None:
            fitted[code] = days
        ends[code] = upstream + (days if days and items[code].counts_in_cap else 0)
    return {code: fitted[code] for code in items if code in fitted}


def _days(
    entry: FlowItem, flow: Flow, budget: int | None, upstream: int, downstream: int, fitted: Mapping[str, int]
) -> int | None:
    if entry.code in flow.promised:
        return flow.promised[entry.code]
    days = entry.item.promised
    if days and entry.item.inside in fitted:
        days = min(days, fitted[entry.item.inside])
    if days and budget is not None and entry.counts_in_cap:
        days = max(1, min(days, budget - upstream - downstream))
    return days


def _fixed_downstream(
    order: list[str], before: Mapping[str, tuple[str, ...]], fixed: Mapping[str, int]
) -> dict[str, int]:
    longest = dict.fromkeys(order, 0)
    for code in reversed(order):
        for earlier in before[code]:
            longest[earlier] = max(longest[earlier], longest[code] + fixed.get(code, 0))
    return longest


@lru_cache(maxsize=256)
def promised_days(catalogue: Catalogue, flow: Flow, scope: str = "") -> Mapping[str, int]:
    """Promised working days of every item some project of the flow may need, by code.

    The same for all projects of the flow, so it is worked out once per catalogue; items without a
    term are missing. Raises CycleError.
    """
    fitted: dict[str, int] = {}
    for stage in STAGES:
        fitted |= auto_fit(catalogue, flow, stage, scope)
    for code, entry in possible_items(flow, catalogue).items():
        if entry.stage not in STAGES and entry.item.promised is not None:
            fitted[code] = flow.promised.get(code, entry.item.promised)
    return MappingProxyType(fitted)


def promise_for(item: Item, facts: ProjectFacts, promised: int | None) -> int | None:
    """The promise for one project: a special case of the item (such as high voltage) or `promised`."""
    for condition, days in item.promised_cases:
        if holds(condition, facts):
            return days
    return promised
