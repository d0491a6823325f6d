"""What is installed, what is missing, and what that costs."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (
    "opencv-python", "numpy", "pandas", "pypdfium2", "zxing-cpp", "pebble", "psutil", "sqlalchemy", "pydantic", "ruamel.yaml", "typst",
    "openpyxl", "xlsxwriter", "scikit-image", "pillow", "jinja2", "typer", "rich", "simpleeval", "python-stdnum", "segno", "img2pdf",
    "simplejpeg", "watchfiles", "starlette", "uvicorn", "scipy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for. ``needed`` things that are missing make the program unusable; others cost what ``note`` says."""

    name: str
    found: str
    needed: bool
    note: str = ""

    @property
    def missing(self) -> bool:
        return not self.found


def examine() -> tuple[Finding, ...]:
    """Everything the program uses on this machine, the necessary first."""
    python = Finding("Python", platform.python_version(), needed=True)
    cores = Finding("cores", str(os.cpu_count() or 1), needed=False, note="pages are read in as many processes")
    libraries = [Finding(name, _version(name), needed=True, note="install omr again with pip") for name in LIBRARIES]
    return (python, cores, *libraries, _opencv(), _calibration(), _zbar(), _chromium(), _tesseract(), _torch())


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _opencv() -> Finding:
    note = "nothing can be read; on Debian: apt-get install libgl1 libglib2.0-0"
    try:
        return Finding("OpenCV's system libraries", f"loads ({importlib.import_module('cv2').__version__})", needed=True, note=note)
    except ImportError:
        return Finding("OpenCV's system libraries", "", needed=True, note=note)


def _calibration() -> Finding:
    from omr.errors import OmrError  # noqa: PLC0415
    from omr.files import data_folder, read_calibration  # noqa: PLC0415

    try:
        return Finding("calibration", read_calibration(data_folder("calibration")).id, needed=True)
    except OmrError as error:
        return Finding("calibration", "", needed=True, note=error.message)


def _zbar() -> Finding:
    note = "a second opinion on QR codes that zxing-cpp cannot read; on Debian: apt-get install libzbar0"
    try:
        importlib.import_module("pyzbar.pyzbar")
    except (ImportError, OSError):
        return Finding("zbar (for pyzbar)", "", needed=False, note=note)
    return Finding("zbar (for pyzbar)", "loads", needed=False)


def _chromium() -> Finding:
    place = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    return Finding("Chromium", Path(place).name, needed=False, note="only the tests of the pages a browser shows need it")


def _tesseract() -> Finding:
    note = "`omr learn` does not read the labels and titles of scanned blanks; on Debian: apt-get install tesseract-ocr"
    return Finding("Tesseract", Path(shutil.which("tesseract") or "").name, needed=False, note=note)


def _torch() -> Finding:
    return Finding("PyTorch", _version("torch"), needed=False, note="only `omr calibrate` needs it: pip install 'omr[calibrate]'")
