"""The record of a joint application and its item cases, one module a concept.

The workflow engine moves people; these rows are the record. Every state here can be replayed from
the journal. A new round is a new row, never a reopened old one.
"""

from approvals.models.absence import Absence
from approvals.models.annulment import AffectedCase, Annulment
from approvals.models.application import ItemCase, JointApplication, MaterialBinding
from approvals.models.check import CheckDefect, CompletenessCheck
from approvals.models.correction import CaseCorrection, CorrectionLine
from approvals.models.counter import CounterFiling, PaperOriginal
from approvals.models.decision import Consolidation, Decision, Opinion
from approvals.models.ending import IntakeEnding
from approvals.models.extension import Extension
from approvals.models.handover import Handover
from approvals.models.joint_condition import Condition, ConditionConflict
from approvals.models.joint_member import JointMember
from approvals.models.joint_remark import DrawingVersion, JointPhoto, Remark, RemarkAnswer
from approvals.models.joint_review import JointPart, JointReview, JointRound
from approvals.models.joint_survey import SurveyArea, SurveyResult
from approvals.models.late_filing import ConstructionStart, PreliminaryOpinion
from approvals.models.message import Message
from approvals.models.notice import NoticeLine, OneTimeNotice
from approvals.models.opinion_request import OpinionRequest
from approvals.models.overtime import OvertimeExplanation, OvertimeReason
from approvals.models.practice import Practice
from approvals.models.process import ItemProcess, JointProcess, PartProcess, StageProcess
from approvals.models.renewal import Renewal
from approvals.models.reuse import ReuseEvidence
from approvals.models.silence_rule import AssumedPrerequisite, SilenceRule
from approvals.models.special import SpecialProcedure
from approvals.models.supplement import SupplementaryItem
from approvals.models.withdrawal import WithdrawalConsent, WithdrawalRequest

__all__ = [
    "Absence",
    "AffectedCase",
    "Annulment",
    "CaseCorrection",
    "AssumedPrerequisite",
    "Condition",
    "ConditionConflict",
    "Consolidation",
    "ConstructionStart",
    "CorrectionLine",
    "CheckDefect",
    "CompletenessCheck",
    "Condition",
    "ConditionConflict",
    "Consolidation",
    "CounterFiling",
    "Decision",
    "DrawingVersion",
    "Extension",
    "Handover",
    "IntakeEnding",
    "ItemCase",
    "ItemProcess",
    "JointApplication",
    "JointMember",
    "JointPart",
    "JointPhoto",
    "JointProcess",
    "JointReview",
    "JointRound",
    "MaterialBinding",
    "Message",
    "NoticeLine",
    "OneTimeNotice",
    "Opinion",
    "OpinionRequest",
    "OvertimeExplanation",
    "OvertimeReason",
    "PaperOriginal",
    "PartProcess",
    "Practice",
    "PreliminaryOpinion",
    "Remark",
    "RemarkAnswer",
    "Renewal",
    "SilenceRule",
    "ReuseEvidence",
    "SpecialProcedure",
    "StageProcess",
    "SupplementaryItem",
    "SurveyArea",
    "SurveyResult",
    "WithdrawalConsent",
    "WithdrawalRequest",
]
