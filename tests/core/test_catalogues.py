"""The translation catalogues: nothing untranslated, nothing wrong, nothing left over."""

import gettext
from pathlib import Path

import pytest

from core.translations import Key, Project

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def tree(tmp_path: Path):
    """A source tree with one room; call it with source and catalogue texts."""

    def build(*, py: str = "", html: str = "", shell: str = "", po: str = "", shared: str = "") -> Project:
        files = {
            "bridge/views.py": py,
            "templates/bridge/page.html": html,
            "templates/base.html": shell,
            "bridge/locale/zh_Hans/LC_MESSAGES/django.po": po and HEADER + po,
            "locale/zh_Hans/LC_MESSAGES/django.po": shared and HEADER + shared,
        }
        for name, text in files.items():
            if text:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        return Project.read(tmp_path, ["bridge"])

    return build


def test_msgids_are_found_in_code_and_templates_and_sorted_into_rooms(tree) -> None:
    project = tree(
        py='from x import gettext_lazy as _\nA = _("Accept")\nB = pgettext_lazy("month", "May")\n'
        'C = ngettext("%(n)s day", "%(n)s days", n)\n',
        html='{% load i18n %}\n  {% if a %}\n    <p title="{{ _("Hint") }}">\n'
        '{% translate "Don\'t" %}</p>\n{% endif %}\n'
        "{% blocktranslate trimmed count n=days %}\n  {{ n }} tree\n{% plural %}\n  {{ n }} trees\n"
        "{% endblocktranslate %}",
        shell='{% load i18n %}{% translate "Sign in" %}',
    )
    rooms = {key: (uses[0].room, uses[0].plural) for key, uses in project.uses.items()}
    assert rooms == {
        Key("Accept"): ("bridge", ""),
        Key("May", "month"): ("bridge", ""),
        Key("%(n)s day"): ("bridge", "%(n)s days"),
        Key("Hint"): ("bridge", ""),
        Key("Don't"): ("bridge", ""),
        Key("%(n)s tree"): ("bridge", "%(n)s trees"),
        Key("Sign in"): ("", ""),
    }


def test_a_translation_function_is_recognised_under_another_name(tree) -> None:
    project = tree(
        py="from django.utils.translation import gettext_lazy as lazy, ngettext as counted, get_language as lang\n"
        'lazy("Accept")\ncounted("one", "many", 2)\nlang("no msgid")\n'
    )
    assert set(project.uses) == {Key("Accept"), Key("one")}


def test_a_fault_names_the_file_and_line_of_an_untranslated_msgid(tree) -> None:
    project = tree(py='\n_("Accept")\n_("Refuse")\n', po='msgid "Accept"\nmsgstr ""\n\nmsgid "Refuse"\nmsgstr "退回"\n')
    assert list(project.faults()) == ["bridge/views.py:2: no translation of 'Accept'"]


def test_a_fuzzy_translation_does_not_count(tree) -> None:
    project = tree(py='_("Accept")', po='#, fuzzy\nmsgid "Accept"\nmsgstr "受理"\n')
    assert project.missing() == [Key("Accept")]


def test_a_translation_in_another_catalogue_is_enough(tree) -> None:
    assert not list(tree(py='_("Accept")', shared='msgid "Accept"\nmsgstr "受理"\n').faults())


@pytest.mark.parametrize(
    ("msgid", "translation"),
    [
        ("%(who)s signed", "%(name)s 已签"),
        ("%(who)s signed", "已签"),
        ("signed", "%s 已签"),
        ("{n} rows", "{m} 行"),
    ],
)
def test_a_translation_with_other_placeholders_is_a_fault(tree, msgid: str, translation: str) -> None:
    project = tree(py=f'_("{msgid}")', po=f'msgid "{msgid}"\nmsgstr "{translation}"\n')
    assert "placeholders" in next(project.faults())


def test_the_one_chinese_form_carries_the_placeholders_of_the_plural(tree) -> None:
    entry = 'msgid "One day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "{}"\n'
    source = 'ngettext("One day", "%(n)s days", n)'
    assert not list(tree(py=source, po=entry.format("%(n)s 天")).faults())
    assert "placeholders" in next(tree(py=source, po=entry.format("一天")).faults())


