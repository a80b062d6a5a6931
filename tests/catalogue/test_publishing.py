"""Versions: loaded once, published only when sound, replaced but never changed."""

import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Membership, Region, User
from catalogue import bootstrap, commands, doctor
from catalogue.models import CatalogueVersion, FlowType, Item, MaterialSpec, StageBudget
from catalogue.publish import load_catalogue, publish
from catalogue.queries import NothingPublished, catalogue_of, current_catalogue, published
from catalogue.source import DATA, read_source, to_yaml
from core import journal
from core.commands import SYSTEM_USER
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry

pytestmark = pytest.mark.django_db


def changed(change) -> dict:
    source = copy.deepcopy(read_source())
    change(source)
    return source


def item_of(source, code):
    return next(row for row in source["items"] if row["code"] == code)


@pytest.fixture
def province():
    return Region.objects.create(code="360000", name="江西省", level="PROVINCE")


@pytest.fixture
def editor(province):
    user = User.objects.create(username="editor", name="䶮燚")
    Membership.objects.create(user=user, role="ADMIN", region=province, valid_from="2020-01-01")
    return user


def test_the_repository_is_loaded_as_a_draft_with_all_its_rows() -> None:
    version = load_catalogue()
    assert (version.number, version.state) == (1, "DRAFT")
    assert Item.objects.filter(version=version).count() == 64
    assert FlowType.objects.filter(version=version).count() == 13
    assert StageBudget.objects.filter(flow_type__version=version).count() == 9 * 2 * 4
    permit = Item.objects.get(version=version, code="303")
    assert (permit.statutory_limit, permit.statutory_unit, permit.promised_days) == (7, "CALENDAR_DAY", 5)
    assert permit.department_function == "HOUSING"
    assert "《中华人民共和国建筑法》第七条、第八条" in permit.legal_basis
    conditional = MaterialSpec.objects.get(item=permit, key="bid_award")
    assert (conditional.required, conditional.principal, conditional.source) == (False, True, "SHARED")


def test_the_rows_and_the_values_say_the_same() -> None:
    version = load_catalogue()
    catalogue = catalogue_of(version)
    for row in Item.objects.filter(version=version):
        item = catalogue.items[row.code]
        assert (row.name, row.stage, row.kind, row.promised_days) == (
            item.name.zh,
            item.stage,
            item.kind,
            item.promised,
        )
    assert catalogue_of(version) is catalogue
    assert catalogue_of(version.pk) is catalogue


def test_loading_the_same_content_twice_makes_one_version() -> None:
    assert load_catalogue().pk == load_catalogue().pk
    publish(load_catalogue())
    assert load_catalogue().state == "PUBLISHED"
    assert CatalogueVersion.objects.count() == 1


def test_publishing_puts_a_version_in_force_and_supersedes_the_former(editor) -> None:
    first = publish(load_catalogue())
    source = changed(lambda s: item_of(s, "214").update(promised=4))
    second = publish(commands.load.perform(editor, source=source), editor)
    first.refresh_from_db()
    assert (first.state, second.state, published().pk) == ("SUPERSEDED", "PUBLISHED", second.pk)
    assert current_catalogue().items["214"].promised == 4
    assert catalogue_of(first).items["214"].promised == 5
    assert [e.verb for e in JournalEntry.objects.filter(chain="catalogue")] == [
        "catalogue.load", "catalogue.publish", "catalogue.load", "catalogue.publish",
    ]  # fmt: skip
    assert list(journal.verify()) == []


def test_publishing_again_changes_nothing() -> None:
    version = publish(load_catalogue())
    at = version.published_at
    assert publish(version).published_at == at
    assert JournalEntry.objects.filter(verb="catalogue.publish").count() == 1


def test_a_version_with_problems_is_refused_with_a_line_for_each() -> None:
    source = changed(lambda s: s["flows"][2]["promised"].update({"103": 11}))
    version = commands.load.perform(SYSTEM_USER, source=source)
    with pytest.raises(Invalid) as caught:
        publish(version)
    assert (
        "GOV_BUILDING: S1阶段（ALL_STAGES）：路径101 → 103 → 102 → 113需要27个工作日，超过阶段时限26个工作日。"
        in str(caught.value)
    )
    version.refresh_from_db()
    assert version.state == "DRAFT"
    with pytest.raises(NothingPublished):
        published()


def test_only_the_province_s_administrators_load_and_publish(province) -> None:
    county = Region.objects.create(code="360702", name="章贡区", level="COUNTY", parent=province)
    local_admin = User.objects.create(username="local")
    Membership.objects.create(user=local_admin, role="ADMIN", region=county, valid_from="2020-01-01")
    with pytest.raises(NotPermitted):
        commands.load.perform(local_admin, source=read_source())
    version = load_catalogue()
    with pytest.raises(NotPermitted):
        publish(version, local_admin)
    assert list(CatalogueVersion.objects.visible_to(local_admin)) == []
    assert list(Item.objects.visible_to(local_admin)) == []
    assert list(MaterialSpec.objects.visible_to(local_admin)) == []


