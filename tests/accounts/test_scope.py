"""可见范围: filters agree with questions, and everything takes effect at once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import scope
from accounts.models import Delegation, Department, Enterprise, Membership, Region, User
from accounts.posts import AGENT, APPLICANTS, GOVERNMENT, OFFICERS, OWNER, REVIEWER, SUPERVISOR
from core.time import today, travel
from tests.people import CODE, Province, lend, member, person

ANOTHER_CODE = "2403-360702-04-01-654321"


def test_filters_and_questions_agree_for_everyone(jiangxi: Province) -> None:
    """Property: a row is in the list exactly when the predicate says yes."""
    for name in jiangxi.people:
        user = jiangxi[name]
        for roles in (OFFICERS, APPLICANTS, GOVERNMENT, {SUPERVISOR}, {OWNER}):
            seen = set(Region.objects.filter(scope.region_q(user, "code", roles)))
            assert seen == {r for r in Region.objects.all() if scope.has_role(user, roles, region=r)}, (name, roles)
            seen = set(Department.objects.filter(scope.department_q(user, "pk", roles)))
            assert seen == {d for d in Department.objects.all() if scope.has_role(user, roles, department=d)}
        seen = set(Enterprise.objects.filter(scope.enterprise_q(user, "pk")))
        assert seen == {e for e in Enterprise.objects.all() if scope.acts_for(user, e)}, name


def test_nobody_and_strangers_hold_nothing(jiangxi: Province) -> None:
    for user in (AnonymousUser(), jiangxi["nobody"]):
        assert not scope.has_role(user, GOVERNMENT | APPLICANTS)
        assert not scope.regions_subtree(user).exists()
        assert not Enterprise.objects.visible_to(user).exists()
        assert not Membership.objects.visible_to(user).exists()
        assert not Delegation.objects.visible_to(user).exists()


def test_an_agent_acts_for_the_enterprise_but_is_not_its_owner(jiangxi: Province) -> None:
    agent, ours = jiangxi["agent"], jiangxi.enterprise
    assert scope.has_role(agent, AGENT, enterprise=ours)
    assert scope.acts_for(agent, ours, CODE)
    assert scope.acts_for(agent, ours, ANOTHER_CODE)
    assert not scope.has_role(agent, OWNER, enterprise=ours)
    assert not scope.acts_for(agent, jiangxi.other_enterprise)


def test_a_limited_agent_sees_only_the_named_projects(jiangxi: Province) -> None:
    agent, ours = jiangxi["limited_agent"], jiangxi.enterprise
    assert scope.acts_for(agent, ours, CODE)
    assert not scope.acts_for(agent, ours, ANOTHER_CODE)
    assert not scope.acts_for(agent, ours)
    assert str(scope.enterprise_q(agent, "enterprise_id")) == str(scope.NOTHING)
    limited = scope.enterprise_q(agent, "enterprise_id", "code")
    assert ("code__in", frozenset({CODE})) in limited.children


@pytest.mark.parametrize("ending", ["revoked", "expired", "not yet", "holder left", "holder dismissed", "closed"])
def test_a_delegation_ends_at_the_next_request(jiangxi: Province, ending: str) -> None:
    lent = Delegation.objects.get(to_user=jiangxi.people["agent"])
    assert scope.acts_for(jiangxi["agent"], jiangxi.enterprise)
    if ending == "revoked":
        Delegation.objects.filter(pk=lent.pk).update(revoked_at=lent.granted_at)
    elif ending == "expired":
        Delegation.objects.filter(pk=lent.pk).update(valid_to=today() - timedelta(days=1))
    elif ending == "not yet":
        Delegation.objects.filter(pk=lent.pk).update(valid_from=today() + timedelta(days=1))
    elif ending == "holder left":
        User.objects.filter(pk=lent.membership.user_id).update(is_active=False)
    elif ending == "holder dismissed":
        Membership.objects.filter(pk=lent.membership_id).update(revoked_at=lent.granted_at)
    else:
        User.objects.filter(pk=lent.to_user_id).update(is_active=False)
    assert not scope.acts_for(jiangxi["agent"], jiangxi.enterprise)


def test_the_last_day_of_a_delegation_counts_and_the_next_does_not(jiangxi: Province) -> None:
    last = Delegation.objects.get(to_user=jiangxi.people["agent"]).valid_to
    with travel(last):
        assert scope.acts_for(jiangxi["agent"], jiangxi.enterprise)
    with travel(last + timedelta(days=1)):
        assert not scope.acts_for(jiangxi["agent"], jiangxi.enterprise)


def test_a_role_given_or_taken_in_this_process_counts_even_for_the_same_object(jiangxi: Province) -> None:
    user = jiangxi["nobody"]
    assert not scope.has_role(user, REVIEWER)
    given = member(user, REVIEWER, department=jiangxi.housing)
    assert scope.has_role(user, REVIEWER, department=jiangxi.housing)
    given.revoked_at = given.user.date_joined
    given.save()
    assert not scope.has_role(user, REVIEWER)


def test_posts_are_read_with_two_queries_once_per_request(jiangxi: Province) -> None:
    user = jiangxi["agent"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(20):
            scope.has_role(user, REVIEWER, department=jiangxi.housing)
            scope.row_q(user, region="region_id", department="department_id", enterprise="enterprise_id")
    assert len(queries) == 2


def test_a_stand_in_of_an_officer_acts_in_that_department_only(jiangxi: Province) -> None:
    lend(Membership.objects.get(user=jiangxi.people["head"]), jiangxi.people["reviewer"])
    reviewer = jiangxi["reviewer"]
    assert scope.has_role(reviewer, "HEAD", department=jiangxi.housing)
    assert not scope.has_role(reviewer, "HEAD", department=jiangxi.water)


def test_people_are_seen_by_those_who_answer_for_them(jiangxi: Province) -> None:
    def seen(name: str) -> set[str]:
        return set(User.objects.visible_to(jiangxi[name]).values_list("username", flat=True))

    assert seen("owner") == {"owner", "agent", "limited_agent"}
    assert seen("agent") == {"agent"}
    assert seen("head") == {"head", "reviewer"}
    assert seen("reviewer") == {"reviewer"}
    assert seen("admin") == set(jiangxi.people)


def test_an_administrator_of_a_city_sees_its_people_only(jiangxi: Province) -> None:
    member(person("city_admin"), "ADMIN", region=jiangxi.regions["360700"])
    admin = User.objects.get(username="city_admin")
    bodies = {m.user.username for m in Membership.objects.visible_to(admin)}
    assert {"reviewer", "owner", "supervisor", "clerk", "city_admin"} <= bodies
    assert not {"far_reviewer", "other_owner", "province_supervisor", "admin"} & bodies


def test_enterprises_are_seen_by_officers_of_their_region(jiangxi: Province) -> None:
    ours, other = jiangxi.enterprise, jiangxi.other_enterprise
    assert set(Enterprise.objects.visible_to(jiangxi["reviewer"])) == {ours}
    assert set(Enterprise.objects.visible_to(jiangxi["far_reviewer"])) == {other}
    assert set(Enterprise.objects.visible_to(jiangxi["province_supervisor"])) == {ours, other}
    assert set(Enterprise.objects.visible_to(jiangxi["limited_agent"])) == {ours}
    assert set(Enterprise.objects.visible_to(jiangxi["admin"])) == {ours, other}


def test_subtrees_are_index_ranges(jiangxi: Province) -> None:
    assert set(Region.objects.under("3607").values_list("code", flat=True)) == {"360700", "360702", "360703"}
    assert Region.objects.under("").count() == 6
    assert "LIKE" not in str(Region.objects.under("36").query)
