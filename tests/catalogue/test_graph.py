"""The order of items: longest path and circles, against an exhaustive search."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.flow_items import is_ready
from catalogue.graph import CycleError, StageGraph, in_order, longest_path


@st.composite
def acyclic_graphs(draw):
    size = draw(st.integers(1, 7))
    codes = [str(n) for n in range(size)]
    before = {code: tuple(draw(st.sets(st.sampled_from(codes[:n]))) if n else ()) for n, code in enumerate(codes)}
    shuffled = draw(st.permutations(codes))
    return StageGraph({code: draw(st.integers(0, 9)) for code in codes}, {code: before[code] for code in shuffled})


def longest_by_trying_every_chain(graph: StageGraph) -> int:
    def ending_at(code: str) -> int:
        return graph.days[code] + max((ending_at(earlier) for earlier in graph.before[code]), default=0)

    return max(ending_at(code) for code in graph.before)


@given(acyclic_graphs())
def test_the_longest_path_is_the_longest_of_all_chains(graph) -> None:
    path = longest_path(graph)
    assert path.days == longest_by_trying_every_chain(graph) == sum(graph.days[code] for code in path.codes)


@given(acyclic_graphs())
def test_every_item_comes_after_all_it_waits_for(graph) -> None:
    order = in_order(graph.before)
    assert sorted(order) == sorted(graph.before)
    assert all(order.index(earlier) < order.index(code) for code in order for earlier in graph.before[code])


@given(acyclic_graphs(), st.data())
def test_an_edge_backwards_along_a_chain_is_found_as_a_circle(graph, data) -> None:
    code = data.draw(st.sampled_from(sorted(graph.before)))
    first = code
    while graph.before[first]:
        first = graph.before[first][0]
    closed = {**graph.before, first: (*graph.before[first], code)}
    with pytest.raises(CycleError) as caught:
        in_order(closed)
    circle = caught.value.codes
    assert circle[0] == circle[-1]
    assert all(later in closed[earlier] for earlier, later in pairwise(circle))


def test_an_item_opens_when_one_of_each_group_is_done() -> None:
    needs = (("113", "103"), ("201",))
    assert not is_ready(needs, {"201"})
    assert not is_ready(needs, {"103", "113"})
    assert is_ready(needs, ["103", "201"])
    assert is_ready((), [])
