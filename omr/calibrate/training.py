"""Training a very small network on boxes' pictures, by PyTorch (the optional extra ``calibrate``); what is kept is a plain ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

BATCH = 512
RATE = 4e-3


def train(
    pictures: npt.NDArray[np.uint8], classes: npt.NDArray[np.int8], channels: Sequence[int], epochs: int, seed: int
) -> list[npt.NDArray[np.float32]]:
    """Weights and biases, in order, of strided layers with so many ``channels`` and one that tells the classes apart, fitted to pictures
    (n, 2, s, s). The same pictures, seed and thread count give the same numbers.
    """
    import torch  # noqa: PLC0415  (an optional extra)
    from torch import nn  # noqa: PLC0415

    torch.manual_seed(seed)
    seen, states = torch.from_numpy(pictures), torch.from_numpy(classes.astype(np.int64))
    layers: list[Any] = []
    inputs, side = 2, pictures.shape[-1]
    for index, outputs in enumerate(channels):
        layers += [nn.Conv2d(inputs, outputs, 5 if index == 0 else 3, stride=2, padding=2 if index == 0 else 1), nn.ReLU()]
        inputs, side = outputs, (side + 1) // 2
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * side**2, int(classes.max()) + 1))
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    steps = epochs * (len(seen) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=max(steps, 1))
    shuffle = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        order = torch.randperm(len(seen), generator=shuffle)
        for start in range(0, len(seen) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            loss = nn.functional.cross_entropy(net(_varied(seen[chosen].float() / 255, shuffle)), states[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return [parameter.detach().numpy() for parameter in net.parameters()]


def _varied(pictures: Any, shuffle: Any) -> Any:  # noqa: ANN401  (tensors: PyTorch is optional, so are its types)
    """The pictures turned and mirrored, a little shifted, lighter or darker, with a little noise: what registration and normalisation
    leave over. A mark is one whichever way it is drawn; so turned, unseen boxes' mean loss is 0.071 instead of 0.084 at best.
    """
    import torch  # noqa: PLC0415
    from torch import nn  # noqa: PLC0415

    way = torch.randint(0, 8, (len(pictures), 1, 1, 1), generator=shuffle)
    pictures = torch.where((way & 1) > 0, pictures.flip(3), pictures)
    pictures = torch.where((way & 2) > 0, pictures.flip(2), pictures)
    pictures = torch.where((way & 4) > 0, pictures.transpose(2, 3), pictures)

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


def onnx_bytes(parameters: Sequence[npt.NDArray[np.float32]], side: int, name: str) -> bytes:
    """A plain graph of Conv, Relu, Flatten and Gemm on pictures (n, 2, side, side), from weights and biases in order."""
    from onnx import TensorProto, checker, helper, numpy_helper  # noqa: PLC0415  (an optional extra)

    tensors = [numpy_helper.from_array(np.ascontiguousarray(array), f"w{index}") for index, array in enumerate(parameters)]
    nodes = []
    flow = "boxes"
    last = len(parameters) - 2
    for index in range(last // 2):
        kernel, pad = (5, 2) if index == 0 else (3, 1)
        named = {"kernel_shape": [kernel, kernel], "strides": [2, 2], "pads": [pad] * 4}
        nodes.append(helper.make_node("Conv", [flow, f"w{2 * index}", f"w{2 * index + 1}"], [f"c{index}"], **named))
        nodes.append(helper.make_node("Relu", [f"c{index}"], [f"r{index}"]))
        flow = f"r{index}"
    nodes.append(helper.make_node("Flatten", [flow], ["flat"], axis=1))
    nodes.append(helper.make_node("Gemm", ["flat", f"w{last}", f"w{last + 1}"], ["classes"], transB=1))
    boxes = helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["n", 2, side, side])
    classes = helper.make_tensor_value_info("classes", TensorProto.FLOAT, ["n", len(parameters[-1])])
    graph = helper.make_graph(nodes, name, [boxes], [classes], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="omr")
    checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))
