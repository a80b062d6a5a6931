"""任职: what a post covers, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.posts import Acting, Post
from accounts.rules import LONGEST_DELEGATION, Objection, delegation_objection, split_codes

TODAY = date(2026, 3, 2)
CODE = "2403-360702-04-01-123456"


def post(role: str, holder: int = 1, **more: object) -> Post:
    return Post(membership=1, role=role, body="", holder=holder, holder_name="张㛃", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prefix", "region", "covered"),
    [
        ("36", "360702", True),
        ("3607", "360702", True),
        ("3607", "360700", True),
        ("3607", "360403", False),
        ("360702", "360700", False),
        ("", "360403", True),
        (None, "360702", False),
    ],
)
def test_a_post_covers_the_subtree_of_its_region(prefix: str | None, region: str, covered: bool) -> None:
    assert post("SUPERVISOR", region_prefix=prefix).covers(region=region) is covered


def test_an_agent_limited_to_projects_covers_only_those() -> None:
    limited = post("AGENT", enterprise=7, delegation=1, project_codes=frozenset({CODE}))
    assert limited.covers(enterprise=7, project_code=CODE)
    assert not limited.covers(enterprise=7, project_code="2403-360702-04-01-999999")
    assert not limited.covers(enterprise=7)
    assert not limited.covers(enterprise=8, project_code=CODE)
    assert limited.covers()


def test_own_posts_answer_before_lent_ones() -> None:
    own, lent = post("REVIEWER", department=3), post("REVIEWER", holder=2, department=3, delegation=9)
    acting = Acting(1, (own, lent))
    assert acting.has(["REVIEWER"], department=3)
    assert acting.used is own


def test_a_question_answered_with_no_leaves_no_trace() -> None:
    acting = Acting(1, (post("REVIEWER", department=3),))
    assert not acting.has(["HEAD"], department=3)
    assert acting.used is None


def objection(lent: Post, receiver_posts: list[Post], **change: object) -> Objection | None:
    how = {"receiver": 2, "first": TODAY, "last": TODAY + timedelta(days=14), "today": TODAY, "codes": []} | change
    return delegation_objection(lent, how.pop("receiver"), receiver_posts, how.pop("first"), how.pop("last"), **how)  # type: ignore[arg-type]


def test_a_colleague_of_the_same_department_may_stand_in() -> None:
    lent = post("HEAD", department=3)
    assert objection(lent, [post("REVIEWER", holder=2, department=3)]) is None
    assert objection(lent, [post("REVIEWER", holder=2, department=4)]) is Objection.OTHER_DEPARTMENT
    assert objection(lent, []) is Objection.OTHER_DEPARTMENT
    assert objection(lent, [post("REVIEWER", holder=2, department=3)], codes=[CODE]) is (
        Objection.CODES_ONLY_FOR_ENTERPRISES
    )


def test_an_enterprise_lends_to_agents_and_never_to_officers() -> None:
    lent, agent = post("OWNER", enterprise=7), post("AGENT", holder=2)
    assert objection(lent, [agent]) is None
    assert objection(lent, [agent], codes=[CODE]) is None
    assert objection(lent, [agent], codes=["2403-36-1"]) is Objection.CODE
    assert objection(lent, [agent, post("CLERK", holder=2, department=3)]) is Objection.OFFICER_AS_AGENT
    assert objection(lent, []) is Objection.OUTSIDER


def test_nobody_lends_what_is_lent_or_an_administration() -> None:
    assert objection(post("REVIEWER", department=3, delegation=5), []) is Objection.ROLE
    assert objection(post("ADMIN", region_prefix=""), []) is Objection.ROLE
    assert objection(post("AGENT", enterprise=7, delegation=5), []) is Objection.ROLE


def test_the_days_of_a_delegation_make_sense() -> None:
    lent, agent = post("OWNER", enterprise=7), [post("AGENT", holder=2)]
    assert objection(lent, agent, receiver=1) is Objection.SELF
    assert objection(lent, agent, last=TODAY - timedelta(days=1)) is Objection.DATES
    assert objection(lent, agent, first=TODAY - timedelta(days=9), last=TODAY - timedelta(days=1)) is Objection.PAST
    assert objection(lent, agent, last=TODAY + LONGEST_DELEGATION - timedelta(days=1)) is None
    assert objection(lent, agent, last=TODAY + LONGEST_DELEGATION) is Objection.TOO_LONG
    assert objection(lent, agent, last=TODAY) is None


def test_project_codes_are_read_from_lines_and_commas() -> None:
    other = "2018-330104-82-01-005639"
    assert split_codes(f" {CODE}，{other}-000\n{CODE};\n abc ") == [CODE, other, "abc"]
    assert split_codes("") == []


@given(st.text(max_size=300))
def test_splitting_codes_never_fails_and_never_repeats(text: str) -> None:
    found = split_codes(text)
    assert len(found) == len(set(found))
