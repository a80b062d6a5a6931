"""Rows of the supervisors, one module a concept; import them here so that Django finds them."""

from supervision.models.alert import Alert, AlertPreference, AlertRoute, Dispatch, Level, Subscription
from supervision.models.anomaly import Anomaly, AnomalyRule
from supervision.models.history import HistoryCase, HistoryLog
from supervision.models.urge import UrgeOrder, UrgeReply

__all__ = [
    "Alert",
    "AlertPreference",
    "AlertRoute",
    "Anomaly",
    "AnomalyRule",
    "Dispatch",
    "HistoryCase",
    "HistoryLog",
    "Level",
    "Subscription",
    "UrgeOrder",
    "UrgeReply",
]
