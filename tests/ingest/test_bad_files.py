"""Whatever is fed in ends as a row with its reason: no exception, and no page that vanishes."""

from __future__ import annotations

import io
import re
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from ingest.files import encoded, pdf, picture
from PIL import Image

from omr.errors import BadInput
from omr.ingest import Source, ingest, survey
from omr.ingest.pdf_file import hints_of
from omr.ingest.source import Hints
from omr.intake import Taken, take_in
from omr.model.page import Reason, Scan, Status, Unread
from omr.store import Batch


def outcomes(path: Path, data: bytes | None = None) -> list[Scan | Unread]:
    if data is not None:
        path.write_bytes(data)
    return [ingest(found) if isinstance(found, Source) else found for found in survey([path])]


def reasons(path: Path, data: bytes | None = None) -> list[tuple[int, str]]:
    rows = outcomes(path, data)
    for row in rows:
        if isinstance(row, Unread):
            assert row.status is Status.REJECTED
            assert row.detail
            assert len(row.ref.scan) == 64
    return [(row.ref.page, row.reason.value if isinstance(row, Unread) else "ok") for row in rows]


PAGES = [encoded(picture(seed)) for seed in range(5)]


def by_pillow(pages: list[bytes]) -> bytes:
    images = [Image.open(io.BytesIO(page)) for page in pages]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


def protected(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0"))
    )


def plain(data: bytes) -> bytes:
    """The PDF with every object in plain text."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def branched(data: bytes) -> bytes:
    """The PDF with its first two pages, and the others, on a branch each of its page tree."""
    with pikepdf.open(io.BytesIO(data)) as document:
        kids, tree = list(document.Root.Pages.Kids), document.Root.Pages
        parts = [pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=some, Count=len(some), Parent=tree) for some in (kids[:2], kids[2:])]
        tree.Kids = pikepdf.Array([document.make_indirect(part) for part in parts])
        out = io.BytesIO()
        document.save(out)
    return plain(out.getvalue())


@pytest.mark.parametrize("wrong", [1, 2, 4])
@pytest.mark.parametrize("make", [plain, branched])
def test_a_pdf_that_announces_fewer_pages_than_it_holds_gives_all(make: Callable[[bytes], bytes], wrong: int, tmp_path: Path) -> None:
    data = re.sub(rb"/Count [35]", b"/Count %d" % wrong, make(pdf(*PAGES)))
    assert reasons(tmp_path / "a.pdf", data) == [(page, "ok") for page in range(1, 6)]


def saved_over(data: bytes, number: bytes, text: bytes) -> bytes:
    """The PDF with an object's new version behind its end, as a viewer saves what was changed."""
    root, start = re.findall(rb"/Root \d+ 0 R", data)[-1], re.findall(rb"startxref\n(\d+)", data)[-1]
    added = b"%s 0 obj\n%s\nendobj\n" % (number, text)
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<< %s /Size 99 /Prev %s >>" % (number, len(data), root, start)
    return data + added + table + b"\nstartxref\n%d\n%%%%EOF\n" % (len(data) + len(added))


def test_a_page_that_was_taken_out_of_a_pdf_stays_out(tmp_path: Path) -> None:
    data = plain(pdf(*PAGES))
    tree = re.search(rb"(\d+) 0 obj\n(<<[^>]*/Count 5[^>]*/Kids \[ ?(\d+ 0 R ?)[^>]*>>)", data)
    assert tree is not None
    fewer = tree[2].replace(tree[3], b"", 1).replace(b"/Count 5", b"/Count 4")
    assert reasons(tmp_path / "a.pdf", saved_over(data, tree[1], fewer)) == [(page, "ok") for page in range(1, 5)]


def test_a_pdf_saved_over_itself_is_looked_at_closely_once_and_not_for_every_run_of_pages(tmp_path: Path) -> None:
    data = plain(pdf(*PAGES))
    page = re.search(rb"(\d+) 0 obj\n(<<(?:(?!endobj).)*/Type /Page\b(?!s)(?:(?!endobj).)*>>)\nendobj", data, re.DOTALL)
    assert page is not None
    (tmp_path / "a.pdf").write_bytes(saved_over(data, page[1], page[2]))
    assert hints_of(tmp_path / "a.pdf") == Hints(masked=False, inverted=False)
    (tmp_path / "b.pdf").write_bytes(re.sub(rb"/Count 5", b"/Count 4", data))
    assert hints_of(tmp_path / "b.pdf") == Hints(masked=False, inverted=False, uncounted=True)


