"""What a ZIP archive holds is read like a folder's files; whatever is wrong with it is a row, and nothing is written outside the batch."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from ingest.files import encoded, pdf, picture
from scan import readers

from omr.errors import BadInput
from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import archive as limits
from omr.intake import take_in
from omr.model.page import PageCode, PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.response import Decision, Target
from omr.scan import scan
from omr.store import Batch, pack

TWO = pdf(*(encoded(picture(seed)) for seed in (1, 2)))
ONE = encoded(picture(3))


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def run(batch: Batch, *paths: Path, linked: bool = False) -> int:
    calibration = read_calibration(data_folder("calibration"))
    return scan(paths, read_folder(readers.EXAM), batch, calibration, workers=1, reader=readers.steady, linked=linked).files


def rows(batch: Batch) -> list[tuple[str, int, str]]:
    return [
        (one.ref.file, one.ref.page, one.reason.value if isinstance(one, Unread) and one.reason is not Reason.BLANK_PAGE else "ok")
        for one in batch.results()
    ]


def lost(batch: Batch) -> Unread:
    (row,) = (one for one in batch.results() if isinstance(one, Unread))
    return row


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch.open(tmp_path / "batch", create=True)


def test_what_a_run_broken_off_was_given_is_told_by_the_next_that_is_not(batch: Batch, tmp_path: Path, monkeypatch) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(encoded(picture(ord(name[0]))))
    exam, calibration = read_folder(readers.EXAM), read_calibration(data_folder("calibration"))

    def again(*names: str) -> tuple[str, ...]:
        return scan([tmp_path / name for name in names], exam, batch, calibration, workers=1, reader=readers.steady).forgotten

    def broken_off(path: Path, name: str, *_: object, **__: object) -> int:
        if path.name == "b.jpg":
            raise KeyboardInterrupt
        return batch.take_in(path, name).id

    with monkeypatch.context() as patch:
        patch.setattr("omr.intake.take_in_file", broken_off)
        with pytest.raises(KeyboardInterrupt):
            again("a.jpg", "b.jpg", "c.jpg")
    assert again("c.jpg") == (f"{tmp_path}/b.jpg",)
    assert again("c.jpg") == (), "once"


def test_archives_that_were_joined_are_no_archive_of_the_last_one_s_scans(batch: Batch, tmp_path: Path) -> None:
    both = [packed(tmp_path / name, {f"{name}.jpg": encoded(picture(seed))}).read_bytes() for seed, name in enumerate("ab")]
    (tmp_path / "joined.zip").write_bytes(b"".join(both))
    run(batch, tmp_path / "joined.zip")
    assert rows(batch) == [("joined.zip", 0, "unreadable_file")]
    assert "list leaves out" in lost(batch).detail


def test_an_archive_is_read_like_a_folder(batch: Batch, tmp_path: Path) -> None:
    members = {
        "stack/b.pdf": TWO,
        "stack/a.jpg": ONE,
        "stack/": b"",
        "stack/notes.txt": b"no scan",
        "stack/photo": ONE[:2] + b"\xff" + ONE[3:],
        "stack/grades.xlsx": b"PK\3\4" + bytes(30),
        "stack/.DS_Store": b"Bud1",
        "stack/.hidden/c.pdf": TWO,
        "__MACOSX/stack/._b.pdf": b"\0\5\x16\7",
    }
    assert run(batch, packed(tmp_path / "april.zip", members)) == 3
    assert rows(batch) == [
        ("april.zip/stack/a.jpg", 1, "ok"),
        ("april.zip/stack/b.pdf", 1, "ok"),
        ("april.zip/stack/b.pdf", 2, "ok"),
        ("april.zip/stack/photo", 1, "ok"),
    ]


def test_the_page_is_the_same_scan_as_outside_the_archive(batch: Batch, tmp_path: Path) -> None:
    from omr.ingest import Source, ingest, survey

    (tmp_path / "stack.pdf").write_bytes(TWO)
    run(batch, packed(tmp_path / "a.zip", {"stack.pdf": TWO}))
    (taken,) = batch.inputs()
    outside, inside = (
        [ingest(source).ref.scan for source in survey([path]) if isinstance(source, Source)]
        for path in (tmp_path / "stack.pdf", taken.place)
    )
    assert outside == inside
    assert taken.place.parent == batch.folder / "scans"


def test_an_archive_in_a_folder_and_one_without_its_suffix_asked_for_by_name(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "scans" / "inner").mkdir(parents=True)
    packed(tmp_path / "scans" / "inner" / "a.ZIP", {"x.pdf": TWO})
    packed(tmp_path / "scans" / "letter.docx", {"picture.jpg": ONE})
    packed(tmp_path / "download", {"y.jpg": ONE})
    run(batch, tmp_path / "scans", tmp_path / "download")
    assert [name for name, _, _ in rows(batch)] == ["scans/inner/a.ZIP/x.pdf", "scans/inner/a.ZIP/x.pdf", "download/y.jpg"]


def test_running_again_takes_nothing_in_twice(batch: Batch, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"x.pdf": TWO, "y.jpg": ONE})
    run(batch, path)
    first = rows(batch)
    run(batch, path, linked=True)
    assert rows(batch) == first
    assert len(batch.inputs()) == 2
    assert sorted(file.suffix for file in (batch.folder / "scans").iterdir()) == [".jpg", ".pdf"], "nothing half-written stays"


def test_members_are_kept_in_the_batch_even_when_scans_are_linked(batch: Batch, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"y.jpg": ONE})
    run(batch, path, linked=True)
    path.unlink()
    assert batch.inputs()[0].place.read_bytes() == ONE


def with_names(names: dict[str, bytes], flag: int) -> bytes:
    """An archive whose raw names are these bytes, with the general purpose flag as given."""
    body, directory = b"", b""
    for data, name in zip(names.values(), map(str.encode, names), strict=True):
        raw = name.decode().encode("latin-1") if flag == 0 else name
        about = struct.pack("<HHHHHIIIHH", 20, flag, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(raw), 0)
        place = len(body)
        body += b"PK\3\4" + about + raw + data
        directory += b"PK\1\2\x14\0" + about + struct.pack("<HHHII", 0, 0, 0, 0, place) + raw
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


@pytest.mark.parametrize(
    ("raw", "flag", "name"),
    [
        ("été 2024/copie n° 1.jpg", 0x800, "été 2024/copie n° 1.jpg"),
        (b"\x82t\x82 1.jpg".decode("latin-1"), 0, "été 1.jpg"),
        ("été.jpg".encode().decode("latin-1"), 0, "été.jpg"),
        ("../../out.jpg", 0x800, "out.jpg"),
        ("/etc/passwd.jpg", 0x800, "etc/passwd.jpg"),
        ("C:\\scans\\..\\a.jpg", 0x800, "scans/a.jpg"),
        ("a\x1b[2J\n.jpg", 0x800, "a\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}.jpg"),
    ],
    ids=["utf-8", "cp437", "utf-8 not flagged", "traversal", "absolute", "drive", "terminal codes"],
)
def test_names_are_shown_and_never_followed(raw: str, flag: int, name: str, batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(with_names({raw: ONE}, flag))
    run(batch, path)
    assert rows(batch) == [(f"a.zip/{name}", 1, "ok")]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip", "batch"]
    assert not (tmp_path.parent / "out.jpg").exists()


def flagged(data: bytes) -> bytes:
    """The archive with its only member marked as encrypted."""
    whole = bytearray(data)
    whole[6] |= 1
    whole[data.index(b"PK\1\2") + 8] |= 1
    return bytes(whole)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def crossed(data: bytes) -> bytes:
    place = data.index(ONE) + len(ONE) // 2
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


BAD = {
    "nested": (zipped({"in.zip": zipped({"a.jpg": ONE})}), "in.zip", Reason.NOT_A_SCAN, "unpack it"),
    "encrypted": (flagged(zipped({"a.jpg": ONE})), "a.jpg", Reason.ENCRYPTED, "without protection"),
    "encrypted without a promising name": (flagged(zipped({"scan 1": ONE})), "scan 1", Reason.ENCRYPTED, "without protection"),
    "damaged member": (crossed(zipped({"a.jpg": ONE})), "a.jpg", Reason.UNREADABLE_FILE, "copy or pack the archive again"),
    "unknown method": (zipped({"a.jpg": ONE}, zipfile.ZIP_LZMA), "a.jpg", Reason.UNREADABLE_FILE, "ordinary ZIP"),
    "no scan": (zipped({"notes.txt": b"no scan"}), "", Reason.NOT_A_SCAN, "holds no scan"),
    "nothing": (zipped({}), "", Reason.NOT_A_SCAN, "holds no scan"),
    "cut short": (zipped({"a.jpg": ONE})[:-30], "", Reason.UNREADABLE_FILE, "copy or pack it again"),
    "garbage": (b"PK\3\4" + bytes(range(256)), "", Reason.UNREADABLE_FILE, "copy or pack it again"),
    "no image in a member": (zipped({"a.jpg": b"Dear all"}), "a.jpg", Reason.NOT_A_SCAN, "export it as PDF"),
    "empty member": (zipped({"a.jpg": b""}), "a.jpg", Reason.EMPTY_FILE, "scan or copy it again"),
}


@pytest.mark.parametrize(("data", "member", "reason", "remedy"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_a_row_with_its_remedy(data, member, reason, remedy, batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    for _ in range(2):
        assert run(batch, tmp_path / "a.zip") == 1
        assert lost(batch).ref.file == (f"a.zip/{member}" if member else "a.zip")
        assert (lost(batch).reason, lost(batch).ref.page) == (reason, 0)
        assert remedy in lost(batch).detail
    assert not list((batch.folder / "scans").glob(".part*"))


def test_a_repaired_archive_replaces_the_row_of_its_damaged_member(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(flagged(zipped({"a.jpg": ONE})))
    run(batch, path)
    path.write_bytes(zipped({"a.jpg": ONE}))
    run(batch, path)
    assert rows(batch) == [("a.zip/a.jpg", 1, "ok")]


def test_of_a_bomb_the_harmless_scans_are_read_and_the_rest_is_named(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1 << 22)
    path = packed(tmp_path / "a.zip", {"1.jpg": ONE, "2.pdf": b"%PDF-" + bytes(1 << 25), "3.jpg": ONE[:-2] + b"\0\xff\xd9"})
    assert path.stat().st_size * limits.HIGHEST_RATIO < 1 << 25
    run(batch, path)
    assert rows(batch) == [("a.zip/1.jpg", 1, "ok"), ("a.zip/2.pdf", 0, "too_large"), ("a.zip/3.jpg", 0, "too_large")]
    assert sum(file.stat().st_size for file in (batch.folder / "scans").iterdir()) == len(ONE)


def test_a_directory_of_millions_of_members_is_not_read_into_memory(batch: Batch, tmp_path: Path) -> None:
    directory = limits.LONGEST_DIRECTORY + 46
    end = struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, directory, 0, 0)
    (tmp_path / "a.zip").write_bytes(b"PK\3\4" + bytes(directory - 4) + b"PK\5\6" + end)
    run(batch, tmp_path / "a.zip")
    assert lost(batch).reason is Reason.UNREADABLE_FILE
    assert "its directory is too long" in lost(batch).detail


def test_a_member_that_is_a_pdf_keeps_each_of_its_pages(batch: Batch, tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(9):
        document.new_page(300, 400)
    document.save(tmp_path / "nine.pdf")
    run(batch, packed(tmp_path / "a.zip", {"nine.pdf": (tmp_path / "nine.pdf").read_bytes()}))
    assert rows(batch) == [("a.zip/nine.pdf", page, "ok") for page in range(1, 10)]


def test_what_is_no_file_is_a_row_or_refused_and_never_read(batch: Batch, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.pdf")
    (folder / "zero.pdf").symlink_to("/dev/zero")
    calibration = read_calibration(data_folder("calibration"))
    done = scan([folder], read_folder(readers.EXAM), batch, calibration, workers=1, reader=readers.steady)
    assert (done.files, done.pages, done.known) == (2, 0, 0)
    assert rows(batch) == [("pipe.pdf", 0, "unreadable_file"), ("zero.pdf", 0, "unreadable_file")]
    with pytest.raises(BadInput, match="/dev/zero is a device"):
        run(batch, Path("/dev/zero"))


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.jpg", ONE)
    return made.getvalue()


WHOLE = {"a.pdf": TWO, "a.jpg": ONE, "a.png": encoded(picture(4), "PNG"), "a.zip": _zip()}


def half_read(batch: Batch, path: Path, *pages: PageResult) -> None:
    """A file taken in, and how its pages ended."""
    take_in([path], batch)
    batch.put(batch.inputs()[-1], [pack(page) for page in pages])


def unread(page: int, reason: Reason = Reason.UNREADABLE_FILE) -> Unread:
    return Unread(ScanRef("a", page, f"s{page}"), Status.REJECTED, reason, "cut short")


def read(page: int) -> PageEvidence:
    return PageEvidence(ScanRef("a", page, f"s{page}"), PageCode("e", "1011", 2, "A1"), 0.1, 200.0, 0.05, ())


@pytest.mark.parametrize(
    ("name", "share", "pages", "files"),
    [
        ("a.pdf", 0, [unread(0, Reason.EMPTY_FILE)], ["in/a.pdf"]),
        ("a.pdf", 0.7, [unread(0), read(1), unread(2, Reason.UNREADABLE_PAGE)], ["a.pdf", "in/a.pdf"]),
        ("a.jpg", 0.5, [unread(1)], ["in/a.jpg"]),
        ("a.zip", 0.8, [unread(0)], ["in/a.zip/a.jpg"]),
    ],
)
def test_a_file_that_was_not_all_there_is_that_file_once_it_is(
    name: str, share: float, pages: list[PageResult], files: list[str], batch: Batch, tmp_path: Path
) -> None:
    """Found there by whatever way the next run comes to it."""
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes(WHOLE[name][: int(share * len(WHOLE[name]))])
    half_read(batch, path, *pages)
    path.write_bytes(WHOLE[name])
    (tmp_path / "more").mkdir()
    take_in([path.parent, tmp_path / "more"], batch)
    assert [one.name for one in batch.inputs()] == files
    assert [one.ref.page for one in batch.results()] == [page.ref.page for page in pages if isinstance(page, PageEvidence)]
    assert [one.pages for one in batch.inputs()[:-1]] == [1] * (len(files) - 1)


@pytest.mark.parametrize(
    "kind", ["another file", "elsewhere", "a pdf with its end", "a page of a picture was read", "decided", "not damaged"]
)
def test_what_was_not_all_there_stays_where_nobody_knows_that_it_is_now(kind: str, batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / ("a.tif" if "picture" in kind else "a.pdf")
    half = (b"II*\0" if "picture" in kind else b"") + TWO[: len(TWO) // 2] + (b"%%EOF" if kind == "a pdf with its end" else b"")
    path.write_bytes(half)
    lost = unread(2, Reason.NO_CODE) if kind == "not damaged" else unread(2)
    half_read(batch, path, read(1), lost)
    if kind == "decided":
        batch.decide([Decision(Target.PAGE, "blank", scan="s2")])
    if kind == "elsewhere":
        path = tmp_path / "more" / "a.pdf"
        path.parent.mkdir()
    path.write_bytes(b"%PDF-" + 2 * TWO if kind == "another file" else half + TWO)
    take_in([path], batch)
    assert (len(batch.inputs()), len(list(batch.results()))) == (2, 2)
