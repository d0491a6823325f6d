"""Fitting both readers to examples: the ink reader by logistic regression, the shape reader as a very small network.

PyTorch fits (the optional extra ``calibrate``); what is kept is a plain ONNX graph that ``cv2.dnn`` runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import STATES, Examples
from omr.model.calibration import Logistic
from omr.read.ink import ink_inputs
from omr.read.shape import CLASSES, INPUT

CHANNELS = (12, 24, 32)
"""Filters of the three strided layers: 0.24 million multiplications a box."""
EPOCHS = 16
BATCH = 512
RATE = 2e-3
RIDGE = 1e-5
"""Pull of the logistic weights towards 0, per example: keeps them finite where the classes hardly overlap."""
NEWTON_STEPS = 30
RISING = (0, 1, 2, 3, 5, 6)
"""Places of the ink reader's inputs that can only speak for a mark: ink, peak, spread, reach, excess, veil."""
EMPTY, MARKED, CANCELLED, AMBIGUOUS = range(len(STATES))


def fit_ink(examples: Examples) -> Logistic:
    """The ink reader: does a box hold a mark (cancelled ones included)?"""
    inside = (np.char.find(examples.kinds, "circle_around") < 0) & (np.char.find(examples.kinds, "beside") < 0)
    sure = (examples.states != AMBIGUOUS) & (inside | (examples.states == EMPTY))  # ink around a box is for the other reader to see
    x = np.column_stack([ink_inputs(examples.features[sure]), np.ones(int(sure.sum()))]).astype(np.float64)
    y = (examples.states[sure] != EMPTY).astype(np.float64)
    weights = _logistic(x, y)
    while np.any(weights[list(RISING)] < 0):  # more of it never speaks against a mark: such a weight only mends what others overdo
        x[:, [place for place in RISING if weights[place] < 0]] = 0
        weights = _logistic(x, y)
    return Logistic(round(float(weights[-1]), 6), tuple(round(float(weight), 6) for weight in weights[:-1]))


def _logistic(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weights of the penalised maximum likelihood, by Newton's method; a column of zeros gets none."""
    weights = np.zeros(x.shape[1])
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - y) / len(y) + RIDGE * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x / len(y) + RIDGE * np.eye(x.shape[1])
        weights -= np.linalg.solve(curve, slope)
    return np.where(x.any(axis=0), weights, 0.0)


def fit_shape(examples: Examples, seed: int) -> bytes:
    """The shape reader's network as ONNX; the same examples, seed and thread count give the same bytes."""
    import torch  # noqa: PLC0415  (an optional extra)
    from torch import nn  # noqa: PLC0415

    torch.manual_seed(seed)
    sure = np.flatnonzero(examples.states != AMBIGUOUS)
    pictures = torch.from_numpy(examples.pictures[sure])
    states = torch.from_numpy(examples.states[sure].astype(np.int64))
    layers: list[Any] = []
    inputs = 2
    for index, outputs in enumerate(CHANNELS):
        layers += [nn.Conv2d(inputs, outputs, 5 if index == 0 else 3, stride=2, padding=2 if index == 0 else 1), nn.ReLU()]
        inputs = outputs
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(CHANNELS[-1] * (INPUT // 8) ** 2, len(CLASSES)))
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    steps = EPOCHS * (len(sure) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=max(steps, 1))
    shuffle = torch.Generator().manual_seed(seed)
    for _ in range(EPOCHS):
        order = torch.randperm(len(sure), generator=shuffle)
        for start in range(0, len(sure) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            loss = nn.functional.cross_entropy(net(_varied(pictures[chosen].float() / 255, shuffle)), states[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return onnx_bytes([(p.detach().numpy()) for p in net.parameters()])


def _varied(pictures: Any, shuffle: Any) -> Any:  # noqa: ANN401  (tensors: PyTorch is optional, so are its types)
    """The pictures a little shifted, lighter or darker, with a little noise: what registration and normalisation leave over."""
    import torch  # noqa: PLC0415
    from torch import nn  # noqa: PLC0415

    def some(low: float, high: float) -> Any:  # noqa: ANN401
        return low + (high - low) * torch.rand((len(pictures), 1, 1, 1), generator=shuffle)

    moved = pictures.clone()
    shift = torch.randint(-1, 2, (2,), generator=shuffle).tolist()
    seen, printed = torch.roll(pictures[:, :1], shifts=shift, dims=(2, 3)), pictures[:, 1:]
    # The reference's print is never quite the page's: heavier or lighter letters, softer or paler lines.
    wide = nn.functional.max_pool2d(printed, 3, stride=1, padding=1)
    soft = nn.functional.avg_pool2d(printed, 3, stride=1, padding=1)
    kind = torch.randint(0, 4, (len(pictures), 1, 1, 1), generator=shuffle)
    other = torch.where(kind == 0, 0.5 * (wide + printed), torch.where(kind == 1, soft, printed))
    noise = some(0.0, 0.03) * torch.randn(pictures[:, :1].shape, generator=shuffle)
    moved[:, :1] = (seen * some(0.85, 1.15) + noise).clamp(0, 1)
    moved[:, 1:] = (other * some(0.75, 1.25)).clamp(0, 1)
    return moved


def onnx_bytes(parameters: list[npt.NDArray[np.float32]]) -> bytes:
    """A plain graph of Conv, Relu, Flatten and Gemm from weights and biases in order."""
    from onnx import TensorProto, checker, helper, numpy_helper  # noqa: PLC0415  (an optional extra)

    tensors = [numpy_helper.from_array(np.ascontiguousarray(array), f"w{index}") for index, array in enumerate(parameters)]
    nodes = []
    flow = "boxes"
    for index in range(len(CHANNELS)):
        kernel, pad = (5, 2) if index == 0 else (3, 1)
        named = {"kernel_shape": [kernel, kernel], "strides": [2, 2], "pads": [pad] * 4}
        nodes.append(helper.make_node("Conv", [flow, f"w{2 * index}", f"w{2 * index + 1}"], [f"c{index}"], **named))
        nodes.append(helper.make_node("Relu", [f"c{index}"], [f"r{index}"]))
        flow = f"r{index}"
    last = 2 * len(CHANNELS)
    nodes.append(helper.make_node("Flatten", [flow], ["flat"], axis=1))
    nodes.append(helper.make_node("Gemm", ["flat", f"w{last}", f"w{last + 1}"], ["classes"], transB=1))
    boxes = helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["n", 2, INPUT, INPUT])
    classes = helper.make_tensor_value_info("classes", TensorProto.FLOAT, ["n", len(CLASSES)])
    graph = helper.make_graph(nodes, "omr-shape", [boxes], [classes], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="omr")
    checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))
