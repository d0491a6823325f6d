"""How the program ends: every failure with its message, its remedy and its exit code."""

from __future__ import annotations

import errno
import io
import sys
import traceback
from types import TracebackType

import typer

from omr.cli.app import app
from omr.errors import BadInput, MissingLibrary, OmrError

INTERRUPTED_EXIT = 130
DEFECT_EXIT = 70


def main() -> None:
    """Run a command; every expected failure ends with its message and exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name, or an arrow, that the terminal's encoding lacks must not end a run
            stream.reconfigure(errors="backslashreplace")
    try:
        with _Defects():
            code = app(standalone_mode=False)
    except OmrError as error:
        fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED_EXIT
    except ImportError as error:
        missing = _missing_library(error)
        fail(str(missing), missing.exit_code)
    except OSError as error:
        refused = _refused(error)
        fail(str(refused), refused.exit_code)
    except typer.TyperException as error:
        fail(f"{error.format_message()}\n  → `omr --help` and `omr COMMAND --help` show how", error.exit_code)
    if code == INTERRUPTED_EXIT:  # which typer makes of Ctrl-C, without a word
        fail("interrupted; run the same command again to go on where it stopped", INTERRUPTED_EXIT)
    sys.exit(code if isinstance(code, int) else 0)


class _Defects:
    """Ends the program with exit code 70 and a traceback to report, where a failure is none that we foresaw."""

    foreseen = (OmrError, ImportError, typer.Abort, typer.Exit, typer.TyperException)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception) and not isinstance(error, self.foreseen) and not _is_refused(error):
            traceback.print_exception(kind, error, trace)
            fail("this is a defect of omr, not of your files; please report the lines above", DEFECT_EXIT)


def fail(message: str, code: int) -> None:
    typer.echo(f"omr: {message}", err=True)
    sys.exit(code)


def _missing_library(error: ImportError) -> MissingLibrary:
    if "libGL" in str(error) or "libgthread" in str(error) or "libglib" in str(error):
        return MissingLibrary(f"OpenCV cannot be loaded: {error}", "on Debian: apt-get install libgl1 libglib2.0-0")
    return MissingLibrary(f"a library is missing: {error}", "install omr again with pip; `omr doctor` says what is missing")


def _is_refused(error: BaseException) -> bool:
    """Whether the operating system refused a file, which is no defect of ours."""
    return isinstance(error, OSError) and (error.filename is not None or error.errno in {errno.ENOSPC, errno.EDQUOT})


def _refused(error: OSError) -> BadInput:
    what = f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
    return BadInput(f"a file cannot be read or written: {what}", "check the path, its permissions and the free disk space, and try again")
