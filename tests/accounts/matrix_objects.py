"""Objects of this room that stand in URLs."""

from typing import Any

from accounts.models import Delegation, Membership
from tests.people import Province, member, person


def objects(province: Province) -> dict[str, Any]:
    """The owner's membership and what hangs on it; all belong to `enterprise`, not to `other_owner`."""
    owner = Membership.objects.get(user=province.people["owner"])
    return {
        "owner_membership": owner,
        "owner_delegation": Delegation.objects.get(to_user=province.people["agent"]),
        "owner_enterprise": province.enterprise,
        "second_owner": member(person("second"), "OWNER", enterprise=province.enterprise),
    }
