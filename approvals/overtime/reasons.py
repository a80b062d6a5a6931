"""Reasons of overtime as data (超期原因): shipped defaults, kept by administrators [default]."""

from typing import Final

from django.db.models import QuerySet

from approvals.models import OvertimeReason

SHIPPED: Final = (
    ("workload", "办件集中、力量不足", "many cases at once, too few people", True),
    ("complex", "情况复杂，需进一步核查", "a complex matter that needed further checks", True),
    ("opinion", "其他部门意见反馈较晚", "opinions of other departments came late", True),
    ("meeting", "需经会议研究或集体审议", "it had to be discussed in a meeting", True),
    ("system", "系统或网络故障", "failure of a system or the network", True),
    ("handover", "经办人员变动", "a change of the person in charge", True),
    ("applicant", "申请人要求暂缓或配合不及时", "the applicant asked to wait or answered late", False),
    ("outside", "自然灾害等不可抗力", "force majeure such as a natural disaster", False),
    ("other", "其他原因", "another reason", True),
)
"""Code, name, English name, whether it lies with the authority."""


def load_reasons() -> int:
    """Write the shipped reasons of an empty table; how many."""
    if OvertimeReason.objects.exists():
        return 0
    rows = [
        OvertimeReason(code=code, name=name, name_en=name_en, ours=ours, position=position)
        for position, (code, name, name_en, ours) in enumerate(SHIPPED)
    ]
    return len(OvertimeReason.objects.bulk_create(rows))


def open_reasons() -> QuerySet[OvertimeReason]:
    """What may be chosen, in order."""
    return OvertimeReason.objects.filter(active=True)
