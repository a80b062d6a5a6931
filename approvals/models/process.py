"""The running workflows; they move people, the other rows are the record."""

from django.db import models
from viewflow.workflow.models import Process

from approvals.models.application import ItemCase, JointApplication


class StageProcess(Process):
    """The running workflow of a joint application."""

    application = models.ForeignKey(JointApplication, null=True, on_delete=models.PROTECT, related_name="processes")


class ItemProcess(Process):
    """The running workflow of a case."""

    case = models.ForeignKey(ItemCase, null=True, on_delete=models.PROTECT, related_name="processes")
