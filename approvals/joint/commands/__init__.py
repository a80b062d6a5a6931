"""Every verb of joint procedures, registered by importing it."""

from approvals.joint.commands import answering, conditions, convening, merging, opening, rounds, site, survey, system

__all__ = ["answering", "conditions", "convening", "merging", "opening", "rounds", "site", "survey", "system"]
