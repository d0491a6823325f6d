"""Slips of the hand that would otherwise change grades without a word: each is told with its file, line, text and remedy."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omr.errors import BadExam
from omr.files import data_folder, read_decisions, read_exam, read_folder, read_layout, read_roster, write_decisions, write_layout
from omr.files.names import expand
from omr.grade.condition import holds
from omr.model.exam import ItemRef, Shape
from omr.model.layout import Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.model.response import Decision, Target

SAMPLE = data_folder("sample_scans") / "ift6135"
FILES = ("exam.yaml", "key.csv", "roster.csv", "layout.json", "sheets.csv")
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in FILES:
        shutil.copyfile(SAMPLE / name, tmp_path / name)
    return tmp_path


def told(folder: Path) -> list[str]:
    """Every problem, with its file's name alone."""
    with pytest.raises(BadExam) as caught:
        read_folder(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def change(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------------ exam.yaml


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  fr: Apprentissage", "  fe: Apprentissage", "exam.yaml:8: found the language 'fe'; expected en or fr"),
        ("{en: True / False, fr: Vrai / Faux}", "{en: True / False}", "exam.yaml:20: found no text for fr; expected a text for each of"),
        ("{en: True / False, fr: Vrai / Faux}", "{en: True / False, fr: ''}", "exam.yaml:20: found no text for fr; expected a text"),
        ("languages: [en, fr]", "languages: [en, fr, en]", "exam.yaml:9: found the language 'en' a second time"),
        ("digits: 8", "digits: eight", "exam.yaml:13: found 'eight' for 'digits'; expected a number from 1 to 20"),
        ("digits: 8", "digits: 9-7", "exam.yaml:13: found '9-7' for 'digits'"),
        ("digits: 8", "digit: 8", "exam.yaml:13: found the unknown word 'digit'; expected one of digits (did you mean 'digits'?)"),
        ("rounding: 2", "rounding: 2\npoints: 3", "exam.yaml:17: found the unknown word 'points'; expected one of cancelled"),
        ("rounding: 2", "rounding: 2\nsilent_errors: few", "exam.yaml:17: found 'few' for 'silent_errors'; expected a share such"),
        ("rounding: 2", "rounding: 2\nscale: 0", "exam.yaml:17: found '0'; expected a maximum above 0"),
        ("rounding: 2", "rounding: 2\ninstructions: {de: [x]}", "exam.yaml:17: found the language 'de'; expected one of en, fr"),
        ("points: 2", "points: two", "exam.yaml:21: found 'two' for 'points'; expected input should be a valid decimal"),
        ("points: 2", "points: -2", "found -2 points for item 'a'; expected a number ≥ 0"),
        ("points: 2", "points: 2\n    wrong: 0.5", "found 0.5 points for a wrong answer to item 'a'; expected 0 or a negative number"),
        ("    points: 2\n", "", "found no points for item 'a'"),
        ("    kind: number\n", "", "found 'blanks' in a section of kind choice"),
        ("{name: d, blanks: [o]}", "{name: d, blanks: [o], options: a-d}", "exam.yaml:37: found 'options' in a section of kind number"),
        ("{name: d, blanks: [o]}", "{name: d}", "exam.yaml:37: found no blanks for item 'd'"),
        ("{name: d, blanks: [o]}", "{name: d, blanks: [o, o]}", "exam.yaml:37: found the blank 'o' a second time"),
        ("{name: d, blanks: [o]}", "{name: c, blanks: [o]}", "exam.yaml:37: found the item 'c' a second time"),
        ("fixed: a-e  #", "fixed: a-g  #", "exam.yaml:62: found the fixed option 'f'; expected a, b, c, d or e"),
        ("{name: i, options: a-e, fixed: [d, e]}", "{name: i, options: a-e, fixed: [d, f]}", "exam.yaml:79: found the fixed option 'f'"),
        ("items: [i, ii]\n    options: a-d", "items: [i, ii]\n    options: [a, b, a]", "exam.yaml:45: found the option 'a' a second time"),
        ("items: [i, ii]\n    options: a-d", "items: [i, ii]\n    options: [omitted, b]", "exam.yaml:45: found the label 'omitted'"),
        ("items: [i, ii]\n    options: a-d", "items: [i, ii]", "found no options for item 'i'"),
        ("items: a-p", "items: [a, {name: b, point: 1}]", "exam.yaml:24: found the unknown word 'point'; expected one of blanks"),
        ("items: a-p", "items: i-v", "exam.yaml:24: found 'i-v'; expected the names one by one"),
        ("items: a-p", "items: []", "exam.yaml:24: found no items; expected at least one item"),
        ("items: a-p", "items: 1-9999", "exam.yaml:24: found '1-9999'"),
        ("      2: [c, a, d, b]", "      9: [c, a, d, b]", "exam.yaml:98: found the section '9'; expected a section of the exam"),
        ("        i: [c, a, b, d, e]", "        i: [c, a, d, b, e]", "exam.yaml:116: found 'b' in the place of 'd'; expected 'd'"),
        ("        i: [c, a, b, d, e]", "        ii: [c, a, b, d, e]", "exam.yaml:116: found the item 'ii' of section '8'"),
        ("exam: IFT6135\n", "", "exam.yaml:5: found no 'exam' here; expected a line exam: …"),
        ("exam: IFT6135", "exam: IFT/6135", "exam.yaml:5: found 'IFT/6135' for 'exam'; expected letters, digits and dashes"),
        ("exam: IFT6135", "exam: IFT6135\nexam: IFT6390", "exam.yaml:6: found 'exam' a second time; expected it once; it stands on line 5"),
        ("duration: 3 h", "duration: *t", "exam.yaml:12: found the alias '*t'"),
        ("duration: 3 h", "duration: {h: 3}", "exam.yaml:12: found words with values for 'duration'; expected a single text"),
        ("duration: 3 h", "duration: [3 h", "exam.yaml:13: found text that is not YAML"),
        ("duration: 3 h", "duration:\n\t- 3", "exam.yaml:13: found text that is not YAML"),
        ("duration: 3 h", "duration: " + "[" * 50 + "]" * 50, "exam.yaml:12: found more than 12 levels of nesting"),
    ],
)  # fmt: skip
def test_a_slip_in_the_exam_is_told_with_its_line(folder, old, new, expected):
    change(folder / "exam.yaml", (old, new))
    assert any(line.startswith(expected) or expected in line for line in told(folder)), told(folder)


