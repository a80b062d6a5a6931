"""Enter a dossier of the seeded province through the same commands as its owner would."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from accounts.models import Enterprise, User
from core.time import today
from demo import names, papers, people, sites
from demo.dossiers import Dossier
from projects import commands as projects
from projects.land_contract import GRANTS
from projects.models import Material, Project
from projects.redline.result import Hints
from projects.redline.typed import read_typed
from projects.upload_checks import Checked

PDF = Checked(extension="pdf", media_type="application/pdf", pages=1, shown=True)


@dataclass(frozen=True, slots=True)
class Owner:
    """An enterprise and the person who acts for it."""

    user: User
    enterprise: Enterprise
    stem: str


def owner(index: int, county: str, user: User, *, public: bool = False) -> Owner:
    """Found the `index`-th enterprise (or public body) of a county and make `user` act for it."""
    region, _boundary = sites.county(county)
    place = region.name.removesuffix("区").removesuffix("县")
    name = names.public_owner(index, place) if public else names.enterprise(index, place)
    enterprise = Enterprise.objects.create(
        uscc=names.credit_code(county, index, public=public),
        name=name,
        legal_representative=names.person(Random(index)),
        address=f"江西省{region.name}䶮泉路{index + 1}号",
        region=region,
    )
    people.own(user, enterprise)
    return Owner(user, enterprise, names.STEMS[index % len(names.STEMS)])


def enter(by: Owner, dossier: Dossier, county: str, random: Random, *, zoned: bool = False) -> Project:
    """A project with its redline; the land area is that of the redline. `zoned`: it lies in the county's zone."""
    region, _boundary = sites.county(county)
    shape = (sites.zoned if zoned else sites.settled)(county, sites.plot(county, dossier.land_area, random))
    reading = read_typed(sites.coordinate_list(shape), Hints(stated="degrees"))
    place = region.name.removesuffix("区").removesuffix("县")
    project = projects.create_project.perform(
        by.user,
        enterprise=by.enterprise,
        region=region,
        name=dossier.name.format(place=place, stem=by.stem),
        industry=dossier.industry,
        address=f"{region.name}{by.stem}路以东、湉湖路以南",
        description=dossier.description,
        land_contract_on=today() - timedelta(days=random.randint(20, 60)) if dossier.land_mode in GRANTS else None,
        facts={
            "investment_kind": dossier.kind,
            "regime": dossier.regime,
            "investment": dossier.investment,
            "land_mode": dossier.land_mode,
            "land_area": dossier.land_area,
            "floor_area": dossier.floor_area,
            **dossier.facts,
        },
    )
    projects.set_redline.perform(by.user, project, reading=reading, source="typed", adopt_area=True)
    project.refresh_from_db()
    return project


def hand_in(by: Owner, project: Project, key: str, name: str, edition: str = "") -> Material:
    """Upload the sample paper for one material; the new version of it. `edition` tells it from an earlier one."""
    content = papers.sample(f"{name}{edition}", project.name)
    material: Material = projects.upload_material.perform(
        by.user, project, key=key, upload=content, original_name=f"{name}.pdf", checked=PDF
    )
    return material
