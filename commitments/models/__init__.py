"""The record of promises, one module a concept. The workflow engine moves people; these rows are the record."""

from commitments.models.breach import Breach, CreditRecord
from commitments.models.commitment import BuildFirstCommitment, Commitment, LateFiling, NoticeCommitment, Objection
from commitments.models.inspection import Inspection, InspectionVisit
from commitments.models.obligation import Evidence, Obligation, Reminder
from commitments.models.process import CommitmentProcess
from commitments.models.ruling import RuleChange
from commitments.models.verification import Verification, VerificationPhoto

__all__ = [
    "Breach",
    "BuildFirstCommitment",
    "Commitment",
    "CommitmentProcess",
    "CreditRecord",
    "Evidence",
    "Inspection",
    "InspectionVisit",
    "LateFiling",
    "NoticeCommitment",
    "Objection",
    "Obligation",
    "Reminder",
    "RuleChange",
    "Verification",
    "VerificationPhoto",
]
