"""Rows of the supervisors, one module a concept; import them here so that Django finds them."""

from supervision.models.alert import Alert, AlertPreference, AlertRoute, Dispatch, Level, Subscription
from supervision.models.anomaly import Anomaly, AnomalyRule
from supervision.models.history import HistoryCase, HistoryLog
from supervision.models.practice import WatchPractice
from supervision.models.urge import UrgeOrder, UrgeReply
from supervision.models.wall import ExportJob, SavedFilter, WallDay, WallDelta, WallTally

__all__ = [
    "Alert",
    "AlertPreference",
    "AlertRoute",
    "Anomaly",
    "AnomalyRule",
    "Dispatch",
    "ExportJob",
    "HistoryCase",
    "HistoryLog",
    "Level",
    "SavedFilter",
    "Subscription",
    "UrgeOrder",
    "UrgeReply",
    "WallDay",
    "WallDelta",
    "WallTally",
    "WatchPractice",
]
