"""What a batch notes of watched folders: which are watched, and which files in them were never read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from omr.model.paths import path_text

LEFT, LEFT_IN, BEGUN = "left", "left_in", "watched"
"""The facts: names of files left, the folder that they lie in, and the folders of watches that did not end."""


class Watching:
    """The notes of one batch; ``fact`` and ``note`` are the batch's own."""

    def __init__(self, fact: Callable[[str], str], note: Callable[[Mapping[str, str]], None]) -> None:
        self._fact, self._note = fact, note

    def begin(self, folder: Path) -> None:
        """Note that a folder is watched, until ``end`` says what was left in it: a watch that was killed never says it."""
        self._note({BEGUN: _listed(sorted({*self.begun, _place(folder)}))})

    def end(self, left: Iterable[str], folder: Path) -> None:
        """Note the files of a watched folder that are there and were not read, in place of those noted before, and that it is watched no
        longer.
        """
        self._note({LEFT: _listed(left), LEFT_IN: path_text(folder.absolute())})
        self.read_all([folder])

    def read(self, files: Iterable[Path]) -> None:
        """Note that these files are read: those that a watch left, where they lay, or elsewhere if they are there no more."""
        read = [Path(os.path.realpath(file)) for file in files]
        names = {path_text(Path(path.name)) for path in read}
        folder = self._fact(LEFT_IN)
        lay = {name: Path(os.path.realpath(f"{folder}/{name}")) for name in self.left}
        moved = {name for name, path in lay.items() if Path(name).name in names and not (folder and path.exists())}
        self._note({LEFT: _listed(name for name, path in lay.items() if path not in read and name not in moved)})

    def read_all(self, folders: Iterable[Path]) -> None:
        """Note that all in these folders, and below them, is read or noted as left."""
        read = [_place(folder) for folder in folders]
        open_ = [one for one in self.begun if not any(PurePosixPath(one).is_relative_to(folder) for folder in read)]
        if len(open_) < len(self.begun):
            self._note({BEGUN: _listed(open_)})

    @property
    def left(self) -> tuple[str, ...]:
        """The files that a watch left unread."""
        return tuple(json.loads(self._fact(LEFT) or "[]"))

    @property
    def begun(self) -> tuple[str, ...]:
        """The folders over which a watch goes on, or never ended."""
        return tuple(json.loads(self._fact(BEGUN) or "[]"))


def _place(folder: Path) -> str:
    """Where a folder is, as text: a name that is no UTF-8 cannot be found again by it, but compared."""
    return path_text(Path(os.path.realpath(folder)))


def _listed(names: Iterable[str]) -> str:
    return json.dumps([*names], ensure_ascii=False)