def test_a_section_that_cannot_be_read_hides_no_problem_of_the_others(folder):
    change(folder / "exam.yaml", ("shape: box", "shap: box"), ("items: i-iv", "items: iv-i"), ("cancelled: review", "cancelled: maybe"))
    change(folder / "key.csv", ("1011,3,i,d", "1011,3,i,x"))
    lines = told(folder)
    for expected in ("exam.yaml:15: found 'maybe'", "exam.yaml:23: found the unknown word 'shap'", "exam.yaml:60: found 'iv-i'"):
        assert any(line.startswith(expected) for line in lines)
    assert "key.csv:22: found the answer 'x'; expected a, b, c or d" in lines
    assert not any("key.csv:2:" in line for line in lines), "the key's rows for a section that could not be read are no problem"


def test_numbers_keep_their_zeros_and_words_stay_words(folder):
    change(folder / "exam.yaml", ("time: 9h30 – 12h30", "time: no"), ("duration: 3 h", "duration: 0130"), ("points: 2", "points: 2.50"))
    exam = read_exam(folder / "exam.yaml")
    assert (exam.time, exam.duration) == ("no", "0130")
    assert str(exam.item(ItemRef("1", "a")).points) == "2.50"


def test_a_range_may_carry_settings(folder):
    change(folder / "exam.yaml", ("items: a-p", "items: [{name: a-c, points: 3}, d-p]"))
    exam = read_exam(folder / "exam.yaml")
    assert [str(item.points) for item in exam.section("1").items[:5]] == ["3", "3", "3", "2", "2"]
    assert not exam.section("1").each


@pytest.mark.parametrize(
    ("written", "names"),
    [("a-d", "abcd"), ("i-iv", ["i", "ii", "iii", "iv"]), ("8-11", ["8", "9", "10", "11"]), ("08-10", ["08", "09", "10"]), ("x1", ["x1"])],
)
def test_ranges_are_written_out(written, names):
    assert expand(written) == tuple(names)


