"""What a person may act as, as plain values: posts in force today and the questions asked of them. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

OWNER: Final = "OWNER"
AGENT: Final = "AGENT"
CLERK: Final = "CLERK"
REVIEWER: Final = "REVIEWER"
HEAD: Final = "HEAD"
LEAD: Final = "LEAD"
SUPERVISOR: Final = "SUPERVISOR"
ZONE_MANAGER: Final = "ZONE_MANAGER"
ADMIN: Final = "ADMIN"

APPLICANTS: Final = frozenset({OWNER, AGENT})
"""Roles on the side of the enterprise (申请人一侧)."""
OFFICERS: Final = frozenset({CLERK, REVIEWER, HEAD, LEAD})
"""Roles bound to a department (审批部门工作人员)."""
GOVERNMENT: Final = OFFICERS | {SUPERVISOR, ZONE_MANAGER, ADMIN}


def prefix_of(code: str, level: str) -> str:
    """The leading digits shared by the subtree of a region: 36 province, 3607 city, 360702 county."""
    return {"PROVINCE": code[:2], "CITY": code[:4]}.get(level, code)


@dataclass(frozen=True, slots=True)
class Post:
    """任职: one membership in force, a person's own or lent by a delegation.

    `region_prefix` holds the leading digits of GB/T 2260 that the post covers (`36`, `3607`, `360702`); the empty
    string covers everything and None covers no region. `project_codes` limits a delegated enterprise; empty = all.
    """

    membership: int
    role: str
    body: str
    """Name of the department, enterprise or region the post belongs to."""
    holder: int
    holder_name: str
    body_en: str = ""
    department: int | None = None
    function: str = ""
    region_prefix: str | None = None
    enterprise: int | None = None
    delegation: int | None = None
    project_codes: frozenset[str] = frozenset()

    @property
    def delegated(self) -> bool:
        """Whether the person stands in for the holder (代)."""
        return self.delegation is not None

    def covers(
        self,
        region: str | None = None,
        department: int | None = None,
        enterprise: int | None = None,
        project_code: str | None = None,
    ) -> bool:
        """Whether the post reaches everything that is named; what is not named is not asked.

        A post limited to project codes reaches its enterprise only together with one of those codes.
        """
        if region is not None and (self.region_prefix is None or not region.startswith(self.region_prefix)):
            return False
        if department is not None and self.department != department:
            return False
        if enterprise is not None and self.enterprise != enterprise:
            return False
        asked_about_files = enterprise is not None or project_code is not None
        return not (self.project_codes and asked_about_files and project_code not in self.project_codes)


@dataclass(slots=True)
class Acting:
    """Everything a person may act as today. `used` is the post that answered the last question with yes.

    A person's own posts come before lent ones, so that nobody acts as 代 where they could act themselves.
    """

    user: int
    posts: tuple[Post, ...] = ()
    used: Post | None = field(default=None, compare=False)

    def having(self, roles: Iterable[str] = ()) -> Iterator[Post]:
        """The posts with one of `roles`; all of them when none is named."""
        wanted = frozenset(roles)
        return (post for post in self.posts if not wanted or post.role in wanted)

    def has(self, roles: Iterable[str], **asked: Any) -> bool:
        """Whether a post with one of `roles` covers what is asked (see `Post.covers`)."""
        for post in self.having(roles):
            if post.covers(**asked):
                self.used = post
                return True
        return False
