"""What joint procedures write on paper (联合办理文书), in Chinese: lists, certificate, opinions, records, minutes."""

from approvals.joint.papers.conclusions import conclusion
from approvals.joint.papers.lists import merged_list

__all__ = ["conclusion", "merged_list"]
