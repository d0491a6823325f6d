"""Whether an image's coded data are whole. Decoders forgive: of damaged data they give half a page and no error, and answers would vanish.

Each check says what is wrong in a few words, or None. What no check can see: damage within JBIG2, JPEG 2000, WebP and uncompressed data.
"""

from __future__ import annotations

import base64
import binascii
import io
import zlib

import numpy as np
import simplejpeg
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from omr.ingest.jpeg import DAMAGED, is_cut_short
from omr.model.page import Gray

CHUNK = 1 << 20
"""Bytes unpacked at a time, and not kept."""
BITS = {1: (1,), 8: (2, 4, 8, 16), 24: (3, 6, 8, 12, 16, 24, 32, 48, 64), 32: (4, 8, 16, 32, 64)}
"""Bits a pixel may take in a file, by those that it takes decoded."""
EVERY_BITS = tuple(sorted({bits for several in BITS.values() for bits in several}))
"""Of an image whose colours PDFium cannot tell."""
LINE_END = 2
"""Bytes that may end a PDF's stream besides its data."""
FAX_TAIL_BYTES = 5
"""The end mark of G4 (24 bits, not always written) and the code before it."""
FAX_PROOF = (64, 0.05)
"""Bytes, and share of the data, that must agree before a disagreement is damage and not another encoder's habit. Damage that begins
earlier spoils the page from its top, and the page is not registered."""
FAX_FIRST_ROWS = 16
"""Rows that are coded both ways round to see which of the two is the black one: the first row tells."""
WEBP_HEAD = 12
WEBP_PIXELS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
"""Chunks of coded pixels; of others (colour profile, EXIF) an honest one may end in zeros."""
UNWRITTEN_BYTES = 32
"""Zeros in which no coded picture ends: each code closes with a mark or a check sum, and none spends 256 bits on saying nothing."""
PNG_HEAD = 8
CUT = "its end is missing"
BAD = "its data are damaged"
BOMB = "it unpacks to far more than its size in pixels"


def flate_problem(data: bytes | memoryview, most: int) -> str | None:
    """Deflated samples, which may unpack to at most so many bytes; their own check sum says whether they are whole."""
    unpacker, size, rest = zlib.decompressobj(), 0, bytes(data)
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(rest, CHUNK)
            rest = unpacker.unconsumed_tail
            size += len(piece)
            if size > most:
                return BOMB
            if not piece and not rest:
                return CUT
    except zlib.error:
        return BAD
    return None


def samples_problem(size: int, width: int, height: int, bits_shown: int) -> str | None:
    """Samples without a code of their own: so many bytes must be what an image of that size takes in some number of bits a pixel.

    ``bits_shown``: of a pixel as it was decoded, which is 8 for 2, 4 and 16 bits of grey.
    """
    sizes = [(width * bits + 7) // 8 * height for bits in BITS.get(bits_shown, EVERY_BITS)]
    return None if size >= sizes[-1] or any(0 <= size - one <= LINE_END for one in sizes) else CUT


def unpacked(data: bytes | memoryview, name: str, most: int) -> bytes | None:
    """The data without one simple filter of a PDF, at most so many bytes; None where they are damaged or the filter is another."""
    try:
        if name == "FlateDecode":
            unpacker = zlib.decompressobj()
            out = unpacker.decompress(bytes(data), most)
            return out if unpacker.eof else None
        if name == "ASCII85Decode":
            return base64.a85decode(bytes(data).strip().removeprefix(b"<~").partition(b"~")[0])
        if name == "ASCIIHexDecode":
            return binascii.unhexlify(b"".join(bytes(data).partition(b">")[0].split()))
    except (zlib.error, ValueError):
        pass
    return None


def jpeg_problem(data: bytes | memoryview) -> str | None:
    """A JPEG of any number of components, by libjpeg-turbo's own warnings."""
    if is_cut_short(data):
        return CUT
    for space in ("GRAY", "CMYK"):
        try:
            simplejpeg.decode_jpeg(bytes(data), colorspace=space, strict=True)
        except ValueError as error:
            if str(error).startswith(DAMAGED):
                return BAD
        else:
            return None
    return None


def jpeg_2000_problem(data: bytes | memoryview) -> str | None:
    """The end mark cannot occur within the data (ITU-T T.800, A.1)."""
    return CUT if is_cut_short(data) else None


def jpeg_2000_size(data: bytes | memoryview) -> tuple[int, int] | None:
    """Width and height by the codestream's first marker segment, SIZ (A.5.1); None where there is none."""
    start = bytes(data).find(b"\xff\x4f\xff\x51")
    if start < 0 or start + 24 > len(data):
        return None
    right, bottom, left, top = (int.from_bytes(data[start + at : start + at + 4], "big") for at in (8, 12, 16, 20))
    return max(0, right - left), max(0, bottom - top)


def jbig2_problem(data: bytes | memoryview) -> str | None:
    """A PDF's JBIG2 segments follow each other without a gap (ITU-T T.88, 7.2)."""
    at = 0
    while at + 11 <= len(data):
        number = int.from_bytes(data[at : at + 4], "big")
        long_page = data[at + 4] & 0x40
        count, at = data[at + 5] >> 5, at + 6
        if count == 7:
            count = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if long_page else 1)
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 0xFFFFFFFF:
            return None
        at += 4 + size
    return CUT if at > len(data) else None