@pytest.mark.parametrize("written", ["d-a", "a-a", "i-v", "a-Z", "1-z", "1-1000", "a-", "-", "a b", "", "a&b", "²-³"])
def test_what_is_no_range_is_told(written):
    assert isinstance(expand(written), str)


@QUICK
@given(st.text(max_size=300))
def test_any_text_for_an_exam_is_told_and_never_breaks_the_program(tmp_path, text):
    (tmp_path / "exam.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadExam):
        read_exam(tmp_path / "exam.yaml")


@settings(QUICK, max_examples=80)
@given(st.data())
def test_any_damage_to_an_exam_folder_is_read_or_told(tmp_path, data):
    """One piece cut out of, or written into, one file: the result is an exam folder or BadExam, nothing else."""
    name = data.draw(st.sampled_from(FILES))
    for other in FILES:
        shutil.copyfile(SAMPLE / other, tmp_path / other)
    raw = (SAMPLE / name).read_bytes()[:12_000]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 40)))
    (tmp_path / name).write_bytes(
        raw[:start] + data.draw(st.binary(max_size=8) | st.sampled_from([b'"', b"\t", b"- ", b"{", b"&x", b"1e9"])) + raw[end:]
    )
    with suppress(BadExam):
        read_folder(tmp_path)


# -------------------------------------------------------------------------------------------------------------------- key.csv


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "key.csv: found an empty file; expected a header with form, section, item or answer"),
        ("form,section,item\n,1,a\n", "key.csv:1: found "),
        ("form,section\0", "key.csv: found binary data; expected a CSV or XLSX file"),
    ],
)
def test_a_key_that_cannot_be_read_is_told_without_each_item_that_it_lacks(folder: Path, text: str, expected: str) -> None:
    (folder / "key.csv").write_text(text, encoding="utf-8")
    (only,) = told(folder)
    assert only.startswith(expected)


def test_problems_are_counted_with_the_files_that_have_them(folder: Path) -> None:
    change(folder / "key.csv", ("1011,3,i,d", "1011,3,i,x"))
    with pytest.raises(BadExam, match=r"^1 problem in key\.csv\n"):
        read_folder(folder)
    change(folder / "roster.csv", ("student_number", "number"))
    with pytest.raises(BadExam, match=r"^2 problems in key\.csv and roster\.csv\n"):
        read_folder(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1011,2,d,o=7", "1011,2,d,o", "key.csv:21: found the answer 'o'; expected a comparison such as o == 3"),
        ("1011,2,d,o=7", "1011,2,d,7", "key.csv:21: found the answer '7'; expected a comparison such as o == 3"),
        ("1011,2,d,o=7", "1011,2,d,o=seven", "key.csv:21: found the answer 'o=seven'; expected values such as o=3, or a condition over o"),
        ("1011,2,d,o=7", "1011,2,d,o=7 p=1", "key.csv:21: found the answer 'o=7 p=1'; expected a value for each of o"),
        ("1011,2,c,k=4 s=4", "1011,2,c,k=4", "key.csv:20: found the answer 'k=4'; expected a value for each of k, s"),
        ("1011,7,ii,a|d", "1011,7,ii,a|", "key.csv:33: found the answer 'a|'; expected a, b, c or d"),
        ("1011,7,ii,a|d", "1011,7,ii,a|a", "key.csv:33: found the answer 'a|a', which says the same twice"),
        ("1011,7,ii,a|d", "1011,7,ii,A", "key.csv:33: found the answer 'A'; expected a, b, c or d (did you mean 'a'?)"),
        (
            "1011,7,ii,a|d",
            "1011,7,ii,a+d",
            "key.csv:33: found the answer 'a+d'; expected a, b, c or d; several of them as A&C, either as A|C",
        ),
        ("1011,7,ii,a|d\n", "", "key.csv: found no answer for item 'ii' of section '7'; expected one row for each item"),
        ("1011,7,ii,a|d", "1011,7,ii,", "key.csv:33: found no answer for item 'ii' of section '7'"),
        ("1011,7,ii,a|d", "1011,7,ii", "key.csv:33: found 3 cells: '1011'; expected 4; there is none for 'answer'"),
        ("1011,7,ii,a|d", "1011,7,iv,a|d", "key.csv:33: found the item 'iv' of section 7; expected i, ii or iii (did you mean 'i'?)"),
        ("1011,7,ii,a|d", "101l,7,ii,a|d", "key.csv:33: found the form '101l'; expected 1011 or 1012 (did you mean"),
        ("section,item", "sektion,item", "key.csv:1: found a header without 'section'"),
    ],
)
def test_a_slip_in_the_key_is_told_with_its_line(folder, old, new, expected):
    change(folder / "key.csv", (old, new))
    assert any(line.startswith(expected) for line in told(folder)), told(folder)


