"""A stage whose papers wait at the window, its items decided by signatures already made."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from approvals import commands
from approvals.models import Handover, JointApplication
from tests.approvals import county as c

DAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, second: int = 0, day: date = date(2026, 3, 6)) -> datetime:
    """An instant in Jiangxi."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo("Asia/Shanghai"))


def stage(county: c.County, delivery: str = "WINDOW") -> JointApplication:
    """Filed on a Monday, every item decided the next day, consolidated and issued on Friday."""
    with c.travel(DAY):
        application = c.accepted(county, "S1")
        application.form = {**application.form, "delivery": delivery}
        application.save()
    with c.travel(date(2026, 3, 3)):
        while opened := list(
            application.cases.filter(state="OPEN").select_related("department", "item", "application")
        ):
            for case in opened:
                c.decide(county, case)
    with c.travel(date(2026, 3, 6)):
        application.refresh_from_db()
        commands.lead.consolidate.perform(county.lead(application), application, text="同意")
        application.refresh_from_db()
        commands.issuing.issue.perform(county.clerk, application)
    application.refresh_from_db()
    return application


def handover(county: c.County) -> Handover:
    """The papers of a stage, waiting at the window since Friday."""
    return stage(county).handovers.get()
