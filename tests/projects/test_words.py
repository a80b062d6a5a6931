"""Every refusal and every note has a sentence, in Chinese and in English."""

import pytest
from django.utils import translation

from projects import words
from projects.redline.coordinates import read_list
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Note
from projects.upload_checks import Flaw, UploadError


@pytest.mark.parametrize("code", [*Fault, *Flaw])
def test_every_refusal_has_a_sentence_that_survives_missing_facts(code):
    error = RedlineError(code) if isinstance(code, Fault) else UploadError(code)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert len(words.sentence(error)) > 10


@pytest.mark.parametrize("code", list(Remark))
def test_every_note_has_a_sentence(code):
    assert len(words.remark(Note(code))) > 10


def test_a_sentence_names_the_line_the_place_and_the_likely_system():
    with translation.override("en"):
        with pytest.raises(RedlineError) as refused:
            read_list("J1 3174669.149 39388382.945\nJ2 3174669.149")
        assert "Line 2, “J2 3174669.149”" in words.sentence(refused.value)
        crossing = RedlineError(Fault.SELF_CROSSING, at=[39388450.0, 3174750.0], near=[1, 3])
        assert "X=3174750.000, Y=39388450.000 (near points 1, 3)" in words.sentence(crossing)
        old = RedlineError(Fault.CRS_XIAN80, name="Xian 1980 / 3-degree Gauss-Kruger zone 39")
        assert "Xi'an 1980 (Xian 1980" in words.sentence(old)
        wrong = RedlineError(Fault.OUTSIDE_COUNTY, county="章贡区", inside_percent=0.0, likely="zone_38")
        assert "0% of the plot lie in 章贡区. In zone 38" in words.sentence(wrong)
        area = RedlineError(Fault.AREA_MISMATCH, declared_m2=10060.0, measured_m2=10000.0, percent=-0.6)
        assert "measures 10,000 m², the dossier declares 10,060 m²: 0.60% apart, 0.5%" in words.sentence(area)
        big = RedlineError(Fault.FILE_TOO_BIG, size=31457280, limit=20971520)
        assert "30 MB; at most 20 MB" in words.sentence(big)
        assert "EPSG:4526" in words.remark(Note(Remark.PRJ_MISSING_ZONE_FROM_EASTING, {"zone": 38, "epsg": 4526}))
