"""Files made to exhaust whoever opens them: each small, each with what it does."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
from ingest import jbig2
from ingest.encoders import black, hand_made, packed, page, points, saved, written
from pikepdf import Array, Dictionary, Name

HUGE = 1 << 28
BIG_SIDE = 16_000


@cache
def deflated_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()


def flate_bomb() -> bytes:
    return hand_made(deflated_zeros(HUGE), Name.FlateDecode)


def flate_bomb_within_flate() -> bytes:
    return hand_made(zlib.compress(deflated_zeros(HUGE)), Array([Name.FlateDecode, Name.FlateDecode]))


def content_bomb() -> bytes:
    with pikepdf.open(io.BytesIO(packed("Flate 8 bits"))) as document:
        content = document.make_stream(b"")
        content.write(deflated_zeros(HUGE), filter=Name.FlateDecode)
        document.pages[0].Contents = Array([document.make_indirect(content), document.make_indirect(document.pages[0].Contents)])
        return written(document)


def object_stream_bomb() -> bytes:
    with pikepdf.open(io.BytesIO(packed("Flate 8 bits"))) as document:
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    data = out.getvalue()
    start = data.index(b"/ObjStm")
    body = data.index(b"stream", start) + 7
    return data[:body] + deflated_zeros(HUGE) + data[body:]


def jpx_larger_than_it_says() -> bytes:
    data = bytearray(saved(page(), "JPEG2000", no_jp2=True))
    struct.pack_into(">II", data, data.index(b"\xff\x51") + 6, 60_000, 60_000)
    return hand_made(bytes(data), Name.JPXDecode)


def jbig2_of_a_huge_page() -> bytes:
    data = bytearray(jbig2.mmr(black()))
    struct.pack_into(">II", data, 11, 0xFFFFFFF, 0xFFFFFFF)
    return hand_made(bytes(data), Name.JBIG2Decode, BitsPerComponent=1)


def fax_of_a_huge_row() -> bytes:
    return hand_made(b"\0" * 1000, Name.CCITTFaxDecode, Dictionary(K=-1, Columns=1 << 30, Rows=1 << 30), BitsPerComponent=1)


def huge_mask() -> bytes:
    with pikepdf.open(io.BytesIO(packed("soft mask"))) as document:
        mask = next(iter(document.pages[0].get_images().values())).SMask
        mask.write(deflated_zeros(BIG_SIDE * BIG_SIDE), filter=Name.FlateDecode)
        mask.Width, mask.Height = BIG_SIDE, BIG_SIDE
        return written(document)


def huge_sheet() -> bytes:
    with pikepdf.open(io.BytesIO(packed("strips"))) as document:
        document.pages[0].MediaBox = Array([0, 0, 10**9, 10**9])
        return written(document)


def drawn_many_times(times: int = 200_000) -> bytes:
    width, height = points()
    return hand_made(
        zlib.compress(page().tobytes()), Name.FlateDecode, content=f"q {width} 0 0 {height} 0 0 cm " + "/Im0 Do " * times + "Q"
    )


def forms_within_forms(fan: int = 30, depth: int = 8) -> bytes:
    """Each form draws the next one so many times."""
    with pikepdf.open(io.BytesIO(packed("Flate 8 bits"))) as document:
        only = document.pages[0]
        for level in range(depth):
            form = document.make_stream(only.Contents.read_bytes())
            form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, only.MediaBox, only.Resources
            only.Resources = Dictionary(XObject=Dictionary({f"/F{level}": form}))
            only.Contents = document.make_stream(f"/F{level} Do ".encode() * fan)
        return written(document)


def form_of_itself() -> bytes:
    with pikepdf.open(io.BytesIO(packed("in two forms"))) as document:
        form = document.pages[0].Resources.XObject.Fm1
        form.Resources = Dictionary(XObject=Dictionary(Fm0=form))
        return written(document)


HEAD = b"%%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n%s\ntrailer\n<</Root 1 0 R/Size 9>>\n%%%%EOF\n"


def tree(body: bytes) -> bytes:
    return HEAD % body


def deep_tree(depth: int = 20_000) -> bytes:
    nodes = b"\n".join(b"%d 0 obj\n<</Type/Pages/Count 1/Kids[%d 0 R]>>\nendobj" % (n, n + 1) for n in range(2, depth))
    return tree(nodes + b"\n%d 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj" % depth)


def own_predecessor() -> bytes:
    """A cross-reference table that names itself as the earlier one."""
    body = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 3/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + table % (len(body), len(body))


def begun_objects(count: int = 300_000) -> bytes:
    """Objects without an end, in a PDF without its own end."""
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj << /Type /Page " % number for number in range(1, count)) + b"endobj"


def nested_arrays() -> bytes:
    return tree(b"2 0 obj\n<</Type/Pages/Count 1/Kids " + b"[" * 500_000 + b">>\nendobj")


def png(width: int, height: int, *chunks: tuple[bytes, bytes], bits: int = 8) -> bytes:
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)), *chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def png_of_too_many_rows() -> bytes:
    return png(500, 500, (b"IDAT", deflated_zeros(HUGE)))


def png_with_a_text_bomb() -> bytes:
    return png(500, 500, (b"zTXt", b"a\0\0" + deflated_zeros(HUGE)), (b"IDAT", zlib.compress(bytes(501 * 500))))


def png_with_a_profile_bomb() -> bytes:
    return png(500, 500, (b"iCCP", b"a\0\0" + deflated_zeros(HUGE)), (b"IDAT", zlib.compress(bytes(501 * 500))))


def largest_png() -> bytes:
    """The largest image that is decoded at all, of one bit, all black."""
    side = 12_000
    return png(side, side, (b"IDAT", zlib.compress(bytes((side // 8 + 1) * side))), bits=1)


def tiff(*entries: tuple[int, int, int, int], following: int = 0, tail: bytes = b"") -> bytes:
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", 8) + directory + tail


def tiff_in_a_loop() -> bytes:
    return tiff((256, 4, 1, 500), (257, 4, 1, 500), following=8)


def tiff_of_many_directories(count: int = 200_000) -> bytes:
    """A chain of frames of one white row each."""
    entries = (
        (256, 4, 1, 500),
        (257, 4, 1, 1),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, 1),
        (279, 4, 1, 500),
    )
    one = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    size = len(one) + 4
    return b"II*\0" + struct.pack("<I", 8) + b"".join(one + struct.pack("<I", 8 + size * (n + 1)) for n in range(count)) + bytes(6)


def tiff_of_a_huge_tag() -> bytes:
    return tiff((256, 4, 1, 500), (257, 4, 1, 500), (273, 4, 0x7FFFFFFF, 8), (279, 4, 0x7FFFFFFF, 8))


def tiff_of_a_huge_size() -> bytes:
    sizes = ((256, 4, 1, 2_000_000_000), (257, 4, 1, 2_000_000_000))
    return tiff(*sizes, (258, 3, 1, 8), (259, 3, 1, 5), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (279, 4, 1, 100))


def tiff_deflate_bomb() -> bytes:
    data = deflated_zeros(HUGE)
    sizes = ((256, 4, 1, 500), (257, 4, 1, 500), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1))
    start = 8 + 2 + 12 * 9 + 4
    return tiff(*sizes, (273, 4, 1, start), (277, 3, 1, 1), (278, 4, 1, 500), (279, 4, 1, len(data)), tail=data)


def tiff_of_overlapping_strips() -> bytes:
    """Every row is a strip of its own, and each strip the whole file."""
    rows, start = 20_000, 8 + 2 + 12 * 9 + 4
    data = zlib.compress(bytes(500)) + bytes(1 << 20)
    offsets, counts = struct.pack("<I", start) * rows, struct.pack("<I", len(data)) * rows
    sizes = ((256, 4, 1, 500), (257, 4, 1, rows), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1))
    places = ((273, 4, rows, start + len(data)), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, rows, start + len(data) + 4 * rows))
    return tiff(*sizes, *places, tail=data + offsets + counts)


def huge_jpeg() -> bytes:
    data = bytearray(saved(page(), "JPEG"))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, 65_500, 65_500)
    return bytes(data)


def huge_webp() -> bytes:
    """A small one that says it has the largest size (14 bits each, in the lossless header)."""
    data = bytearray(saved(page()[:64, :64], "WEBP", lossless=True))
    place = data.index(b"VP8L") + 9
    struct.pack_into("<I", data, place, struct.unpack_from("<I", data, place)[0] | 0xFFFFFFF)
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "PDF: Flate bomb": (flate_bomb, {"unreadable_page"}),
    "PDF: Flate bomb within Flate": (flate_bomb_within_flate, {"unreadable_page"}),
    "PDF: content bomb": (content_bomb, {"read", "unreadable_page"}),
    "PDF: object stream bomb": (object_stream_bomb, {"unreadable_page", "unreadable_file", "read"}),
    "PDF: JPEG 2000 larger than it says": (jpx_larger_than_it_says, {"too_large"}),
    "PDF: JBIG2 of a huge page": (jbig2_of_a_huge_page, {"read", "unreadable_page"}),
    "PDF: fax of a huge row": (fax_of_a_huge_row, {"unreadable_page"}),
    "PDF: huge mask": (huge_mask, {"read", "unreadable_page", "too_large"}),
    "PDF: huge sheet": (huge_sheet, {"too_small", "too_large", "read"}),
    "PDF: one image drawn 200,000 times": (drawn_many_times, {"too_large"}),
    "PDF: a form of itself": (form_of_itself, {"unreadable_page"}),
    "PDF: pages in a loop": (lambda: tree(b"2 0 obj\n<</Type/Pages/Count 100000/Kids[2 0 R 2 0 R]>>\nendobj"), {"unreadable_file"}),
    "PDF: two trees in a loop": (
        lambda: tree(
            b"2 0 obj\n<</Type/Pages/Count 3/Kids[3 0 R 3 0 R]>>\nendobj\n3 0 obj\n<</Type/Pages/Parent 2 0 R/Count 3/Kids[2 0 R]>>\nendobj"
        ),
        {"unreadable_file", "unreadable_page"},
    ),
    "PDF: 100,000 pages announced": (
        lambda: tree(b"2 0 obj\n<</Type/Pages/Count 100000/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj"),
        {"unreadable_file"},
    ),
    "PDF: two milliard pages announced": (lambda: tree(b"2 0 obj\n<</Type/Pages/Count 2147483647/Kids[]>>\nendobj"), {"unreadable_file"}),
    "PDF: a deep tree": (deep_tree, {"unreadable_file", "unreadable_page"}),
    "PDF: a table that precedes itself": (own_predecessor, {"unreadable_file"}),
    "PDF: 300,000 objects without an end": (begun_objects, {"unreadable_file", "unreadable_page"}),
    "PDF: nested arrays": (nested_arrays, {"unreadable_file", "unreadable_page"}),
    "PNG: too many rows": (png_of_too_many_rows, {"read", "unreadable_file"}),
    "PNG: text bomb": (png_with_a_text_bomb, {"unreadable_file"}),
    "PNG: profile bomb": (png_with_a_profile_bomb, {"read", "unreadable_file"}),
    "PNG: the largest that is decoded": (largest_png, {"read"}),
    "TIFF: in a loop": (tiff_in_a_loop, {"unreadable_page", "unreadable_file"}),
    "TIFF: huge tag": (tiff_of_a_huge_tag, {"unreadable_page", "unreadable_file"}),
    "TIFF: huge size": (tiff_of_a_huge_size, {"too_large"}),
    "TIFF: Deflate bomb": (tiff_deflate_bomb, {"unreadable_page"}),
    "TIFF: overlapping strips": (tiff_of_overlapping_strips, {"unreadable_page"}),
    "JPEG: huge": (huge_jpeg, {"too_large"}),
    "WebP: huge": (huge_webp, {"too_large"}),
}
"""Each with the ways in which its rows may end."""
