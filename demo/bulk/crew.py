"""Who acts in the large province (办理人员): officers of every department that decides something, and owners."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Enterprise, Membership, Region, Role, User
from core.journal import ActorFacts
from demo import names, people
from demo.bulk.loading import Keys, load

WORDS: Final = {Role.REVIEWER: "jb", Role.HEAD: "sp", Role.LEAD: "qt", Role.CLERK: "ck"}
"""How the user names of the roles begin."""
NEW_OWNER: Final = 0.2
"""Share of projects that an enterprise enters as its first."""
_SERIALS: Final = 9000
"""Credit codes a county has for invented enterprises."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as the journal says it."""

    user_id: int
    facts: ActorFacts


class Officers:
    """One reviewer, head, lead and clerk per department."""

    def __init__(self) -> None:
        self._posts: dict[tuple[int, str], Person] = {}
        posts = Membership.objects.filter(role__in=WORDS, revoked_at__isnull=True).select_related("user", "department")
        for post in posts.order_by("-pk"):
            if post.department is not None:
                self._posts[post.department.pk, post.role] = _person(post.user, post.department.name)

    def appoint(self, department: Department, role: Role) -> None:
        """Give the post to somebody if nobody holds it."""
        if (department.pk, role.value) in self._posts:
            return
        username = f"{WORDS[role]}-{department.function.lower().replace('_', '-')}-{department.region_id}"
        user = User.objects.filter(username=username).first() or people.engage(username, names.person(Random(username)))
        Membership.objects.create(user=user, role=role, department=department, valid_from=people.SINCE)
        self._posts[department.pk, role.value] = _person(user, department.name)

    def of(self, department: Department, role: Role) -> Person:
        """Who holds the post. KeyError where nobody was appointed."""
        return self._posts[department.pk, role.value]


@dataclass(frozen=True, slots=True)
class Proprietor:
    """An enterprise, the person who acts for it, and the word its projects are named after."""

    person: Person
    enterprise_id: int
    name: str
    stem: str


@dataclass(slots=True)
class Owners:
    """Enterprises and public bodies by county; about one project in five brings a new one."""

    known: dict[tuple[str, bool], list[Proprietor]] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)

    def of(self, region: Region, public: bool, random: Random, batch: "NewOwners") -> Proprietor:
        """Who enters the next project of a county."""
        if (region.code, public) not in self.known:
            self.known[region.code, public] = _existing(region, public)
            self.serials.setdefault(region.code, _last_serial(region) + 1)
        pool, serial = self.known[region.code, public], self.serials[region.code]
        if not pool or (random.random() < NEW_OWNER and serial < _SERIALS):
            self.serials[region.code] = serial + 1
            pool.append(batch.found(region, serial, public))
            return pool[-1]
        return random.choice(pool)


class NewOwners:
    """Owners founded in one batch, written with it."""

    def __init__(self, keys: Keys, at: datetime) -> None:
        self._keys, self._at = keys, at
        self.rows: tuple[list[Enterprise], list[User], list[Membership]] = ([], [], [])

    def found(self, region: Region, serial: int, public: bool) -> Proprietor:
        """An enterprise with the person who acts for it."""
        place = place_of(region)
        name = _name(serial, place, public)
        representative = names.person(Random(f"{region.code}{serial}"))
        enterprise = Enterprise(
            pk=self._keys.next(Enterprise),
            uscc=names.credit_code(region.code, serial, public=public),
            name=name,
            legal_representative=representative,
            address=f"江西省{region.name}䶮泉路{serial + 1}号",
            region=region,
            created_at=self._at,
        )
        user = User(
            pk=self._keys.next(User),
            username=f"qy-{region.code}-{serial:04d}",
            name=representative,
            password=_hashed(),
            date_joined=self._at,
        )
        post = Membership(
            pk=self._keys.next(Membership), user=user, role=Role.OWNER, enterprise=enterprise, valid_from=people.SINCE
        )
        for rows, row in zip(self.rows, (enterprise, user, post), strict=True):
            rows.append(row)  # type: ignore[attr-defined]
        return Proprietor(_person(user, name), enterprise.pk, name, names.STEMS[serial % len(names.STEMS)])

    def save(self) -> None:
        """Write them."""
        for rows in self.rows:
            load(rows)


def place_of(region: Region) -> str:
    """The county's name as it stands in names of enterprises and projects."""
    return region.name.removesuffix("区").removesuffix("县")


def _existing(region: Region, public: bool) -> list[Proprietor]:
    posts = Membership.objects.filter(
        role=Role.OWNER, enterprise__region=region, enterprise__uscc__startswith="12" if public else "91"
    ).select_related("user", "enterprise")
    return [
        Proprietor(
            _person(post.user, post.enterprise.name),
            post.enterprise.pk,
            post.enterprise.name,
            names.STEMS[_serial(post.enterprise.uscc) % len(names.STEMS)],
        )
        for post in posts.order_by("pk")
        if post.enterprise is not None
    ]


def _last_serial(region: Region) -> int:
    codes = Enterprise.objects.filter(region=region).values_list("uscc", flat=True)
    return max((_serial(code) for code in codes), default=-1)


def _serial(uscc: str) -> int:
    """The serial of an invented credit code, −1 of any other."""
    return int(uscc[12:16]) if uscc[8:12] == "99YY" and uscc[12:16].isdigit() else -1


def _name(serial: int, place: str, public: bool) -> str:
    """A name no other owner of the place has: when the words are used up, a second rare one sets them apart."""
    invent, words = (names.public_owner, 60) if public else (names.enterprise, len(names.STEMS) * len(names.TRADES))
    again, within = divmod(serial, words)
    return invent(within, place + (names.STEMS[(within + again) % len(names.STEMS)] if again else ""))


def _person(user: User, body: str) -> Person:
    return Person(user.pk, ActorFacts(user_id=user.pk, name=str(user), org=body))


@cache
def _hashed() -> str:
    return make_password(people.PASSWORD)
