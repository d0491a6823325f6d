"""What a fitted reader does on sheets that it was not fitted on, as tables and plots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from omr.audit.bound import CONFIDENCE
from omr.calibrate.choose import BUDGET, TABLE, WORTH, Chosen, Rung
from omr.calibrate.examples import STATES
from omr.calibrate.judge import Scored, Verdict
from omr.interpret.agree import together
from omr.simulate import AMBIGUOUS

BINS = 20
"""Steps of probability that the reliability curve shows."""
RELIABILITY, TRADE = "reliability.png", "review.png"


def report(held_out: Sequence[Scored], found: Sequence[Verdict], chosen: Chosen) -> Iterator[str]:
    """The report in Markdown, line by line."""
    rung = chosen.rung
    yield "# The fitted reader on sheets that it was not fitted on\n"
    yield (
        f"{len(found)} choice items of {len({verdict.sheet for verdict in found})} simulated sheets, half `everyday`, half `harsh`: "
        "practice forms of every kind, a quarter the sample exam's. A silent error is a response that is not exactly right and not sent.\n"
    )
    yield "## The guarantee\n"
    yield (
        f"The lines stand at {rung.strictness:.1f} log odds. On the `{TABLE}` half {rung.errors} of {rung.accepted} accepted ones are "
        f"silent errors: with {CONFIDENCE:.0%} confidence fewer than {_small(rung.bound)} (Clopper–Pearson). Errors cluster, so by sheet: "
        f"{rung.sheets_with_errors} of {rung.sheets} hold one, with {CONFIDENCE:.0%} confidence fewer than {rung.sheet_bound:.2%}. "
        f"Besides, {rung.unclear} accepted ones are such that a person could not tell either."
    )
    if chosen.certain:
        yield f"The budget of {_small(BUDGET)} is proven by that."
    else:
        yield (
            f"The budget of {_small(BUDGET)} is not proven by that: it takes more sheets, or has been exceeded. So the lines are "
            f"those with the least loss, a silent error counting as {WORTH} questions."
        )
    yield (
        f"This holds for sheets like those of the table `{TABLE}`, of forms like the practice forms; of an office's own sheets only an "
        "audit of its own batch speaks (`omr review --audit`).\n"
    )
    yield "| strictness | review rate | accepted | silent errors | bound | sheets with an error | unclear, not sent |"
    yield "|---|---|---|---|---|---|---|"
    for one in chosen.ladder:
        told = f"{one.review_rate:.2%} | {one.accepted} | {one.errors} | {_small(one.bound)} | {one.sheets_with_errors} | {one.unclear}"
        yield f"| {one.strictness:.1f} | {told} |"
    yield f"\n![Review rate against silent errors]({TRADE})\n\n![Reliability]({RELIABILITY})"
    yield from _confusion(found)
    tables: tuple[tuple[str, Callable[[Verdict], Iterable[str]]], ...] = (
        ("sheets", lambda verdict: (f"{verdict.table}, {'the sample exam' if verdict.own else 'practice forms'}",)),
        ("mark kind", lambda verdict: verdict.kinds),
        ("resolution", lambda verdict: (f"{verdict.dpi} dpi",)),
        ("defect", lambda verdict: verdict.defects or ("none",)),
    )
    for title, names in tables:
        yield f"\n| {title} | responses | silent errors | of them ambiguous | review rate |\n|---|---|---|---|---|"
        groups: dict[str, list[Verdict]] = defaultdict(list)
        for verdict in found:
            for name in names(verdict):
                groups[name].append(verdict)
        for name, some in sorted(groups.items()):
            wrong = [verdict for verdict in some if verdict.silent]
            unclear = sum(verdict.truth == AMBIGUOUS for verdict in wrong)
            yield f"| {name} | {len(some)} | {len(wrong)} | {unclear} | {np.mean([verdict.sent for verdict in some]):.2%} |"
    yield from _boxes(held_out)


def _confusion(found: Sequence[Verdict]) -> Iterator[str]:
    yield "\n| truth | answered right | wrong, not sent | sent |\n|---|---|---|---|"
    names: tuple[tuple[str, Callable[[Verdict], bool]], ...] = (
        ("one mark", lambda verdict: verdict.truth not in {"", AMBIGUOUS} and "&" not in verdict.truth),
        ("several marks", lambda verdict: "&" in verdict.truth),
        ("no mark", lambda verdict: not verdict.truth),
        ("a person cannot tell", lambda verdict: verdict.truth == AMBIGUOUS),
    )
    for name, is_such in names:
        some = [verdict for verdict in found if is_such(verdict)]
        wrong, sent = sum(verdict.silent for verdict in some), sum(verdict.sent for verdict in some)
        yield f"| {name} | {len(some) - wrong - sent} | {wrong} | {sent} |"


def _boxes(held_out: Sequence[Scored]) -> Iterator[str]:
    """Each reader's own scores by what was drawn."""
    yield "\n| drawn in a box | boxes | ink ≥ 0.5 | shape ≥ 0.5 | both together ≥ 0.5 |\n|---|---|---|---|---|"
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for state, ink, shape, both in _scores(held_out):
        groups[state].append((ink >= 0.5, shape >= 0.5, both >= 0.5))
    for state in STATES:
        if groups[state]:
            shares = np.mean(groups[state], axis=0)
            yield f"| {state} | {len(groups[state])} | " + " | ".join(f"{share:.2%}" for share in shares) + " |"


