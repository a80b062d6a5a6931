"""窗口收件: register the enterprise, enter the project, open the draft, note who came and which originals were there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.commands import CHAIN
from accounts.models import Enterprise, Region
from approvals.commands.filing import stage_can_be_filed, started, window_of
from approvals.counter.access import clerk, receives, serves, typist_of
from approvals.models import CounterFiling, JointApplication, PaperOriginal
from core.codes import uscc
from core.codes.faults import CodeError
from core.codes.validators import as_validation_error
from core.commands import ANY_STATE, NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date
from projects.commands.entry import contract_is_plausible, enter_approval, entered, name_is_fit
from projects.models import Project

# ---- enterprise ----------------------------------------------------------------------------------------------


def code_is_right_and_new(_subject: None, data: dict[str, Any]) -> None:
    """The credit code checks, and no enterprise has it yet; a name is given."""
    if not str(data.get("name", "")).strip():
        raise Invalid({"name": _("Enter the name as it stands on the business licence.")})
    try:
        code = uscc.parse(data["code"]).value
    except CodeError as error:
        raise Invalid({"code": as_validation_error(error).messages[0]}) from None
    if Enterprise.objects.filter(uscc=code).exists():
        raise Invalid({"code": _("This enterprise is registered already. Search for it by its code.")})


def _register(
    context: Context, _subject: None, *, code: str, name: str, region: Region, legal_representative: str = "",
    address: str = "", phone: str = "",
) -> Enterprise:  # fmt: skip
    enterprise = Enterprise.objects.create(
        uscc=uscc.parse(code).value,
        name=name.strip(),
        legal_representative=legal_representative.strip(),
        address=address.strip(),
        phone=phone.strip(),
        region=region,
    )
    context.note(CHAIN, enterprise, data={"uscc": enterprise.uscc, "name": enterprise.name, "at": "counter"})
    return enterprise


register = Command(
    name="counter.register",
    label=gettext_lazy("Register the enterprise"),
    subject=None,
    may=clerk,
    states=NO_SUBJECT,
    validators=[code_is_right_and_new],
    run=_register,
).register()


# ---- project -------------------------------------------------------------------------------------------------


def region_is_served(_enterprise: Enterprise, data: dict[str, Any]) -> None:
    """The land lies where this window receives; who gives the command is asked for in the body."""
    if data.get("region") is None:
        raise Invalid({"region": _("Choose the county in which the land lies.")})


def _enter(context: Context, enterprise: Enterprise, *, region: Region, facts: dict[str, Any], **plain: Any) -> Project:
    if not serves(context.user, region.pk):
        raise Invalid({"region": _("Your window does not receive for this county.")})
    if scope.acts_for(context.user, enterprise):
        raise Invalid(_("You act for this enterprise yourself; another clerk takes its file."))
    project = entered(context, enterprise=enterprise, region=region, facts=facts, **plain)
    # Handed in on paper at a counter, it is no private draft any more.
    enter_approval(context, project)
    return project


enter = Command(
    name="counter.enter_project",
    label=gettext_lazy("Enter the project at the counter"),
    subject=Enterprise,
    may=clerk,
    states=ANY_STATE,
    validators=[name_is_fit, contract_is_plausible, region_is_served],
    run=_enter,
).register()


# ---- draft ---------------------------------------------------------------------------------------------------


def nobody_has_a_draft(project: Project, data: dict[str, Any]) -> None:
    """A draft the enterprise itself has begun online is its own affair."""
    draft = project.applications.filter(stage=data.get("stage", ""), state="DRAFT").first()
    if draft is not None and not CounterFiling.objects.filter(application=draft).exists():
        raise Invalid(
            {"stage": _("The enterprise has begun this stage online. Ask it to hand in or discard its draft.")}
        )


def _open(context: Context, project: Project, *, stage: str) -> JointApplication:
    application = started(context, project, stage)
    window = window_of(Region.objects.only("code", "parent_id").get(pk=project.region_id))
    day = legal_date(context.effective_at)
    CounterFiling.objects.get_or_create(
        application=application,
        defaults={
            "window": window,
            "clerk": context.user,
            "queue_number": f"A{next_number(f'queue:{window.pk}:{day}'):03d}",
            "opened_at": context.effective_at,
        },
    )
    return application


open_draft = Command(
    name="counter.open",
    label=gettext_lazy("Take the file at the counter"),
    subject=Project,
    may=receives,
    states={"ACTIVE"},
    validators=[stage_can_be_filed, nobody_has_a_draft],
    run=_open,
).register()


def letter_is_named(application: JointApplication, data: dict[str, Any]) -> None:
    """An agent's letter of authorisation is on the counter now; at the end of the form it may have gone again."""
    agent: Mapping[str, str] = data.get("agent", {})
    if agent.get("proof") == CounterFiling.Proof.LETTER and not str(agent.get("letter", "")).strip():
        raise Invalid({"letter": _("Note the date or number of the letter and what it was given for.")})


def _note(
    context: Context, application: JointApplication, *, agent: Mapping[str, str], originals: Mapping[str, str]
) -> JointApplication:
    filing = application.counter
    for name in ("agent_name", "agent_phone", "proof", "letter"):
        setattr(filing, name, str(agent.get(name, "")).strip())
    filing.clerk = context.user
    filing.save()
    filing.originals.all().delete()
    PaperOriginal.objects.bulk_create(
        PaperOriginal(filing=filing, key=key, form=form) for key, form in originals.items() if form
    )
    return application


note = Command(
    name="approvals.note_at_counter",
    label=gettext_lazy("Note who came and which originals"),
    subject=JointApplication,
    may=typist_of,
    states={"DRAFT"},
    validators=[letter_is_named],
    run=_note,
).register()
