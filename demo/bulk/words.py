"""What the people of the large province write (样例文字)."""

from typing import Final

CLAUSE: Final = "办事指南·申请材料"
DEFECTS: Final = ("缺少法定代表人签字页，请补签后重新上传。", "面积与红线面积不一致，请核对并更正。")
ANSWER: Final = "已按要求补正，请核对。"
NOT_ACCEPTED: Final = "申请事项不在本窗口受理范围内，请按告知的途径办理（样例）。"
NOT_ACCEPTED_CLAUSE: Final = "《中华人民共和国行政许可法》第三十二条第一款"
ARTICLE_45: Final = "《中华人民共和国行政许可法》第四十五条"
EXPERT_REASON: Final = "方案涉及高大空间与复杂基坑，需组织专家评审。"
EXPERT_EVIDENCE: Final = "章专评〔2026〕3号（样例）"
OPINION: Final = "经审查，申请材料齐全，符合{item}的条件，建议予以通过。"
CONDITION: Final = "施工前完成现场放线并报验。"
AGAINST: Final = "经审查，拟建内容与现行规划用途不符，建议不予通过。"
REFUSAL: Final = "申报内容与国土空间规划的用途管制要求不符，依法不予许可。"
CONSOLIDATED: Final = "各部门意见一致，同意按审定内容办理；请建设单位落实各部门提出的条件。"
WITHDRAWAL: Final = "建设方案调整，重新申报。"