def test_an_empty_file(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.pdf", b"") == [(0, "empty_file")]


def test_a_text_file_named_pdf(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.pdf", b"Dear all,\nplease find attached\n") == [(0, "not_a_scan")]


def test_a_scan_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.txt", PAGES[0]) == [(1, "ok")]
    assert reasons(tmp_path / "b.jpg", pdf(*PAGES[:2])) == [(1, "ok"), (2, "ok")]


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.pdf", protected(pdf(PAGES[0]))) == [(0, "encrypted")]


@pytest.mark.parametrize(("names", "told"), [(["readme.txt", "data.xml"], None), (["b.PDF", "a.jpg", "note.txt"], "a.jpg, b.PDF")])
def test_scans_attached_to_a_pdf_are_told(names: list[str], told: str | None, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(PAGES[0]))) as document:
        for name in names:
            document.attachments[name] = PAGES[1]
        document.save(tmp_path / "a.pdf")
    first, *more = outcomes(tmp_path / "a.pdf")
    assert isinstance(first, Scan)
    assert [(row.ref.page, row.reason.value) for row in more if isinstance(row, Unread)] == ([(0, "not_a_scan")] if told else [])
    assert not told or told in str(more)


def test_a_pdf_without_pages_is_not_called_locked_because_the_one_before_it_was(tmp_path: Path) -> None:
    out = io.BytesIO()
    pikepdf.new().save(out)
    first = outcomes(tmp_path / "none.pdf", out.getvalue())[0]
    assert reasons(tmp_path / "locked.pdf", protected(pdf(PAGES[0]))) == [(0, "encrypted")]
    again = outcomes(tmp_path / "none.pdf")[0]
    assert isinstance(again, Unread)
    assert again.reason.value == "unreadable_file"
    assert again == first


def test_a_pdf_of_garbage(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20) == [(0, "unreadable_file")]


@pytest.mark.parametrize("make", [lambda pages: pdf(*pages), by_pillow], ids=["linearised", "plain"])
@pytest.mark.parametrize("share", [0.97, 0.7, 0.5, 0.3])
def test_of_a_pdf_cut_short_each_announced_page_is_read_or_is_a_row(make, share: float, tmp_path: Path) -> None:
    data = make(PAGES)
    found = reasons(tmp_path / "a.pdf", data[: int(len(data) * share)])
    read = sum(reason == "ok" for _, reason in found)
    assert [page for page, _ in found] == [1, 2, 3, 4, 5]
    assert 1 <= read <= round(share * 5)
    assert all(reason == "unreadable_page" for _, reason in found[read:])


def test_a_pdf_cut_before_it_says_how_many_pages_it_has_says_so(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(*PAGES))) as document:
        out = io.BytesIO()
        document.save(out, linearize=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    tree = data.find(b"/Type /Pages")
    data = data[:tree].replace(b"/Pages", b"/Gone_") + b"/Type /Gone_" + data[tree + 12 : int(len(data) * 0.5)]
    found = outcomes(tmp_path / "a.pdf", data)
    assert isinstance(found[-1], Unread)
    assert found[-1].ref.page == 0
    assert "how many are missing" in found[-1].detail


def test_a_page_that_a_pdf_announces_but_does_not_hold(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(*PAGES[:3]))) as document:
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue().replace(b"/Count 3", b"/Count 5")
    assert reasons(tmp_path / "a.pdf", data) == [(1, "ok"), (2, "ok"), (3, "ok"), (4, "unreadable_page"), (5, "unreadable_page")]


