"""A watched folder hands out each file once, as soon as it is whole and no sooner."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ingest.files import encoded, pdf, picture
from PIL import Image

from omr.errors import BadInput, UsageProblem
from omr.watch import (
    GROWING_SECONDS,
    JUST_CAME,
    PATIENCE_SECONDS,
    SETTLE_SECONDS,
    STILL_SECONDS,
    STIRRED_SECONDS,
    Listing,
    News,
    Paced,
    Watched,
    arrivals,
    guarded,
    wakes_of,
)
from omr.workers import Workers

WHOLE = pdf(encoded(picture()))
LONGER = pdf(encoded(picture()), encoded(picture(1)))
HALF = WHOLE[: len(WHOLE) // 2]


def tiff(pages: int) -> bytes:
    """A scan of so many pages as a feeder leaves it after each."""
    images = [Image.new("1", (40, 60), page % 2) for page in range(pages)]
    return encoded(images[0], "TIFF", compression="group4", save_all=True, append_images=images[1:])


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def watched(folder: Path) -> Watched:
    return Watched(folder, folder.parent / "batch", folder.parent / "exam")


def write(path: Path, data: bytes, written: int = 0) -> Path:
    """Write a file that changed so many seconds after the last one of that name, whatever the file system's clock says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1e9 + written, 1e9 + written))
    return path


def handed_out(folder: Path, *steps: Callable[[], object] | float) -> list[tuple[float, str]]:
    """What comes while the steps happen one after the other: a number waits so many seconds, half a second at a time."""
    return [(at, path.relative_to(folder).as_posix()) for at, news in happens(folder, *steps) for path in news.files]


def happens(folder: Path, *steps: Callable[[], object] | float) -> list[tuple[float, News]]:
    clock = Clock()

    def wakes() -> Iterator[bool]:
        for step in steps:
            if callable(step):
                step()
                yield True
                continue
            for _ in range(int(step / 0.5)):
                clock.now += 0.5
                yield False

    return [(clock.now - 1000, news) for news in arrivals(watched(folder), wakes(), clock)]


def test_files_already_there_come_first_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("b.pdf", "a.pdf", "sub folder/é.pdf"):
        write(folder / name, WHOLE)
    assert handed_out(folder, 10) == [(2, "a.pdf"), (2, "b.pdf"), (2, "sub folder/é.pdf")]


def test_a_file_comes_once_it_has_not_changed_for_a_while(folder: Path) -> None:
    file = folder / "stack.pdf"
    came = handed_out(folder, 6, lambda: write(file, WHOLE, 0), 1, lambda: write(file, LONGER, 1), 1, lambda: write(file, WHOLE, 2), 30)
    assert [name for _, name in came] == ["stack.pdf"]
    assert 8 + SETTLE_SECONDS <= came[0][0] <= 8 + SETTLE_SECONDS + STIRRED_SECONDS


def test_a_tiff_that_grows_page_by_page_comes_once_with_all_of_them(folder: Path) -> None:
    steps: list[Callable[[], object] | float] = []
    for pages in range(1, 5):  # each of these is a whole file
        steps += [lambda pages=pages: write(folder / "fax.tif", tiff(pages), pages), GROWING_SECONDS - 5]
    ((came, _),) = handed_out(folder, *steps, 30)
    last = 3 * (GROWING_SECONDS - 5)
    assert last + GROWING_SECONDS <= came <= last + GROWING_SECONDS + STIRRED_SECONDS


def test_a_file_that_is_not_whole_does_not_come_before_its_end_is_written(folder: Path) -> None:
    file = folder / "stack.pdf"
    came = handed_out(folder, lambda: write(file, HALF, 0), 40, lambda: write(file, WHOLE, 1), 10)
    assert [name for _, name in came] == ["stack.pdf"]
    assert 42 <= came[0][0] <= 45


def test_a_file_that_stays_unfinished_is_told_once_by_its_name(folder: Path) -> None:
    write(folder / "stack.pdf", HALF)
    told = [(at, stuck) for at, news in happens(folder, 5 * PATIENCE_SECONDS) for stuck in news.stuck]
    assert [(stuck.name, stuck.why) for _, stuck in told] == [("stack.pdf", "the end of the PDF file is missing")]
    assert PATIENCE_SECONDS <= told[0][0] <= PATIENCE_SECONDS + 5


def test_a_file_that_grows_slowly_is_not_told(folder: Path) -> None:
    steps: list[Callable[[], object] | float] = []
    for second in range(0, 400, 40):
        steps += [lambda size=second: write(folder / "stack.pdf", HALF[: 300 + size], size), 40]
    assert not [stuck for _, news in happens(folder, *steps) for stuck in news.stuck]


