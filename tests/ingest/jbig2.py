"""A small JBIG2 encoder (ITU-T T.88), since neither PyPI nor Debian's stable release carries one: what PDFs hold, without a file header.

``generic`` codes a page as one region, ``mmr`` wraps libtiff's G4 data, ``symbols`` writes a dictionary of tiles and their places, as
encoders in symbol mode do with letters. The bits of a context may stand in any order, since all contexts begin alike.
"""

from __future__ import annotations

import io
import struct
from collections import defaultdict

import numpy as np
from PIL import Image

QE = (
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0), (0x0521, 5, 29, 0), (0x0221, 38, 33, 0),
    (0x5601, 7, 6, 1), (0x5401, 8, 14, 0), (0x4801, 9, 14, 0), (0x3801, 10, 14, 0), (0x3001, 11, 17, 0), (0x2401, 12, 18, 0),
    (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1), (0x5401, 16, 14, 0), (0x5101, 17, 15, 0), (0x4801, 18, 16, 0),
    (0x3801, 19, 17, 0), (0x3401, 20, 18, 0), (0x3001, 21, 19, 0), (0x2801, 22, 19, 0), (0x2401, 23, 20, 0), (0x2201, 24, 21, 0),
    (0x1C01, 25, 22, 0), (0x1801, 26, 23, 0), (0x1601, 27, 24, 0), (0x1401, 28, 25, 0), (0x1201, 29, 26, 0), (0x1101, 30, 27, 0),
    (0x0AC1, 31, 28, 0), (0x09C1, 32, 29, 0), (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0), (0x02A1, 36, 33, 0),
    (0x0221, 37, 34, 0), (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0), (0x0049, 41, 38, 0), (0x0025, 42, 39, 0),
    (0x0015, 43, 40, 0), (0x0009, 44, 41, 0), (0x0005, 45, 42, 0), (0x0001, 45, 43, 0), (0x5601, 46, 46, 0),
)  # fmt: skip
"""Table E.1: probability, next state after the more and the less probable symbol, whether they change places."""
AT = struct.pack("8b", 3, -1, -3, -1, 2, -2, -2, -2)
"""The adaptive pixels of template 0, in their nominal places."""
TILE = 32
OUT_OF_BAND = None
RANGES = ((4, 0, 2, "0"), (20, 4, 4, "10"), (84, 20, 6, "110"), (340, 84, 8, "1110"), (4436, 340, 12, "11110"))


class Coder:
    """The arithmetic encoder of annex E, with its contexts."""

    def __init__(self) -> None:
        self.out = bytearray([0])
        self.a, self.c, self.count = 0x8000, 0, 12
        self.states: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])

    def bit(self, context: tuple[str, int], bit: int) -> None:
        state = self.states[context]
        probability, more, less, switch = QE[state[0]]
        self.a -= probability
        if bit == state[1]:
            if self.a & 0x8000:
                self.c += probability
                return
            if self.a < probability:
                self.a = probability
            else:
                self.c += probability
            state[0] = more
        else:
            if self.a < probability:
                self.c += probability
            else:
                self.a = probability
            state[1] ^= switch
            state[0] = less
        while not self.a & 0x8000:
            self.a <<= 1
            self.c <<= 1
            self.count -= 1
            if not self.count:
                self.byte()

    def byte(self) -> None:
        if self.out[-1] != 0xFF and self.c >= 0x8000000:
            self.out[-1] += 1
            if self.out[-1] == 0xFF:
                self.c &= 0x7FFFFFF
        shift = 20 if self.out[-1] == 0xFF else 19
        self.out.append(self.c >> shift & 0xFF)
        self.c &= (1 << shift) - 1
        self.count = 7 if shift == 20 else 8

    def end(self) -> bytes:
        top = self.c + self.a
        self.c |= 0xFFFF
        self.c -= 0x8000 if self.c >= top else 0
        for _ in range(2):
            self.c <<= self.count
            self.byte()
        return bytes(self.out[1:]) + (b"" if self.out[-1] == 0xFF else b"\xff") + b"\xac"

    def integer(self, name: str, value: int | None) -> None:
        """Annex A.2."""
        size = abs(value or 0)
        bits = "1" if value is OUT_OF_BAND or value < 0 else "0"
        _, low, width, prefix = next((one for one in RANGES if size < one[0]), (0, 4436, 32, "11111"))
        bits += prefix + format(size - low, f"0{width}b")
        before = 1
        for bit in map(int, bits):
            self.bit((name, before), bit)
            before = before << 1 | bit if before < 256 else (before << 1 | bit) & 511 | 256

    def number(self, value: int, width: int) -> None:
        """Annex A.3: a symbol's number."""
        before = 1
        for bit in map(int, format(value, f"0{width}b") if width else ""):
            self.bit(("IAID", before), bit)
            before = before << 1 | bit

    def bitmap(self, black: np.ndarray) -> None:
        """6.2.5.3: template 0."""
        padded = np.pad(black.astype(np.int64), ((2, 0), (4, 3)))
        contexts = np.zeros(black.shape, np.int64)
        places = [(-2, x) for x in range(-2, 3)] + [(-1, x) for x in range(-3, 4)] + [(0, x) for x in range(-4, 0)]
        for row, column in places:
            contexts = contexts << 1 | padded[2 + row :, 4 + column :][: black.shape[0], : black.shape[1]]
        for context, bit in zip(contexts.ravel().tolist(), black.ravel().tolist(), strict=True):
            self.bit(("GB", context), int(bit))


