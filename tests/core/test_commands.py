"""The command registry: nothing acts without authorisation, state and validators."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Region, User
from core import commands, journal
from core.commands import ANY_STATE, NO_SUBJECT, SYSTEM_USER, Command, Context
from core.errors import Conflict, Invalid, NotPermitted, WrongState
from core.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_registry", {})


@pytest.fixture
def user() -> User:
    return User.objects.create(username="翀", name="李翀")


@pytest.fixture
def county() -> Region:
    return Region.objects.create(code="369901", name="垚县", level="COUNTY")


def rename(context: Context, region: Region, *, name: str) -> Region:
    region.name = name
    region.save(update_fields=["name"])
    context.note("system", region, data={"name": name})
    return region


def declare(**changes: Any) -> Command:
    base: dict[str, Any] = {
        "name": "test.rename",
        "label": "rename",
        "subject": Region,
        "may": lambda user, region: user.name == "李翀",
        "states": {"COUNTY"},
        "state_field": "level",
        "validators": (),
        "run": rename,
    }
    return Command(**(base | changes)).register()


def test_a_command_without_states_cannot_be_registered(registry: None) -> None:
    with pytest.raises(ValueError, match="states"):
        declare(states=set())


def test_a_command_without_authorisation_cannot_be_registered(registry: None) -> None:
    with pytest.raises(ValueError, match="authorisation"):
        declare(may=None)


def test_two_commands_cannot_share_a_name(registry: None) -> None:
    declare()
    with pytest.raises(ValueError, match="twice"):
        declare()


def test_a_creating_command_has_no_subject_and_says_so(registry: None) -> None:
    with pytest.raises(ValueError, match="NO_SUBJECT"):
        declare(subject=None, states=ANY_STATE)


def test_the_button_shows_exactly_when_the_verb_works(registry: None, user: User, county: Region) -> None:
    command = declare()
    stranger = User.objects.create(username="x", name="陌生人")
    assert commands.available(user, county) == [command]
    assert commands.available(stranger, county) == []
    assert command.perform(user, county, name="新垚县").name == "新垚县"
    with pytest.raises(NotPermitted):
        command.perform(stranger, county, name="窃县")
    with pytest.raises(NotPermitted):
        command.perform(AnonymousUser(), county, name="窃县")


def test_the_system_needs_a_command_that_admits_it(registry: None, county: Region) -> None:
    with pytest.raises(NotPermitted):
        declare().perform(SYSTEM_USER, county, name="x")
    declare(name="test.system", system=True).perform(SYSTEM_USER, county, name="自动县")
    assert JournalEntry.objects.get().actor_name == "系统"


def test_permission_is_read_again_under_the_lock(registry: None, user: User, county: Region) -> None:
    Region.objects.filter(pk=county.pk).update(level="CITY")
    with pytest.raises(WrongState):
        declare().perform(user, county, name="迟到")


def test_the_loser_is_told_who_was_first(registry: None, user: User, county: Region) -> None:
    command = declare()
    command.perform(user, county, name="先到县")
    Region.objects.filter(pk=county.pk).update(level="CITY")
    with pytest.raises(WrongState) as refused:
        command.perform(user, county, name="后到县")
    assert refused.value.by == "李翀"
    assert refused.value.at is not None


def test_a_failing_validator_leaves_nothing_behind(registry: None, user: User, county: Region) -> None:
    def too_short(region: Region, data: dict[str, Any]) -> None:
        if len(data["name"]) < 2:
            raise Invalid({"name": "too short"})

    with pytest.raises(Invalid) as refused:
        declare(validators=[too_short]).perform(user, county, name="县")
    assert refused.value.fields == {"name": "too short"}
    assert not JournalEntry.objects.exists()


def test_pressing_twice_acts_once(registry: None, user: User, county: Region) -> None:
    def found(context: Context, subject: None, *, code: str) -> Region:
        return Region.objects.create(code=code, name=code, level="COUNTY")

    command = declare(name="test.create", subject=None, states=NO_SUBJECT, may=lambda user, none: True, run=found)
    first = command.perform(user, idempotency_key="k1", code="369902")
    assert command.perform(user, idempotency_key="k1", code="369902") == first
    with pytest.raises(Conflict):
        command.perform(user, idempotency_key="k1", code="369903")
    assert Region.objects.filter(code__startswith="36990").count() == 2


def test_unknown_command_names_raise_at_once() -> None:
    with pytest.raises(KeyError):
        commands.get("approvals.no_such_verb")


def test_every_registered_command_declares_its_guards() -> None:
    for command in commands.all_commands():
        assert callable(command.may)
        assert command.states
        assert isinstance(command.validators, list | tuple)


def test_journal_entries_of_two_verbs_chain(registry: None, user: User, county: Region) -> None:
    command = declare()
    command.perform(user, county, name="一县")
    command.perform(user, county, name="二县")
    first, second = JournalEntry.objects.order_by("seq")
    assert second.prev_hash == first.hash
    assert list(journal.verify()) == []
