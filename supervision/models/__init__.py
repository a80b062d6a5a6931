"""Rows of the supervisors, one module a concept; import them here so that Django finds them."""

from supervision.models.anomaly import Anomaly, AnomalyRule

__all__ = ["Anomaly", "AnomalyRule"]
