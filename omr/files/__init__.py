"""The files a person writes and reads ↔ the model; every problem with its file and line."""

from omr.files.attendance import read_attendance
from omr.files.calibration import read_calibration
from omr.files.data import data_folder
from omr.files.exam import read_exam
from omr.files.folder import ExamFolder, read_folder
from omr.files.key import key_template, number_values, read_key
from omr.files.layout import read_layout, write_layout
from omr.files.tables import read_decisions, read_roster, read_sheets, write_decisions, write_sheets

__all__ = [
    "ExamFolder",
    "data_folder",
    "key_template",
    "number_values",
    "read_attendance",
    "read_calibration",
    "read_decisions",
    "read_exam",
    "read_folder",
    "read_key",
    "read_layout",
    "read_roster",
    "read_sheets",
    "write_decisions",
    "write_layout",
    "write_sheets",
]
