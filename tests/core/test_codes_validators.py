"""National codes at a form field: a sentence in Chinese that says what to do."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from core.codes import validators
from core.codes.faults import Fault


def test_every_fault_has_a_sentence() -> None:
    assert set(validators.SENTENCES) == set(Fault)


def test_a_wrong_check_character_is_explained() -> None:
    with pytest.raises(ValidationError) as refused:
        validators.validate_uscc("91360100MA35H1XY0P")
    assert refused.value.code == "uscc_check"
    assert "营业执照" in refused.value.messages[0]


def test_every_sentence_is_translated_with_its_places() -> None:
    for fault, sentence in validators.SENTENCES.items():
        with override("en"):
            english = str(sentence)
        with override("zh-hans"):
            chinese = str(sentence)
        assert re.search(r"[\u4e00-\u9fff]", chinese), fault
        assert set(re.findall(r"%\((\w+)\)s", english)) == set(re.findall(r"%\((\w+)\)s", chinese)), fault


@pytest.mark.parametrize(
    ("validate", "wrong", "code"),
    [
        (validators.validate_uscc, "1", "uscc_length"),
        (validators.validate_id_number, "361121197802290014", "id_birth"),
        (validators.validate_region_code, "1", "region_shape"),
        (validators.validate_project_code, "1", "project_shape"),
        (validators.validate_industry_code, "98", "industry_division"),
        (validators.validate_case_number, "1", "case_shape"),
        (validators.validate_licence_id, "1", "licence_shape"),
    ],
)
def test_each_field_refuses_with_the_code_of_the_fault(validate: object, wrong: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate(wrong)  # type: ignore[operator]
    assert refused.value.code == code
    assert "%(" not in refused.value.messages[0]
