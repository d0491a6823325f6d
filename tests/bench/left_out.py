"""What the readers do with a mark style, or a defect, that they were never fitted on: ``python tests/bench/left_out.py``.

Each style (all kinds of its marks) and each defect is left out of the fit in turn; the readers fitted to the rest read held-out sheets, and
the responses that show what was left out are counted: beside them what readers fitted to everything make of the same responses. The lines
are the committed ones. It needs the optional extra ``calibrate``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from figures import asking, write

from omr.calibrate.collect import Lot, collect
from omr.calibrate.examples import Examples, examples
from omr.calibrate.judge import Verdict, scored, verdicts
from omr.calibrate.run import HELD_OUT_SEED, fit
from omr.files import data_folder, read_calibration
from omr.model.calibration import Calibration
from omr.simulate import AMBIGUOUS

SEED = 3
STYLES = {
    "ticks": {"tick", "tick_overshoot"},
    "crosses": {"cross", "cross_overflow"},
    "dots": {"dot"},
    "slashes": {"slash"},
    "fills": {"fill", "scribble"},
    "circles": {"circle_around"},
}
DEFECTS = ("one_bit", "blurred", "bold_print", "coarse_jpeg", "low_toner")


def without_style(whole: Examples, kinds: set[str]) -> Examples:
    """The examples without the boxes that hold such a mark."""
    kept = np.array([not kinds & {*kind.split("+")} for kind in whole.kinds.tolist()])
    return Examples(whole.pictures[kept], whole.inputs[kept], whole.states[kept], whole.kinds[kept], whole.wholes[kept[whole.drawn]])


def without_defect(lots: Sequence[Lot], defect: str) -> Iterator[Lot]:
    """The lots without the sheets of which any row shows the defect."""
    for lot in lots:
        yield replace(lot, sheets=tuple(sheet for sheet in lot.sheets if not any(defect in row.defects for row in sheet.rows)))


def judged(held_out: Sequence[Lot], readers: Calibration) -> list[Verdict]:
    """Every response of the held-out sheets as these readers have it."""
    return list(verdicts(scored(held_out, readers), readers))


def counted(found: Sequence[Verdict], shown: set[str]) -> dict[str, float]:
    """Responses that show one of the kinds or defects, by what was said of them."""
    here = [verdict for verdict in found if shown & {*verdict.kinds, *verdict.defects}]
    silent = [verdict for verdict in here if verdict.silent]
    unclear = sum(verdict.truth == AMBIGUOUS for verdict in silent)
    sent = sum(verdict.sent for verdict in here) / max(1, len(here))
    return {"responses": len(here), "silent_errors": len(silent), "ambiguous": unclear, "review_rate": round(sent, 4)}


def main() -> None:
    parser = asking(__doc__, "two forms of each and one style")
    parser.add_argument("names", nargs="*", help=f"which of them; all if not given: {', '.join((*STYLES, *DEFECTS))}")
    parser.add_argument("--groups", type=int, nargs=2, default=(100, 60), metavar=("FIT", "HELD"), help="forms of four sheets")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    names = options.names or (("dots",) if options.quick else (*STYLES, *DEFECTS))
    fit_groups, held_groups = (2, 2) if options.quick else options.groups
    lots = list(collect(fit_groups, options.seed, workers=os.cpu_count() or 1, to_fit=True))
    held_out = list(collect(held_groups, options.seed + HELD_OUT_SEED, workers=os.cpu_count() or 1))
    committed = read_calibration(data_folder("calibration"))

    def readers(fit_on: Examples) -> Calibration:
        return replace(fit(fit_on, options.seed), thresholds=committed.thresholds)

    whole = examples(lots)
    usual = judged(held_out, readers(whole))
    figures = {}
    for name in names:
        shown = STYLES.get(name, {name})
        rest = without_style(whole, shown) if name in STYLES else examples(without_defect(lots, name))
        left, beside = counted(judged(held_out, readers(rest)), shown), counted(usual, shown)
        figures[name] = {"left_out": left, "fitted": beside}
        told = (
            f"{each['silent_errors']:3} silent errors ({each['ambiguous']} that a person cannot tell), {each['review_rate']:.1%} sent"
            for each in (left, beside)
        )
        print(f"{name:12} {left['responses']:5} responses   left out: {next(told)}   fitted: {next(told)}", flush=True)
    write(options.json, {"seed": options.seed, "groups": [fit_groups, held_groups], "by": figures})


if __name__ == "__main__":
    main()
