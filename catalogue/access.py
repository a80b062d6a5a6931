"""Who edits the catalogue: one code and one name for the whole province, so the province's administrators."""

from typing import Any

from accounts import scope
from accounts.posts import ADMIN

PROVINCE = "360000"


def edits_catalogue(user: Any) -> bool:
    """Whether `user` may load, edit and publish catalogue versions (事项管理员)."""
    return scope.has_role(user, ADMIN, region=PROVINCE)
