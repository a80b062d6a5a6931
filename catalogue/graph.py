"""The order of items inside a stage: a graph sorted once, cycles refused, its longest path."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.content import Catalogue, Flow
from catalogue.flow_items import FlowItem, possible_items


class CycleError(ValueError):
    """Items wait for each other; `codes` is the circle, first item repeated at its end."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(" → ".join(codes))


@dataclass(frozen=True, slots=True)
class StageGraph:
    """Items of one stage: `days` each one takes (working days; 0 for those outside the cap),
    `before` the items of the same stage it waits for.
    """

    days: Mapping[str, int]
    before: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Path:
    """关键路径: items one after another and the working days they take together."""

    codes: tuple[str, ...]
    days: int


def stage_graph(catalogue: Catalogue, flow: Flow, stage: str, promised: Mapping[str, int]) -> StageGraph:
    """The worst-case graph of a stage of a flow, with `promised` working days per item.

    Days of items outside the cap are 0: they run beside the counted ones.
    """
    items = possible_items(flow, catalogue)
    inside = {code: item for code, item in items.items() if item.stage == stage}
    return StageGraph(
        days={code: promised.get(code, 0) if item.counts_in_cap else 0 for code, item in inside.items()},
        before={code: tuple(c for c in item.predecessors if c in inside) for code, item in inside.items()},
    )


def in_order(before: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The items so that each comes after all it waits for. Raises CycleError, KeyError for an unknown item."""
    order: list[str] = []
    state: dict[str, bool] = {}

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if code in trail:
            raise CycleError((*trail[trail.index(code) :], code))
        if code in state:
            return
        for earlier in before[code]:
            visit(earlier, (*trail, code))
        state[code] = True
        order.append(code)

    for code in before:
        visit(code, ())
    return order


def longest_path(graph: StageGraph) -> Path:
    """The longest chain of the stage; ties go to the one found first. Raises CycleError."""
    best: dict[str, Path] = {}
    for code in in_order(graph.before):
        upstream = max((best[earlier] for earlier in graph.before[code]), key=_length, default=Path((), 0))
        best[code] = Path((*upstream.codes, code), upstream.days + graph.days[code])
    longest = max(best.values(), key=_length, default=Path((), 0))
    return Path(tuple(code for code in longest.codes if graph.days[code]), longest.days)


def find_cycle(items: Mapping[str, FlowItem]) -> tuple[str, ...]:
    """The first circle among these items across all stages, or () if there is none."""
    try:
        in_order({code: item.predecessors for code, item in items.items()})
    except CycleError as error:
        return error.codes
    return ()


def _length(path: Path) -> int:
    return path.days
