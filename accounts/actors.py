"""How the journal names who acted (办理人): person, organisation, and on whose behalf (代)."""

from __future__ import annotations

from typing import Any

from accounts import scope
from accounts.posts import Post
from core.commands import describes_actors, forgets_people
from core.display import listed
from core.journal import ActorFacts

forgets_people(scope.forget)


@describes_actors
def describe(user: Any, subject: Any) -> ActorFacts:
    """The post that authorised the command: the one whose question was answered with yes last.

    Where a command asked about no post (a person acts on their own row), the first post names the organisation.
    """
    acting = scope.acting(user)
    used = acting.used or next((post for post in acting.posts if not post.delegated), None)
    return ActorFacts(
        user_id=user.pk, name=str(user), org=used.body if used else "", on_behalf_of=on_behalf_of(used) if used else ""
    )


def on_behalf_of(post: Post) -> str:
    """Whom a stand-in represents: the enterprise for its agent (代办), the person for an officer; "" for own posts."""
    if not post.delegated:
        return ""
    return post.body if post.enterprise is not None else post.holder_name


def represented(user: Any) -> str:
    """Names of all whom `user` stands in for today, for the line at the top of each page; "" when none."""
    names = dict.fromkeys(on_behalf_of(post) for post in scope.acting(user).posts if post.delegated)
    return listed(names)
