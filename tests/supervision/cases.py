"""Cases as bare rows, for tests that count them."""

from datetime import UTC, date, datetime, time

from approvals.models import ItemCase, JointApplication
from catalogue.models import CatalogueVersion, Item
from tests.supervision.conftest import Land


def received(land: Land, region: str, on: date, number: int) -> list[ItemCase]:
    """Cases of the housing department of `region`, received on that day and not accepted yet."""
    version, _new = CatalogueVersion.objects.get_or_create(number=1, defaults={"content_hash": "-", "content": {}})
    item, _new = Item.objects.get_or_create(
        version=version, code="301", defaults={"name": "建筑工程施工许可", "kind": "01", "stage": "S3",
        "department_function": "HOUSING", "counts_in_cap": True},
    )  # fmt: skip
    found = []
    for _ in range(number):
        land.number += 1
        application = JointApplication.objects.create(
            number=f"SJ{land.number}", project=land.project(region), stage="S3", region_id=region, state="RECEIVED",
            received_at=datetime.combine(on, time(2), UTC), received_on=on, created_at=datetime.combine(on, time(2), UTC),
        )  # fmt: skip
        department = land.departments[region, "HOUSING"]
        found.append(
            ItemCase.objects.create(
                number=f"BJ{land.number}", application=application, item=item, department=department, promised_days=12
            )
        )
    return found
