"""From the explanation of a clock to what stands on its 计时说明书; no query beyond the case's number."""

from datetime import date

from django.utils import translation

from approvals.models import ItemCase, JointApplication
from core.display import weekday
from core.lights import FACES
from documents.letters.preview import TABLE, around_table
from documents.letters.queries import Wording, written
from documents.render.imprint import chinese_date
from documents.render.statement import DayLine, Statement, StopLine
from projects.models import Project
from supervision.explain import Explained, Pause
from supervision.sheets import Day
from supervision.statement.articles import articles, days_words, limit_words

in_chinese = translation.override("zh-hans")


@in_chinese
def statement_facts(explained: Explained, project: Project, issuer: str, issued_on: date) -> tuple[Statement, Wording]:
    """计时说明书 of one clock as explained, and the wording it carries. `issuer` signs it on `issued_on`."""
    clock = explained.clock
    kind = str(clock.get_kind_display())
    as_of = clock.ended_on or explained.on
    told = written(
        "clock_statement",
        clock.region_id or project.region_id,
        issued_on,
        {
            "applicant": project.enterprise.name,
            "project": project.name,
            "code": project.code,
            "matter": _named(clock.label, kind),
            "as_of": as_of,
            "account": (TABLE,),
            "office": issuer,
        },
    )
    opening, notes = around_table(told.parts)
    statement = Statement(
        issuer=issuer,
        issued_on=issued_on,
        project_name=project.name,
        project_code=project.code,
        applicant=project.enterprise.name,
        matter=clock.label,
        opening="\n".join(opening),
        particulars=_particulars(explained, project, kind, as_of),
        results=_results(explained),
        articles=articles(clock),
        stops=tuple(_stop(pause, explained) for pause in explained.pauses),
        days=tuple(_day(day) for day in explained.days),
        notes=notes,
        title=told.title,
    )
    return statement, told.wording


def _named(label: str, kind: str) -> str:
    """`施工许可的承诺时限`; a total limit, whose label says its kind already, once."""
    return label if kind in label else f"{label}的{kind}"


def number_of_case(subject_type: str, subject_id: int) -> str:
    """办件编号 or 申请编号 of the row a clock belongs to, "" for other rows."""
    model = {m._meta.label_lower: m for m in (ItemCase, JointApplication)}.get(subject_type)
    if model is None:
        return ""
    return model._default_manager.filter(pk=subject_id).values_list("number", flat=True).first() or ""


def _particulars(explained: Explained, project: Project, kind: str, as_of: date) -> tuple[tuple[str, str], ...]:
    clock = explained.clock
    rows = (
        ("项目名称", project.name),
        ("项目代码", project.code),
        ("建设单位", f"{project.enterprise.name}（统一社会信用代码：{project.enterprise.uscc}）"),
        ("计时对象", clock.label),
        ("时限种类", kind),
        ("办件编号", number_of_case(clock.subject_type, clock.subject_id)),
        ("承办部门", clock.department.name if clock.department else ""),
        ("起算日", f"{chinese_date(clock.origin_on)}（{weekday(clock.origin_on)}）"),
        ("截至", f"{chinese_date(as_of)}（{'已办结' if clock.ended_on else '办理中'}）"),
        ("计入事项", "；".join(part.label for part in explained.parts)),
    )
    return tuple((label, value) for label, value in rows if value)


def _results(explained: Explained) -> tuple[tuple[str, str], ...]:
    clock, due_on = explained.clock, explained.due_on
    limit = limit_words(clock)
    if clock.extended_by:
        limit += f"（含延长的{clock.extended_by}）"
    left = ("剩余", explained.left) if explained.left >= 0 else ("超过时限", explained.over)
    due = f"{chinese_date(due_on)}（{weekday(due_on)}）" if due_on else "无（计入的事项均未在办）"
    stopped = sum(pause.days for pause in explained.pauses) if not explained.whole else None
    rows = [
        ("时限", limit),
        ("已用", days_words(explained.used, clock)),
        (left[0], days_words(left[1], clock)),
        ("到期日", due + ("，暂定" if due_on and explained.provisional else "")),
        ("状态", str(FACES[explained.light.value].word)),
        ("采用日历", f"{clock.calendar}　{clock.calendar.source}"),
    ]
    if stopped:
        rows.insert(3, ("暂停扣除", f"{len(explained.pauses)}次（逐次天数见第四部分，重叠日只扣除一次）"))
    return tuple(rows)


def _stop(pause: Pause, explained: Explained) -> StopLine:
    stop = pause.stop
    return StopLine(
        kind=str(stop.get_kind_display()),
        started_on=stop.started_on,
        ended_on=pause.end,
        entered_on=pause.entered_on,
        days=pause.days,
        basis=stop.legal_basis,
        reason=stop.reason,
        evidence=_evidence(pause),
        item=pause.case if explained.whole else "",
        planned=pause.open,
        backdated=pause.backdated,
    )


def _evidence(pause: Pause) -> str:
    """听证通知书（章听〔2026〕3号）；恢复计时：…"""
    paper = f"{pause.paper}（{pause.stop.evidence}）" if pause.stop.evidence else ""
    again = f"恢复计时：{pause.resumed_by}" if pause.resumed_by else ""
    return "；".join(part for part in (paper, again) if part)


def _day(day: Day) -> DayLine:
    marks = [
        word
        for said, word in (
            (day.is_due, "到期日"),
            (day.late and day.number is not None, "逾期"),
            (day.future, "推算"),
            (day.provisional, "暂定"),
        )
        if said
    ]
    remark = "；".join([*marks, *(["在办：" + "、".join(day.running)] if day.running else [])])
    return DayLine(
        day=day.day,
        weekday=weekday(day.day),
        number=day.number,
        reason=day.reason,
        source=day.source,
        remark=remark,
    )
