"""From the dossier to acceptance (录入、申报、受理): rows, clocks and journal as the commands of the same names leave them."""

from accounts.models import Role
from approvals import rules
from approvals.models import ItemCase, JointApplication, NoticeLine, OneTimeNotice
from core.codes import case_number
from core.journal import SYSTEM
from core.time import legal_date
from demo.bulk import words
from demo.bulk.player import Player
from demo.bulk.review import open_case
from demo.story import FORM
from projects.commands.record import summary

# ---- the dossier ---------------------------------------------------------------------------------------------


def create(player: Player) -> None:
    """项目录入."""
    project = player.project
    project.created_at = player.at
    player.note("projects.create", project, player.owner.person.facts, **summary(project))


def confirm_major(player: Player) -> None:
    """重大工程复核, by a second person."""
    lead = player.officer(player.offices.leads(player.pattern.steps[0]), Role.LEAD)
    project = player.project
    reference = project.facts["major_reference"]
    player.note("projects.confirm_major", project, lead.facts, reference=reference, cap=project.cap)


def draw_redline(player: Player) -> None:
    """录入红线: the row was drawn with the project."""
    redline = player.redline
    redline.created_at = player.at
    player.note(
        "projects.set_redline",
        redline,
        player.owner.person.facts,
        version=redline.version,
        area_m2=str(redline.area_zone),
        crs=redline.source_crs,
        source=redline.source,
    )


# ---- filing --------------------------------------------------------------------------------------------------


def draft(player: Player) -> None:
    """申报草稿."""
    application = JointApplication(
        pk=player.batch.keys.next(JointApplication),
        project_id=player.project.pk,
        stage=player.step.code,
        region_id=player.project.region_id,
        created_at=player.at,
        imported=True,
    )
    player.applications.append(application)
    player.cases.append([])
    player.note("approvals.create_draft", application, player.owner.person.facts, stage=application.stage)


def submit(player: Player) -> None:
    """提交申报: receipt number, one case per item, the window's five days."""
    application, step, on = player.application, player.step, player.on
    project, numbers, actor = player.project, player.batch.numbers, player.owner.person
    if project.state == "DRAFT":
        project.state = "ACTIVE"
        player.note("projects.enter_approval", project, actor.facts)
    region = project.region_id
    application.number = f"SJ{region}{on:%Y%m%d}{numbers.next(f'application:{region}:{on}'):04d}"
    lead = player.offices.leads(step)
    application.window_id, application.lead_id = player.offices.window.pk, lead.pk if lead else None
    application.budget, application.submitted_by_id = step.budget, actor.user_id
    application.received_at, application.received_on = player.at, on
    application.form = {
        **FORM,
        "contact": actor.facts.name,
        "items": [item.item.code for item in step.items],
    }
    series = f"case:{region}:{on}:{application.stage}"
    for item in step.items:
        department = player.offices.decides(item)
        player.its_cases.append(
            ItemCase(
                pk=player.batch.keys.next(ItemCase),
                number=case_number.compose(region, on, application.stage, numbers.next(series)),
                application=application,
                item=item.row,
                department=department,
                prerequisites=item.prerequisites,
                promised_days=item.promised,
                counts_in_cap=item.counts_in_cap,
            )
        )
    cases = [case.number for case in player.its_cases]
    player.move_application("approvals.submit", actor.facts, number=application.number, cases=cases)
    player.clocks.start_notice(application, step.name, on, application)


# ---- the window ----------------------------------------------------------------------------------------------


def send_notice(player: Player) -> None:
    """一次性告知 of two defects."""
    application, clerk = player.application, player.clerk()
    player.clocks.end(application, player.on)
    notice = OneTimeNotice(
        pk=player.batch.keys.next(OneTimeNotice),
        application=application,
        sent_by_id=clerk.user_id,
        sent_at=player.at,
        answer_due_on=player.on,
    )
    days = player.batch.correction_days
    notice.answer_due_on = player.clocks.start_correction(application, player.step.name, player.on, notice, days)
    player.notices[player.act.step] = notice
    lines = [
        NoticeLine(
            pk=player.batch.keys.next(NoticeLine),
            notice=notice,
            position=position,
            material_key=key,
            material_name=name,
            reason=reason,
            clause=words.CLAUSE,
        )
        for position, ((key, name), reason) in enumerate(zip(player.step.papers, words.DEFECTS, strict=False), start=1)
    ]
    player.lines += lines
    player.batch.extend((notice, *lines))
    due = notice.answer_due_on.isoformat()
    player.move_application(
        "approvals.send_notice", clerk.facts, round=notice.round, lines=len(lines), answer_due_on=due
    )


def answer_notice(player: Player) -> None:
    """补正: in words; the window's five days run again."""
    notice, application = player.notices[player.act.step], player.application
    notice.answered_at = player.at
    for line in player.lines:
        line.answer = words.ANSWER
    player.move_application("approvals.answer_notice", player.owner.person.facts, round=notice.round, replaced=[])
    player.clocks.end(notice, player.on, ("CORRECTION",))
    player.clocks.start_recheck(application, player.step.name, player.on, notice)
    player.clocks.start_notice(application, player.step.name, player.on, notice)


def lapse(player: Player) -> None:
    """逾期未补正: returned without prejudice."""
    notice = player.notices[player.act.step]
    due = notice.answer_due_on.isoformat()
    player.move_application("approvals.lapse", reason="逾期未补正", answer_due_on=due)
    player.clocks.end(notice, player.on)


def refuse(player: Player) -> None:
    """不予受理, or 不需要办理, in writing."""
    verb = "approvals.not_required" if player.course.not_required else "approvals.refuse"
    player.move_application(verb, player.clerk().facts, reason=words.NOT_ACCEPTED, clause=words.NOT_ACCEPTED_CLAUSE)
    player.clocks.end(player.application, player.on)


def accept(player: Player) -> None:
    """受理, by the clerk or by silence; what waits for nothing opens."""
    application = player.application
    notice, silent = player.notices.get(player.act.step), player.course.silent
    actor, effective, on, ended = player.clerk().facts, player.at, player.on, player.on
    if silent:
        actor = SYSTEM
        effective = (notice.answered_at if notice else application.received_at) or player.at
        on = legal_date(effective)
        ended = player.batch.calendars.base.days.add(on, rules.NOTICE_DAYS)
    application.accepted_at, application.accepted_on, application.deemed_accepted = effective, on, silent
    player.move_application(
        "approvals.accept_by_silence" if silent else "approvals.accept",
        actor,
        effective_at=effective,
        accepted_on=on.isoformat(),
        cases=sorted(case.number for case in player.undecided()),
    )
    player.clocks.end(notice or application, ended, ("NOTICE", "RECHECK"))
    player.clocks.start_review(application, player.step.name, on)
    for case in player.its_cases:
        if not case.prerequisites:
            open_case(player, case, actor, effective)
