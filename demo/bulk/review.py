"""From acceptance to the end (审查、签发、汇总、出件): rows, clocks and journal as the commands of the same names leave them."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Role
from approvals import rules
from approvals.models import Consolidation, Decision, ItemCase, Opinion, SpecialProcedure
from clocks.models import Stop
from core.journal import SYSTEM, ActorFacts
from demo.bulk import words
from demo.bulk.loading import Mould
from demo.bulk.player import Player

_OPINION, _DECISION = Mould(Opinion), Mould(Decision)

# ---- the departments -----------------------------------------------------------------------------------------


def open_case(player: Player, case: ItemCase, actor: ActorFacts, effective: datetime) -> None:
    """部门开始办理, from acceptance or from the day its last prerequisite was decided."""
    decided = {
        other.item.code: other.decided_on
        for other in player.its_cases
        if other.state in rules.MET and other.decided_on is not None
    }
    accepted: date = player.application.accepted_on or player.on
    case.opened_on = on = rules.opening_day(accepted, case.prerequisites, decided)
    player.move_case("approvals.open_case", case, actor, effective_at=effective, opened_on=on.isoformat())
    player.clocks.start_case(case, on)


def start_special(player: Player) -> None:
    """特别程序: asked for by the reviewer, granted by the head a little later."""
    case, on, keys = player.case, player.on, player.batch.keys
    reviewer, head = (player.officer(case.department, role) for role in (Role.REVIEWER, Role.HEAD))
    ends = player.day((player.case_course.special or (0, 0))[1])
    said: dict[str, Any] = {
        "kind": "EXPERT_REVIEW",
        "planned_end_on": ends.isoformat(),
        "legal_basis": words.ARTICLE_45,
    }
    player.move_case("approvals.request_special_procedure", case, reviewer.facts, **said)
    asked, player.at = player.at, player.at + timedelta(minutes=3)
    stop = Stop(
        pk=keys.next(Stop),
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        project_id=player.project.pk,
        kind="EXPERT_REVIEW",
        started_on=on,
        planned_end_on=ends,
        legal_basis=words.ARTICLE_45,
        reason=words.EXPERT_REASON,
        evidence=words.EXPERT_EVIDENCE,
        requested_by_id=reviewer.user_id,
        approved_by_id=head.user_id,
        entered_at=player.at,
    )
    player.clocks.stop(case, stop)
    player.specials[case.pk] = SpecialProcedure(
        pk=keys.next(SpecialProcedure),
        case=case,
        state="RUNNING",
        kind="EXPERT_REVIEW",
        legal_basis=words.ARTICLE_45,
        reason=words.EXPERT_REASON,
        evidence=words.EXPERT_EVIDENCE,
        planned_end_on=ends,
        requested_by_id=reviewer.user_id,
        requested_at=asked,
        decided_by_id=head.user_id,
        started_on=on,
        stop=stop,
    )
    player.move_case("approvals.start_special_procedure", case, head.facts, **said)


def end_special(player: Player) -> None:
    """期满自动恢复."""
    case = player.case
    stop = player.clocks.stops[case._meta.label_lower, case.pk][-1]
    special = player.specials[case.pk]
    stop.ended_on = special.ended_on = special.planned_end_on
    special.state = "ENDED"
    player.move_case(
        "approvals.end_special_procedure", case, kind=special.kind, ended_on=special.planned_end_on.isoformat()
    )


def opine(player: Player) -> None:
    """审查意见."""
    case, passed = player.case, player.case_course.passed
    reviewer = player.officer(case.department, Role.REVIEWER)
    recommendation = "PASS" if passed else "FAIL"
    player.batch.add(
        _OPINION.row(
            id=player.batch.keys.next(Opinion),
            case_id=case.pk,
            round=case.round,
            author_id=reviewer.user_id,
            recommendation=recommendation,
            text=words.OPINION.format(item=case.item.name) if passed else words.AGAINST,
            conditions=[words.CONDITION] if passed and case.pk % 5 < 2 else [],
            given_at=player.at,
        )
    )
    case.reviewer_id = reviewer.user_id
    player.move_case(
        "approvals.give_opinion",
        case,
        reviewer.facts,
        round=case.round,
        recommendation=recommendation,
        dropped_request=False,
    )


def decide(player: Player) -> None:
    """签发, and what follows from it: the next items, or the hand-over of the whole application."""
    case, on, passed = player.case, player.on, player.case_course.passed
    head = player.officer(case.department, Role.HEAD)
    case.decided_on, case.late_by_days = on, player.clocks.end_case(case, on)
    number = f"样审〔{on.year}〕{case.pk:04d}号" if passed else ""
    player.batch.add(
        _DECISION.row(
            id=player.batch.keys.next(Decision),
            case_id=case.pk,
            signer_id=head.user_id,
            outcome="PASS" if passed else "FAIL",
            official_number=number,
            title=(case.item.outcome or case.item.name) if passed else "",
            reason="" if passed else words.REFUSAL,
            decided_at=player.at,
            decided_on=on,
        )
    )
    player.move_case(
        "approvals.pass" if passed else "approvals.fail",
        case,
        head.facts,
        outcome="PASS" if passed else "FAIL",
        official_number=number,
        late_by_days=case.late_by_days,
    )
    player.clocks.start_delivery(case, on)
    _settle_waiting(player)
    if not player.undecided():
        _hand_over(player)


def _settle_waiting(player: Player) -> None:
    """Open what was waiting for the decision, close what never will be ready."""
    moved = True
    while moved:
        moved = False
        states = {case.item.code: str(case.state) for case in player.its_cases}
        for case in player.its_cases:
            if case.state != "WAITING":
                continue
            readiness = rules.readiness(case.prerequisites, states)
            if readiness.ready:
                open_case(player, case, SYSTEM, player.at)
            elif readiness.dead:
                player.move_case("approvals.close_case", case, prerequisites=list(readiness.dead))
            else:
                continue
            moved = True


def _hand_over(player: Player) -> None:
    application = player.application
    player.move_application("approvals.hand_to_lead" if application.lead_id else "approvals.hand_to_window")
    player.clocks.end(application, max(case.decided_on for case in player.its_cases if case.decided_on))


# ---- the end -------------------------------------------------------------------------------------------------


def withdraw(player: Player) -> None:
    """撤件 by the applicant."""
    application = player.application
    undecided = player.undecided()
    player.move_application("approvals.withdraw", player.owner.person.facts, reason=words.WITHDRAWAL)
    player.clocks.end(application, player.on)
    for case in undecided:
        player.clocks.end_case(case, player.on)
    _deliver(player)


def consolidate(player: Player) -> None:
    """牵头汇总."""
    lead = player.officer(player.offices.leads(player.step), Role.LEAD)
    application = player.application
    application.consolidated_at = player.at
    player.batch.add(
        Consolidation(
            pk=player.batch.keys.next(Consolidation),
            application=application,
            author_id=lead.user_id,
            text=words.CONSOLIDATED,
            made_at=player.at,
        )
    )
    player.move_application("approvals.consolidate", lead.facts)


def issue(player: Player) -> None:
    """统一出件; the project limit ends with the last stage."""
    application, project = player.application, player.project
    application.issued_at = player.at
    player.move_application("approvals.issue", player.clerk().facts)
    _deliver(player)
    if application.stage == ("S4" if project.cap_scope == "ALL_STAGES" else "S3"):
        player.clocks.end(project, player.on)


def _deliver(player: Player) -> None:
    for case in player.its_cases:
        if case.state in rules.DECIDED:
            player.clocks.end(case, player.on, ("DELIVERY",))
