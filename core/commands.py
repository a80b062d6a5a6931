"""The command registry: the only verbs that change state.

A command declares who may give it, in which states, and what its data must satisfy, together and
before anything can call it; registering one without them fails at import. `available()` answers
"what may I do now" from the same predicates `perform()` evaluates under the row lock, so a button
that shows is a verb that works.

    accept = Command(
        name="approvals.accept",
        label=_("Accept application"),
        subject=JointApplication,
        may=clerk_of_application,
        states={"RECEIVED"},
        validators=[materials_complete],
        run=_accept,
    ).register()

    accept.perform(user, application, note="…")
"""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core import journal
from core.act import Scattered, acting, insert
from core.errors import Conflict, NotPermitted, Refusal, WrongState
from core.journal import SYSTEM, ActorFacts
from core.models import CommandReceipt, JournalEntry
from core.prepared import PreparedObjects
from core.time import now

ANY_STATE: Final = frozenset({"*"})
NO_SUBJECT: Final = frozenset({"-"})
#: The user of commands the system gives itself (a sweep, an import); no person is named.
System = type("System", (), {"is_authenticated": False, "pk": None, "__str__": lambda self: "系统"})
SYSTEM_USER: Final = System()

Predicate = Callable[[Any, Any], bool]
Validator = Callable[[Any, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Context:
    """What a command's body gets: who acts, when it takes effect, and the journal."""

    user: Any
    actor: ActorFacts
    command: "Command"
    effective_at: datetime

    def note(
        self,
        chain: str,
        subject: models.Model,
        *,
        verb: str = "",
        blzt: int | None = None,
        data: dict[str, Any] | None = None,
        effective_at: datetime | None = None,
    ) -> JournalEntry:
        """Record what happened to `subject` in `chain` under this command's name (or `verb`)."""
        return journal.append(
            chain,
            verb or self.command.name,
            subject,
            actor=self.actor,
            blzt=blzt,
            data=data,
            effective_at=effective_at or self.effective_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One verb. `subject` is the model it acts on, or None when it creates something.

    `may(user, subject)` is the authorisation, `states` the allowed values of `state_field`
    (ANY_STATE or, for a creating command, NO_SUBJECT), `validators` raise `core.errors.Invalid`.
    `run(context, subject, **data)` acts inside the transaction, with the subject's row locked.
    """

    name: str
    label: Any
    subject: type[models.Model] | None
    may: Predicate
    states: Collection[str]
    validators: Sequence[Validator]
    run: Callable[..., Any]
    state_field: str = "state"
    system: bool = False
    danger: bool = False
    together: Callable[[list[Any]], None] | None = None
    """Reads, for `perform_many`, what the body meets of all its subjects at once, and holds it (`core.act.hold`)."""

    def register(self) -> "Command":
        """Put the command into the registry; raises ValueError when it is incomplete or a twin."""
        if not callable(self.may) or not callable(self.run):
            raise ValueError(f"command {self.name}: authorisation and body must be callables")
        if not self.states:
            raise ValueError(f"command {self.name}: declare the allowed states")
        if (self.subject is None) != (frozenset(self.states) == NO_SUBJECT):
            raise ValueError(f"command {self.name}: NO_SUBJECT goes with subject=None, and only with it")
        if self.name in _registry:
            raise ValueError(f"command {self.name} is registered twice")
        _registry[self.name] = self
        return self

    def in_state(self, subject: Any) -> bool:
        """Whether the subject is in a state this command starts from."""
        return (
            self.subject is None
            or frozenset(self.states) == ANY_STATE
            or getattr(subject, self.state_field) in self.states
        )

    def is_open(self, user: Any, subject: Any = None) -> bool:
        """Whether `user` may give this command on `subject` now."""
        if user is SYSTEM_USER:
            return self.system and self.in_state(subject)
        return self.in_state(subject) and bool(user.is_authenticated) and bool(self.may(user, subject))

    def perform(
        self,
        user: Any,
        subject: Any = None,
        *,
        effective_at: datetime | None = None,
        idempotency_key: str = "",
        **data: Any,
    ) -> Any:
        """Give the command; everything it writes is one transaction.

        Permission, state and validators are evaluated again under the subject's row lock.
        With an `idempotency_key` a repetition answers what the first call answered.
        Raises NotPermitted, WrongState, Invalid or Conflict; then nothing was written.
        """
        with transaction.atomic(), acting():
            if idempotency_key:
                earlier = _claim(self, user, idempotency_key, subject, data)
                if earlier is not None:
                    return earlier
            if self.subject is not None:
                subject = _locked(self.subject, subject.pk)
            for forget in _forgetters:
                forget(user)
            self._check(user, subject)
            for validator in self.validators:
                validator(subject, data)
            actor = SYSTEM if user is SYSTEM_USER else describe_actor(user, subject)
            context = Context(user=user, actor=actor, command=self, effective_at=effective_at or now())
            result = self.run(context, subject, **data)
            if idempotency_key and (named := _named(result)):
                CommandReceipt.objects.filter(actor=user, key=idempotency_key).update(result=named)
            return result

    def perform_many(
        self,
        user: Any,
        orders: Sequence[tuple[Any, dict[str, Any]]],
        *,
        effective_at: datetime | None = None,
        idempotency_key: str = "",
    ) -> list[Any]:
        """Give the command for many subjects at once (成批办理); everything they write is one transaction.

        Each order is a subject and its data, each is checked as `perform` does, with an `idempotency_key` of its own
        made of the one given. The answers come in the same order: what the body answered, or the refusal of a subject,
        which stops no other and leaves that subject as it was.
        """
        orders = list(orders)
        if len(orders) > 1:
            try:
                with transaction.atomic(), acting(many=True):
                    return self._together(user, orders, effective_at, idempotency_key)
            except (Scattered, Refusal, ValidationError, DatabaseError):
                pass  # a body met half-way what nobody could see before, and nothing is written: each stands alone
        return [self._alone(user, *order, effective_at, idempotency_key) for order in orders]

    def _together(
        self, user: Any, orders: list[tuple[Any, dict[str, Any]]], effective_at: datetime | None, key: str
    ) -> list[Any]:
        assert self.subject is not None, f"{self.name} creates something; it has no subjects"
        subjects = _locked_all(self.subject, [subject.pk for subject, _data in orders])
        for forget in _forgetters:
            forget(user)
        if self.together is not None:
            self.together(list(subjects.values()))
        keys = [_key_of(key, subject) for subject, _data in orders] if key else []
        receipts = {row.key: row for row in CommandReceipt.objects.filter(actor=user, key__in=keys)} if keys else {}
        at, answers = effective_at or now(), []
        for asked, data in orders:
            subject = subjects[asked.pk]
            digest = _digest(self, subject, data) if key else ""
            try:
                if receipt := receipts.get(_key_of(key, subject)):
                    answers.append(_earlier(receipt, digest))
                    continue
                self._check(user, subject)
                for validator in self.validators:
                    validator(subject, data)
            except (Refusal, ValidationError) as refusal:
                answers.append(refusal)
                continue
            actor = SYSTEM if user is SYSTEM_USER else describe_actor(user, subject)
            context = Context(user=user, actor=actor, command=self, effective_at=at)
            answers.append(self.run(context, subject, **data))
            if key:
                receipt = CommandReceipt(key=_key_of(key, subject), actor=user, command=self.name, payload_hash=digest)
                receipt.result, receipt.created_at = _named(answers[-1]), now()
                insert([receipt])
        return answers

    def _alone(self, user: Any, subject: Any, data: dict[str, Any], effective_at: datetime | None, key: str) -> Any:
        own = _key_of(key, subject) if key else ""
        try:
            return self.perform(user, subject, effective_at=effective_at, idempotency_key=own, **data)
        except (Refusal, ValidationError) as refusal:
            return refusal

    def _check(self, user: Any, subject: Any) -> None:
        if user is SYSTEM_USER:
            if not self.system:
                raise NotPermitted
        elif not (user.is_authenticated and self.may(user, subject)):
            raise NotPermitted
        if not self.in_state(subject):
            raise _moved_on(subject)


_registry: dict[str, Command] = {}
_describers: list[Callable[[Any, Any], ActorFacts]] = []
_forgetters: list[Callable[[Any], None]] = []


def get(name: str) -> Command:
    """The command of that name; KeyError for an unknown one."""
    return _registry[name]


def all_commands() -> list[Command]:
    """Every registered command, by name."""
    return [_registry[name] for name in sorted(_registry)]


def available(user: Any, subject: models.Model) -> list[Command]:
    """What `user` may do with `subject` now, in the order of registration."""
    return [c for c in _registry.values() if c.subject is type(subject) and c.is_open(user, subject)]


def describes_actors(function: Callable[[Any, Any], ActorFacts]) -> Callable[[Any, Any], ActorFacts]:
    """Let the room of people say who acts (name, organisation, on whose behalf)."""
    _describers[:] = [function]
    return function


def forgets_people(function: Callable[[Any], None]) -> Callable[[Any], None]:
    """Let the room of people drop what it remembers of `user`, so that the check under the lock reads anew."""
    _forgetters[:] = [function]
    return function


def describe_actor(user: Any, subject: Any) -> ActorFacts:
    """The journal's description of `user` acting on `subject`."""
    if _describers:
        return _describers[0](user, subject)
    return ActorFacts(user_id=user.pk, name=str(user))


def _locked(model: type[models.Model], pk: Any) -> Any:
    """The subject with its row locked, and with it what its model names in `acted_on_with`.

    The neighbours are read after the lock is ours: joined to the waiting itself they would be as old as its beginning.
    """
    lock, read = _lockers(model)
    found = lock.of(pk=pk)
    if found and read is not None:
        found = read.of(pk=pk)
    if not found:
        raise model.DoesNotExist(f"{model._meta.label} {pk}")  # type: ignore[attr-defined]
    return found[0]


def _locked_all(model: type[models.Model], keys: list[Any]) -> dict[Any, Any]:
    """As `_locked`, for many: the rows by key, locked in the order of their keys."""
    rows, beside = model._default_manager, getattr(model, "acted_on_with", ())
    locked = rows.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in (locked.only("pk") if beside else locked)}
    if beside:
        found = {row.pk: row for row in rows.select_related(*beside).filter(pk__in=keys).order_by("pk")}
    if missing := set(keys) - set(found):
        raise model.DoesNotExist(f"{model._meta.label} {sorted(missing)}")  # type: ignore[attr-defined]
    return found


@cache
def _lockers(model: type[models.Model]) -> tuple[PreparedObjects[Any], PreparedObjects[Any] | None]:
    rows = model._default_manager
    kind = str if isinstance(model._meta.pk, models.CharField) else int
    beside: tuple[str, ...] = getattr(model, "acted_on_with", ())
    if not beside:
        return PreparedObjects(lambda pk: rows.select_for_update().filter(pk=pk).order_by(), pk=kind), None
    lock = PreparedObjects[Any](lambda pk: rows.select_for_update().filter(pk=pk).order_by().only("pk"), pk=kind)
    return lock, PreparedObjects(lambda pk: rows.select_related(*beside).filter(pk=pk).order_by(), pk=kind)


def _claim(command: Command, user: Any, key: str, subject: Any, data: dict[str, Any]) -> Any:
    """Take the key, or return the earlier result; an unfinished twin waits on the unique index."""
    digest = _digest(command, subject, data)
    try:
        with transaction.atomic():
            CommandReceipt.objects.create(
                key=key, actor=user, command=command.name, payload_hash=digest, created_at=now()
            )
        return None
    except IntegrityError:
        receipt = CommandReceipt.objects.get(actor=user, key=key)
    return _earlier(receipt, digest)


def _digest(command: Command, subject: Any, data: dict[str, Any]) -> str:
    content = json.dumps(
        [command.name, str(getattr(subject, "pk", "")), data], default=str, sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _key_of(key: str, subject: Any) -> str:
    """The key of one order of many."""
    return f"{key[:40]}-{subject.pk}"


def _named(result: Any) -> dict[str, Any] | None:
    """What a receipt keeps of an answer."""
    return {"model": result._meta.label_lower, "pk": result.pk} if isinstance(result, models.Model) else None


def _earlier(receipt: CommandReceipt, digest: str) -> Any:
    """What the first call answered. Raises Conflict where it had other contents or has not ended."""
    if receipt.payload_hash != digest:
        raise Conflict(_("This form was already sent with other contents. Reload the page before sending again."))
    if receipt.result is None:
        raise Conflict(_("This form was already sent. Reload the page to see the result."))
    from django.apps import apps

    return apps.get_model(receipt.result["model"])._default_manager.get(pk=receipt.result["pk"])


def _moved_on(subject: models.Model) -> WrongState:
    last = (
        JournalEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        .order_by("-entered_at", "-seq")
        .first()
    )
    if last is None:
        return WrongState()
    from django.utils import timezone

    when = timezone.localtime(last.entered_at).strftime("%Y-%m-%d %H:%M")
    return WrongState(
        _("%(who)s already acted on this at %(when)s. Reload the page to see the present state.")
        % {"who": last.actor_name, "when": when},
        by=last.actor_name,
        at=last.entered_at,
    )
