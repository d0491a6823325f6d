"""A rehearsal's scans: sheets filled by many hands, printed and scanned with their truth."""

from omr.simulate.blank import blank_pdfs, handed_in
from omr.simulate.knowledge import know
from omr.simulate.recipe import Answers, Fate, Job, Respondent, simulate, simulate_sheet
from omr.simulate.rehearse import PageRow, Rehearsal, rehearse, respondents_for, write_places
from omr.simulate.tables import EVERYDAY, HARSH, TABLES, Table, table_named
from omr.simulate.truth import AMBIGUOUS, BoxTruth, SimulatedPage, SimulatedSheet, TruthRow
from omr.simulate.writing import encode, write_image, write_pdf, write_tiff, write_truth

__all__ = [
    "AMBIGUOUS",
    "EVERYDAY",
    "HARSH",
    "TABLES",
    "Answers",
    "BoxTruth",
    "Fate",
    "Job",
    "PageRow",
    "Rehearsal",
    "Respondent",
    "SimulatedPage",
    "SimulatedSheet",
    "Table",
    "TruthRow",
    "blank_pdfs",
    "encode",
    "handed_in",
    "know",
    "rehearse",
    "respondents_for",
    "simulate",
    "simulate_sheet",
    "table_named",
    "write_image",
    "write_pdf",
    "write_places",
    "write_tiff",
    "write_truth",
]
