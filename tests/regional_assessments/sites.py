"""Parcels of standard land brought to a state by the product's own commands, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

import shapely

from core import files
from core.models import StoredFile
from regional_assessments.land import preparing, taking
from regional_assessments.land.taking import Measured
from regional_assessments.models import Parcel, Zone

LIMITS = {
    ("INVESTMENT", ""): Decimal("350"),
    ("FAR", ""): Decimal("1.2"),
    ("ENERGY", ""): Decimal("0.35"),
    ("EMISSION", "COD"): Decimal("0.08"),
    ("TAX", ""): Decimal("22"),
}
GOOD = {"INVESTMENT": "360", "FAR": "1.2", "ENERGY": "0.30", "EMISSION": "0.08", "TAX": "25"}


def paper(text: str = "sample") -> StoredFile:
    """A kept file."""
    return files.store(f"%PDF-1.4 {text}".encode(), "application/pdf")


def prepared(zone: Zone, manager: Any, shape: shapely.Polygon, **changes: Any) -> Parcel:
    """A parcel in preparation."""
    data = {"name": "䶮章一号地", "land_use": "二类工业用地", "limits": LIMITS, "shape": shape, **changes}
    return preparing.prepare.perform(manager, zone, **data)


def announced(zone: Zone, manager: Any, shape: shapely.Polygon, on: date, **changes: Any) -> Parcel:
    """One announced on a day, with a reason for what is not assessed."""
    parcel = prepared(zone, manager, shape, **changes)
    return preparing.publish.perform(
        manager, parcel, notice_number="样地告〔2026〕1号", notice_on=on, unassessed_reason="区域评估正在修编"
    )


def contract(on: date, complete_by: date, **changes: Any) -> dict[str, Any]:
    """What `land.contract` takes."""
    return {
        "buyer": "垚鑫置业有限公司",
        "contract_number": "样出让〔2026〕1号",
        "contract_on": on,
        "contract_file": paper("contract"),
        "agreement_number": "样协议〔2026〕1号",
        "agreement_on": on,
        "agreement_file": paper("agreement"),
        "complete_by": complete_by,
        **changes,
    }


def measured(parcel: Parcel, **values: str) -> dict[int, Measured]:
    """The values of the check that is due, good ones unless said otherwise."""
    told = {**GOOD, **values}
    return {
        row.pk: Measured(Decimal(told[row.code]), paper(row.code), f"{row.code}.pdf")
        for row in taking.due_indicators(parcel)
    }
