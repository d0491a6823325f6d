"""Forms made to be filled in on a screen: their check boxes are fields, not print of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from omr.learn import learn
from omr.model.exam import Shape
from tests.learn.paper import only_page


@pytest.mark.parametrize(("kind", "shape"), [("checkbox", Shape.BOX), ("radio", Shape.CIRCLE)])
def test_fields_to_tick_are_options_as_they_will_be_printed(tmp_path: Path, kind: str, shape: Shape) -> None:
    canvas = Canvas(str(tmp_path / "form.pdf"), pagesize=(420, 595))
    for item in range(1, 7):
        canvas.drawString(30, 560 - 40 * item, f"{item}.")
        for place, word in enumerate(("Yes", "No", "Perhaps")):
            where = {"x": 60 + 90 * place, "y": 557 - 40 * item, "size": 12}
            if kind == "radio":
                canvas.acroForm.radio(name=f"q{item}", value=word, shape="circle", **where)
            else:
                canvas.acroForm.checkbox(name=f"q{item}{place}", **where)
            canvas.drawString(78 + 90 * place, 560 - 40 * item, word)
    canvas.save()
    page = only_page(learn([tmp_path / "form.pdf"]))
    assert [(field.item, tuple(option.label for option in field.options)) for field in page.choices] == [
        (str(number), ("Yes", "No", "Perhaps")) for number in range(1, 7)
    ]
    assert {option.shape for field in page.choices for option in field.options} == {shape}