# ------------------------------------------------------------------------------------------------------------ roster and sheets


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("Amélie", '"Amélie')], "roster.csv:2: found a row that is no part of a table (unexpected end of data)"),
        ([("Amélie", '"Amélie'), ("Zoé Tremblay", 'Zoé Tremblay"')], "roster.csv:2: found a cell that runs over the rows up to line 4"),
        ([("20041877", "2.0E+07")], "roster.csv:2: found the student number '2.0E+07'; expected all digits: a spreadsheet shortened it"),
        ([("20041877", "20041877.0")], "roster.csv:2: found the student number '20041877.0'; expected a number without a point"),
        ([("20041877", "2004 1877")], "roster.csv:2: found the student number '2004 1877'; expected a number without spaces"),
        ([("20041877", "+20041877")], "roster.csv:2: found the student number '+20041877'; expected a number without a sign"),
        ([("20041877", "20O41877")], "roster.csv:2: found the student number '20O41877'; expected digits alone, as all others: is"),
        ([("20041877,", "20041877;")], "roster.csv:2: found the student number '20041877;Amélie Gagnon-Roy'"),
        ([("01987340", "1987340")], "roster.csv:4: found the student number '1987340'; expected 8 digits; did a spreadsheet"),
        ([("01987340", "001987340")], "roster.csv:4: found the student number '001987340'; expected 8 digits (where numbers differ"),
        ([("01987340,", ",")], "roster.csv:4: found no student number for 'Zoé Tremblay'"),
        ([("01987340", "20041877")], "roster.csv:4: found the student number '20041877' a second time; expected it once; it stands on"),
        ([("Zoé Tremblay", "Tremblay, Zoé")], "roster.csv:4: found 5 cells; expected 4, as the header has"),
        ([("01987340", "\u200e01987340")], r"roster.csv:4: found the student number '\u200e01987340'; expected a number without signs"),
        ([("01987340", "０１９８７３４０")], "roster.csv:4: found the student number '０１９８７３４０'; expected the digits 0 to 9"),
        ([("student_number", "number")], "roster.csv:1: found a header without 'student_number'"),
        ([("email", "name")], "roster.csv:1: found the column 'name' twice"),
    ],
)  # fmt: skip
def test_a_slip_in_the_roster_is_told_with_its_line(folder, changes, expected):
    change(folder / "roster.csv", *changes)
    assert any(line.startswith(expected) for line in told(folder)), told(folder)


def test_numbers_with_letters_pass_where_others_have_them(folder):
    change(folder / "roster.csv", ("20041877", "20I0456"), ("01987340", "21I0457"))
    assert {"20I0456", "21I0457"} <= {student.number for student in read_folder(folder).roster}


def test_numbers_of_different_lengths_pass_where_the_exam_says_so(folder):
    change(folder / "exam.yaml", ("digits: 8", "digits: 7-8"))
    change(folder / "roster.csv", ("01987340", "1987340"))
    assert "1987340" in [student.number for student in read_folder(folder).roster]