def test_a_jpeg_cut_short_is_not_read_as_half_a_page(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.jpg", PAGES[0][: len(PAGES[0]) // 2]) == [(1, "unreadable_file")]


def test_a_tiff_of_old_style_jpeg_is_told_how_to_export_it(tmp_path: Path) -> None:
    coding = [struct.pack("<HHII", 259, 3, 1, code) for code in (7, 6)]
    file = io.BytesIO()
    Image.new("L", (700, 900), 200).save(file, "TIFF", compression="jpeg")
    assert coding[0] in file.getvalue()
    [row] = outcomes(tmp_path / "old.tif", file.getvalue().replace(*coding))
    assert isinstance(row, Unread)
    assert row.reason is Reason.UNREADABLE_PAGE
    assert "old-style JPEG, which is not read; export it as PDF" in row.detail


def test_a_jpeg_of_garbage(tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.jpg", PAGES[0][:300] + b"\0" * 500 + b"\xff\xd9") == [(1, "unreadable_file")]


def test_a_jpeg_cut_short_inside_a_whole_pdf(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(*PAGES[:2]))) as document:
        image = next(iter(document.pages[0].get_images().values()))
        image.write(PAGES[0][: len(PAGES[0]) // 2], filter=pikepdf.Name.DCTDecode)
        out = io.BytesIO()
        document.save(out)
    assert reasons(tmp_path / "a.pdf", out.getvalue()) == [(1, "unreadable_page"), (2, "ok")]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_other_images_cut_short(kind: str, tmp_path: Path) -> None:
    data = encoded(picture(), kind)
    ((_, reason),) = reasons(tmp_path / "a.bin", data[: len(data) // 2])
    assert reason in {"unreadable_file", "unreadable_page"}


def test_an_image_whose_filter_has_a_name_that_is_no_text(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(*PAGES[:2]))) as document:
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue().replace(b"/DCTDecode", b"/DCT\xe5ecode", 1)
    assert reasons(tmp_path / "a.pdf", data) == [(1, "unreadable_page"), (2, "ok")]


@pytest.mark.parametrize("pack", [lambda data: data, pdf], ids=["alone", "in a PDF"])
def test_a_tiny_image(pack, tmp_path: Path) -> None:
    assert reasons(tmp_path / "a.bin", pack(encoded(picture()[:100, :100], "PNG"))) == [(1, "too_small")]


def test_a_huge_image_is_refused_by_its_header(tmp_path: Path) -> None:
    started = time.monotonic()
    assert reasons(tmp_path / "a.png", png_header(30_000, 30_000)) == [(1, "too_large")]
    assert reasons(tmp_path / "b.png", png_header(12_000, 13_000)) == [(1, "too_large")]
    assert time.monotonic() - started < 1


def test_a_huge_image_in_a_pdf_is_refused_by_its_header(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf(encoded(picture(), "PNG")))) as document:
        image = next(iter(document.pages[0].get_images().values()))
        image.Width, image.Height = 30_000, 30_000
        out = io.BytesIO()
        document.save(out)
    assert reasons(tmp_path / "a.pdf", out.getvalue()) == [(1, "too_large")]


def test_a_jpeg_in_a_pdf_that_is_larger_than_the_pdf_says(tmp_path: Path) -> None:
    place = PAGES[0].find(b"\xff\xc0") + 5
    lying = PAGES[0][:place] + struct.pack(">HH", 30_000, 30_000) + PAGES[0][place + 4 :]
    with pikepdf.open(io.BytesIO(pdf(PAGES[0]))) as document:
        next(iter(document.pages[0].get_images().values())).write(lying, filter=pikepdf.Name.DCTDecode)
        out = io.BytesIO()
        document.save(out)
    assert reasons(tmp_path / "a.pdf", out.getvalue()) == [(1, "too_large")]


def test_a_hundred_thousand_pages_are_counted_without_being_opened(tmp_path: Path) -> None:
    count = 100_000
    head = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    tree = b"2 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (count, b"3 0 R " * count)
    images = b"%" + bytes(count * 32) + b"\n"  # in the place of the scans that a file of so many pages holds
    (tmp_path / "a.pdf").write_bytes(head + images + tree + b"trailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n")
    started = time.monotonic()
    sources = survey([tmp_path / "a.pdf"])
    first = next(sources)
    assert time.monotonic() - started < 1
    assert isinstance(first, Source)
    assert 1 + sum(1 for _ in sources) == count


def test_a_path_that_leads_nowhere_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.pdf"):
        survey([tmp_path / "nowhere.pdf"])


def test_one_bad_file_in_a_folder_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    for name, data in {
        "a.jpg": PAGES[0],
        "b.pdf": b"",
        "c.heic": b"\0\0\0\x18ftypheic" + bytes(50),
        "d.png": encoded(picture(), "PNG"),
    }.items():
        (tmp_path / "s" / name).write_bytes(data)
    assert [reason for _, reason in reasons(tmp_path / "s")] == ["ok", "empty_file", "not_a_scan", "ok"]


def test_files_that_are_no_scans_are_named_but_for_what_systems_leave_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    for name in ("a.jpg", "b.docx", "c.eml", "Thumbs.db", ".hidden", "d.pgm"):
        (folder / name).write_bytes(PAGES[0] if name == "a.jpg" else b"P5 or anything")
    batch = Batch.open(tmp_path / "batch", create=True)
    assert take_in([folder], batch) == Taken(2, ("b.docx", "c.eml")), "a picture that is not read has its row"
    assert take_in([folder / "b.docx"], batch) == Taken(1), "and so has what was asked for by name"
    batch.close()


def test_random_damage_never_raises(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    for kind, whole in {
        "pdf": pdf(*PAGES[:2]),
        "jpg": PAGES[0],
        "png": encoded(picture(), "PNG"),
        "tif": encoded(picture(), "TIFF", compression="tiff_lzw"),
    }.items():
        for _ in range(12):
            data = bytearray(whole)
            for place in rng.integers(0, len(data), 20):
                data[place] = rng.integers(256)
            assert len(outcomes(tmp_path / f"a.{kind}", bytes(data))) >= 1


def test_what_may_hold_scans_and_cannot_be_read_is_a_row_and_office_documents_are_none(tmp_path: Path) -> None:
    rows = ("april.7z", "b.RAR", "c.xps", "d.djvu", "e.tar", "f.jxl")
    for name in (*rows, "list.xlsx", "notes.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(30))
    found = outcomes(tmp_path)
    assert [(row.ref.file, row.reason.value) for row in found if isinstance(row, Unread)] == [(name, "not_a_scan") for name in sorted(rows)]
    assert all("unpack" in row.detail for row in found if isinstance(row, Unread))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused_and_not_read_as_its_first_picture(kind: str, tmp_path: Path) -> None:
    first, *others = (Image.fromarray(picture(seed)) for seed in range(3))
    first.save(tmp_path / "a.bin", kind, save_all=True, append_images=others)
    (source,) = survey([tmp_path / "a.bin"])
    assert isinstance(source, Source)
    found = ingest(source)
    assert isinstance(found, Unread)
    assert (found.reason, "several pictures" in found.detail) == (Reason.NOT_A_SCAN, True)
