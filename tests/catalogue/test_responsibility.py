"""Who exercises an item where: assignment, approval bureau, department of county, city, province."""

import pytest

from accounts.models import Department, Region
from catalogue.models import Assignment, Item
from catalogue.publish import load_catalogue, publish
from catalogue.queries import (
    NoDepartment,
    catalogue_of,
    lead_department,
    responsible_department,
    responsible_departments,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return publish(load_catalogue())


@pytest.fixture
def places():
    province = Region.objects.create(code="360000", name="江西省", level="PROVINCE")
    city = Region.objects.create(code="360700", name="赣州市", level="CITY", parent=province)
    county = Region.objects.create(code="360702", name="章贡区", level="COUNTY", parent=city)
    with_bureau = Region.objects.create(code="360703", name="南康区", level="COUNTY", parent=city)
    return {"province": province, "city": city, "county": county, "with_bureau": with_bureau}


def department(region: Region, function: str, **more) -> Department:
    return Department.objects.create(
        code=f"{region.code}-{function}", name=f"{region.name}{function}", region=region, function=function, **more
    )


@pytest.fixture
def bodies(places):
    return {
        "county_housing": department(places["county"], "HOUSING"),
        "city_housing": department(places["city"], "HOUSING"),
        "province_housing": department(places["province"], "HOUSING"),
        "city_ecology": department(places["city"], "ECOLOGY"),
        "city_emergency": department(places["city"], "EMERGENCY"),
        "county_emergency": department(places["county"], "EMERGENCY"),
        "province_relics": department(places["province"], "CULTURAL_RELICS"),
        "bureau_housing": department(places["with_bureau"], "HOUSING"),
        "bureau": department(places["with_bureau"], "APPROVAL_BUREAU", is_approval_bureau=True),
    }


def item(version, code: str) -> Item:
    return Item.objects.get(version=version, code=code)


@pytest.mark.parametrize(
    ("code", "region", "body"),
    [
        ("303", "county", "county_housing"),
        ("303", "with_bureau", "bureau"),
        ("408", "with_bureau", "bureau_housing"),  # a filing is no licence
        ("303", "city", "city_housing"),
        ("205", "county", "city_ecology"),
        ("211", "county", "province_relics"),
        ("213", "county", "province_housing"),
        ("213", "with_bureau", "province_housing"),
        ("221", "county", "city_emergency"),
    ],
)
def test_an_item_finds_its_department(version, places, bodies, code, region, body) -> None:
    assert responsible_department(item(version, code), places[region]) == bodies[body]
    assert responsible_department(catalogue_of(version).items[code], places[region]) == bodies[body]


def test_an_assignment_overrides_and_the_nearest_wins(version, places, bodies) -> None:
    Assignment.objects.create(region=places["city"], item_code="303", department=bodies["city_housing"])
    assert responsible_department(item(version, "303"), places["county"]) == bodies["city_housing"]
    assert responsible_department(item(version, "303"), places["with_bureau"]) == bodies["city_housing"]
    Assignment.objects.create(region=places["county"], item_code="303", department=bodies["county_housing"])
    assert responsible_department(item(version, "303"), places["county"]) == bodies["county_housing"]


def test_a_closed_department_exercises_nothing(version, places, bodies) -> None:
    Assignment.objects.create(region=places["county"], item_code="303", department=bodies["bureau_housing"])
    Department.objects.filter(pk__in=[bodies["bureau_housing"].pk, bodies["county_housing"].pk]).update(active=False)
    assert responsible_department(item(version, "303"), places["county"]) == bodies["city_housing"]


def test_the_facts_may_choose_another_function(version, places, bodies) -> None:
    industry = department(places["county"], "INDUSTRY")
    department(places["county"], "DRC")
    assert responsible_department(item(version, "105"), places["county"], "INDUSTRY") == industry


def test_nobody_is_a_sentence_that_says_what_to_enter(version, places, bodies) -> None:
    with pytest.raises(NoDepartment, match="章贡区及其上级没有行使“取水许可（水资源论证）”的部门"):
        responsible_department(item(version, "210"), places["county"])


def test_the_lead_is_the_bureau_where_one_exists(version, places, bodies) -> None:
    stage = catalogue_of(version).stages["S3"]
    assert lead_department(stage, places["with_bureau"]) == bodies["bureau"]
    assert lead_department(stage, places["county"]) == bodies["county_housing"]
    with pytest.raises(ValueError, match="PX"):
        lead_department(catalogue_of(version).stages["PX"], places["county"])


def test_all_items_of_a_filing_are_resolved_in_three_queries(
    version, places, bodies, django_assert_max_num_queries
) -> None:
    catalogue = catalogue_of(version)
    items = [catalogue.items[code] for code in ("301", "302", "303", "401", "403", "404", "205")]
    with django_assert_max_num_queries(3):
        found = responsible_departments(items, places["county"])
    assert {code: d.function for code, d in found.items()}["205"] == "ECOLOGY"
    assert len(found) == 7