def test_an_address_of_several_lines_and_a_number_kept_by_a_formula_pass(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text('student_number,name,address\n="01234567",D\'Amour,"12 rue X\nMontréal"\n7654321,"Roy, Jean"\n', encoding="utf-8")
    one, two = read_roster(path)
    assert (one.number, one.name, one.extra) == ("01234567", "D'Amour", {"address": "12 rue X\nMontréal"})
    assert (two.name, two.extra) == ("Roy, Jean", {"address": ""})


def test_a_roster_of_nobody_is_told(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("student_number,name\n\n", encoding="utf-8")
    with pytest.raises(BadExam, match="no student"):
        read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A00029", "A0001B", "sheets.csv:3: found the serial 'A0001B' a second time; expected it once; it stands on line 2 already"),
        ("A00029", "", "sheets.csv:3: found no serial"),
        ("A00029", "A/29", "sheets.csv:3: found the serial 'A/29'"),
        (",1012", ",1112", "sheets.csv:3: found the form '1112' of serial A00029; expected 1011 or 1012"),
        ("serial,", "serie,", "sheets.csv:1: found a header without 'serial'"),
    ],
)
def test_a_slip_in_the_sheets_is_told_with_its_line(folder, old, new, expected):
    change(folder / "sheets.csv", (old, new))
    assert any(line.startswith(expected) for line in told(folder)), told(folder)


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12).map(str.strip)