def _scores(held_out: Iterable[Scored]) -> Iterator[tuple[str, float, float, float]]:
    for one in held_out:
        for seen, sheet in zip(one.lot.sheets, one.sheets, strict=True):
            states = {(truth.section, truth.item, truth.label): truth.state for truth in seen.boxes}
            for page in sheet.pages:
                for box in page.boxes:
                    yield states[box.section, box.item, box.label], box.ink, box.shape, together(box)


def plot(folder: Path, held_out: Sequence[Scored], ladder: Sequence[Rung]) -> None:
    """The reliability curve, and review rate against silent errors, as PNG into ``folder``."""
    import matplotlib as mpl  # noqa: PLC0415  (an optional extra)

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    told = [(both, state in {"marked", "cancelled"}) for state, _, _, both in _scores(held_out) if state != "ambiguous"]
    odds, marked = np.array([both for both, _ in told]), np.array([drawn for _, drawn in told])
    odds = np.log(np.clip(odds, 1e-6, 1 - 1e-6) / (1 - np.clip(odds, 1e-6, 1 - 1e-6)))
    edges = np.linspace(-9.5, 9.5, BINS)
    figure, axis = plt.subplots(figsize=(6, 4.5), dpi=100)
    middles = (edges[:-1] + edges[1:]) / 2
    places = np.digitize(odds, edges) - 1
    seen = [(middle, marked[places == place]) for place, middle in enumerate(middles) if (places == place).sum() >= BINS]
    axis.plot(middles, 1 / (1 + np.exp(-middles)), color="0.7", label="perfect")
    axis.plot([middle for middle, _ in seen], [drawn.mean() for _, drawn in seen], "o-", label="held-out boxes")
    axis.set(xlabel="log odds that both readers give", ylabel="share of boxes that hold a mark", ylim=(-0.02, 1.02))
    axis.legend()
    figure.tight_layout()
    figure.savefig(folder / RELIABILITY, metadata={"Software": None})
    plt.close(figure)
    figure, axis = plt.subplots(figsize=(6, 4.5), dpi=100)
    rates = [100 * rung.review_rate for rung in ladder]
    axis.plot(rates, [100 * rung.bound for rung in ladder], "s--", color="0.6", label=f"upper bound ({CONFIDENCE:.0%})")
    axis.plot(rates, [100 * rung.errors / max(1, rung.accepted) for rung in ladder], "o-", label="seen")
    axis.set(xlabel="items sent to a person, %", ylabel="silent errors among the others, %", ylim=(0, None))
    axis.legend()
    figure.tight_layout()
    figure.savefig(folder / TRADE, metadata={"Software": None})
    plt.close(figure)


def _small(share: float) -> str:
    return f"1 in {round(1 / share):,}" if share else "0"