def test_a_percent_sign_of_a_template_is_no_placeholder(tree) -> None:
    project = tree(html='{% load i18n %}{% translate "100% sure" %}', po='msgid "100%% sure"\nmsgstr "百分之百确定"\n')
    assert not list(project.faults())


@pytest.mark.parametrize("msgid", ["受理", "Accept 受理", "(受理)", "𬱖 river"])
def test_a_msgid_with_chinese_letters_is_a_fault(tree, msgid: str) -> None:
    project = tree(py=f'_("{msgid}")', po=f'msgid "{msgid}"\nmsgstr "受理"\n')
    assert list(project.faults()) == [f"bridge/views.py:1: the msgid {msgid!r} is not English"]


@pytest.mark.parametrize("msgid", ["confirmation (核准)", "Bingshen 并审"])
def test_a_term_in_brackets_after_its_english_and_the_name_of_the_product_are_fine(tree, msgid: str) -> None:
    assert not list(tree(py=f'_("{msgid}")', po=f'msgid "{msgid}"\nmsgstr "核准"\n').faults())


def test_a_comment_on_the_line_lets_chinese_letters_stand(tree) -> None:
    po = 'msgid "郭姓"\nmsgstr "郭姓"\n'
    assert not list(tree(py='_("郭姓")  # msgid-in-chinese: a sample name', po=po).faults())
    assert not list(tree(html='{% load i18n %}{% translate "郭姓" %}{# msgid-in-chinese #}', py="#", po=po).faults())


def test_an_entry_nothing_uses_any_more_is_a_fault(tree) -> None:
    project = tree(py='_("Accept")', po='msgid "Accept"\nmsgstr "受理"\n\nmsgid "Gone"\nmsgstr "没了"\n')
    assert list(project.faults()) == ["bridge/locale/zh_Hans/LC_MESSAGES/django.po: 'Gone' is obsolete"]


def test_two_different_translations_of_one_msgid_are_a_fault_because_one_would_win(tree) -> None:
    project = tree(py='_("Pass")', po='msgid "Pass"\nmsgstr "通过"\n', shared='msgid "Pass"\nmsgstr "通行证"\n')
    assert "more than one way" in next(project.faults())


def test_update_adds_what_is_missing_once_and_leaves_the_rest_untouched(tree) -> None:
    written = 'msgid "Accept"\nmsgstr "受理"\n'
    source = {"py": '_("Accept")\n_("Say \\"no\\"")\nnpgettext("c", "a", "b", n)', "po": written}
    project = tree(**source)
    assert project.add_missing() == 2
    text = project.po_path("bridge").read_text("utf-8")
    assert text.startswith(HEADER + written)
    assert 'msgid "Say \\"no\\""\nmsgstr ""' in text
    assert 'msgctxt "c"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] ""' in text
    again = Project.read(project.root, ["bridge"])
    assert again.add_missing() == 0
    assert again.missing() == [Key('Say "no"'), Key("a", "c")]


def test_update_starts_a_catalogue_that_compiles(tree) -> None:
    project = tree(shell='{% load i18n %}{% translate "Sign in" %}')
    project.add_missing()
    assert Project.read(project.root, ["bridge"]).compile() == 0


def test_the_compiled_catalogue_answers_as_gettext_would(tree) -> None:
    project = tree(
        py='_("Accept")',
        po='msgid "Accept"\nmsgstr "受理"\n\nmsgctxt "month"\nmsgid "May"\nmsgstr "五月"\n\n'
        'msgid "one"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 天"\n\nmsgid "open"\nmsgstr ""\n',
    )
    assert project.compile() == 3
    with project.po_path("bridge").with_suffix(".mo").open("rb") as file:
        answers = gettext.GNUTranslations(file)
    assert answers.gettext("Accept") == "受理"
    assert answers.pgettext("month", "May") == "五月"
    assert answers.ngettext("one", "%(n)s days", 7) == "%(n)s 天"
    assert answers.gettext("open") == "open"


def test_a_broken_catalogue_is_named(tree) -> None:
    with pytest.raises(ValueError, match=r"bridge/locale/zh_Hans/LC_MESSAGES/django\.po"):
        tree(py='_("Accept")', po='msgid "Accept"\nmsgstr: "受理"\n')
