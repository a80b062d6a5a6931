"""Changes of people take effect at once: what was remembered of anyone's posts is dropped."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save

from accounts import scope
from accounts.models import Delegation, Membership, User
from accounts.sessions import begin


def connect() -> None:
    """Called once at start-up."""
    for model in (Membership, Delegation, User):
        for signal in (post_save, post_delete):
            signal.connect(scope.forget_everyone, sender=model, dispatch_uid=f"forget-{model.__name__}-{id(signal)}")
    user_logged_in.connect(_signed_in, dispatch_uid="accounts-session-begins")


def _signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    begin(request.session, user)