def fax_problem(data: bytes | memoryview, image: Gray, rows_a_strip: int = 0) -> str | None:
    """CCITT G4 data, coded anew from what was decoded: the code of an image is the only one (ITU-T T.6), up to its end mark.

    ``image`` is black and white either way round. Data that differ from the start are of another coding and pass.
    """
    given = bytes(data)
    strip = rows_a_strip or len(image)
    first = min(FAX_FIRST_ROWS, strip)
    plain, inverted = (agreement(given, fax_coded(dark, first)) for dark in (image[:first] < 128, image[:first] >= 128))
    coded = fax_coded(image < 128 if plain >= inverted else image >= 128, strip)
    agree = agreement(given, coded)
    if agree >= len(coded) - FAX_TAIL_BYTES:
        return None
    least, share = FAX_PROOF
    if agree >= max(least, share * len(given)):
        return CUT if agree >= len(given) - FAX_TAIL_BYTES else BAD
    return None


def agreement(given: bytes, coded: bytes) -> int:
    """How many bytes are the same, from the start."""
    common = min(len(given), len(coded))
    differing = np.frombuffer(given, np.uint8, common) != np.frombuffer(coded, np.uint8, common)
    return int(differing.argmax()) if differing.any() else common


def fax_coded(dark: np.ndarray, rows_a_strip: int) -> bytes:
    """G4 data with runs of ``dark`` as black ones, by libtiff."""
    out = io.BytesIO()
    Image.fromarray(dark).save(out, "TIFF", compression="group4", tiffinfo={278: rows_a_strip})
    return b"".join(tiff_pieces(out))


def tiff_pieces(file: io.BytesIO) -> list[bytes]:
    """The coded strips of a TIFF that Pillow wrote."""
    file.seek(0)
    with TiffImageFile(file) as image:
        return [file.getvalue()[start : start + size] for start, size in zip(image.tag_v2[273], image.tag_v2[279], strict=True)]


def is_unwritten(coded: bytes | memoryview) -> bool:
    """Whether coded pixels end in nothing but zeros: their file's length was reserved, and its end was never written."""
    return len(coded) >= UNWRITTEN_BYTES and not any(coded[-UNWRITTEN_BYTES:])


def webp_problem(data: bytes) -> str | None:
    """Every chunk's end (RFC 9649); libwebp takes the zeros of an end that was never written for grey pixels."""
    at, end = WEBP_HEAD, int.from_bytes(data[4:8], "little") + 8
    if end > len(data):
        return CUT
    while at + 8 <= end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = memoryview(data)[at + 8 : at + 8 + size]
        if len(body) < size or not any(kind) or (is_unwritten(body) if kind in WEBP_PIXELS else size and not any(body)):
            return CUT
        at += 8 + size + size % 2
    return None


def png_problem(data: bytes) -> str | None:
    """Every chunk's check sum; Pillow passes over those of the pixels."""
    at = PNG_HEAD
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 8 + size
        if end + 4 > len(data):
            return CUT
        if zlib.crc32(memoryview(data)[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return BAD
        if kind == b"IEND":
            return None
        at = end + 4
    return CUT
