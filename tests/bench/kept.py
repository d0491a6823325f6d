"""Results of a long run, written page by page: what an interrupted run has measured still counts, and the next one goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ("omr", "tests/bench", "sample_scans", "tests/make_plain.py")
"""What the results depend on: lines of another state of it are not mixed with this one's."""


def going_on(
    file: Path | None, seed: int, indices: Iterable[int], measure: Callable[[list[int]], Iterable[tuple[int, Any]]]
) -> Iterator[tuple[int, Any]]:
    """Each index with its result (anything that JSON holds): from the file where an earlier run has it, else measured and written there."""
    wanted = list(indices)
    if file is None:
        yield from measure(wanted)
        return
    head = json.dumps({"seed": seed, "measured": fingerprint()})
    earlier = _earlier(file, head)
    yield from ((index, earlier[index]) for index in wanted if index in earlier)
    with file.open("a", encoding="utf-8") as lines:
        if not lines.tell():
            lines.write(head + "\n")
        for index, result in measure([index for index in wanted if index not in earlier]):
            lines.write(json.dumps([index, result]) + "\n")
            lines.flush()
            yield index, result


def _earlier(file: Path, head: str) -> dict[int, Any]:
    """Results of earlier runs; the last line may be cut where one was killed, and is then cut off."""
    text = file.read_bytes().decode() if file.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.write_bytes(whole.encode())
    lines = whole.splitlines()
    if lines and lines[0] != head:
        raise SystemExit(f"{file}: these results are of another seed or another state of the code; move the file away, or name another")
    return dict(json.loads(line) for line in lines[1:])


def fingerprint() -> str:
    """A hash of all code and samples that a result may depend on."""
    seen = sha256()
    for name in MEASURED:
        place = ROOT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and file.suffix in {".py", ".json", ".yaml", ".png", ".csv"}:
                seen.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()[:16]
