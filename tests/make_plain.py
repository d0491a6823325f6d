"""Makes the plain sample exam anew: ``python -m tests.make_plain``."""

from __future__ import annotations

from pathlib import Path

import typst

EXAM = Path(__file__).resolve().parents[1] / "sample_scans" / "ift6135-plain"


def blank_pdf(code: str) -> bytes:
    """The blank answer sheet of a form, by the fonts of the typst wheel alone: the same bytes on every machine."""
    compiler = typst.Compiler(EXAM / "answer_sheet.typ", ignore_system_fonts=True, sys_inputs={"code": code})
    pdf = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf
