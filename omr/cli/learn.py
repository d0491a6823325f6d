"""``omr learn``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omr.cli.saying import say
from omr.model.layout import FieldKind

if TYPE_CHECKING:
    from omr.learn import Learned

CORRECTIONS_FILE = "corrections.txt"
"""What was put right by hand in the layout beside it."""


def learn(
    blanks: Annotated[list[Path], typer.Argument(help="the unfilled form, or one file for each form: PDF, PNG or JPEG, pages in order")],
    output: Annotated[Path, typer.Option("-o", help="the layout.json to write; pictures to look at are put beside it")],
    exam: Annotated[Path | None, typer.Option(help="an exam folder to check against and to name the items by")] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="a text file of what was put right by hand; if not given, corrections.txt beside the layout")
    ] = None,
    form: Annotated[list[str] | None, typer.Option(help="the form's code, where none is printed; once for each file")] = None,
) -> None:
    """Make a layout from a blank form, with a proof picture to look at and a list of doubts."""
    import cv2  # noqa: PLC0415

    from omr.files import read_exam  # noqa: PLC0415
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE  # noqa: PLC0415
    from omr.files.layout import layout_bytes  # noqa: PLC0415
    from omr.files.whole import write_all  # noqa: PLC0415
    from omr.learn import installed, starter  # noqa: PLC0415
    from omr.learn import learn as find_layout  # noqa: PLC0415

    folder = output.parent
    kept = folder / CORRECTIONS_FILE
    corrections = corrections or (kept if kept.is_file() else None)
    by = f", corrected by {corrections}" if corrections else ""
    say(f"Looking at {', '.join(str(blank) for blank in blanks)}{by} …")
    found = find_layout(blanks, read_exam(exam / "exam.yaml") if exam else None, corrections, form or (), installed())
    pictures = {**found.references, **{f"proof/{name}": proof for name, proof in found.proofs.items()}}
    drafted = _draft(folder, found) if found.exam else {}
    shown = {folder / name: cv2.imencode(".png", picture)[1].tobytes() for name, picture in pictures.items()}
    started = {} if corrections else {kept: starter().encode()}
    write_all({**shown, output: layout_bytes(found.layout), **drafted, **started})
    for doubt in found.doubts:
        say(f"  {doubt}")
    for code, pages in found.layout.forms.items():
        say(f"Form {code}: {sum(len(page.choices) for page in pages)} items to choose in on {len(pages)} pages.")
    say(f"Written: {', '.join(map(str, [output, *drafted]))}.")
    if found.exam and (left := next((file for file in (folder / EXAM_FILE, folder / KEY_FILE) if file not in drafted), None)):
        say(f"{left} was left as it is, since somebody has edited it: compare its items.")
    say(f"Next: look at the pictures in {folder / 'proof'}; what is wrong, put right in {corrections or kept}, and run this again.")


def _draft(folder: Path, found: Learned) -> dict[Path, bytes]:
    """A first exam.yaml to write, and with it a key.csv to fill in, where there is none, or an earlier one that nobody has edited."""
    from omr.files import key_template  # noqa: PLC0415
    from omr.files.exam import EXAM_FILE  # noqa: PLC0415
    from omr.files.folder import KEY_FILE  # noqa: PLC0415
    from omr.files.key import is_unfilled  # noqa: PLC0415
    from omr.learn import is_untouched  # noqa: PLC0415

    exam, key = folder / EXAM_FILE, folder / KEY_FILE
    if not _is_free(exam, is_untouched):
        return {}
    fields = [field for page in next(iter(found.layout.forms.values())) for field in page.fields]
    items = [field.ref for field in fields if field.kind in {FieldKind.CHOICE, FieldKind.NUMBER}]
    drafted = {exam: found.exam.encode()}
    return {**drafted, key: key_template(items).encode()} if _is_free(key, is_unfilled) else drafted


def _is_free(file: Path, is_draft: Callable[[str], bool]) -> bool:
    """Whether a file may be written: it is not there, or it is a draft."""
    return not file.exists() or is_draft(file.read_bytes().decode(errors="replace"))
