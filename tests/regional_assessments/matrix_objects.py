"""An assessed area of the county, published by its water department."""

from datetime import date
from typing import Any

import shapely

from accounts.models import Membership, User
from core import files
from core.geo import box_of, to_wkb
from core.time import today
from regional_assessments.models import Zone
from regional_assessments.units import commands
from tests.people import Province

OUTLINE = shapely.box(114.95, 25.80, 114.98, 25.83)


def objects(province: Province) -> dict[str, Any]:
    """One published unit."""
    zone = Zone.objects.create(
        code="JXMU", name="燚山工业园", level="LOCAL", region=province.regions["360702"], geometry=to_wkb(OUTLINE),
        **box_of(OUTLINE),
    )  # fmt: skip
    head = User.objects.create(username="water-head", name="水利局长")
    Membership.objects.create(user=head, role="HEAD", department=province.water, valid_from=date(2020, 1, 1))
    manager = province.people["zone"]
    unit = commands.draft.perform(
        manager, zone, kind="R01", shape=OUTLINE, name="水土保持区域评估", producer="燚山工业园管委会", effective_from=today(),
        report=files.store(b"%PDF-1.4 report", "application/pdf"), report_name="报告.pdf",
    )  # fmt: skip
    unit = commands.submit.perform(manager, unit)
    return {"unit": commands.publish.perform(head, unit, document_number="燚水〔2026〕1号", document_on=today())}
