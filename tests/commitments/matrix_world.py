"""Promises that stand in URLs: all of the housing department, made by the province's own enterprise."""

from io import BytesIO
from typing import Any

from commitments.commands import breaching, inspecting, keeping, ruling
from commitments.models import VerificationPhoto
from core import files
from core.time import now, today
from tests.approvals import county as life
from tests.commitments import world as w
from tests.people import Province


def matrix_objects(county: life.County, province: Province) -> dict[str, Any]:
    """One granted promise, one revoked with its evidence, photo and record, and a draw."""
    county.people["head", "HOUSING"] = province.people["head"]
    county.people["reviewer", "HOUSING"] = province.people["reviewer"]
    revoked = w.granted(county, w.project(county, "2601-360702-04-01-000008"), "NC", "303")
    check = revoked.verifications.get()
    evidence = keeping.hand_in_evidence.perform(
        county.owner, revoked.obligations.get(), note="已落实", upload=BytesIO(b"%PDF-1.7 proof"),
        original_name="proof.pdf", checked=w.PDF,
    )  # fmt: skip
    photo = VerificationPhoto.objects.create(
        verification=check, file=files.store(b"jpeg", "image/jpeg"), width=4, height=3,
        taken_by=province.people["reviewer"], taken_at=now(),
    )  # fmt: skip
    # While the record stands nothing can be promised, so the standing promise comes first.
    row = w.project(county, "2601-360702-04-01-000009")
    promise = w.granted(county, row, "NC", "303")
    inspection = inspecting.draw.perform(
        province.people["supervisor"], None, region=county.region, name="双随机抽查",
        rates={"A": 100, "B": 100, "C": 100}, seed="1",
    )  # fmt: skip
    breaching.find_breach.perform(province.people["reviewer"], revoked, kind="FALSE", facts="现场与承诺不符")
    record = w.revoke(county, w.heard(county, revoked))
    return {
        "promise": promise,
        "promise_number": promise.number,
        "promise_project": row,
        "promise_duty": promise.obligations.get(),
        "promise_check": promise.verifications.get(reason="FULL"),
        "promise_evidence": evidence,
        "promise_photo": photo,
        "credit_record": record,
        "inspection": inspection,
        "rule_change": ruling.propose_rules.perform(
            province.people["admin"],
            None,
            document="赣政办〔2026〕9号",
            reason="延长听取意见的期限",
            effective_on=today(),
            values={"practice.hearing_days": 7},
        ),
    }
