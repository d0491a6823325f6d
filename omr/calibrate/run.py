"""Refit everything in one go: sheets, both readers, the lines of the decision, and a report of what they do on unseen sheets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from omr import __version__
from omr.calibrate.choose import BUDGET, Chosen, choose, lines
from omr.calibrate.collect import PAGE_RANGE, Lot, collect
from omr.calibrate.examples import Examples, examples
from omr.calibrate.fit_ink import fit_ink
from omr.calibrate.fit_shape import fit_shape
from omr.calibrate.fit_taken_back import fit_taken_back
from omr.calibrate.judge import scored, verdicts
from omr.calibrate.report import plot, report
from omr.files.calibration import NETWORKS, NUMBERS
from omr.files.whole import write_all
from omr.model.calibration import Calibration, Thresholds

FIT_GROUPS, HELD_OUT_GROUPS = 400, 100
"""Forms of four sheets each: some 310,000 boxes to fit on, and 400 sheets to draw the lines on."""
HELD_OUT_SEED = 1_000_003
"""Added to the seed for the sheets that no reader is fitted on."""
REPORT = "report.md"
NO_LINES = Thresholds(0.0, 0.0, 1.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a run made: its folder, its lines with the evidence for them, and the boxes fitted on."""

    folder: Path
    chosen: Chosen
    fitted_on: int


def calibrate(
    folder: Path,
    seed: int = 1,
    groups: tuple[int, int] = (FIT_GROUPS, HELD_OUT_GROUPS),
    workers: int = 2,
    say: Callable[[str], None] = lambda _text: None,
) -> Fitted:
    """Write ``reader.json``, both networks, ``report.md`` and its plots into ``folder``. The same seed, versions and threads give the
    same files.
    """
    say("Simulating sheets to fit on")
    fit_on = examples(collect(groups[0], seed, workers=workers, to_fit=True))
    say(f"Fitting to {fit_on.count} boxes")
    readers = fit(fit_on, seed)
    say("Simulating sheets that no reader has seen, and drawing the lines on them")
    return write_calibration(folder, readers, fit_on.count, collect(groups[1], seed + HELD_OUT_SEED, workers=workers), seed)


def fit(fit_on: Examples, seed: int) -> Calibration:
    """Both readers, and the second look at what was perhaps taken back; no lines are drawn yet."""
    shape = fit_shape(fit_on, seed)
    return Calibration("", fit_ink(fit_on, seed), NO_LINES, PAGE_RANGE, shape, fit_taken_back(fit_on, shape, seed))


def write_calibration(folder: Path, readers: Calibration, fitted_on: int, lots: Iterable[Lot], seed: int) -> Fitted:
    """Draw the lines of fitted readers on held-out sheets and write everything."""
    held_out = list(scored(lots, readers))
    chosen = choose(held_out, readers)
    found = list(verdicts(held_out, replace(readers, thresholds=chosen.thresholds)))
    folder.mkdir(parents=True, exist_ok=True)
    rung = chosen.rung
    provenance = {
        "omr": __version__,
        **{name: version(name) for name in ("numpy", "opencv-python", "torch")},
        "seed": seed,
        "boxes_fitted_on": fitted_on,
        "sheets_held_out": len({verdict.sheet for verdict in found}),
        "budget": BUDGET,
        "budget_proven": chosen.certain,
        "accepted": rung.accepted,
        "silent_errors": rung.errors,
        "bound": round(rung.bound, 8),
        "sheet_bound": round(rung.sheet_bound, 6),
    }
    numbers: dict[str, object] = {"ink": asdict(readers.ink), "thresholds": asdict(chosen.thresholds), "page_range": asdict(PAGE_RANGE)}
    ladder = [{"thresholds": asdict(lines(one.strictness)), "bound": round(one.bound, 8)} for one in chosen.ladder]
    numbers |= {"ladder": ladder, "provenance": provenance}
    networks = dict(zip(NETWORKS, (readers.shape_model, readers.taken_back_model), strict=True))
    texts = {NUMBERS: json.dumps(numbers, indent=1), REPORT: "\n".join(report(held_out, found, chosen))}
    files = networks | {name: f"{text}\n".encode() for name, text in texts.items()}
    write_all({folder / name: data for name, data in files.items()})
    plot(folder, held_out, chosen.ladder)
    return Fitted(folder, chosen, fitted_on)
