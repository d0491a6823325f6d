"""Damages small scans of every container and codec and reads them: ``python tests/bench/fuzz.py --files 10000 --seed 1``.

Each file is one valid page (or an archive of some), damaged by a seeded choice of bit flips, splices, cuts and edited numbers. A child
process with a time and a memory limit takes it in, counts its pages and reads each, as ``omr scan`` does. Every file must end as rows:
read, or rejected with a reason. A crash, a hang or a file without a row ends with exit code 1; ``--only INDEX --keep DIR`` repeats one.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import re
import resource
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own modules, as pytest finds them

from bench.figures import as_text, asking, write
from ingest.encoders import ALL, packed

from omr.ingest import Source, ingest, survey
from omr.ingest.source import Kind, head_of, sniff
from omr.intake import take_in
from omr.model.page import Unread
from omr.store import Batch

SECONDS = 20.0
"""Longest time one file may take; the slowest honest one takes 0.3 s."""
CHILD_BYTES = 4 << 30
"""Address space of the child: less than a worker of ``omr scan`` has."""
ARCHIVES = ("ZIP stored", "ZIP deflated", "ZIP bzip2")
METHODS = dict(zip(ARCHIVES, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2), strict=True))
MEMBERS = ("JPEG file", "TIFF G4", "PNG 1 bit", "G4, img2pdf")
SEVERAL, PICTURES = "TIFF of three pages", "JPEG of three pictures"
NAMES = (*ALL, SEVERAL, PICTURES, *ARCHIVES)
NUMBERS = (0, 1, 2, 3, 7, 8, 16, 255, 256, 32767, 32768, 65535, 65536, 100_000, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
DIGITS = re.compile(rb"(?<![0-9A-Za-z.])-?[0-9]{1,10}")
FAILURES = ("crash", "hang", "lost")

Damage = Callable[[bytearray, random.Random], None]


def whole(name: str) -> bytes:
    """A valid file of that kind."""
    out = io.BytesIO()
    if name in METHODS:
        with zipfile.ZipFile(out, "w", METHODS[name]) as archive:
            for member in MEMBERS:
                archive.writestr(zipfile.ZipInfo(f"été/{member}.pdf"), packed(member))
        return out.getvalue()
    if name in {SEVERAL, PICTURES}:
        from ingest.encoders import black, multi_page
        from PIL import Image

        pages = [Image.fromarray(~black())] * 3
        if name == SEVERAL:
            return multi_page(pages, compression="group4")
        first, *others = (page.convert("L") for page in pages)
        first.save(out, "MPO", save_all=True, append_images=others)
        return out.getvalue()
    return packed(name)


# damages


def flip_bits(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 1, 3, 20))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def drop(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.choice((1, 4, 64, 4096))]


def repeat(data: bytearray, rng: random.Random) -> None:
    start, at = rng.randrange(len(data)), rng.randrange(len(data))
    data[at:at] = data[start : start + rng.choice((1, 16, 512, 8192))] * rng.choice((1, 1, 2, 50))


def overwrite(data: bytearray, rng: random.Random) -> None:
    start, size = rng.randrange(len(data)), rng.choice((1, 4, 64, 2048))
    data[start : start + size] = rng.choice((bytes(size), b"\xff" * size, rng.randbytes(size)))


def splice(data: bytearray, rng: random.Random) -> None:
    """The beginning of this file and the end of another."""
    other = whole(rng.choice(NAMES))
    data[rng.randrange(len(data)) :] = other[rng.randrange(len(other)) :]


def edit_digits(data: bytearray, rng: random.Random) -> None:
    """A number in a PDF's text, most of all in its beginning and end, where its structure stands."""
    found = list(DIGITS.finditer(data)) or [None]
    for _ in range(rng.choice((1, 1, 4))):
        place = rng.choice(found)
        if place is None or place.end() > len(data):
            edit_binary(data, rng)
            return
        number = rng.choice((*NUMBERS, -1, 10**10, rng.randrange(1000)))
        data[place.start() : place.end()] = str(number).encode().rjust(len(place[0]))


def edit_binary(data: bytearray, rng: random.Random) -> None:
    """A number of 2 or 4 bytes, near the beginning in half the cases: a header, or a TIFF's directory."""
    kind = rng.choice(("<H", ">H", "<I", ">I"))
    size = struct.calcsize(kind)
    end = len(data) if rng.random() < 0.5 else min(len(data), 400)
    at = rng.randrange(max(1, end - size))
    data[at : at + size] = struct.pack(kind, rng.choice(NUMBERS) % 2 ** (8 * size))


