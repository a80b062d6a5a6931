"""What people do with alerts: put one aside with a reason, choose how to be told, keep a subscription."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import User
from accounts.posts import HEAD, LEAD, SUPERVISOR
from clocks.current import current_calendar
from core.commands import ANY_STATE, NO_SUBJECT, Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import now, today
from supervision import queries
from supervision.alerting.matters import below
from supervision.models import Alert, AlertPreference, Level, Subscription, WatchPractice

MOST_SUBSCRIPTIONS: Final = 50


def _may_snooze(user: Any, alert: Alert) -> bool:
    return scope.has_role(user, [HEAD, LEAD], department=alert.department_id or -1) or scope.has_role(
        user, SUPERVISOR, region=alert.region_id
    )


def _snooze_is_short_and_explained(alert: Alert, data: dict[str, Any]) -> None:
    faults = {}
    until, latest = data.get("until"), current_calendar().add(today(), WatchPractice.current().snooze_days)
    if not str(data.get("reason", "")).strip():
        faults["reason"] = _("Say why this alert may wait; whoever supervises you reads it.")
    if not isinstance(until, date) or not today() < until <= latest:
        faults["until"] = _("An alert may be put aside until %(day)s at the latest.") % {"day": written_date(latest)}
    if faults:
        raise Invalid(faults)


def _snooze(context: Context, alert: Alert, *, until: date, reason: str) -> Alert:
    """With every alert of the same matter that is no graver: the list shows them as one line."""
    together = [alert, *below(alert, Alert.objects.filter(matter=alert.matter, lifted_at__isnull=True))]
    for one in together:
        one.snoozed_until, one.snooze_reason, one.snoozed_by = until, reason.strip(), context.user
        one.save(update_fields=["snoozed_until", "snooze_reason", "snoozed_by"])
        context.note(f"project:{alert.clock.project_id}", one, data={"until": until, "reason": reason.strip()})
    return alert


snooze = Command(
    name="supervision.snooze_alert",
    label=gettext_lazy("Put the alert aside"),
    subject=Alert,
    may=_may_snooze,
    states=ANY_STATE,
    validators=[_snooze_is_short_and_explained],
    run=_snooze,
).register()


def _may_watch(user: Any, _subject: Any) -> bool:
    return queries.may_watch(user)


def _prefer(context: Context, _subject: None, **chosen: Any) -> AlertPreference:
    row, _new = AlertPreference.objects.update_or_create(user=context.user, defaults=chosen)
    context.note(f"person:{context.user.pk}", row, data=chosen)
    return row


def _reachable(_subject: Any, data: dict[str, Any]) -> None:
    person = data.pop("person", None)
    if person is None:
        return
    if (data.get("email") or data.get("digest")) and not person.email:
        raise Invalid({"email": _("Your account has no e-mail address. Ask your administrator to add it first.")})
    if data.get("sms") and not person.phone:
        raise Invalid({"sms": _("Your account has no phone number. Ask your administrator to add it first.")})


prefer = Command(
    name="supervision.prefer_channels",
    label=gettext_lazy("Choose how to be told"),
    subject=None,
    may=_may_watch,
    states=NO_SUBJECT,
    validators=[_reachable],
    run=_prefer,
).register()


def _has_name_and_level(_subject: Any, data: dict[str, Any]) -> None:
    faults = {}
    if not str(data.get("name", "")).strip():
        faults["name"] = _("Give the subscription a name by which you know it again.")
    if data.get("level") not in Level.values:
        faults["level"] = _("Choose from which level on you want to be told.")
    if faults:
        raise Invalid(faults)


def _subscribe(context: Context, _subject: None, *, name: str, level: str, query: Mapping[str, str]) -> Subscription:
    name = name.strip()
    own = Subscription.objects.filter(user=context.user)
    if own.count() >= MOST_SUBSCRIPTIONS:
        raise Invalid({"name": _("You have %(count)d subscriptions. Delete one first.") % {"count": own.count()}})
    if own.filter(name=name).exists():
        raise Invalid({"name": _("You have a subscription with this name already.")})
    row = Subscription.objects.create(user=context.user, name=name, level=level, query=dict(query), created_at=now())
    context.note(f"person:{context.user.pk}", row, data={"name": name, "level": level, "query": dict(query)})
    return row


subscribe = Command(
    name="supervision.subscribe",
    label=gettext_lazy("Subscribe to alerts"),
    subject=None,
    may=_may_watch,
    states=NO_SUBJECT,
    validators=[_has_name_and_level],
    run=_subscribe,
).register()


def _own(user: Any, row: Subscription) -> bool:
    return bool(row.user_id == user.pk)


def _unsubscribe(context: Context, row: Subscription) -> None:
    context.note(f"person:{context.user.pk}", row, data={"name": row.name})
    row.delete()


unsubscribe = Command(
    name="supervision.unsubscribe",
    label=gettext_lazy("Delete the subscription"),
    subject=Subscription,
    may=_own,
    states=ANY_STATE,
    validators=[],
    run=_unsubscribe,
).register()


def person_of(user: Any) -> User:
    """The row of the signed-in person, for the address check of `prefer`."""
    return User.objects.get(pk=user.pk)