@QUICK
@given(st.lists(st.builds(Decision, st.just(Target.ITEM), st.just("a"), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=4))
def test_decisions_keep_line_breaks_and_quotes(tmp_path, decisions):
    write_decisions(decisions, tmp_path / "decisions.csv")
    assert read_decisions(tmp_path / "decisions.csv") == tuple(decisions)


# ---------------------------------------------------------------------------------------------------------------- layout.json


def field(data: dict, word: str) -> dict:
    return next(one for one in data["forms"]["1011"]["pages"][1]["fields"] if one.get(word))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda d: d.update(unit="in"), "found the unit 'in'; expected mm"),
        (lambda d: d["forms"]["1011"]["pages"][0].update(size=[10**400, 3]), "int too large to convert to float in forms.1011.pages[0]"),
        (lambda d: d["forms"]["1011"]["pages"][0].update(size=[2100, 2970]), "a page of 2100.0 x 2970.0 mm"),
        (lambda d: d["forms"]["1011"]["pages"][0]["markers"][0].update(id=1.5), "which is no whole number"),
        (lambda d: d["forms"]["1011"]["pages"][0]["markers"][1].update(id=d["forms"]["1011"]["pages"][0]["markers"][0]["id"]), "twice"),
        (lambda d: d["forms"]["1011"]["pages"].append(d["forms"]["1011"]["pages"][0]), "page 1 of form 1011 twice"),
        (lambda d: d["forms"]["1011"].update(pages=5), "found int for 'pages'; expected a list"),
        (lambda d: d["forms"]["1011"].update(pages=[]), "found form 1011 without pages"),
        (lambda d: d["forms"].update({"1013": d["forms"]["1011"]}), "found the form '1013'; expected one of 1011, 1012 as in exam.yaml"),
        (lambda d: d["forms"]["1011"]["pages"][1]["fields"].append(field(d, "options")), "item 'a' of section '1' on form 1011 twice"),
        (lambda d: d["forms"]["1011"]["pages"][1]["fields"].remove(field(d, "options")), "no place for item 'a' of section '1'"),
        (lambda d: field(d, "options").update(item="z"), "item 'z' of section '1' on form 1011; expected only items that"),
        (lambda d: field(d, "options").update(kind="number"), "a field of kind number for item 'a' of section '1'"),
        (lambda d: field(d, "options")["options"].append(field(d, "options")["options"][0]), "an option or blank twice among T, F, T"),
        (lambda d: field(d, "options")["options"].pop(), "other options for item 'a' of section '1'"),
        (lambda d: field(d, "options")["options"][0].pop("box"), "no 'box' in forms.1011.pages[1].fields["),
        (lambda d: field(d, "options")["options"][0].update(box=[5000, 10, 4, 4]), "outside its page"),
        (lambda d: field(d, "options")["options"][0].update(shape="star"), "'star' is not a valid Shape"),
        (lambda d: field(d, "blanks")["blanks"][0].update(name="zz"), "other blanks for item 'a' of section '2'"),
    ],
)  # fmt: skip
def test_a_slip_in_the_layout_is_told_with_its_place(folder, damage, expected):
    data = json.loads((folder / "layout.json").read_text(encoding="utf-8"))
    damage(data)
    (folder / "layout.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    assert any(line.startswith("layout.json") and expected in line for line in told(folder)), told(folder)


def test_a_slip_in_the_layout_is_told_with_its_line(folder):
    change(folder / "layout.json", ('"shape": "box"', '"shape": "star"'))
    text = (folder / "layout.json").read_text(encoding="utf-8")
    opened = text[: text.index('"options"')].rindex("{")
    line = text[:opened].count("\n") + 1
    assert any(said.startswith(f"layout.json:{line}: found 'star'") for said in told(folder)), told(folder)


@pytest.mark.parametrize(
    "text", ['{"layout": 1, "unit": "mm", "unit": "in", "forms": {}}', '{"layout": NaN}', "[" * 100_000, "{", "", "[]", "1"]
)
def test_what_is_no_layout_is_told(tmp_path, text):
    (tmp_path / "layout.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadExam):
        read_layout(tmp_path / "layout.json")


MM = st.integers(0, 90_000).map(lambda micrometres: micrometres / 1000)
SIDE = st.integers(1, 90_000).map(lambda micrometres: micrometres / 1000)
BOXES = st.builds(Box, MM, MM, SIDE, SIDE)
WORD = st.text("abcXYZ019é", max_size=4)


@st.composite
def pages(draw, number: int) -> LayoutPage:
    labels = draw(st.lists(WORD.filter(bool), unique=True, max_size=3))
    options = tuple(LayoutOption(label, draw(st.sampled_from(Shape)), draw(BOXES), draw(WORD)) for label in labels)
    blanks = tuple(Blank(name, draw(BOXES)) for name in draw(st.lists(WORD.filter(bool), unique=True, max_size=2)))
    choice = Field(FieldKind.CHOICE, draw(BOXES), f"s{number}", draw(WORD), draw(WORD), options)
    answer = Field(FieldKind.NUMBER, draw(BOXES), f"n{number}", draw(WORD), draw(WORD), (), blanks)
    ids = draw(st.lists(st.integers(0, 49), unique=True, max_size=4))
    markers = tuple(Marker(one, draw(BOXES), "4x4_50", draw(st.integers(0, 3))) for one in ids)
    return LayoutPage(number, (210.0, 297.0), markers, (choice, answer, Field(FieldKind.NAME, draw(BOXES))), draw(WORD))


@settings(QUICK, max_examples=60)
@given(st.lists(WORD.filter(bool), unique=True, min_size=1, max_size=2), st.data())
def test_any_layout_comes_back_as_it_was_written(tmp_path, codes, data):
    layout = Layout({code: (data.draw(pages(1)), data.draw(pages(2))) for code in codes})
    write_layout(layout, tmp_path / "layout.json")
    once = (tmp_path / "layout.json").read_bytes()
    assert read_layout(tmp_path / "layout.json") == layout
    write_layout(read_layout(tmp_path / "layout.json"), tmp_path / "layout.json")
    assert (tmp_path / "layout.json").read_bytes() == once


# ----------------------------------------------------------------------------------------------------- the sample's number answers


def right(section: str, item: str, **values: int) -> bool:
    answer = read_folder(SAMPLE).key[ItemRef(section, item)]
    (condition,) = answer.alternatives
    return holds(condition, values)


def convolved(size: int, p: int, d: int, k: int, s: int) -> int:
    """The side of a convolution's output (Dumoulin and Visin 2016, relationship 15)."""
    return (size + 2 * p - d * (k - 1) - 1) // s + 1


def test_the_samples_conditions_are_the_convolutions_they_stand_for():
    a, b = (read_folder(SAMPLE).key[ItemRef("2", item)].alternatives[0] for item in "ab")
    for p in range(40):
        for other in range(12):
            assert holds(a, {"p": p, "s": other}) == (other > 0 and convolved(64, p, 1, 8, other) == 32)
            assert holds(b, {"p": p, "k": other}) == (other > 0 and convolved(64, p, 7, other, 2) == 32)
    assert right("2", "a", p=3, s=2)
    assert right("2", "b", p=3, k=2)
