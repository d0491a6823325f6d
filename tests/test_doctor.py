"""What the doctor finds, and what it says of what is missing."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from types import ModuleType

import pytest

from omr.doctor import LIBRARIES, examine


def test_everything_that_is_needed_is_found_here() -> None:
    findings = {finding.name: finding for finding in examine()}
    assert [name for name, finding in findings.items() if finding.needed and finding.missing] == []
    assert set(LIBRARIES) <= set(findings)
    assert findings["calibration"].found


def test_every_library_that_the_project_declares_is_looked_for() -> None:
    declared = {re.split("[<>=;]", line)[0].strip().lower() for line in importlib.metadata.requires("omr") or () if "extra ==" not in line}
    assert declared - {name.replace(".", "-") for name in LIBRARIES} - set(LIBRARIES) == {"pyzbar"}, "which has a finding of its own"


def test_a_missing_library_is_named_with_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    pandas = next(finding for finding in examine() if finding.name == "pandas")
    assert pandas.missing
    assert pandas.needed
    assert "pip" in pandas.note


@pytest.mark.parametrize(
    ("module", "name", "needed"), [("cv2", "OpenCV's system libraries", True), ("pyzbar.pyzbar", "zbar (for pyzbar)", False)]
)
def test_a_library_of_the_system_that_does_not_load_is_named_with_its_remedy(monkeypatch, module: str, name: str, needed: bool) -> None:
    load = importlib.import_module

    def broken(wanted: str) -> ModuleType:
        if wanted == module:
            raise ImportError(wanted)
        return load(wanted)

    monkeypatch.setattr(importlib, "import_module", broken)
    found = next(finding for finding in examine() if finding.name == name)
    assert (found.missing, found.needed) == (True, needed)
    assert "apt-get install" in found.note
