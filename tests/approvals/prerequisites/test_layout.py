from hypothesis import given
from hypothesis import strategies as st

from approvals.prerequisites.rules import ACROSS, HEIGHT, WIDTH, Role, columns, layout, role

CODES = st.sampled_from("abcdefgh")


def test_an_item_stands_right_of_everything_it_waits_for():
    assert columns({"a": (), "b": ("a",), "c": ("a", "b"), "d": ()}) == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_arrows_lead_from_the_right_edge_to_the_left_edge():
    drawn = layout({"a": (), "b": ("a",)})
    [arrow] = drawn.arrows
    assert (arrow.before, arrow.after, arrow.x1, arrow.x2) == ("a", "b", WIDTH, WIDTH + ACROSS)
    assert (drawn.width, drawn.height) == (2 * WIDTH + ACROSS, HEIGHT)


def test_an_empty_stage_draws_nothing():
    assert layout({}).boxes == ()
    assert (layout({}).width, layout({}).height) == (0, 0)


def test_the_three_roles_of_an_item():
    assert [role(True, True), role(True, False), role(False, True)] == [Role.PARALLEL, Role.SIDE, Role.PRECHECK]


@given(st.dictionaries(CODES, st.lists(CODES, max_size=3), max_size=8))
def test_boxes_never_overlap_stay_inside_and_arrows_go_right_even_in_circles(before):
    drawn = layout(before)
    places = {(box.x, box.y) for box in drawn.boxes}
    assert len(places) == len(before)
    assert all(box.x + WIDTH <= drawn.width and box.y + HEIGHT <= drawn.height for box in drawn.boxes)
    assert all(arrow.x1 < arrow.x2 for arrow in drawn.arrows)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_without_circles_every_prerequisite_has_its_arrow(pairs):
    before = {str(n): () for n in range(7)}
    for low, high in pairs:
        if low < high:
            before[str(high)] = (*before[str(high)], str(low))
    drawn = layout(before)
    wanted = {(one, code) for code, ones in before.items() for one in ones}
    assert {(arrow.before, arrow.after) for arrow in drawn.arrows} == wanted