def test_a_draft_can_be_revised_a_published_version_cannot(editor) -> None:
    version = load_catalogue()
    source = changed(lambda s: item_of(s, "214").update(promised=3))
    revised = commands.revise.perform(editor, version, source=source, note="人防五改三")
    assert revised.items.get(code="214").promised_days == 3
    assert revised.items.count() == 64
    publish(revised, editor)
    with pytest.raises(WrongState):
        commands.revise.perform(editor, revised, source=read_source())


def test_malformed_content_is_refused_before_anything_is_written(editor) -> None:
    with pytest.raises(Invalid, match="items 214"):
        commands.load.perform(editor, source=changed(lambda s: item_of(s, "214").pop("kind")))
    assert not CatalogueVersion.objects.exists()


def test_the_database_holds_one_published_version_only() -> None:
    publish(load_catalogue())
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueVersion.objects.create(number=9, state="PUBLISHED", content_hash="x", content={})


def test_an_installation_starts_with_the_catalogue_in_force() -> None:
    assert "64" in bootstrap.run()
    assert bootstrap.run() == ""
    assert published().number == 1


def test_the_command_line_loads_publishes_and_says_what_is_wrong(tmp_path) -> None:
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert "v1 DRAFT: 64" in out.getvalue()
    call_command("load_catalogue", "--publish", stdout=out)
    assert published().number == 1
    for folder in ("items", "samples"):
        (tmp_path / folder).mkdir()
    for path in DATA.rglob("*.yaml"):
        (tmp_path / path.relative_to(DATA)).write_text(path.read_text("utf-8"), "utf-8")
    flows = tmp_path / "flows.yaml"
    flows.write_text(flows.read_text("utf-8").replace("cap: 67", "cap: 66"), "utf-8")
    with pytest.raises(CommandError, match="66"):
        call_command("load_catalogue", "--publish", "--folder", str(tmp_path))
    flows.write_text("flows: [", "utf-8")
    with pytest.raises(CommandError, match="flows.yaml"):
        call_command("load_catalogue", "--folder", str(tmp_path))


def test_the_doctor_finds_nothing_in_a_sound_catalogue_and_names_what_breaks() -> None:
    version = publish(load_catalogue())
    assert list(doctor.check()) == []
    Item.objects.filter(version=version, code="506").delete()
    assert any("506" in line and "only in the content" in line for line in doctor.check())
    CatalogueVersion.objects.filter(pk=version.pk).update(
        content=changed(lambda s: s["flows"][2]["promised"].update({"103": 11}))
    )
    found = list(doctor.check())
    assert any("recorded hash" in line for line in found)
    assert any("GOV_BUILDING" in line and "27 working days" in line for line in found)
    CatalogueVersion.objects.filter(pk=version.pk).update(content={"items": []})
    assert any("cannot be read" in line for line in doctor.check())


def test_a_draft_is_edited_in_the_back_office_and_the_typed_text_is_kept(client, editor) -> None:
    User.objects.filter(pk=editor.pk).update(is_staff=True, is_superuser=True)
    version = load_catalogue()
    client.force_login(editor)
    url = f"/admin/catalogue/catalogueversion/{version.pk}/change/"
    assert "项目赋码" in client.get(url).content.decode()
    broken = to_yaml(changed(lambda s: item_of(s, "214").pop("kind")))
    page = client.post(url, {"note": "试改", "written": broken})
    assert page.status_code == 200
    assert "items 214" in page.content.decode()
    assert "试改" in page.content.decode()
    good = to_yaml(changed(lambda s: item_of(s, "214").update(promised=3)))
    assert client.post(url, {"note": "试改", "written": good}).status_code == 302
    version.refresh_from_db()
    assert version.note == "试改"
    assert version.items.get(code="214").promised_days == 3
    listing = "/admin/catalogue/catalogueversion/"
    client.post(listing, {"action": "publish", "_selected_action": [version.pk]})
    version.refresh_from_db()
    assert version.state == "PUBLISHED"
    assert 'name="written"' not in client.get(url).content.decode()
    client.post(listing, {"action": "copy_as_draft", "_selected_action": [version.pk]})
    assert CatalogueVersion.objects.get(state="DRAFT").number == 2
    assert "施工许可" in client.get("/admin/catalogue/item/?q=303").content.decode()
    item = Item.objects.get(version=version, code="303")
    assert client.post(f"/admin/catalogue/item/{item.pk}/change/", {"name": "改名"}).status_code == 403
