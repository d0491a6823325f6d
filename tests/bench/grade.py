"""What grading a whole batch costs. ``python tests/bench/grade.py [--quick] [--sheets N ...] [--json FILE]``.

Each size is a batch of made-up evidence in a store of its own (60 items of 4 options on 2 pages a sheet, one item in a hundred unsure,
an order of scans unlike that of the serials), of which ``omr grade`` is run from its start to the files of ``results/``; and the
grading alone, from a table of responses. Linear means that seconds and bytes a sheet stay as they are from one size to the next.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from figures import as_text, asking, write
from speed import cost_of

from omr.files import data_folder, read_calibration, read_folder, write_layout, write_sheets
from omr.model.exam import Assignment, Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, ScanRef
from omr.model.serial import make_serial
from omr.store import ENDED, Batch, pack

SIZES, QUICK_SIZES = (10_000, 100_000), (250, 500)
ITEMS, PAGES, LABELS = 60, 2, "abcd"
KINDS = 200
"""Different pages; every sheet takes two of them."""
AT_ONCE = 2000
MARKED = (2.0, 0.8, 0.2, 0.5, 0.01, 0.8, 1.0, 2.0, 0.01, 0.004, 1.0)
EMPTY = (0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.004, 1.0)
EXAM = f"""exam: BENCH
title: {{en: A large exam}}
languages: [en]
date: 2026-01-05
time: "9:00"
student_number: {{digits: 8}}
sections:
  - name: 1
    title: {{en: All}}
    points: 1
    kind: choice
    items: 1-{ITEMS}
    options: [{", ".join(LABELS)}]
forms:
  - code: 1011
