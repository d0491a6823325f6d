"""Fitting the ink reader: a small monotone network on measures of ink, by PyTorch (the optional extra ``calibrate``)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omr.calibrate.examples import AMBIGUOUS, EMPTY, Examples
from omr.model.calibration import InkReader
from omr.read.ink import INPUTS, RISING, standard

HIDDEN = 12
EPOCHS = 24
BATCH = 1024
RATE = 1e-2
DIGITS = 5


def fit_ink(examples: Examples, seed: int, epochs: int = EPOCHS) -> InkReader:
    """The ink reader: does a box hold a mark (cancelled ones included)? The same examples, seed and thread count give the same numbers."""
    import torch  # noqa: PLC0415  (an optional extra)
    from torch import nn  # noqa: PLC0415

    torch.manual_seed(seed)
    beside = np.char.find(examples.kinds, "beside") >= 0  # ink beside a box is for others to see
    sure = (examples.states != AMBIGUOUS) & (~beside | (examples.states == EMPTY))
    inputs = examples.inputs[sure]
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-3
    x, y = torch.from_numpy(standard(inputs, mean, spread)), torch.from_numpy((examples.states[sure] != EMPTY).astype(np.float32))
    rising = nn.Parameter(0.3 * torch.randn(HIDDEN, RISING) - 2)  # softplus of it is the weight: never negative
    free = nn.Parameter(0.2 * torch.randn(HIDDEN, INPUTS - RISING))
    biases, out, bias = nn.Parameter(0.5 * torch.randn(HIDDEN)), nn.Parameter(0.3 * torch.randn(HIDDEN)), nn.Parameter(torch.zeros(1))
    parameters = [rising, free, biases, out, bias]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=1e-4)
    steps = epochs * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=max(steps, 2))
    positive = nn.functional.softplus
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            hidden = torch.tanh(x[chosen] @ torch.cat([positive(rising), free], dim=1).T + biases)
            loss = nn.functional.binary_cross_entropy_with_logits(hidden @ positive(out) + bias, y[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    weights = torch.cat([positive(rising), free], dim=1).detach().numpy()
    return InkReader(
        mean=_rounded(mean),
        spread=_rounded(spread),
        weights=tuple(_rounded(row) for row in weights),
        biases=_rounded(biases.detach().numpy()),
        out=_rounded(positive(out).detach().numpy()),
        bias=round(float(bias.detach()), DIGITS),
    )


def _rounded(values: npt.NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) for value in values)
