"""What happens by itself: acceptance by silence, return after the correction limit, the hand-over to the lead."""

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import nobody
from approvals.commands.correction import open_notice
from approvals.commands.issuing import close_clocks
from approvals.commands.window import accepted
from approvals.models import IntakeEnding, JointApplication, OneTimeNotice
from approvals.promises import filing as promises
from approvals.record import move_application
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each
from core.time import legal_date, now, today

# ---- silence -------------------------------------------------------------------------------------------------


def _accept_by_silence(context: Context, application: JointApplication) -> JointApplication:
    clock = timing.notice_clock(application)
    if clock is None or not rules.silence_accepts(application.state, clock.due_on, today()):
        raise WrongState
    process = flows.stage_process(application)
    accepted(context, application, clock.origin_on, clock.due_on or clock.origin_on)
    flows.StageFlow.silence.run(process)
    return application


accept_by_silence = Command(
    name="approvals.accept_by_silence",
    label=gettext_lazy("Accepted by silence"),
    subject=JointApplication,
    may=nobody,
    states=rules.APPLICATION["approvals.accept_by_silence"].sources,
    validators=[],
    run=_accept_by_silence,
    system=True,
).register()


def accept_silent() -> int:
    """Accept every file whose notice limit has passed unused, as of the day it came; how many.

    Late or repeated runs give the same dates: day 0 is the day of receipt (行政许可法 art. 32 (4)).
    """
    late = Clock.objects.late(today()).filter(kind="NOTICE")
    subjects = set(late.values_list("subject_type", "subject_id"))
    own = [pk for kind, pk in subjects if kind == JointApplication._meta.label_lower]
    corrected = [pk for kind, pk in subjects if kind == OneTimeNotice._meta.label_lower]
    waiting = JointApplication.objects.filter(
        state__in=rules.APPLICATION["approvals.accept_by_silence"].sources
    ).order_by("pk")
    silent = [*waiting.filter(pk__in=own, state="RECEIVED")]
    silent += waiting.filter(notices__pk__in=corrected, state="CORRECTED").distinct()
    return each(silent, _perform)


def _perform(application: JointApplication) -> bool:
    notice = application.notices.order_by("-round").first()
    since = notice.answered_at if notice is not None else application.received_at
    try:
        accept_by_silence.perform(SYSTEM_USER, application, effective_at=since)
    except WrongState:  # a clerk acted at the last moment
        return False
    return True


_LAPSE_CLAUSE: Final = "一次性告知书载明的补正期限"

# ---- lapse ---------------------------------------------------------------------------------------------------


def _lapse(context: Context, application: JointApplication) -> JointApplication:
    notice = open_notice(application)
    if today() <= notice.answer_due_on:
        raise WrongState
    process = flows.stage_process(application)
    cases = move_application(context, application, data={"reason": "逾期未补正", "answer_due_on": notice.answer_due_on})
    close_clocks(application, cases, legal_date(context.effective_at))
    IntakeEnding.objects.create(
        application=application,
        kind=IntakeEnding.Kind.RETURNED,
        reason="逾期未补正",
        clause=_LAPSE_CLAUSE,
        # The letter is of today, even where the limit has passed before.
        document=papers.returned(replace(context, effective_at=now()), application, notice),
        decided_at=context.effective_at,
    )
    promises.on_end(context, application, "逾期未补正")
    messages.about_application("lapsed", messages.enterprise(application.project.enterprise_id), application)
    flows.StageFlow.strike.run(process)
    return application


lapse = Command(
    name="approvals.lapse",
    label=gettext_lazy("Returned: no correction in time"),
    subject=JointApplication,
    may=nobody,
    states=rules.APPLICATION["approvals.lapse"].sources,
    validators=[],
    run=_lapse,
    system=True,
).register()


def return_lapsed() -> int:
    """Return, without prejudice, every file whose correction limit has passed; how many."""
    lapsed = JointApplication.objects.filter(
        state="CORRECTION", notices__answered_at__isnull=True, notices__answer_due_on__lt=today()
    )
    return each(lapsed.order_by("pk"), _return)


def _return(application: JointApplication) -> bool:
    try:
        lapse.perform(SYSTEM_USER, application)
    except WrongState:  # the answer came at the last moment
        return False
    return True


# ---- the join ------------------------------------------------------------------------------------------------


def hand_over(application: JointApplication) -> None:
    """Every item is decided: to the lead, or to the window where the items have no lead department."""
    command = hand_to_lead if application.lead_id else hand_to_window
    command.perform(SYSTEM_USER, application)


def _all_decided(context: Context, application: JointApplication) -> JointApplication:
    if application.cases.exclude(state__in=rules.DONE).exists():
        raise WrongState
    days = [day for day in application.cases.values_list("decided_on", flat=True) if day]
    move_application(context, application)
    timing.end_review(application, max(days, default=legal_date(context.effective_at)))
    if application.lead_id:
        messages.about_application("to_consolidate", messages.department(application.lead_id, "LEAD"), application)
    else:
        messages.about_application("to_issue", messages.department(application.window_id, "CLERK"), application)
    return application


hand_to_lead = Command(
    name="approvals.hand_to_lead",
    label=gettext_lazy("All items decided"),
    subject=JointApplication,
    may=nobody,
    states=rules.APPLICATION["approvals.hand_to_lead"].sources,
    validators=[],
    run=_all_decided,
    system=True,
).register()

hand_to_window = Command(
    name="approvals.hand_to_window",
    label=gettext_lazy("All items decided, to issue"),
    subject=JointApplication,
    may=nobody,
    states=rules.APPLICATION["approvals.hand_to_window"].sources,
    validators=[],
    run=_all_decided,
    system=True,
).register()
