"""``calibration/``: the fitted reader as files. ``reader.json`` holds its numbers, ``shape.onnx`` the shape reader's network, and
``taken_back.onnx`` the one that looks again at marks that were perhaps taken back.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from omr.errors import BadInput
from omr.model.calibration import Calibration, InkReader, PageRange, Rung, Thresholds

NUMBERS = "reader.json"
NETWORKS = "shape.onnx", "taken_back.onnx"
ID_LENGTH = 16
"""Hexadecimal digits of the calibration's id: 64 bits, so that no two are ever mistaken."""


def read_calibration(folder: Path) -> Calibration:
    """The fitted reader in a folder; raises BadInput if a file is missing or is not what it should be."""
    try:
        numbers = (folder / NUMBERS).read_bytes()
        shape, taken_back = networks = [(folder / name).read_bytes() for name in NETWORKS]
        fitted = json.loads(numbers)
        return Calibration(
            id=hashlib.sha256(b"".join((numbers, *networks))).hexdigest()[:ID_LENGTH],
            ink=_ink_reader(fitted["ink"]),
            thresholds=Thresholds(**_floats(fitted["thresholds"])),
            page_range=PageRange(**_floats(fitted["page_range"])),
            shape_model=shape,
            taken_back_model=taken_back,
            ladder=tuple(Rung(Thresholds(**_floats(one["thresholds"])), float(one["bound"])) for one in fitted.get("ladder", [])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{folder} holds no calibration: {error}", "give a folder made by `omr calibrate -o DIR`") from error


def _ink_reader(section: dict[str, Any]) -> InkReader:
    row = {name: tuple(map(float, section[name])) for name in ("mean", "spread", "biases", "out")}
    return InkReader(**row, weights=tuple(tuple(map(float, weights)) for weights in section["weights"]), bias=float(section["bias"]))


def _floats(section: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in section.items()}
