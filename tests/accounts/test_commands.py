"""委托、收回、添加、移除 as commands: who may, what is refused, what the journal says."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import commands, scope
from accounts.models import Delegation, Membership
from core.commands import NO_SUBJECT, Command
from core.errors import Invalid, NotPermitted
from core.journal import verify
from core.models import JournalEntry
from core.time import now, today
from tests.people import CODE, Province, lend


def post_of(jiangxi: Province, name: str) -> Membership:
    return Membership.objects.get(user=jiangxi.people[name])


def days(**more: Any) -> dict[str, Any]:
    return {"valid_from": today(), "valid_to": today() + timedelta(days=7)} | more


def test_an_officer_delegates_to_a_colleague_and_takes_it_back(jiangxi: Province) -> None:
    lent = commands.delegate.perform(
        jiangxi["head"], post_of(jiangxi, "head"), to_user=jiangxi["reviewer"], reason="休假", **days()
    )
    assert scope.has_role(jiangxi["reviewer"], "HEAD", department=jiangxi.housing)
    commands.take_back.perform(jiangxi["head"], lent)
    assert not scope.has_role(jiangxi["reviewer"], "HEAD")
    with pytest.raises(Invalid):
        commands.take_back.perform(jiangxi["head"], lent)
    verbs = list(JournalEntry.objects.filter(chain=commands.CHAIN).values_list("verb", "actor_name", "actor_org"))
    assert verbs == [
        ("accounts.delegate", "head", jiangxi.housing.name),
        ("accounts.take_back", "head", jiangxi.housing.name),
    ]
    assert not list(verify())


def test_only_the_holder_delegates(jiangxi: Province) -> None:
    for stranger in ("reviewer", "owner", "admin", "other_reviewer", "nobody"):
        with pytest.raises(NotPermitted):
            commands.delegate.perform(
                jiangxi[stranger], post_of(jiangxi, "head"), to_user=jiangxi["reviewer"], **days()
            )
    assert Delegation.objects.count() == 2


def test_a_stand_in_cannot_lend_on(jiangxi: Province) -> None:
    assert not commands.delegate.is_open(jiangxi["agent"], post_of(jiangxi, "owner"))


@pytest.mark.parametrize(
    ("to", "change", "field"),
    [
        ("owner", {}, "to_user"),
        ("reviewer", {}, "to_user"),
        ("nobody", {}, "to_user"),
        ("agent", {"valid_to": "yesterday"}, "valid_to"),
        ("agent", {"project_codes": ["36-1"]}, "project_codes"),
    ],
)
def test_a_refused_delegation_names_the_field_and_writes_nothing(
    jiangxi: Province, to: str, change: dict[str, Any], field: str
) -> None:
    if "valid_to" in change:
        change = {"valid_to": today() - timedelta(days=1)}
    before = Delegation.objects.count()
    with pytest.raises(Invalid) as refused:
        commands.delegate.perform(jiangxi["owner"], post_of(jiangxi, "owner"), to_user=jiangxi[to], **days(**change))
    assert list(refused.value.fields) == [field]
    assert Delegation.objects.count() == before
    assert not JournalEntry.objects.exists()


def test_a_delegation_can_be_limited_to_projects(jiangxi: Province) -> None:
    Delegation.objects.filter(to_user=jiangxi.people["agent"]).update(revoked_at=now())
    commands.delegate.perform(
        jiangxi["owner"], post_of(jiangxi, "owner"), to_user=jiangxi["agent"], project_codes=[CODE], **days()
    )
    assert scope.acts_for(jiangxi["agent"], jiangxi.enterprise, CODE)
    assert not scope.acts_for(jiangxi["agent"], jiangxi.enterprise, "2403-360702-04-01-654321")


def test_holder_stand_in_owner_head_and_administrator_may_take_back_and_nobody_else(jiangxi: Province) -> None:
    lent = lend(post_of(jiangxi, "reviewer"), jiangxi.people["head"])
    allowed = {name for name in jiangxi.people if commands.take_back.is_open(jiangxi[name], lent)}
    assert allowed == {"reviewer", "head", "admin"}
    agency = Delegation.objects.get(to_user=jiangxi.people["agent"])
    allowed = {name for name in jiangxi.people if commands.take_back.is_open(jiangxi[name], agency)}
    assert allowed == {"owner", "agent", "admin"}


def test_an_owner_adds_and_removes_people_of_the_own_enterprise_only(jiangxi: Province) -> None:
    added = commands.admit.perform(
        jiangxi["owner"], person=jiangxi["nobody"], role="OWNER", enterprise=jiangxi.enterprise
    )
    assert scope.acts_for(jiangxi["nobody"], jiangxi.enterprise)
    with pytest.raises(Invalid):
        commands.admit.perform(jiangxi["owner"], person=jiangxi["nobody"], role="OWNER", enterprise=jiangxi.enterprise)
    for role, body in (("OWNER", {"enterprise": jiangxi.other_enterprise}), ("CLERK", {"department": jiangxi.water})):
        with pytest.raises(Invalid):
            commands.admit.perform(jiangxi["owner"], person=jiangxi["nobody"], role=role, **body)
    assert {name for name in jiangxi.people if commands.dismiss.is_open(jiangxi[name], added)} == {
        "owner",
        "admin",
        "nobody",
    }
    commands.dismiss.perform(jiangxi["owner"], added)
    assert not scope.acts_for(jiangxi["nobody"], jiangxi.enterprise)


def test_the_last_person_in_charge_stays(jiangxi: Province) -> None:
    with pytest.raises(Invalid):
        commands.dismiss.perform(jiangxi["owner"], post_of(jiangxi, "owner"))
    assert scope.acts_for(jiangxi["owner"], jiangxi.enterprise)


def test_an_administrator_appoints_and_a_role_without_its_body_is_refused(jiangxi: Province) -> None:
    commands.admit.perform(jiangxi["admin"], person=jiangxi["nobody"], role="CLERK", department=jiangxi.far)
    assert scope.has_role(jiangxi["nobody"], "CLERK", department=jiangxi.far)
    with pytest.raises(Invalid) as refused:
        commands.admit.perform(jiangxi["admin"], person=jiangxi["nobody"], role="HEAD")
    assert list(refused.value.fields) == ["role"]


def _probe(verb: str, may: Any) -> Command:
    return Command(
        name=verb,
        label=verb,
        subject=None,
        may=may,
        states=NO_SUBJECT,
        validators=[],
        run=lambda context, subject: context.note("probe", context.user),
    )


def test_the_journal_says_on_whose_behalf_a_stand_in_acted(jiangxi: Province) -> None:
    lend(post_of(jiangxi, "head"), jiangxi.people["reviewer"])
    sign = _probe("probe.sign", lambda user, _: scope.has_role(user, "HEAD", department=jiangxi.housing))
    file = _probe("probe.file", lambda user, _: scope.acts_for(user, jiangxi.enterprise, CODE))
    review = _probe("probe.review", lambda user, _: scope.has_role(user, "REVIEWER"))
    housing, ours = jiangxi.housing.name, jiangxi.enterprise.name
    said = [
        (entry.actor_name, entry.actor_org, entry.on_behalf_of)
        for entry in (
            sign.perform(jiangxi["reviewer"]),
            sign.perform(jiangxi["head"]),
            review.perform(jiangxi["reviewer"]),
            file.perform(jiangxi["limited_agent"]),
            file.perform(jiangxi["owner"]),
        )
    ]
    assert said == [
        ("reviewer", housing, "head"),
        ("head", housing, ""),
        ("reviewer", housing, ""),
        ("limited_agent", ours, ours),
        ("owner", ours, ""),
    ]


def test_a_role_taken_away_between_button_and_click_stops_the_command(jiangxi: Province) -> None:
    """The same user object: what the page remembered does not count under the lock."""
    reviewer = jiangxi["reviewer"]
    review = _probe("probe.late", lambda user, _: scope.has_role(user, "REVIEWER", department=jiangxi.housing))
    assert review.is_open(reviewer)
    Membership.objects.filter(user=reviewer).update(revoked_at=now())
    assert review.is_open(reviewer), "the page may remember; otherwise this test proves nothing"
    with pytest.raises(NotPermitted):
        review.perform(reviewer)


@pytest.mark.parametrize("role", ["OWNER", "AGENT"])
def test_an_enterprise_cannot_make_an_officer_file_for_it(jiangxi: Province, role: str) -> None:
    with pytest.raises(Invalid) as refused:
        commands.admit.perform(jiangxi["owner"], person=jiangxi["head"], role=role, enterprise=jiangxi.enterprise)
    assert list(refused.value.fields) == ["person"]
    assert not scope.acts_for(jiangxi["head"], jiangxi.enterprise)


def test_an_authority_cannot_appoint_someone_who_files_for_an_enterprise(jiangxi: Province) -> None:
    with pytest.raises(Invalid) as refused:
        commands.admit.perform(jiangxi["admin"], person=jiangxi["owner"], role="CLERK", department=jiangxi.far)
    assert list(refused.value.fields) == ["person"]


def test_the_journal_has_room_for_the_longest_name_somebody_may_stand_in_for(jiangxi: Province) -> None:
    """An enterprise may have 200 letters; PostgreSQL would refuse the whole command."""
    jiangxi.enterprise.name = "垚" * 200
    jiangxi.enterprise.save(update_fields=["name"])
    file = _probe("probe.longest", lambda user, _: scope.acts_for(user, jiangxi.enterprise, CODE))
    entry = file.perform(jiangxi["limited_agent"])
    entry.clean_fields(exclude=["data"])
    assert entry.on_behalf_of == "垚" * 200
