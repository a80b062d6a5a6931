"""Items as one flow runs them: which there are, what each waits for, what each must precede.

The same resolution serves the worst case of a flow (every item it may ever need, for validation
and promises) and one project (the items its facts call for, for plans and cases).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from catalogue.content import PARALLEL, Catalogue, Flow, Item
from catalogue.facts import ProjectFacts
from catalogue.predicates import Predicate, holds, knowledge_from, weigh

Needs = tuple[tuple[str, ...], ...]
"""Groups of item codes: one of each group must be done."""


@dataclass(frozen=True, slots=True)
class FlowItem:
    """事项 in a flow. `needs` holds only items that are in the same flow or project."""

    item: Item
    stage: str
    counts_in_cap: bool
    needs: Needs
    committed: bool = False

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.code

    @property
    def predecessors(self) -> tuple[str, ...]:
        """Every item mentioned in `needs`, once, in order."""
        return tuple(dict.fromkeys(code for group in self.needs for code in group))


def applicable_items(facts: ProjectFacts, flow: Flow, catalogue: Catalogue) -> dict[str, FlowItem]:
    """The items this project needs in this flow, by code, each with what it waits for.

    Items merged into another are left out. Raises AttributeError when the catalogue reads a fact
    that does not exist (`validate` finds this before publication).
    """
    return _resolve(catalogue, flow, lambda predicate: holds(predicate, facts))


@lru_cache(maxsize=256)
def possible_items(flow: Flow, catalogue: Catalogue) -> Mapping[str, FlowItem]:
    """Every item that some project of this flow may need; the worst case that budgets must bear."""
    known = knowledge_from(flow.requires)
    return MappingProxyType(_resolve(catalogue, flow, lambda predicate: weigh(predicate, known) is not False))


def is_ready(needs: Needs, done: Iterable[str]) -> bool:
    """Whether an item may open: of every group it waits for, one item is done."""
    finished = set(done)
    return all(any(code in finished for code in group) for group in needs)


def within(items: Mapping[str, FlowItem], codes: Iterable[str]) -> dict[str, Needs]:
    """For the items named, their needs reduced to these items: the order inside one application."""
    chosen = set(codes)
    return {
        code: tuple(kept for group in items[code].needs if (kept := tuple(c for c in group if c in chosen)))
        for code in items
        if code in chosen
    }


def _resolve(catalogue: Catalogue, flow: Flow, applies: Callable[[Predicate], bool]) -> dict[str, FlowItem]:
    present = {
        code: item for code, item in catalogue.items.items() if code not in flow.merged and applies(item.applies)
    }
    needs: dict[str, list[tuple[str, ...]]] = {}
    for code, item in present.items():
        if code in flow.committed:
            needs[code] = [(flow.committed[code],)]
            continue
        sources = [*item.after]
        if item.inside in present:
            sources += present[item.inside].after
        needs[code] = [tuple(need.code for need in r.any_of if applies(need.when)) for r in sources]
    for earlier, later in (*_gates(present, flow), *flow.edges):
        if later in needs and earlier in present:
            needs[later].append((earlier,))
    return {
        code: FlowItem(
            item=item,
            stage=PARALLEL if code in flow.committed else item.stage,
            counts_in_cap=item.counts_in_cap and code not in flow.committed,
            needs=_present_only(needs[code], present, flow),
            committed=code in flow.committed,
        )
        for code, item in present.items()
    }


def _gates(present: Mapping[str, Item], flow: Flow) -> Iterable[tuple[str, str]]:
    """(item, what it must precede); a gate on a merged item stands before the one that took it in."""
    for code, item in present.items():
        for target in item.gate:
            yield code, flow.merged.get(target, target)


def _present_only(groups: Iterable[tuple[str, ...]], present: Mapping[str, Item], flow: Flow) -> Needs:
    # A committed item is reviewed afterwards, so nobody waits for it.
    kept = (tuple(c for c in group if c in present and c not in flow.committed) for group in groups)
    return tuple(dict.fromkeys(group for group in kept if group))