@pytest.mark.parametrize("name", ["stack.pdf.part", "stack.tmp", "stack.pdf.crdownload"])
def test_a_file_with_a_temporary_name_comes_under_the_name_it_gets(folder: Path, name: str) -> None:
    came = handed_out(folder, lambda: write(folder / name, WHOLE), 20, lambda: (folder / name).rename(folder / "stack.pdf"), 20)
    assert [name for _, name in came] == ["stack.pdf"]


def test_a_file_that_changes_after_it_came_comes_again(folder: Path) -> None:
    file = folder / "stack.pdf"
    came = handed_out(folder, lambda: write(file, WHOLE, 0), 20, lambda: write(file, LONGER, 1), 20, 100)
    assert [name for _, name in came] == ["stack.pdf"] * 2


def test_a_file_that_is_moved_away_and_a_new_one_of_its_name_are_two(folder: Path) -> None:
    file = folder / "scan001.pdf"
    came = handed_out(folder, lambda: write(file, WHOLE, 0), 20, file.unlink, 20, lambda: write(file, LONGER, 1), 20)
    assert [name for _, name in came] == ["scan001.pdf"] * 2


def test_what_is_no_scan_does_not_come_and_is_not_told(folder: Path) -> None:
    for name, data in (("notes.txt", b"hello"), ("Thumbs.db", b"\1\2"), (".hidden.pdf", WHOLE), (".git/x.pdf", WHOLE), ("x.part", b"")):
        write(folder / name, data)
    seen = happens(folder, 200)
    assert [news for _, news in seen if news != News()] == []


def test_a_scan_is_known_by_its_content_and_a_name_that_promises_one_gets_its_row(folder: Path) -> None:
    write(folder / "stack", WHOLE)
    write(folder / "letter.pdf", b"Dear all")
    assert [name for _, name in handed_out(folder, 10)] == ["letter.pdf", "stack"]


def test_what_omr_keeps_in_the_folder_is_not_read(folder: Path) -> None:
    for place in ("batch/scans", "exam/sheets", "batch too"):
        write(folder / place / "x.pdf", WHOLE)
    there = Watched(folder, folder / "batch", folder / "exam")
    there.look(0)
    assert there.look(SETTLE_SECONDS).files == (folder / "batch too" / "x.pdf",)


def test_the_batch_and_the_exam_cannot_be_watched(folder: Path) -> None:
    (folder / "scans").mkdir()
    for batch, exam in ((folder, folder.parent), (folder.parent, folder / "scans"), (folder.parent / "b", folder)):
        with pytest.raises(UsageProblem, match="files of omr itself"):
            Watched(folder, batch, exam)
    Watched(folder / "scans", folder.parent / "b", folder)
    with pytest.raises(BadInput, match="there is no folder"):
        Watched(folder / "gone", folder.parent, folder.parent)


def test_a_share_that_is_gone_for_a_while_is_told_and_nothing_is_read_twice(folder: Path) -> None:
    write(folder / "stack.pdf", WHOLE)
    away = folder.with_name("away")
    steps = (10, lambda: folder.rename(away), 30, lambda: away.rename(folder), 10, lambda: write(folder / "more.pdf", WHOLE), 10)
    seen = happens(folder, *steps)
    assert [path.name for _, news in seen for path in news.files] == ["stack.pdf", "more.pdf"]
    assert [stuck.why for _, news in seen for stuck in news.stuck] == ["the folder cannot be listed (No such file or directory)"]


def test_a_change_that_nobody_tells_of_is_seen_all_the_same(folder: Path) -> None:
    clock = Clock()

    def silent() -> Iterator[bool]:
        for second in range(60):
            clock.now += 1
            if second == 20:
                write(folder / "stack.pdf", WHOLE)
            yield False

    came = [clock.now - 1000 for news in arrivals(watched(folder), silent(), clock) if news.files]
    assert len(came) == 1
    assert came[0] <= 21 + STILL_SECONDS + SETTLE_SECONDS + 1


def test_what_is_left_at_the_end_is_named(folder: Path) -> None:
    write(folder / "read.pdf", WHOLE)
    write(folder / "half.pdf", HALF)
    there = watched(folder)
    there.look(0)
    there.look(SETTLE_SECONDS)
    write(folder / "new.pdf", WHOLE)
    write(folder / "stack.pdf.part", WHOLE)
    write(folder / "notes.txt", b"hello")
    assert [(one.name, one.why) for one in there.left()] == [
        ("half.pdf", "the end of the PDF file is missing"),
        ("new.pdf", JUST_CAME),
        ("stack.pdf.part", "it still carries the name of an unfinished file"),
    ]


