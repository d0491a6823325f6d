"""``omr learn``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.saying import say
from omr.model.layout import FieldKind

if TYPE_CHECKING:
    from omr.learn import Learned


def learn(
    blanks: Annotated[list[Path], typer.Argument(help="the unfilled form, or one file for each form: PDF, PNG or JPEG, pages in order")],
    output: Annotated[Path, typer.Option("-o", help="the layout.json to write; pictures to look at are put beside it")],
    exam: Annotated[Path | None, typer.Option(help="an exam folder to check against and to name the items by")] = None,
    corrections: Annotated[Path | None, typer.Option(help="a text file of corrections, applied again on every run")] = None,
    form: Annotated[list[str] | None, typer.Option(help="the form's code, where none is printed; once for each file")] = None,
) -> None:
    """Make a layout from a blank form, with a proof picture to look at and a list of doubts."""
    import cv2  # noqa: PLC0415

    from omr.files import read_exam  # noqa: PLC0415
    from omr.files.layout import layout_bytes  # noqa: PLC0415
    from omr.files.whole import write_all  # noqa: PLC0415
    from omr.learn import installed  # noqa: PLC0415
    from omr.learn import learn as find_layout  # noqa: PLC0415

    say(f"Looking at {', '.join(str(blank) for blank in blanks)} …")
    found = find_layout(blanks, read_exam(exam / "exam.yaml") if exam else None, corrections, form or (), installed())
    folder = output.parent
    pictures = {**found.references, **{f"proof/{name}": proof for name, proof in found.proofs.items()}}
    drafted = _draft(folder, found) if found.exam else {}
    shown = {folder / name: cv2.imencode(".png", picture)[1].tobytes() for name, picture in pictures.items()}
    write_all({**shown, output: layout_bytes(found.layout), **drafted})
    for doubt in found.doubts:
        say(f"  {doubt}")
    for code, pages in found.layout.forms.items():
        say(f"Form {code}: {sum(len(page.choices) for page in pages)} items to choose in on {len(pages)} pages.")
    say(f"Written: {', '.join(map(str, [output, *drafted]))}.")
    if found.exam and not drafted:
        say(f"{folder / 'exam.yaml'} was left as it is; if it is an earlier draft, delete it and run the command again.")
    say(f"Next: look at the pictures in {folder / 'proof'}; correct in a text file and give it with --corrections.")


def _draft(folder: Path, found: Learned) -> dict[Path, bytes]:
    """A first exam.yaml to write, and with it a key.csv to fill in, where there is none."""
    from omr.files import key_template  # noqa: PLC0415
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE  # noqa: PLC0415

    exam, key = folder / EXAM_FILE, folder / KEY_FILE
    if exam.exists():
        return {}
    fields = [field for page in next(iter(found.layout.forms.values())) for field in page.fields]
    items = [field.ref for field in fields if field.kind in {FieldKind.CHOICE, FieldKind.NUMBER}]
    drafted = {exam: found.exam.encode()}
    return drafted if key.exists() else {**drafted, key: key_template(items).encode()}
