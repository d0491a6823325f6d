"""What a person can get wrong: each error carries its exit code, each message its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong in a file that a person wrote: where it stands, what stands there, what was expected."""

    file: str
    line: int | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: found {self.found}; expected {self.expected}"


class OmrError(Exception):
    """Something wrong with the whole job. What is wrong with one page is a value, never an exception."""

    exit_code = 70

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.remedy}" if self.remedy else self.message


class UsageProblem(OmrError):
    """The command cannot be carried out as it was asked."""

    exit_code = 2


class BadInput(OmrError):
    """No scan, batch or decisions file can be taken in at all."""

    exit_code = 3


class BadExam(OmrError):
    """The exam, its key, roster or layout, or a list that speaks of them has problems; all of them are told at once."""

    exit_code = 4

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        files = " and ".join(dict.fromkeys(Path(problem.file).name or problem.file for problem in problems))
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in {files}"
        super().__init__("\n".join([count, *(f"  {problem}" for problem in problems)]), "correct these lines and run the command again")
        self.problems = problems


class MissingLibrary(OmrError):
    """A library of the operating system is not installed."""

    exit_code = 3