"""


def write_exam(folder: Path, sheets: int) -> None:
    """An exam folder for so many students, as `omr sheet` would leave it."""
    folder.mkdir()
    (folder / "exam.yaml").write_text(EXAM, encoding="utf-8")
    key = "".join(f"1011,1,{item},{LABELS[item % 4]}\n" for item in range(1, ITEMS + 1))
    (folder / "key.csv").write_text("form,section,item,answer\n" + key, encoding="utf-8")
    students = [f"{20_000_000 + number:08d}" for number in range(sheets + sheets // 20)]  # one in twenty-one was absent
    roster = "".join(f"{number},Student {number}\n" for number in students)
    (folder / "roster.csv").write_text("student_number,name\n" + roster, encoding="utf-8")
    write_layout(Layout({"1011": tuple(layout_page(number) for number in range(1, PAGES + 1))}), folder / "layout.json")
    write_sheets((Assignment(make_serial(place), number, "1011") for place, number in enumerate(students, 1)), folder / "sheets.csv")


def items_of(number: int) -> range:
    each = ITEMS // PAGES
    return range((number - 1) * each + 1, number * each + 1)


def layout_page(number: int) -> LayoutPage:
    fields = []
    for row, item in enumerate(items_of(number)):
        options = tuple(LayoutOption(label, Shape.BOX, Box(30 + 10 * place, 20 + 8 * row, 4, 4)) for place, label in enumerate(LABELS))
        fields.append(Field(FieldKind.CHOICE, Box(20, 19 + 8 * row, 60, 6), "1", str(item), options=options))
    return LayoutPage(number, (210, 297), (), tuple(fields))


def page_kinds(rng: np.random.Generator) -> list[list[PageEvidence]]:
    """For each page of a sheet, many ways in which it may have been marked."""
    return [[kind(number, rng) for _ in range(KINDS)] for number in range(1, PAGES + 1)]


def kind(number: int, rng: np.random.Generator) -> PageEvidence:
    boxes = []
    for item in items_of(number):
        marked = int(rng.integers(4))
        for place, label in enumerate(LABELS):
            unsure = place == marked and rng.random() < 0.01
            score = 0.5 if unsure else 0.995 if place == marked else 0.002
            ink, shape = (round(float(one), 6) for one in np.clip(score + rng.normal(0, 0.001, 2), 0, 1))
            features = np.round(np.array(MARKED if place == marked else EMPTY) + np.abs(rng.normal(0, 0.002, len(MARKED))), 4)
            boxes.append(BoxEvidence("1", str(item), label, ink, shape, 0.001, 0.01, 0.02, tuple(features.tolist())))
    quality = (("paper", 240.0), ("print", 1.0), ("letters", 1.0), ("blur", 0.4), ("noise", 1.2))
    return PageEvidence(ScanRef("", 1, ""), PageCode("BENCH", "1011", number, ""), 0.1, 200.0, 0.05, tuple(boxes), (), quality)


def make_batch(folder: Path, sheets: int, seed: int) -> Path:
    """A batch as `omr scan` would have left it after reading so many sheets."""
    rng = np.random.default_rng(seed)
    exam = folder / "exam"
    write_exam(exam, sheets)
    batch = Batch.open(folder / "batch", create=True)
    batch.keep_exam(exam, sorted(exam.iterdir()))
    batch.note({"exam": "BENCH", "calibration": read_calibration(data_folder("calibration")).id, "scan_state": ENDED})
    stack = folder / "stack.pdf"
    stack.write_bytes(b"a stack")
    taken = batch.take_in(stack, stack.name)
    kinds = page_kinds(rng)
    order = rng.permutation(sheets) + 1
    scanned = []
    for at, place in enumerate(order.tolist()):
        for number in range(PAGES):
            page = kinds[number][int(rng.integers(KINDS))]
            index = at * PAGES + number + 1
            ref = ScanRef(stack.name, index, f"{index:064x}")
            code = PageCode("BENCH", "1011", number + 1, make_serial(place))
            scanned.append(pack(PageEvidence(ref, code, 0.1, 200.0, 0.05, page.boxes, (), page.quality)))
        if len(scanned) >= AT_ONCE:
            batch.put(taken, scanned)
            scanned = []
    batch.put(taken, scanned)
    batch.note_pages(taken, sheets * PAGES)
    batch.close()
    return folder / "batch"


def alone(exam: Path, sheets: int) -> dict[str, float]:
    """Grading by itself, in this process: from a table of responses to grades."""
    import pandas as pd

    from omr.grade import grade

    folder = read_folder(exam)
    rng = np.random.default_rng(1)
    serials = [make_serial(place) for place in range(1, sheets + 1)]
    size = sheets * ITEMS
    numbers = [str(item) for item in range(1, ITEMS + 1)]
    columns = {
        "sheet": pd.Categorical.from_codes(np.repeat(np.arange(sheets), ITEMS), serials),
        "section": pd.Categorical.from_codes(np.zeros(size, int), ["1"]),
        "item": pd.Categorical.from_codes(np.tile(np.arange(ITEMS), sheets), numbers),
        "response": pd.Categorical.from_codes(rng.integers(0, 4, size), list(LABELS)),
        "status": pd.Categorical.from_codes((rng.random(size) < 0.01).astype(int), ["answered", "unsure"]),
    }
    students = [student.number for student in folder.roster[:sheets]]
    table = pd.DataFrame({"sheet": serials, "student_number": students, "form": "1011", "conflict": False})
    responses = pd.DataFrame(columns)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    rows = grade(responses, table, folder.exam, folder.key, folder.roster).rows
    used = time.process_time() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(rows) == len(folder.roster)
    return {"cpu_s": round(used, 2), "more_rss_mb": round(grown / 1024)}


def measure(sheets: int, seed: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        batch = make_batch(folder, sheets, seed)
        stored = sum(path.stat().st_size for path in batch.iterdir() if path.is_file())
        cost = cost_of([sys.executable, "-m", "omr", "grade", str(batch)])
        written = {path.name: path.stat().st_size for path in sorted((batch / "results").iterdir())}
        command = [sys.executable, __file__, "--alone", str(sheets), "--exam", str(folder / "exam")]
        by_itself = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        shutil.rmtree(batch)
    return {
        "sheets": sheets,
        "responses": sheets * ITEMS,
        "wall_s": round(cost.wall_s, 1),
        "cpu_s": round(cost.cpu_s, 1),
        "cpu_ms_per_sheet": round(1000 * cost.cpu_s / sheets, 2),
        "peak_rss_mb": round(cost.peak_rss_mb),
        "kb_per_sheet": round(1024 * cost.peak_rss_mb / sheets, 1),
        "store_mb": round(stored / 1e6),
        "results_mb": {name: round(size / 1e6, 1) for name, size in written.items()},
        "grade_alone": by_itself,
    }


def main() -> None:
    parser = asking(__doc__, f"{' and '.join(map(str, QUICK_SIZES))} sheets")
    parser.add_argument("--sheets", type=int, nargs="+", help="batches of so many sheets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--exam", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        sys.stdout.write(json.dumps(alone(asked.exam, asked.alone)))
        return
    sizes = asked.sheets or (QUICK_SIZES if asked.quick else SIZES)
    figures = {
        "sizes": [measure(sheets, asked.seed) for sheets in sizes],
        "items": ITEMS,
        "seed": asked.seed,
    }
    sys.stdout.write(as_text(figures))
    write(asked.json, figures)


if __name__ == "__main__":
    main()
