"""What each process of a scan imports: start-up is felt, and every library is a tenth of a second of CPU that pages wait for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from scan import spying

from omr.files import data_folder, read_calibration, read_folder
from omr.model.page import Unread
from omr.scan import scan
from omr.store import Batch

EXAM = data_folder("sample_scans") / "ift6135"
PIXELS = {"numpy", "cv2", "pypdfium2", "PIL", "simplejpeg", "zxingcpp"}
"""What reads pages: never in the program that sends them away and collates what comes back."""
OFFICE = {"sqlalchemy", "pydantic", "ruamel.yaml", "typer", "rich", "omr.cli", "omr.files", "omr.results", "omr.store.batch"}
"""What the program itself needs: never in the processes that read, whose number the user chooses."""
NEITHER = {"pandas", "scipy", "skimage", "typst", "xlsxwriter", "openpyxl", "starlette", "uvicorn", "torch", "watchfiles"}


@pytest.fixture
def one_page(tmp_path: Path) -> Path:
    """A scan of one page of the sample exam."""
    import pypdfium2

    with pypdfium2.PdfDocument(min((EXAM / "scans").glob("*.pdf"))) as stack, pypdfium2.PdfDocument.new() as page:
        page.import_pages(stack, [1])
        page.save(tmp_path / "page.pdf")
    return tmp_path / "page.pdf"


def test_the_program_scans_without_loading_what_reads_pages_or_grades(one_page: Path, tmp_path: Path) -> None:
    command = ["omr", "scan", str(one_page), "--exam", str(EXAM), "--batch", str(tmp_path / "batch"), "--workers", "1"]
    code = f"""import sys
sys.argv = {command!r}
from omr.__main__ import main
try:
    main()
finally:
    print(sorted(sys.modules), file=sys.stderr)"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "Read 1 pages of 1 files." in done.stdout, done.stderr
    loaded = set(ast.literal_eval(done.stderr.splitlines()[-1]))
    assert loaded >= OFFICE  # it does see what is loaded
    assert not loaded & (PIXELS | NEITHER)


def test_a_reading_process_loads_no_database_no_exam_files_and_no_command_line(one_page: Path, tmp_path: Path) -> None:
    batch = Batch.open(tmp_path / "batch", create=True)
    scan([one_page], read_folder(EXAM), batch, read_calibration(data_folder("calibration")), workers=1, reader=spying.tells_modules)
    (told,) = batch.results()
    assert isinstance(told, Unread)
    loaded = set(told.detail.split())
    assert loaded >= PIXELS
    assert not loaded & (OFFICE | NEITHER)
