"""The main job from entry to certificate 主线任务, once for public and once for private money, as each role sees it."""

import pytest

from tests.browser import desk_steps, entry_steps, filing_steps, joint_steps, life_steps, watch_steps
from tests.browser.dossiers import KILN, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.journey]

DEFECTS = {
    "proposal": "第三章建筑面积<b栋标注值,与建设规模不一致,请核对后重新上传。",
    "proposal_request": "请示未加盖单位公章,请补盖后上传扫描件。",
}
"""What the clerk names, by material; one sentence looks like the beginning of a web tag and is none."""


LATE = "economic_indicators"


def test_an_enterprise_project_reaches_its_certificate_through_every_desk(person, demo):
    with person("enterprise") as owner:
        project = entry_steps.enter(owner, KILN, "kiln-1")
        entry_steps.upload_redline(owner, project, KILN, "kiln-1")
        entry_steps.read_plan(owner, project, KILN, "kiln-1")
    with person("agent") as agent:
        filed = filing_steps.file_first_stage(agent, project, KILN, "kiln-2")
    with person("clerk") as clerk, person("reviewer") as reviewer, person("head") as head, person("lead") as lead:
        desk_steps.accept(clerk, filed, "kiln-3")
        desk_steps.decide_all(reviewer, head, KILN, filed, "kiln-4")
        desk_steps.consolidate(lead, filed, "kiln-4")
        desk_steps.issue(clerk, filed, "kiln-5")
    with person("enterprise") as owner:
        licence = filing_steps.collect(owner, filed, "建设用地规划许可证", "kiln-5")
        filing_steps.follow(owner, project, KILN, "kiln-6")
    with person() as public:
        watch_steps.verify(public, licence, KILN, "kiln-5")
        watch_steps.verify_nothing(public, "kiln-5")
    with life_steps.in_town(person, demo) as town:
        second = life_steps.file_stage(town.owner, project, "S2")
        letter = life_steps.promise_late(town, second, LATE)
        life_steps.accept(town, second)
        late = life_steps.items_of(town, letter)
        life_steps.decide(town, second, late)
        life_steps.issue(town, second)
        cases = town.cases(second, "LATE_FILES")
        life_steps.bring_late_paper(town, project, letter, LATE, list(cases.values()))
        third = life_steps.file_stage(town.owner, project, "S3")
        life_steps.accept(town, third)
        life_steps.stop_and_go(town, town.cases(third, "OPEN")["301"])
        life_steps.decide(town, third)
        life_steps.issue(town, third)
        life_steps.carry_out(town, project, "PX")
        life_steps.start_building(town.owner, project)
        fourth = life_steps.carry_out(town, project, "S4", way="WINDOW")
        life_steps.hand_over(town, fourth)
        life_steps.carry_out(town, project, "PX")
        life_steps.expect_the_end(town, project, KILN.cap, "kiln-7")


def test_a_government_project_is_corrected_once_reviewed_and_watched_to_the_day(person, demo, tmp_path):
    with person("enterprise") as owner:
        project = entry_steps.enter(owner, SCHOOL, "school-1")
        entry_steps.paste_redline(owner, project, SCHOOL, "school-1")
        entry_steps.read_plan(owner, project, SCHOOL, "school-1")
        filed = filing_steps.file_first_stage(owner, project, SCHOOL, "school-2")
        with person("clerk") as clerk:
            desk_steps.notify(clerk, filed, DEFECTS, "school-3")
        filing_steps.answer_notice(owner, filed, SCHOOL, DEFECTS, "school-3")
    with person("clerk") as clerk, person("reviewer") as reviewer, person("head") as head, person("lead") as lead:
        desk_steps.accept(clerk, filed, "school-3")
        with person("supervisor") as supervisor:
            watch_steps.travel(supervisor, 1)
            watch_steps.watch(supervisor, SCHOOL, SCHOOL.items[0], "school-6")
        with person("enterprise") as owner:
            filing_steps.follow(owner, project, SCHOOL, "school-6")
        desk_steps.decide_all(reviewer, head, SCHOOL, filed, "school-4")
        desk_steps.consolidate(lead, filed, "school-4")
        desk_steps.issue(clerk, filed, "school-5")
    with person("enterprise") as owner:
        licence = filing_steps.collect(owner, filed, "建设用地规划许可证", "school-5")
    with person("zone") as zone:
        watch_steps.look_at_project(zone, project, SCHOOL, "school-6")
    with person() as public:
        watch_steps.verify(public, licence, SCHOOL, "school-5")
    with life_steps.in_town(person, demo) as town:
        second = life_steps.file_stage(town.owner, project, "S2")
        life_steps.accept(town, second)
        life_steps.ask_around(town, town.cases(second, "OPEN")["201"])
        life_steps.decide(town, second)
        life_steps.issue(town, second)
        third = life_steps.file_stage(town.owner, project, "S3")
        life_steps.accept(town, third)
        drawing = joint_steps.drawing_file(tmp_path, "drawings.pdf", "plan", "stair 1400", "section")
        life_steps.review_drawings(town, town.cases(third, "OPEN")["301"], drawing)
        life_steps.decide(town, third)
        life_steps.issue(town, third)
        life_steps.carry_out(town, project, "PX")
        life_steps.start_building(town.owner, project)
        fourth = life_steps.file_stage(town.owner, project, "S4", way="POST")
        life_steps.accept(town, fourth)
        life_steps.accept_jointly(town, town.cases(fourth, "OPEN")["401"])
        life_steps.decide(town, fourth)
        life_steps.issue(town, fourth)
        life_steps.post(town, fourth)
        life_steps.carry_out(town, project, "PX")
        life_steps.expect_the_end(town, project, SCHOOL.cap, "school-7")
