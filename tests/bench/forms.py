"""Look-alike forms told apart by their printed code alone: six forms, filled and scanned. ``python tests/bench/forms.py``.

A wrong form is the worst that can happen; a page left to a person is only work.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from itertools import starmap
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from figures import asking, write
from kept import going_on

from omr.files import data_folder, read_folder
from omr.learn import learn
from omr.model.exam import Assignment, Exam, Form
from omr.model.layout import Layout, LayoutPage
from omr.model.page import RegisteredPage, Scan, ScanRef
from omr.register import Landmarks, register
from omr.simulate import EVERYDAY, Job, Respondent, know, simulate_sheet
from tests.make_plain import blank_pdf

SEED = 5
FORMS = ("1011", "1013", "1017", "1018", "1071", "1101")
"""Nothing else differs between them, and these digits are easily taken for each other."""
TABLE = replace(EVERYDAY, dpi={"150": 1, "200": 1, "300": 0.3}, modes={"grey": 1, "1-bit": 1})


@cache
def prepared() -> tuple[Exam, Layout, dict[str, bytes], dict[tuple[str, int], Landmarks], Job]:
    """The six forms, learned from their blank PDFs, and all that simulating their sheets needs."""
    folder = read_folder(data_folder("sample_scans") / "ift6135")
    exam = replace(folder.exam, forms=tuple(map(Form, FORMS)))
    pdfs = {code: blank_pdf(code) for code in FORMS}
    with TemporaryDirectory() as place:
        files = [Path(place) / f"{code}.pdf" for code in FORMS]
        for code, file in zip(FORMS, files, strict=True):
            file.write_bytes(pdfs[code])
        learned = learn(files, exam)
    known = {
        (code, page.number): Landmarks(learned.references[page.reference]) for code, pages in learned.layout.forms.items() for page in pages
    }
    rng = np.random.default_rng(SEED)
    people = {code: Respondent(know(rng, exam, folder.key, 0.7, TABLE), "Zoé Tremblay", "20041877") for code in FORMS}
    owners = tuple(Assignment(code, "", code) for code in FORMS)
    return exam, learned.layout, pdfs, known, Job(exam, learned.layout, pdfs, owners, people, TABLE, SEED, {})


def one(index: int) -> list[tuple[str, str, str, float]]:
    """Of each page of one sheet: how it was scanned, the verdict, what was said, and the CPU seconds."""
    cv2.setNumThreads(1)
    exam, layout, _, known, job = prepared()
    made = simulate_sheet(replace(job, seed=SEED + index), index % len(FORMS))
    found = []
    for page in made.pages:
        image = cv2.cvtColor(page.image, cv2.COLOR_BGR2GRAY) if page.image.ndim > 2 else page.image
        start = time.process_time()
        ended = register(Scan(ScanRef("", 1, ""), image, page.dpi), exam.name, layout, partial(_known, known))
        spent = time.process_time() - start
        how = f"{page.mode} {page.dpi:g} dpi, page {page.number}"
        if isinstance(ended, RegisteredPage):
            right = (ended.code.form, ended.code.page) == (made.form, page.number)
            found.append((how, "right" if right else "WRONG", f"{index}: {made.form} read as {ended.code.form}/{ended.code.page}", spent))
        else:
            found.append((how, str(ended.reason), f"{index}: {made.form}: {ended.detail}", spent))
    return found


def _known(known: dict[tuple[str, int], Landmarks], form: str, page: LayoutPage) -> Landmarks:
    return known[form, page.number]


def main() -> None:
    parser = asking(__doc__, "20 sheets")
    parser.add_argument("-n", type=int, default=2500, help="sheets of two pages")
    parser.add_argument("--first", type=int, default=0, help="number of the first sheet, to measure a run in parts")
    parser.add_argument("--keep", type=Path, help="write each sheet's result here as it comes; the same command goes on from there")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    indices = range(options.first, options.first + (20 if options.quick else options.n))
    with ProcessPoolExecutor(options.workers) as processes:

        def measure(some: list[int]) -> Iterator[tuple[int, list[tuple[str, str, str, float]]]]:
            return zip(some, processes.map(one, some, chunksize=5), strict=True)

        pages = [page for _, sheet in going_on(options.keep, SEED, indices, measure) for page in sheet]
    verdicts = Counter(verdict for _, verdict, _, _ in pages)
    by: dict[str, Counter[str]] = {}
    for how, verdict, _, _ in pages:
        by.setdefault(how, Counter())[verdict] += 1
    print(f"{len(pages)} pages: {dict(verdicts)}; {1000 * float(np.mean([spent for *_, spent in pages])):.0f} ms of CPU a page")
    print(*starmap("  {}: {}".format, ((how, dict(tally)) for how, tally in sorted(by.items()))), sep="\n")
    print(*(f"  {verdict}: {how}: {text}" for how, verdict, text, _ in pages if verdict != "right"), sep="\n")
    write(options.json, {"seed": SEED, "first": options.first, "pages": len(pages), "verdicts": verdicts, "by": by})


if __name__ == "__main__":
    main()
