"""The rules an installation starts with (内置监察规则). A row once there is the administrators'; nothing overwrites it."""

from typing import Any, Final

RULES: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "FAKE_PARALLEL",
        "name": "假并联",
        "name_en": "Opened one after the other",
        "level": "YELLOW",
        "parameters": {"days": 0},
        "basis": "国办发〔2019〕11号：同一阶段并联审批",
    },
    {
        "code": "STOP_NEAR_LIMIT",
        "name": "临期暂停",
        "name_en": "Stopped shortly before the limit",
        "level": "WARN",
        "parameters": {"share": 10},
        "basis": "行政许可法第四十五条：所需时间应当书面告知",
    },
    {
        "code": "DECIDED_WITHIN_MINUTES",
        "name": "秒批补录",
        "name_en": "Decided within minutes",
        "level": "RED",
        "parameters": {"minutes": 10, "share": 5},
        "basis": "住房和城乡建设部2023年关于推动工程建设项目审批标准化规范化便利化的通知：不得线下预审、线上补录",
    },
    {
        "code": "BACK_FILLED",
        "name": "事后补录",
        "name_en": "Entered afterwards",
        "level": "YELLOW",
        "parameters": {"days": 1},
        "basis": "住房和城乡建设部2023年关于推动工程建设项目审批标准化规范化便利化的通知：不得线下预审、线上补录",
    },
    {
        "code": "REPEATED_RETURNS",
        "name": "反复退件",
        "name_en": "Returned again and again",
        "level": "YELLOW",
        "parameters": {"notices": 2},
        "basis": "行政许可法第三十二条：一次告知需要补正的全部内容",
    },
    {
        "code": "NO_NOTICE_IN_5_DAYS",
        "name": "逾期未告知",
        "name_en": "No answer within five days",
        "level": "RED",
        "parameters": {"days": 5},
        "basis": "行政许可法第三十二条：五日内一次告知，逾期即为受理",
    },
    {
        "code": "PAUSE_ABUSE",
        "name": "滥用暂停",
        "name_en": "Stopped too often or too long",
        "level": "YELLOW",
        "parameters": {"stops": 2, "share": 200},
        "basis": "行政许可法第四十五条：仅限法定情形",
    },
    {
        "code": "MATERIAL_OUTSIDE_LIST",
        "name": "清单外材料",
        "name_en": "Asked for what is not on the list",
        "level": "RED",
        "parameters": {},
        "basis": "国办发〔2019〕11号：清单之外不得要求提供材料",
    },
)


def ensure() -> int:
    """Write the rules that are missing; returns how many."""
    from supervision.models.anomaly import AnomalyRule

    known = set(AnomalyRule.objects.values_list("code", flat=True))
    missing = [AnomalyRule(**rule) for rule in RULES if rule["code"] not in known]
    AnomalyRule.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
