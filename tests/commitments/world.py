"""章贡区 and a low-risk factory on standard land, with promises at every step of their way."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

from commitments.commands import deciding, revoking, signing, verifying
from commitments.commands.rectifying import order_rectification
from commitments.consequences import affected_by
from commitments.models import Commitment
from core.time import today
from projects.upload_checks import Checked
from tests.approvals import county as c

PDF = Checked(extension="pdf", media_type="application/pdf", pages=1, shown=True)
STANDARD = {"standard_land": True, "commitment": True, "takes_water": True, "traffic_impact": True}
SCAN = b"%PDF-1.7 stamped letter"


def build():
    return c.build()


def project(county, code=c.CODE, **facts):
    row = c.project(county, code, **{**STANDARD, **facts})
    row.state = "ACTIVE"
    row.planned_start, row.planned_completion = today() + timedelta(days=60), today() + timedelta(days=400)
    row.save()
    return row


def draft(county, row, track="NC", item="203", **more):
    """A letter with every day a year ahead, and 200 for every indicator."""
    from commitments import standing

    offer = standing.offer_of(row, track, item)
    on = more.pop("on", today() + timedelta(days=365))
    days = {duty.code: on for duty in offer.duties}
    targets = {duty.code: Decimal(200) for duty in offer.duties if duty.kind == "INDICATOR"}
    works = "一号厂房" if track == "CBV" else ""
    data = {"track": track, "item_code": item, "days": days, "targets": targets, "works": works, **more}
    return signing.draft.perform(county.owner, row, **data)


def sign(county, commitment, **more):
    data = {"signer_name": "𬱖燚", "signer_post": "法定代表人", "signature": "SCAN", "declared": True}
    data |= {"scan": BytesIO(SCAN + commitment.number.encode()), "checked": PDF, **more}
    return signing.sign.perform(county.owner, commitment, **data)


def officer(county, commitment, role="head"):
    return county.people[role, commitment.department.function]


def grant(county, commitment):
    deciding.grant.perform(officer(county, commitment), commitment, text="")
    commitment.refresh_from_db()
    return commitment


def granted(county, row, track="NC", item="203", **more):
    """Signed, publicised, decided; building first waits for the end of its publicity."""
    commitment = sign(county, draft(county, row, track, item, **more))
    if track == "CBV":
        with c.travel(commitment.publicity_until + timedelta(days=1)):
            return grant(county, commitment)
    return grant(county, commitment)


def verify(county, commitment, reason="FULL", outcome="KEPT", **more):
    check = commitment.verifications.get(reason=reason, state="OPEN")
    kept = [duty.pk for duty in commitment.obligations.filter(state__in=("OPEN", "SUBMITTED"))]
    reached = {duty.pk: duty.target for duty in commitment.obligations.filter(target__isnull=False)}
    data = {"outcome": outcome, "method": "DATA", "findings": "经核查，与承诺一致。", "kept": kept, "reached": reached}
    if outcome == "BROKEN":
        data |= {"kept": [], "kind": "FALSE", "findings": "总平面与承诺不符。"}
    verifying.record_verification.perform(officer(county, commitment, "reviewer"), check, **{**data, **more})
    commitment.refresh_from_db()
    return commitment


def breached(county, row, **more):
    return verify(county, granted(county, row, **more), outcome="BROKEN")


def rectifying(county, row, **more):
    commitment = breached(county, row, **more)
    return order_rectification.perform(officer(county, commitment), commitment, reason="限期整改")


def heard(county, commitment, statement="我单位已着手整改。"):
    revoking.announce_revocation.perform(officer(county, commitment, "reviewer"), commitment, reason="整改不到位")
    revoking.state_case.perform(county.owner, commitment, statement=statement)
    commitment.refresh_from_db()
    return commitment


def revoke(county, commitment):
    record = revoking.revoke.perform(officer(county, commitment), commitment, seen=affected_by(commitment).fingerprint)
    commitment.refresh_from_db()
    return record


def states():
    return dict(Commitment.objects.values_list("number", "state"))
