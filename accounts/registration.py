"""Enterprise registration (企业注册): the one command a stranger may give, where the operator allows it.

Nobody here has proved to be the legal person: production keeps `ENTERPRISE_REGISTRATION` off and admits enterprises
through the service hall or the provincial identity platform.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.commands import CHAIN
from accounts.models import Enterprise, Membership, Role, User
from core import journal
from core.errors import NotPermitted
from core.journal import ActorFacts
from core.time import today


def is_open() -> bool:
    """Whether strangers may register an enterprise."""
    return bool(settings.ENTERPRISE_REGISTRATION)


def register(data: dict[str, Any]) -> User:
    """Write enterprise, person and membership from a clean `RegistrationForm`; returns the person.

    Raises NotPermitted where registration is closed. It cannot be an ordinary command: there is no user yet.
    """
    if not is_open():
        raise NotPermitted
    with transaction.atomic():
        enterprise = Enterprise.objects.create(uscc=data["uscc"], name=data["name"], region=data["region"])
        user = User.objects.create_user(
            data["username"], password=data["password"], name=data["person"], phone=data.get("phone", "")
        )
        Membership.objects.create(user=user, role=Role.OWNER, enterprise=enterprise, valid_from=today())
        journal.append(
            CHAIN,
            "accounts.register",
            enterprise,
            actor=ActorFacts(user_id=user.pk, name=str(user), org=enterprise.name),
            data={"uscc": enterprise.uscc, "user": user.pk},
        )
    return user
