"""Promises of the demo 承诺: in four zones kept to the end, broken and revoked, put right, converted, or under way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from accounts.models import Department, Membership, Role, User
from approvals.models import JointApplication
from approvals.promises.papers_late import filing_now, letter_of, missing_papers
from clocks.current import current_calendar
from commitments import standing
from commitments.consequences import affected_by
from commitments.models import Commitment
from core.time import today, travel
from demo import names, people
from demo.dossier_entry import PDF, Owner, enter, hand_in, owner
from demo.dossiers import DOSSIERS
from demo.papers import sample
from demo.province import BRISK
from demo.story import FORM, Player, give, officer
from projects.models import Project

INDUSTRIAL = 5
ELSEWHERE = (("360121", 150), ("360404", 120), ("360822", 95))
"""Counties with a zone of their own, and how many days ago the first promise there was made."""
"""The dossier on standard land that takes the commitment path."""
AGREED = {
    "investment_intensity": Decimal(300), "plot_ratio": Decimal("1.2"), "unit_energy": Decimal("0.35"),
    "unit_emission": Decimal("0.8"), "tax_per_mu": Decimal(18),
}  # fmt: skip


def play() -> None:
    """Enterprises in four zones and what they promised; every act is a command on the day it happened."""
    fulfilled(_founded(41, people.HOME), _ago(190))
    revoked(_founded(42, "360703"), _ago(60))
    converted(_founded(43, people.HOME), _ago(24))
    rectifying(_founded(44, people.HOME), _ago(9))
    publicised(_founded(45, people.HOME), _ago(1))
    built_first(_founded(47, people.HOME), _ago(45))
    waiting(_founded(48, people.HOME), _ago(16))[0].collect(today())
    cured(_founded(49, people.HOME), _ago(160))
    for index, (county, ago) in enumerate(ELSEWHERE, start=50):
        by = _founded(index, county)
        fulfilled(by, _ago(ago))
        built_first(by, _ago(ago - 20), kept=index != 50)
    revoked(_founded(53, "360121"), _ago(70))


def fulfilled(by: Owner, day: date) -> Commitment:
    """工业标准地: the planning permit on a promise, its five indicators verified within two months."""
    commitment = _granted(by, day, "203")
    with travel(_later(day, 30)):
        check = commitment.verifications.get(reason="FULL")
        duties = list(commitment.obligations.all())
        give(
            "commitments.record_verification",
            officer(commitment.department_id, "REVIEWER"),
            check,
            outcome="KEPT",
            method="DATA",
            findings="经调取不动产、税务和用能数据并比对竣工测绘成果，各项指标均达到承诺。",
            kept=[duty.pk for duty in duties],
            reached={duty.pk: duty.target for duty in duties if duty.target is not None},
        )
    commitment.refresh_from_db()
    return commitment


def revoked(by: Owner, day: date) -> Commitment:
    """承诺不实: found on verification, not rectified, heard, revoked, on record."""
    commitment = _broken(by, day)
    head, reviewer = (officer(commitment.department_id, role) for role in ("HEAD", "REVIEWER"))
    with travel(_later(day, 12)):
        give("commitments.order_rectification", head, commitment, reason="责令十个工作日内落实安全措施。")
    with travel(_later(day, 23)):
        give("commitments.announce_revocation", reviewer, commitment, reason="期满未整改，现场仍未设置围挡和安全防护。")
        give("commitments.state_case", by.user, commitment, statement="因资金困难未能按期落实，请求宽限。")
    with travel(_later(day, 26)):
        give("commitments.revoke", head, commitment, seen=affected_by(commitment).fingerprint)
    commitment.refresh_from_db()
    return commitment


def rectifying(by: Owner, day: date) -> Commitment:
    """整改中: a breach found a few days ago, the days to rectify running."""
    commitment = _broken(by, day, found_after=4)
    with travel(_later(day, 5)):
        give(
            "commitments.order_rectification",
            officer(commitment.department_id, "HEAD"),
            commitment,
            reason="责令限期补设围挡和冲洗设施。",
        )
    return commitment


def cured(by: Owner, day: date) -> Commitment:
    """整改到位: a false statement put right in time; its record has been public for the shortest period."""
    commitment = _broken(by, day)
    head = officer(commitment.department_id, "HEAD")
    with travel(_later(day, 12)):
        give("commitments.order_rectification", head, commitment, reason="责令十个工作日内补设围挡。")
    with travel(_later(day, 15)):
        give("commitments.report_rectified", by.user, commitment, reason="围挡和冲洗设施已补设，照片附后。")
        _checked(commitment, "RECTIFIED", "经核查，整改到位。")
        give("commitments.accept_rectification", head, commitment)
        _checked(commitment, "FULL", "各项条件均已落实。")
    commitment.refresh_from_db()
    return commitment


def built_first(by: Owner, day: date, *, kept: bool = False) -> Commitment:
    """先建后验: the traffic assessment after the start; `kept`: handed in and verified by now."""
    with travel(day):
        dossier = DOSSIERS[INDUSTRIAL]
        dossier = replace(dossier, facts={**dossier.facts, "traffic_impact": True})
        project = enter(by, dossier, by_county(by), Random(day.toordinal() + 1), zoned=True)
    commitment = _signed(by, project, day, "215", track="CBV")
    with travel(_later(day, 6)):
        give("commitments.grant", officer(commitment.department_id, "HEAD"), commitment, text="")
    if kept:
        with travel(_later(day, 40)):
            give(
                "commitments.hand_in_evidence",
                by.user,
                commitment.obligations.get(),
                note="交通影响评价报告已通过专家评审。",
            )
            give("commitments.begin_verifying", by.user, commitment)
            _checked(commitment, "ACCEPTANCE", "评价报告结论可行，出入口已按报告建成。")
    commitment.refresh_from_db()
    return commitment


def _checked(commitment: Commitment, reason: str, findings: str) -> None:
    owed = commitment.obligations.filter(state__in=("OPEN", "SUBMITTED")).values_list("pk", flat=True)
    give(
        "commitments.record_verification",
        officer(commitment.department_id, "REVIEWER"),
        commitment.verifications.get(reason=reason, state="OPEN"),
        outcome="KEPT",
        method="DATA",
        findings=findings,
        kept=[] if reason == "RECTIFIED" else list(owed),
    )


def publicised(by: Owner, day: date) -> Commitment:
    """公示中: signed yesterday, open to objections."""
    return _signed(by, _entered(by, day), day, "303")


def _entered(by: Owner, day: date) -> Project:
    with travel(day):
        return enter(by, DOSSIERS[INDUSTRIAL], by_county(by), Random(day.toordinal()), zoned=True)


def converted(by: Owner, day: date) -> Project:
    """容缺后补: the table of indicators came later; the preliminary opinion became the permit in two working days."""
    player, application = waiting(by, day)
    project = player.project
    if application is None:
        return project
    case = application.cases.get(item__code="203")
    with player.on(player.later(3)):
        letter = letter_of(application)
        assert letter is not None
        for duty in letter.obligations.filter(state="OPEN"):
            hand_in(by, project, duty.code, duty.name)
        give("commitments.hand_in_late", by.user, letter)
    with player.on(player.later(1)):
        give(
            "approvals.convert",
            officer(case.department_id, "HEAD"),
            case,
            official_number=f"样建规〔{player.day.year}〕{case.pk:04d}号",
            title=case.item.outcome,
        )
    player.close(application, BRISK)
    player.collect(today())
    return project


def waiting(by: Owner, day: date) -> tuple[Player, JointApplication | None]:
    """初审意见已出: accepted without the table of indicators, which was promised and has not come."""
    project = _entered(by, day)
    player = Player(project, by, day, today(), Random(7))
    if not player.stage("S1", BRISK):
        return player, None
    filed = player.later(1)
    with player.on(filed):
        application = give("approvals.create_draft", by.user, project, stage="S2")
        for paper in filing_now(application).papers:
            if paper.need.uploaded and paper.need.principal and paper.material is None and paper.redline is None:
                hand_in(by, project, paper.need.key, paper.need.material.name.zh)
        late = missing_papers(filing_now(application))
        days = {paper.key: player.later(12) for paper in late}
        letter = give("approvals.promise_papers", by.user, application, days=days)
        _sign(by, letter)
        give("approvals.submit", by.user, application, form={**FORM, "contact": by.user.name})
    with player.on(player.later(1)):
        give("approvals.accept", officer(application.window_id or _window(application), "CLERK"), application)
    case = application.cases.get(item__code="203")
    with player.on(player.later(2)):
        player.opine(case)
        give(
            "approvals.preliminary",
            officer(case.department_id, "HEAD"),
            case,
            official_number=f"样初审〔{player.day.year}〕{case.pk:04d}号",
            text="总平面布局、建筑间距和容积率符合规划条件，原则同意；补齐主要技术经济指标表后核发正式许可证。",
        )
    return player, application


def _broken(by: Owner, day: date, found_after: int = 10) -> Commitment:
    commitment = _granted(by, day, "303")
    with travel(_later(day, found_after)):
        give(
            "commitments.find_breach",
            officer(commitment.department_id, "REVIEWER"),
            commitment,
            kind="FALSE",
            facts="现场未按承诺设置围挡和安全防护，建设资金未落实到位。",
        )
    commitment.refresh_from_db()
    return commitment


def _granted(by: Owner, day: date, item: str) -> Commitment:
    commitment = _signed(by, _entered(by, day), day, item)
    with travel(_later(day, 1)):
        give("commitments.grant", officer(commitment.department_id, "HEAD"), commitment, text="")
    commitment.refresh_from_db()
    return commitment


def _signed(by: Owner, project: Project, day: date, item: str, track: str = "NC") -> Commitment:
    with travel(day):
        offer = standing.offer_of(project, track, item)
        assert offer is not None
        days = {duty.code: standing.proposed_day(project, duty, day) for duty in offer.duties}
        targets = {duty.code: AGREED[duty.code] for duty in offer.duties if duty.kind == "INDICATOR"}
        letter = give(
            "commitments.draft",
            by.user,
            project,
            track=track,
            item_code=item,
            days=days,
            targets=targets,
            works="一号厂房及其基础" if track == "CBV" else "",
        )
        _sign(by, letter)
    letter.refresh_from_db()
    _staff(letter.department)
    return letter


def _staff(department: Department) -> None:
    """A reviewer and a head for a department outside the counties of the story."""
    for role, word in ((Role.REVIEWER, "jb"), (Role.HEAD, "sp")):
        if not Membership.objects.filter(department=department, role=role).exists():
            function = department.function.lower().replace("_", "-")
            user = people.engage(f"{word}-{function}-{department.region_id}", names.person(Random(department.pk)))
            people.appoint_to(user, role, department=department)


def _sign(by: Owner, letter: Commitment) -> None:
    """With the electronic seal in the home county, elsewhere with a stamp on paper."""
    stamped: dict[str, Any] = {"signature": "SEAL"}
    if by_county(by) != people.HOME:
        stamped = {"signature": "SCAN", "scan": BytesIO(sample("盖章承诺书", letter.number)), "checked": PDF}
    give(
        "commitments.sign",
        by.user,
        letter,
        signer_name=by.enterprise.legal_representative,
        signer_post="法定代表人",
        declared=True,
        **stamped,
    )


def _window(application: Any) -> int:
    application.refresh_from_db()
    return application.window_id


def _founded(index: int, county: str) -> Owner:
    user: User = (
        User.objects.get(username="enterprise")
        if county == people.HOME
        else people.engage(f"qy-{county}-cn{index}", names.person(Random(index)))
    )
    return owner(index, county, user)


def by_county(by: Owner) -> str:
    """The county the enterprise sits in."""
    return str(by.enterprise.region_id)


def _ago(days: int) -> date:
    return current_calendar().roll_forward(today() - timedelta(days=days))


def _later(day: date, days: int) -> date:
    return current_calendar().add(day, days)