def edit_directory(data: bytearray, rng: random.Random) -> None:
    """A value in a TIFF's first directory."""
    if data[:4] != b"II*\0" or len(data) < 20:
        edit_binary(data, rng)
        return
    start = struct.unpack_from("<I", data, 4)[0]
    if start + 2 > len(data):
        return
    entry = start + 2 + 12 * rng.randrange(max(1, struct.unpack_from("<H", data, start)[0]))
    place, kind = rng.choice(((0, "<H"), (2, "<H"), (4, "<I"), (8, "<I"), (8, "<I")))
    if entry + place + 4 <= len(data):
        struct.pack_into(kind, data, entry + place, rng.choice(NUMBERS) % 2 ** (8 * struct.calcsize(kind)))


DAMAGES: tuple[Damage, ...] = (
    flip_bits,
    flip_bits,
    cut,
    drop,
    repeat,
    overwrite,
    splice,
    edit_digits,
    edit_digits,
    edit_binary,
    edit_directory,
)


def with_sums(data: bytearray) -> bytes:
    """A PNG with its check sums made right again, so that the damage reaches the decoder."""
    at = 8
    while at + 12 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if at + 12 + size > len(data):
            break
        struct.pack_into(">I", data, at + 8 + size, zlib.crc32(data[at + 4 : at + 8 + size]))
        at += 12 + size
    return bytes(data)


def damaged(seed: int, index: int) -> tuple[str, bytes]:
    """The kind of the file of that number, and its bytes."""
    rng = random.Random(f"{seed}/{index}")
    name = NAMES[index % len(NAMES)]
    data = bytearray(whole(name))
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if data:
            rng.choice(DAMAGES)(data, rng)
    if name.startswith("PNG") and rng.random() < 0.7:
        return name, with_sums(data)
    return name, bytes(data)


# the child


def rows_of(path: Path) -> list[str]:
    """How each row of the file ends: ``read``, or its reason. The very calls of ``omr scan``, without the marks."""
    head = head_of(path)
    if sniff(head) is not Kind.ZIP:
        return [ended(one) for one in survey([path])]
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch.open(Path(folder) / "batch", create=True)
        take_in([path], batch)
        rows = [result.reason.value for result in batch.results() if isinstance(result, Unread)]
        for taken in batch.inputs():
            if taken.sha256:
                rows += [ended(one) for one in survey([taken.place])]
        batch.close()
    return rows


def ended(one: Source | Unread) -> str:
    result = ingest(one) if isinstance(one, Source) else one
    return result.reason.value if isinstance(result, Unread) else "read"


def serve(pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES, CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the decoders' own complaints
    while True:
        path = pipe.recv()
        try:
            answer = rows_of(Path(path))
        except MemoryError:
            answer = ["out of memory"]  # `omr scan` gives the page this row
        except Exception as error:  # noqa: BLE001  (counted as a crash, and named)
            answer = f"{type(error).__name__}: {error}"
        pipe.send((answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


class Guard:
    """The child, started again whenever it died."""

    def __init__(self) -> None:
        self._process: multiprocessing.Process | None = None
        self.peak_mb = 0

    def rows(self, path: Path) -> tuple[str, list[str]]:
        """What became of a file (``""``, or one of FAILURES with what is known of it) and its rows."""
        if self._process is None or not self._process.is_alive():
            self._pipe, theirs = multiprocessing.Pipe()
            self._process = multiprocessing.get_context("fork").Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        self._pipe.send(str(path))
        try:
            if not self._pipe.poll(SECONDS):
                self.stop()
                return f"hang: more than {SECONDS:.0f} s", []
            answer, peak = self._pipe.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            return f"crash: the process ended with {self._process.exitcode}", []
        self.peak_mb = max(self.peak_mb, peak)
        if isinstance(answer, str):
            return f"crash: {answer}", []
        return ("", answer) if answer else ("lost: no row", [])

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()


def fuzz(files: range, seed: int, keep: Path | None, say: Callable[[str], None] = print) -> dict[str, object]:
    """Damage and read these files; the counts, and what failed."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    guard = Guard()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for index in files:
            name, data = damaged(seed, index)
            path = Path(folder) / "scan"
            path.write_bytes(data)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{index}").write_bytes(data)
            failure, rows = guard.rows(path)
            counts.update(rows)
            if failure:
                counts[failure.split(":")[0]] += 1
                failures.append(f"{index} ({name}): {failure}")
                say(failures[-1])
    guard.stop()
    return {
        "files": len(files),
        "seed": seed,
        **{failure: counts.pop(failure, 0) for failure in FAILURES},
        "rows": sum(counts.values()),
        "read": counts.pop("read", 0),
        "rejected": dict(sorted(counts.items())),
        "seconds": round(time.monotonic() - started, 1),
        "peak_mb": guard.peak_mb,
        "failures": failures,
    }


def main() -> int:
    parser = asking(__doc__, "500 files")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this one file")
    parser.add_argument("--keep", type=Path, help="write the damaged files there")
    asked = parser.parse_args()
    files = range(500 if asked.quick else asked.files) if asked.only is None else range(asked.only, asked.only + 1)
    found = fuzz(files, asked.seed, asked.keep)
    write(asked.json, found)
    sys.stdout.write(as_text(found))
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
