"""The running workflow; it moves people, the other rows are the record."""

from django.db import models
from viewflow.workflow.models import Process

from commitments.models.commitment import Commitment
from core.flow_processes import TiedProcess


class CommitmentProcess(TiedProcess, Process):
    """The running workflow of a commitment. It has no parent: a promise outlives the stage it was made in."""

    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="processes")
