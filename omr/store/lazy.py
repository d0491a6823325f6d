"""A page's boxes and measurements, left in the store until somebody looks: a batch is collated without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, overload

from omr.model.page import PageEvidence, ScanRef

Part = TypeVar("Part")
Key: TypeAlias = tuple[int, int]
"""The input's id and the page's number."""
Load: TypeAlias = Callable[[Key, ScanRef], PageEvidence]


@dataclass(frozen=True, slots=True, eq=False)
class Left(Sequence[Part]):
    """The ``boxes`` or the ``quality`` of one stored page; each look reads them anew (for many looks there is ``Batch.whole``)."""

    key: Key
    ref: ScanRef
    part: str
    size: int
    load: Load

    def _all(self) -> Sequence[Part]:
        whole: Sequence[Part] = getattr(self.load(self.key, self.ref), self.part)
        return whole

    def __iter__(self) -> Iterator[Part]:
        return iter(self._all())

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, place: int) -> Part: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Part]: ...

    def __getitem__(self, place: Any) -> Any:
        return self._all()[place]


def key_of(page: PageEvidence) -> Key | None:
    """Where the page's boxes were left, or None if it has them with it, or none at all."""
    return page.boxes.key if isinstance(page.boxes, Left) else None
