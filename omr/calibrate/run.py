"""Refit everything in one go: examples, both readers, the lines of the decision, and a report of what they do on unseen sheets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from omr import __version__
from omr.calibrate.choose import Scores, choose
from omr.calibrate.collect import STATES, Examples, collect
from omr.calibrate.fit import AMBIGUOUS, EMPTY, MARKED, fit_ink, fit_shape
from omr.files.calibration import NETWORK, NUMBERS
from omr.model.calibration import Logistic, PageRange, Thresholds
from omr.read.ink import ink_scores, is_bare
from omr.read.shape import shape_scores

FIT_GROUPS, HELD_OUT_GROUPS = 200, 80
"""Forms of four sheets each: some 150,000 and 60,000 boxes."""
HELD_OUT_SEED = 1_000_003
"""Added to the seed for the examples that no reader is fitted on."""
SLICE = 512
PAGE_RANGE = PageRange(least_dpi=90.0, least_contrast=0.12, most_noise=0.12)
"""What the simulated tables reach; a page beyond is doubted as a whole."""
REPORT = "report.md"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a run made: its files, its thresholds and the examples behind them."""

    folder: Path
    thresholds: Thresholds
    fitted_on: int
    held_out: int


def calibrate(
    folder: Path,
    seed: int = 1,
    groups: tuple[int, int] = (FIT_GROUPS, HELD_OUT_GROUPS),
    workers: int = 2,
    say: Callable[[str], None] = lambda _text: None,
) -> Fitted:
    """Write ``reader.json``, ``shape.onnx`` and ``report.md`` into ``folder``. The same seed, versions and threads give the same files."""
    say("Simulating sheets to fit on")
    fit_on = collect(groups[0], seed, workers=workers)
    say(f"Fitting to {fit_on.count} boxes")
    ink, network = fit_ink(fit_on), fit_shape(fit_on, seed)
    say("Simulating sheets that no reader has seen")
    held_out = collect(groups[1], seed + HELD_OUT_SEED, workers=workers)
    return write_calibration(folder, ink, network, fit_on.count, held_out, seed)


def write_calibration(folder: Path, ink: Logistic, network: bytes, fitted_on: int, held_out: Examples, seed: int) -> Fitted:
    """Choose the thresholds on the held-out examples and write everything."""
    scores = score(held_out, ink, network)
    thresholds = choose(held_out, scores)
    folder.mkdir(parents=True, exist_ok=True)
    provenance = {"omr": __version__, "seed": seed, "boxes_fitted_on": fitted_on, "boxes_held_out": held_out.count}
    numbers = {"ink": asdict(ink), "thresholds": asdict(thresholds), "page_range": asdict(PAGE_RANGE), "provenance": provenance}
    (folder / NETWORK).write_bytes(network)
    (folder / NUMBERS).write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8", newline="")
    (folder / REPORT).write_text("\n".join(report(held_out, scores, thresholds)) + "\n", encoding="utf-8", newline="")
    return Fitted(folder, thresholds, fitted_on, held_out.count)


def score(examples: Examples, ink: Logistic, network: bytes) -> Scores:
    """Both readers' scores of examples."""
    inks = ink_scores(examples.features, ink)
    bare = is_bare(examples.features, inks)
    slices = [slice(start, start + SLICE) for start in range(0, examples.count, SLICE)]
    shapes = [shape_scores(examples.pictures[part, 0], examples.pictures[part, 1], bare[part], network) for part in slices]
    shape = np.concatenate(shapes).astype(np.float64)
    return Scores(inks.astype(np.float64), 1 - shape[:, 0], shape[:, 2])


def report(examples: Examples, scores: Scores, limits: Thresholds) -> Iterator[str]:
    """The held-out examples as tables: confusion, and review and errors by mark kind, resolution and defect. Boxes, not items."""
    sure_mark = (scores.low >= limits.marked) & (scores.cancel < limits.cancelled)
    called = np.where(scores.high <= limits.empty, EMPTY, np.where(sure_mark, MARKED, -1))
    yield "# The fitted reader on sheets that it was not fitted on\n"
    yield f"{examples.count} boxes of {len(set(examples.sheets.tolist()))} simulated sheets, half `everyday`, half `harsh`.\n"
    yield "| drawn | boxes | read as empty | read as marked | sent to a person |\n|---|---|---|---|---|"
    for state, name in enumerate(STATES):
        here = examples.states == state
        counts = [int(np.sum(here & (called == value))) for value in (EMPTY, MARKED, -1)]
        yield f"| {name} | {int(here.sum())} | " + " | ".join(map(str, counts)) + " |"
    wrong = (called >= 0) & (called != examples.states)
    for title, labels in (("mark kind", examples.kinds), ("resolution", examples.dpi.astype(str)), ("defect", examples.defects)):
        yield f"\n| {title} | boxes | wrong and not sent | sent |\n|---|---|---|---|"
        for label in sorted(_parts(labels)):
            here = np.char.find(np.char.add(np.char.add("+", labels), "+"), f"+{label}+") >= 0 if label else labels == ""
            sure = here & (examples.states != AMBIGUOUS)
            yield f"| {label or 'none'} | {int(here.sum())} | {int(np.sum(wrong & here))} | {_share(called[sure] < 0)} |"


def _parts(labels: npt.NDArray[np.str_]) -> set[str]:
    return {part for label in set(labels.tolist()) for part in label.split("+")}


def _share(flags: npt.NDArray[np.bool_]) -> str:
    return f"{np.mean(flags):.2%}" if flags.size else "-"
