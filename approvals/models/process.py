"""The running workflows; they move people, the other rows are the record."""

from django.db import models
from viewflow.workflow.models import Process

from approvals.models.application import ItemCase, JointApplication
from approvals.models.joint_review import JointPart, JointReview
from core.flow_processes import TiedProcess


class StageProcess(TiedProcess, Process):
    """The running workflow of a joint application."""

    application = models.ForeignKey(JointApplication, null=True, on_delete=models.PROTECT, related_name="processes")


class ItemProcess(TiedProcess, Process):
    """The running workflow of a case."""

    case = models.ForeignKey(ItemCase, null=True, on_delete=models.PROTECT, related_name="processes")


class JointProcess(TiedProcess, Process):
    """The running workflow of a joint procedure."""

    review = models.ForeignKey(JointReview, null=True, on_delete=models.PROTECT, related_name="processes")


class PartProcess(TiedProcess, Process):
    """The running workflow of one part of a joint procedure."""

    part = models.ForeignKey(JointPart, null=True, on_delete=models.PROTECT, related_name="processes")