def segment(number: int, kind: int, data: bytes, *, page: int = 1, refers: tuple[int, ...] = ()) -> bytes:
    return struct.pack(">IBB", number, kind, len(refers) << 5) + bytes(refers) + struct.pack(">BI", page, len(data)) + data


def page_information(black: np.ndarray) -> bytes:
    return segment(1, 48, struct.pack(">IIIIBH", black.shape[1], black.shape[0], 0, 0, 0, 0))


def region(black: np.ndarray) -> bytes:
    return struct.pack(">IIIIB", black.shape[1], black.shape[0], 0, 0, 0)


def generic(black: np.ndarray) -> bytes:
    coder = Coder()
    coder.bitmap(black)
    return page_information(black) + segment(2, 38, region(black) + b"\0" + AT + coder.end())


def mmr(black: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(black).save(out, "TIFF", compression="group4", tiffinfo={278: black.shape[0]})
    with Image.open(out) as image:
        (start,), (count,) = image.tag_v2[273], image.tag_v2[279]
    return page_information(black) + segment(2, 38, region(black) + b"\1" + out.getvalue()[start : start + count])


def symbols(black: np.ndarray) -> tuple[bytes, bytes]:
    """The dictionary (a PDF's JBIG2Globals) and the page."""
    numbers: dict[bytes, int] = {}
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for y in range(0, black.shape[0], TILE):
        for x in range(0, black.shape[1], TILE):
            tile = black[y : y + TILE, x : x + TILE]
            if tile.any():
                rows[y].append((x, numbers.setdefault(tile.tobytes(), len(numbers))))
    return dictionary(list(numbers)), page_information(black) + text(black, rows, len(numbers))


def dictionary(tiles: list[bytes]) -> bytes:
    coder = Coder()
    coder.integer("IADH", TILE)
    for number, tile in enumerate(tiles):
        coder.integer("IADW", 0 if number else TILE)
        coder.bitmap(np.frombuffer(tile, bool).reshape(TILE, TILE))
    coder.integer("IADW", OUT_OF_BAND)
    coder.integer("IAEX", 0)
    coder.integer("IAEX", len(tiles))
    return segment(0, 0, struct.pack(">H", 0) + AT + struct.pack(">II", len(tiles), len(tiles)) + coder.end(), page=0)


def text(black: np.ndarray, rows: dict[int, list[tuple[int, int]]], known: int) -> bytes:
    coder = Coder()
    coder.integer("IADT", 0)
    before_y = before_x = 0
    for y, tiles in rows.items():
        coder.integer("IADT", y - before_y)
        before_y = y
        coder.integer("IAFS", tiles[0][0] - before_x)
        before_x = at = tiles[0][0]
        for place, (x, number) in enumerate(tiles):
            if place:
                coder.integer("IADS", x - at)
            coder.number(number, (known - 1).bit_length())
            at = x + TILE - 1
        coder.integer("IADS", OUT_OF_BAND)
    head = region(black) + struct.pack(">HI", 1 << 4, sum(map(len, rows.values())))
    return segment(2, 6, head + coder.end(), refers=(0,))
