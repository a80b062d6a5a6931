"""兜底性条款 are refused, official names that merely look alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.lint import is_catch_all
from catalogue.source import shipped_catalogue

NAMES = [material.name.zh for material in shipped_catalogue().materials.values()]


@pytest.mark.parametrize(
    "name",
    [
        "其他材料", "其它材料", "有关材料", "相关材料", "等相关材料", "营业执照等相关材料", "身份证明等", "合同等材料",
        "法律、法规规定的其他材料", "审批部门认为需要提供的材料", "有 关 材 料", "其他（材料）", "相关证明文件", "必要的资料",
        "项目所需文件", "其他情况说明", "相关手续", "Other materials", "relevant documents", "licence, contract etc.", "any evidence",
    ],
)  # fmt: skip
def test_an_open_ended_paper_is_refused(name) -> None:
    assert is_catch_all(name)


@pytest.mark.parametrize(
    "name",
    [
        "其他建设工程消防验收备案表",
        "相关利害关系人名单",
        "工程竣工验收报告",
        "等高线地形图",
        "Land-use planning permit",
        "Etching plan",
    ],
)
def test_a_named_paper_is_accepted(name) -> None:
    assert not is_catch_all(name)


@given(
    st.sampled_from(NAMES),
    st.sampled_from(["及其他材料", "和有关资料", "等相关证明材料", "以及法律、法规规定的其他文件"]),
)
def test_a_catch_all_hung_on_a_named_paper_is_found(name, tail) -> None:
    assert is_catch_all(name + tail)
