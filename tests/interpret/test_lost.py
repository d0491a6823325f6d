"""What a page tells about marks that its scan may have lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import CALIBRATION, ITEMS, LABELS, NOTHING, STRONG, box, first, layout, marked, page, responses, see_empty

from omr.interpret import lost
from omr.interpret.sight import sight
from omr.model.exam import ItemRef, Shape
from omr.model.layout import Layout
from omr.model.page import PageEvidence
from omr.model.response import Mark, ResponseStatus


def test_two_faint_marks_on_a_page_make_no_faint_page():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3")]
    assert first(page(*faint)).status is ResponseStatus.OMITTED
    pale = replace(page(*faint, marked("1", "c")), quality=(("print", 0.4),))
    assert first(pale).response == "c"


def test_a_pale_page_of_faint_marks_sends_all_of_its_choice_items():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3", "4")]
    pale = replace(page(*faint, marked("1", "c")), quality=(("print", 0.4),))
    assert "so pale" in first(pale).why
    assert first(page(*faint, marked("1", "c"))).response == "c"


@pytest.mark.parametrize("quality", [("print", 0.4), ("letters", 0.1)])
def test_a_scan_too_pale_to_show_a_faint_mark_leaves_no_omission_certain(quality):
    pale = replace(page(), quality=(quality,))
    assert "pale" in first(pale).why
    assert responses(pale)[ItemRef("1", "2")].status is ResponseStatus.ANSWERED


@pytest.mark.parametrize(("level", "told"), [(0.75, True), (0.85, False)])
def test_where_nothing_is_marked_at_all_a_little_paleness_leaves_no_omission_certain(level, told):
    assert ("pale" in first(replace(page(answered=False), quality=(("print", level),))).why) is told
    assert first(replace(page(), quality=(("print", level),))).status is ResponseStatus.OMITTED, "beside clear marks it says nothing"


def test_an_omission_among_faint_marks_is_sent():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3", "4")]
    assert "faint" in first(page(*faint)).why


@pytest.mark.parametrize(("quality", "told"), [((("paper", 255.0),), True), ((("paper", 251.0),), False)])
def test_a_page_without_any_mark_whose_paper_is_all_white_may_have_lost_light_ones(quality, told):
    many = {ItemRef("1", str(number)): [see_empty(label) for label in LABELS] for number in range(12)}
    empty = replace(page(answered=False), quality=quality)
    assert ("all white" in sight(empty, many, frozenset(many), CALIBRATION.thresholds).empty) == told


@pytest.mark.parametrize(("of", "several", "told"), [(12, 4, True), (12, 5, False), (9, 1, False), (9, 0, True)])
def test_a_page_of_black_and_white_with_hardly_any_mark_may_have_lost_the_others(of, several, told):
    items = {ItemRef("1", str(number)): [see_empty(label) for label in LABELS] for number in range(of)}
    items |= {ref: [see_empty("a")._replace(mark=Mark.MARKED, probability=1.0, ink=1.0, peak=0.8)] for ref in list(items)[:several]}
    white, grey = (on_paper(page(answered=False), paper) for paper in (255.0, 251.0))
    assert ("all white" in sight(white, items, frozenset(items), CALIBRATION.thresholds).empty) is told
    assert not sight(grey, items, frozenset(items), CALIBRATION.thresholds).empty


@pytest.mark.parametrize(("peak", "paper", "told"), [(0.05, 255, True), (0.15, 255, False), (0.05, 251, False)])
def test_a_scan_that_whitens_paper_and_shows_its_marks_as_mere_traces_is_asked_as_a_whole(peak, paper, told):
    features = (STRONG[0], peak, *STRONG[2:])
    traces = page(*(marked(item, "b", features=features) for item in ITEMS[:4]), answered=False)
    assert ("hardly to be seen" in first(on_paper(traces, paper)).why) is told
    assert first(on_paper(page(*(marked(item, "b", features=features) for item in ITEMS[:3]), answered=False), paper)).response == "b"
    circles = page(*(marked(item, "b", features=(*features, 0.0, 0.0, 1.0, 0.9)) for item in ITEMS[:4]), answered=False)
    assert "hardly to be seen" not in first(on_paper(circles, paper)).why


@pytest.mark.parametrize(
    ("of", "several", "paper", "told"), [(12, 4, 255, True), (12, 5, 255, False), (9, 0, 255, False), (12, 4, 251, False)]
)
def test_boxes_of_a_sort_of_which_hardly_any_are_marked_may_have_lost_their_marks_in_a_scan_that_shows_others(of, several, paper, told):
    bare, lettered = ([ItemRef(section, str(number)) for number in range(12)] for section in "12")
    sorts = dict.fromkeys(bare[:of], (Shape.BOX, 5.0, 5.0)) | dict.fromkeys(lettered, (Shape.CIRCLE, 5.0, 5.0))
    given = {ref: [see_empty(label) for label in LABELS] for ref in sorts}
    mark = see_empty("a")._replace(mark=Mark.MARKED, probability=1.0, ink=1.0, peak=0.8)
    given |= {ref: [mark, *given[ref][1:]] for ref in (*bare[:several], *lettered[1:])}
    seen = sight(on_paper(page(), paper), given, frozenset(given), CALIBRATION.thresholds, sorts=sorts)
    assert seen.unseen == (frozenset(bare[:of]) if told else frozenset())
    assert not seen.empty


def test_an_omission_in_boxes_of_a_sort_that_may_have_lost_its_marks_is_asked(monkeypatch):
    monkeypatch.setattr(lost, "MANY_ITEMS", 4)
    monkeypatch.setattr(lost, "FEW", 0)
    (circles,) = layout().forms["F"]
    bare = [replace(field, options=tuple(replace(one, shape=Shape.BOX) for one in field.options)) for field in circles.fields[:4]]
    printed = Layout({"F": (replace(circles, fields=(*bare, *circles.fields[4:])),)})
    empty = [box(item, "b") for item in ITEMS[:4]]
    assert "this sort" in responses(on_paper(page(*empty), 255.0), printed=printed)[ItemRef("1", "1")].why
    assert responses(on_paper(page(*empty), 255.0))[ItemRef("1", "1")].status is ResponseStatus.OMITTED, "all are of one sort"


def test_where_as_many_items_are_in_doubt_as_certain_an_omission_is_not_certain():
    def doubtful(items):
        return [box(item, "a", 0.5, 0.02) for item in items]

    answers = [marked(item, "b") for item in ITEMS[4:7]]
    assert "are faint" in first(page(*doubtful(ITEMS[1:4]), *answers, answered=False)).why
    assert first(page(*doubtful(ITEMS[1:3]), *answers, answered=False)).status is ResponseStatus.OMITTED


@pytest.mark.parametrize(("answered", "told"), [(4, True), (5, False)])
def test_where_hardly_anything_is_marked_traces_say_that_other_marks_are_lost(answered, told):
    items = {ItemRef("1", str(number)): [see_empty(label) for label in LABELS] for number in range(40)}
    refs = list(items)
    items |= {ref: [see_empty("a")._replace(mark=Mark.MARKED, probability=1.0)] for ref in refs[:answered]}
    items |= {ref: [see_empty("a")._replace(probability=0.05, ink=0.02, peak=0.03), *items[ref][1:]] for ref in refs[10:15]}
    assert ("are faint" in sight(page(), items, frozenset(items), CALIBRATION.thresholds).empty) is told


def on_paper(evidence: PageEvidence, paper: float) -> PageEvidence:
    return replace(evidence, quality=(("paper", paper),))


THINNED = [(0.45, "234", 255.0, True), (0.45, "23", 255.0, False), (0.45, "234", 245.0, False), (0.6, "234", 255.0, False)]


@pytest.mark.parametrize(("ink", "of", "paper", "told"), [*THINNED, (0.3, "234", 255.0, True)])
def test_where_marks_run_out_towards_nothing_on_a_page_of_black_and_white_an_omission_is_not_certain(ink, of, paper, told):
    thin = [marked(item, "b", features=(ink, *STRONG[1:])) for item in of]
    assert ("are faint" in first(on_paper(page(*thin), paper)).why) == told


WANING = [((0.55, 0.9, 0.9), 255.0, True), ((0.55, 0.9), 255.0, False), ((0.65, 0.9, 0.9), 255.0, False), ((0.55, 0.9, 0.9), 245.0, False)]


@pytest.mark.parametrize(("inks", "paper", "told"), WANING)
def test_where_several_marks_have_lost_half_and_one_most_of_their_ink_an_omission_is_not_certain(inks, paper, told):
    thin = [marked(item, "b", features=(ink, *STRONG[1:])) for item, ink in zip("234", inks, strict=False)]
    assert ("are faint" in first(on_paper(page(*thin), paper)).why) == told


@pytest.mark.parametrize(("waning", "ring", "told"), [(4, 0.0, True), (3, 0.0, False), (4, 0.8, False)], ids=["many", "few", "circles"])
def test_among_many_marks_a_few_light_ones_or_circles_are_no_sign_that_others_are_lost(waning, ring, told):
    mark = see_empty("a")._replace(mark=Mark.MARKED, probability=1.0, ink=STRONG[0], peak=STRONG[1])
    light = mark._replace(ink=0.2 * STRONG[0], ring=ring)
    items = {ItemRef("1", str(number)): [light if number < waning else mark, see_empty("b")] for number in range(40)}
    said = sight(on_paper(page(), 255.0), items, frozenset(items), CALIBRATION.thresholds)
    assert ("are faint" in said.empty) is told


REMNANTS = [(0.15, "234", 255.0, True), (0.15, "23", 255.0, False), (0.15, "234", 245.0, False), (0.08, "234", 255.0, False)]


@pytest.mark.parametrize(("share", "of", "paper", "told"), REMNANTS)
def test_what_a_threshold_left_of_marks_that_both_readers_deny_says_that_others_are_lost(share, of, paper, told):
    left = [box(item, "b", 0.05, 0.05, features=(share * STRONG[0], 0.2, *NOTHING[2:])) for item in of]
    assert ("are faint" in first(on_paper(page(*left), paper)).why) == told


BROKEN = [(0.5, "23", 255.0, True), (0.5, "2", 255.0, False), (0.9, "23", 255.0, False), (0.5, "23", 245.0, False)]


@pytest.mark.parametrize(("frame", "of", "paper", "told"), BROKEN)
def test_where_black_and_white_has_eaten_parts_of_outlines_an_omission_is_not_certain(frame, of, paper, told):
    frames = {(item, "a"): frame for item in of}
    whole = page()
    framed = tuple(replace(one, features=(*one.features, 0.0, 0.0, frames.get((one.item, one.label), 1.0))) for one in whole.boxes)
    assert ("parts of its print" in first(on_paper(replace(whole, boxes=framed), paper)).why) == told


RAGGED = {"ink": STRONG[0], "peak": 0.7}


def gaps(marks: dict[int, dict[str, object]], of: int, grey: float = 0.0) -> set[str]:
    """Which items of a page in black and white may have lost their marks; those in ``marks`` show one, so changed."""
    mark, empty = see_empty("b")._replace(mark=Mark.MARKED, probability=1.0, **RAGGED), see_empty("b")
    items = {ItemRef("1", str(place)): [mark._replace(**marks[place]) if place in marks else empty] for place in range(of)}
    white = replace(page(), quality=(("paper", 255.0), ("grey", grey)))
    return {ref.item for ref in sight(white, items, frozenset(items), CALIBRATION.thresholds).gone}


def but(*open_: int, of: int = 20, **changed: object) -> dict[int, dict[str, object]]:
    return {place: changed for place in range(of) if place not in open_}


def test_in_black_and_white_many_gaps_among_ragged_marks_may_be_marks_that_are_gone():
    assert gaps(but(3, 5, 7), 20) == {"3", "5", "7"}
    assert gaps(but(3, 7), 20) == set(), "few"
    assert gaps(but(3, 5, 7), 20, grey=0.6) == set(), "a scan in grey"
    assert gaps(but(3, 5, 7, peak=0.9), 20) == set(), "solid marks"


def test_rows_after_the_last_mark_are_no_gaps():
    assert gaps(but(3, 5, 7), 40) == {"3", "5", "7"}
    assert gaps(but(), 40) == set()


def test_in_black_and_white_one_thin_mark_says_that_a_thinner_one_may_be_gone():
    assert gaps(but(4) | {9: {"ink": 0.3 * STRONG[0]}}, 20) == {"4"}
    assert gaps(but(4) | {9: {"ink": 0.5 * STRONG[0]}}, 20) == set()


def test_in_black_and_white_two_ragged_marks_that_the_readers_doubt_say_that_others_among_solid_ones_may_be_gone():
    left = {"mark": Mark.UNSURE, "probability": 0.8, "peak": 0.4, "ink": 0.1 * STRONG[0]}
    assert gaps(but(4, peak=0.9) | {9: left, 12: left}, 20) == {"4"}
    assert gaps(but(4, peak=0.9) | {9: left}, 20) == set(), "one"
    assert gaps(but(4, peak=0.9, of=40) | {9: left, 12: left}, 40) == set(), "few"


def test_so_say_traces_inside_boxes_and_none_around_them():
    traces = {"mark": Mark.UNSURE, "probability": 0.1, "peak": 0.2, "ink": 0.05}
    assert gaps(but(4, 5, 7, peak=0.9) | {9: traces, 12: traces}, 20) == {"4", "5", "7"}
    beside = traces | {"outside": 0.1}
    assert gaps(but(4, 5, 7, peak=0.9) | {9: beside, 12: beside}, 20) == set()


def test_traces_tell_how_far_the_marks_go_where_hardly_one_is_certain():
    trace = {"mark": Mark.UNSURE, "probability": 0.1}
    assert gaps({1: {}, 7: trace}, 10) == {"0", "2", "3", "4", "5", "6"}
    assert gaps({1: {}}, 10) == set()


def test_an_omission_among_marks_of_which_others_may_be_gone_is_asked():
    ragged = [marked(item, "b", features=(STRONG[0], 0.7, *STRONG[2:])) for item in "2367"]
    thin = marked("8", "b", features=(0.35 * STRONG[0], 0.7, *STRONG[2:]))
    white = replace(page(*ragged, thin), quality=(("paper", 255.0), ("grey", 0.0)))
    assert "in black and white" in first(white).why
    assert first(replace(white, quality=(("paper", 255.0), ("grey", 0.6)))).status is ResponseStatus.OMITTED


@pytest.mark.parametrize(("certain", "told"), [("67", True), ("678", False)])
def test_where_two_items_are_in_doubt_and_no_more_are_certain_an_omission_is_not(certain, told):
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in "23"]
    assert ("are faint" in first(page(*faint, *(marked(item, "b") for item in certain), answered=False)).why) is told
