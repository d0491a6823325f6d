"""The batch as it stood at one look: its sheets, and what each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from omr.bubbles import whole_pages
from omr.files import ExamFolder
from omr.interpret import interpret
from omr.model.calibration import Calibration
from omr.model.exam import Item, ItemRef
from omr.model.layout import Field, Layout, LayoutPage
from omr.model.response import Collation, Response, Sheet, in_force
from omr.results import layout_of
from omr.review.web.task import place_of
from omr.store import Batch


@dataclass(frozen=True, slots=True)
class Book:
    """Every sheet by its name; what was measured stays in the store until somebody asks."""

    batch: Batch
    exam: ExamFolder
    calibration: Calibration
    collation: Collation
    sheets: Mapping[str, Sheet]

    @property
    def layout(self) -> Layout:
        return layout_of(self.exam)

    @property
    def students(self) -> frozenset[str]:
        return frozenset(student.number for student in self.exam.roster)

    def item(self, response: Response) -> Item:
        return self.exam.exam.item(ItemRef(response.section, response.item))

    def called(self, name: str) -> str:
        """What people call a sheet; its name where no scan shows it any more."""
        sheet = self.sheets.get(name)
        return sheet.called if sheet else name

    def whole(self, name: str) -> Sheet:
        """A sheet with all that was measured on it."""
        sheet = self.sheets[name]
        return replace(sheet, pages=whole_pages(self.batch, sheet.pages, self.layout))

    def read(self, sheet: Sheet) -> tuple[Response, ...]:
        """What the machine alone says of a sheet."""
        return interpret(sheet, self.exam.exam, self.layout, self.calibration, ())

    def responses(self, name: str) -> tuple[Response, ...]:
        """What a sheet says as it stands, decisions included."""
        said = in_force(noted.decision for noted in self.batch.graders.of_sheet(name))
        return interpret(self.whole(name), self.exam.exam, self.layout, self.calibration, said)

    def place(self, response: Response) -> tuple[LayoutPage, Field] | None:
        """Where an item stands on its page, or None where the page was not placed or is no page of its sheet any more."""
        sheet = self.sheets.get(response.sheet)
        page = next((one for one in sheet.pages if one.ref == response.ref), None) if sheet else None
        return place_of(page, response, self.layout.forms) if page else None

    def holds(self, name: str, scan: str) -> bool:
        """Whether a scan is one of a sheet's pages; "" stands for an item of which no page was found."""
        sheet = self.sheets.get(name)
        return sheet is not None and (not scan or any(page.ref.scan == scan for page in sheet.pages))
