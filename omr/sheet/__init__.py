"""An exam → printable answer sheets and their layout."""

from omr.sheet.assign import assign
from omr.sheet.printing import Printed, blank_pdf, sheet
from omr.sheet.render import render_page

__all__ = ["Printed", "assign", "blank_pdf", "render_page", "sheet"]
