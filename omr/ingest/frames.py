"""The frames of a TIFF in their order: the way to each leads over all before it, and is not walked anew for every page."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from omr.ingest.source import stamp

LARGEST_KEPT_PX = 20_000_000
"""Of the frame that was read last, whose pixels stay in memory with the open file: A4 at 400 dpi."""


@dataclass(slots=True)
class _Open:
    """A TIFF that stands at a frame which was read; ``first`` is what its first frame says of itself."""

    path: Path
    stamp: tuple[int, int, int]
    image: Image.Image
    first: dict[Any, Any]
    closing: ExitStack


@dataclass(slots=True)
class _Kept:
    """The file that was read last in this process. Its way to the next frame is one step; to frame 20,000 of a file opened anew 0.9 s."""

    last: _Open | None = None

    def taken(self, path: Path, number: int) -> _Open:
        """The file, to go on to that frame; opened anew where another was read last, or a later frame."""
        now, last = stamp(path), self.last
        self.last = None
        if last is not None and (last.path, last.stamp) == (path, now) and last.image.tell() < number - 1:
            return last
        if last is not None:
            last.closing.close()
        with ExitStack() as closing:  # what was opened is closed again where the rest fails
            image = closing.enter_context(Image.open(closing.enter_context(path.open("rb"))))
            return _Open(path, now, image, dict(image.info), closing.pop_all())


_kept = _Kept()


@contextmanager
def frame(path: Path, number: int) -> Iterator[Image.Image]:
    """The frame, counted from 1, with its header read. What a frame does not say of itself is as in the first, whichever was read before.
    Raises what ``omr.ingest.picture.opened`` does.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tiff = _kept.taken(path, number)
        with ExitStack() as closing:
            closing.callback(tiff.closing.close)
            tiff.image.info = dict(tiff.first)
            tiff.image.seek(number - 1)
            yield tiff.image
            if tiff.image.width * tiff.image.height <= LARGEST_KEPT_PX:
                closing.pop_all()
                _kept.last = tiff