def test_a_file_that_changed_after_it_was_read_is_left_at_the_end(folder: Path) -> None:
    file = write(folder / "stack.pdf", WHOLE, 0)
    there = watched(folder)
    there.look(0)
    there.look(SETTLE_SECONDS)
    assert there.left() == ()
    write(file, LONGER, 1)
    assert [one.name for one in there.left()] == ["stack.pdf"]


def test_a_folder_that_takes_long_to_list_is_listed_less_often(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    listed, lists = Watched.listed, []

    def slow(self: Watched) -> Listing:
        lists.append(clock.now)
        clock.now += 1
        return listed(self)

    def wakes() -> Iterator[bool]:
        for _ in range(100):
            clock.now += 1
            yield True

    monkeypatch.setattr(Watched, "listed", slow)
    list(arrivals(watched(folder), wakes(), clock))
    assert len(lists) in {5, 6}, "a twentieth of 100 seconds"


def test_a_file_that_takes_long_to_open_does_not_keep_the_next_one_waiting(folder: Path) -> None:
    clock = Clock()

    def lacking(path: Path) -> str:
        clock.now += 60 if path.name == "a hanging.pdf" else 0
        return ""

    def wakes() -> Iterator[bool]:
        write(folder / "a hanging.pdf", WHOLE)
        for _ in range(200):
            clock.now += 0.5
            if clock.now - 1000 == 70:
                write(folder / "b next.pdf", WHOLE)
            yield True

    there = Watched(folder, folder.parent / "batch", folder.parent / "exam", lacking)
    came = [(path.name, clock.now - 1000) for news in arrivals(there, wakes(), clock) for path in news.files]
    assert [name for name, _ in came] == ["a hanging.pdf", "b next.pdf"]
    assert came[1][1] <= 70 + STILL_SECONDS + SETTLE_SECONDS


def test_a_file_deleted_between_two_looks_is_forgotten(folder: Path) -> None:
    write(folder / "sub" / "stack.pdf", HALF)
    there = watched(folder)
    there.look(0)
    assert not there.is_settled
    shutil.rmtree(folder / "sub")
    assert there.look(1) == News()
    assert there.is_settled
    assert there.left() == ()


def test_something_costly_is_done_when_due_but_rarely() -> None:
    clock, done = Clock(), []

    def act() -> None:
        done.append(clock.now - 1000)
        clock.now += 1

    paced = Paced(act, clock)
    paced()
    for _ in range(50):
        clock.now += 1
        paced(due=clock.now < 1010)
    assert done == [1, 21], "the second is what was due meanwhile, done when its time had come"


def test_a_file_is_looked_into_in_a_process_of_its_own(folder: Path) -> None:
    with Workers(1, 20.0) as opening:
        lacking = guarded(opening)
        assert lacking(write(folder / "whole.pdf", WHOLE)) == ""
        assert "is missing" in lacking(write(folder / "half.pdf", HALF))


def test_a_file_that_hangs_whoever_looks_into_it_is_handed_out_to_be_a_row(folder: Path) -> None:
    hanging = folder / "hanging.pdf"
    os.mkfifo(hanging)  # opening it waits for a writer that never comes
    with Workers(1, 1.0) as opening:
        assert guarded(opening)(hanging) == ""
        assert guarded(opening)(write(folder / "whole.pdf", WHOLE)) == ""


def test_a_name_that_is_no_utf_8_wakes_like_any_other(tmp_path: Path) -> None:
    wakes = wakes_of(tmp_path)
    assert not next(wakes), "nothing has changed"
    for name in (b"\xe9t\xe9.pdf", b"plain.pdf"):
        (tmp_path / os.fsdecode(name)).write_bytes(WHOLE)
        assert any(next(wakes) for _ in range(20))
    there = Watched(tmp_path, tmp_path / "b", tmp_path / "e").listed().files
    assert {os.fsencode(path.name) for path in there} == {b"\xe9t\xe9.pdf", b"plain.pdf"}


def test_what_is_no_file_is_told_once_and_stays_unread(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    os.mkfifo(folder / "control")
    there = watched(folder)
    news = there.look(0)
    assert (news.files, [one.name for one in news.stuck]) == ((), ["pipe.pdf"])
    assert "it is a pipe and no file" in news.stuck[0].why
    assert there.look(1) == News()
    assert [one.name for one in there.left()] == ["pipe.pdf"]
