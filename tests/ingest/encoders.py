"""One drawn answer page of the sample exam, packed in every way that scanners and their software pack a page."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from functools import cache

import img2pdf
import numpy as np
import pikepdf
import tifffile
from ingest import jbig2
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from omr.files import data_folder
from omr.sheet import render_page

DPI = 100
EXAM = data_folder("sample_scans") / "ift6135"
GREY = Dictionary(ColorSpace=Name.DeviceGray, BitsPerComponent=8)
Encoder = Callable[[], bytes]


@cache
def page() -> np.ndarray:
    """The second page of form 1011 as a flat-bed sees it, its sides whole tiles of 32 pixels. Read only."""
    drawn = render_page((EXAM / "sheets" / "1011.pdf").read_bytes(), 2, DPI / 25.4)
    rows, columns = (-(-side // 32) * 32 for side in drawn.shape)
    image = np.full((rows, columns), 255, np.uint8)
    image[: drawn.shape[0], : drawn.shape[1]] = drawn
    image = np.clip(image * 0.8 + 25, 0, 255).astype(np.uint8)
    image.setflags(write=False)
    return image


def black() -> np.ndarray:
    return page() < 128


def bilevel() -> np.ndarray:
    return np.where(black(), 0, 255).astype(np.uint8)


def levels(bits: int) -> np.ndarray:
    """The page's grey in so many bits, as samples."""
    return np.round(page() / 255.0 * (2**bits - 1)).astype(np.uint16)


def shades(bits: int) -> np.ndarray:
    """The page as so many bits show it."""
    return np.round(levels(bits) * (255.0 / (2**bits - 1))).astype(np.uint8)


def saved(image: np.ndarray | Image.Image, kind: str, **options: object) -> bytes:
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    out = io.BytesIO()
    picture.save(out, kind, **{"dpi": (DPI, DPI), **options})
    return out.getvalue()


def colour() -> Image.Image:
    return Image.fromarray(page()).convert("RGB")


def inks() -> Image.Image:
    """The page printed with black ink alone."""
    return Image.merge("CMYK", [Image.new("L", page().shape[::-1], 0)] * 3 + [Image.fromarray(255 - page())])


# PDF


def by_img2pdf(*images: bytes) -> bytes:
    made = img2pdf.convert(list(images), layout_fun=img2pdf.get_fixed_dpi_layout_fun((DPI, DPI)))
    assert made is not None
    return made


def points() -> tuple[float, float]:
    rows, columns = page().shape
    return columns * 72 / DPI, rows * 72 / DPI


def hand_made(
    data: bytes, filters: Name | Array | None = None, parms: Dictionary | None = None, content: str = "", **entries: object
) -> bytes:
    """A PDF with one image of that raw data and those entries, drawn over the whole page or by ``content``."""
    document = pikepdf.new()
    width, height = points()
    document.add_blank_page(page_size=(width, height))
    image = pikepdf.Stream(document, b"")
    rows, columns = page().shape
    for key, value in {"Type": Name.XObject, "Subtype": Name.Image, "Width": columns, "Height": rows, **dict(GREY), **entries}.items():
        image[f"/{key.removeprefix('/')}"] = document.make_indirect(value) if isinstance(value, pikepdf.Stream) else value
    if filters is not None:
        image.write(data, filter=filters, decode_parms=parms)
    else:
        image.write(data)
    only = document.pages[0]
    only.Resources = Dictionary(XObject=Dictionary(Im0=image))
    only.Contents = document.make_stream((content or f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q").encode())
    return written(document)


def written(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, compress_streams=False, recompress_flate=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, **options)
    return out.getvalue()


def packed_bits(samples: np.ndarray, bits: int) -> bytes:
    """Samples of 1, 2, 4 or 16 bits, each row from a whole byte."""
    if bits == 16:
        return samples.astype(">u2").tobytes()
    spread = (samples[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(spread.reshape(len(samples), -1).astype(np.uint8), axis=1).tobytes()


def flate(bits: int, *, inverted: bool = False) -> bytes:
    samples = levels(bits)
    data = packed_bits(2**bits - 1 - samples if inverted else samples, bits)
    entries = {"Decode": Array([1, 0])} if inverted else {}
    return hand_made(zlib.compress(data), Name.FlateDecode, BitsPerComponent=bits, **entries)


def turned(data: bytes, degrees: int) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[0].Rotate = degrees
        return written(document)


def indexed() -> bytes:
    """Palette of 16 greys in no order."""
    order = np.random.default_rng(0).permutation(16)
    palette = bytes(int(v) * 17 for place in range(16) for v in [int(np.flatnonzero(order == place)[0])] * 3)
    samples = order[levels(4)].astype(np.uint8)
    space = Array([Name.Indexed, Name.DeviceRGB, 15, pikepdf.String(palette)])
    return hand_made(zlib.compress(packed_bits(samples, 4)), Name.FlateDecode, BitsPerComponent=4, ColorSpace=space)


def jbig2_pdf(data: bytes, shared: bytes | None = None) -> bytes:
    document = pikepdf.open(io.BytesIO(hand_made(data, Name.JBIG2Decode, BitsPerComponent=1)))
    if shared is not None:
        image = next(iter(document.pages[0].get_images().values()))
        image.DecodeParms = Dictionary(JBIG2Globals=document.make_stream(shared))
    return written(document)


def jbig2_symbols() -> bytes:
    shared, data = jbig2.symbols(black())
    return jbig2_pdf(data, shared)


def adobe_inverted() -> bytes:
    """CMYK as Photoshop writes it: Adobe's marker, samples inverted, and a /Decode that says so."""
    data = saved(inks(), "JPEG", quality=95)
    assert b"Adobe" in data
    return hand_made(data, Name.DCTDecode, ColorSpace=Name.DeviceCMYK, Decode=Array([1, 0] * 4))


def cmyk_flate() -> bytes:
    return hand_made(zlib.compress(inks().tobytes()), Name.FlateDecode, ColorSpace=Name.DeviceCMYK)


def run_lengths() -> bytes:
    """/RunLengthDecode of the simplest kind: literal runs."""
    data = page().tobytes()
    runs = b"".join(bytes([len(data[at : at + 128]) - 1]) + data[at : at + 128] for at in range(0, len(data), 128))
    return hand_made(runs + b"\x80", Name.RunLengthDecode)


def predicted() -> bytes:
    """Flate with PNG's "up" predictor."""
    rows = page().astype(np.int16)
    up = np.diff(rows, axis=0, prepend=np.zeros((1, rows.shape[1]), np.int16)) % 256
    data = np.insert(up.astype(np.uint8), 0, 2, axis=1).tobytes()
    return hand_made(zlib.compress(data), Name.FlateDecode, Dictionary(Predictor=15, Colors=1, BitsPerComponent=8, Columns=rows.shape[1]))


def strips(pieces: int = 7, degrees: int = 0) -> bytes:
    """A page cut into strip images, one under the other, as some scanners' drivers do."""
    out = io.BytesIO()
    width, height = points()
    canvas = Canvas(out, (width, height), invariant=True)
    for rows in np.array_split(np.arange(len(page())), pieces):
        strip = Image.fromarray(page()[rows])
        canvas.drawImage(ImageReader(strip), 0, height - (rows[-1] + 1) * 72 / DPI, width, len(rows) * 72 / DPI)
    canvas.save()
    return turned(out.getvalue(), degrees) if degrees else out.getvalue()


def by_reportlab(*, words: int | None = None, stamp: bool = False, words_first: bool = False) -> bytes:
    """The scan with recognised words: text of that rendering mode above, or ordinary text below it; or with an imprinter's stamp."""
    out = io.BytesIO()
    width, height = points()
    canvas = Canvas(out, (width, height), invariant=True)
    if words_first:
        canvas.drawString(100, 400, "recognised words under the image")
    canvas.drawInlineImage(colour(), 0, 0, width, height) if stamp else canvas.drawImage(ImageReader(colour()), 0, 0, width, height)
    if words is not None:
        text = canvas.beginText(100, 300)
        text.setTextRenderMode(words)
        text.textLines("words that\nwere recognised")
        canvas.drawText(text)
    if stamp:
        canvas.setFont("Helvetica", 5)
        canvas.drawString(width / 2, 3, "2024-04-24 09:41 000123")
    canvas.save()
    return out.getvalue()


def soft_mask() -> bytes:
    """An opaque soft mask, as "transparent" scans of PDF editors carry it."""
    document = pikepdf.open(io.BytesIO(flate(8)))
    rows, columns = page().shape
    mask = document.make_stream(zlib.compress(bytes([255]) * (rows * columns)))
    for key, value in {"Subtype": Name.Image, "Width": columns, "Height": rows, "Filter": Name.FlateDecode, **dict(GREY)}.items():
        mask[f"/{key.removeprefix('/')}"] = value
    next(iter(document.pages[0].get_images().values())).SMask = mask
    return written(document)


def mixed_raster() -> bytes:
    """Two layers as "compact PDF" scanners write them: a coarse background, and the ink as a stencil in G4."""
    rows, columns = page().shape
    width, height = points()
    coarse = saved(Image.fromarray(np.full_like(page(), 229)).resize((columns // 4, rows // 4)), "JPEG")
    document = pikepdf.open(io.BytesIO(hand_made(coarse, Name.DCTDecode, Width=columns // 4, Height=rows // 4)))
    ink = document.make_stream(b"")
    ink.write(g4_strip(black()), filter=Name.CCITTFaxDecode, decode_parms=Dictionary(K=-1, Columns=columns, Rows=rows))
    for key, value in {"Subtype": Name.Image, "Width": columns, "Height": rows, "ImageMask": True, "BitsPerComponent": 1}.items():
        ink[f"/{key}"] = value
    only = document.pages[0]
    only.Resources.XObject.Im1 = ink
    content = f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q q 0.1 g {width} 0 0 {height} 0 0 cm /Im1 Do Q"
    only.Contents = document.make_stream(content.encode())
    return written(document)


def g4_strip(dark: np.ndarray) -> bytes:
    """libtiff's G4 data alone, the runs of ``dark`` as black ones."""
    with Image.open(io.BytesIO(saved(Image.fromarray(dark), "TIFF", compression="group4", tiffinfo={278: len(dark)}))) as image:
        (start,), (count,) = image.tag_v2[273], image.tag_v2[279]
        stream = image.fp
        assert stream is not None
        stream.seek(start)
        return bytes(stream.read(count))


def in_a_form() -> bytes:
    """The image within a form within a form, as imposition software leaves it."""
    document = pikepdf.open(io.BytesIO(by_img2pdf(saved(page(), "JPEG", quality=90))))
    only = document.pages[0]
    for name in ("Fm0", "Fm1"):
        form = document.make_stream(only.Contents.read_bytes())
        form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, only.MediaBox, only.Resources
        only.Resources = Dictionary(XObject=Dictionary({f"/{name}": form}))
        only.Contents = document.make_stream(f"/{name} Do".encode())
    return written(document)


def filtered_twice() -> bytes:
    """A JPEG that was deflated once more."""
    return hand_made(zlib.compress(saved(page(), "JPEG", quality=90)), Array([Name.FlateDecode, Name.DCTDecode]))


def jpeg_2000(**options: object) -> bytes:
    return saved(page(), "JPEG2000", **options)


PDFS: dict[str, Encoder] = {
    "JPEG": lambda: by_img2pdf(saved(page(), "JPEG", quality=85)),
    "JPEG colour": lambda: by_img2pdf(saved(colour(), "JPEG", quality=85)),
    "JPEG progressive": lambda: by_img2pdf(saved(colour(), "JPEG", quality=85, progressive=True)),
    "JPEG deflated once more": filtered_twice,
    "JPEG inverted": lambda: hand_made(saved(255 - page(), "JPEG", quality=90), Name.DCTDecode, Decode=Array([1, 0])),
    "CMYK JPEG, img2pdf": lambda: by_img2pdf(saved(inks(), "JPEG", quality=90)),
    "CMYK JPEG, Adobe": adobe_inverted,
    "CMYK Flate": cmyk_flate,
    "G4, img2pdf": lambda: by_img2pdf(saved(Image.fromarray(~black()), "TIFF", compression="group4")),
    "G4, Pillow": lambda: saved(Image.fromarray(~black()), "PDF", resolution=DPI),
    "G4 inverted": lambda: hand_made(
        g4_strip(~black()),
        Name.CCITTFaxDecode,
        Dictionary(K=-1, Columns=page().shape[1], Rows=page().shape[0]),
        BitsPerComponent=1,
        Decode=Array([1, 0]),
    ),
    "G4 black is 1": lambda: hand_made(
        g4_strip(~black()),
        Name.CCITTFaxDecode,
        Dictionary(K=-1, Columns=page().shape[1], Rows=page().shape[0], BlackIs1=True),
        BitsPerComponent=1,
    ),
    "JBIG2 generic": lambda: jbig2_pdf(jbig2.generic(black())),
    "JBIG2 generic MMR": lambda: jbig2_pdf(jbig2.mmr(black())),
    "JBIG2 symbols": jbig2_symbols,
    "JPEG 2000 lossless, img2pdf": lambda: by_img2pdf(jpeg_2000()),
    "JPEG 2000 lossy": lambda: hand_made(jpeg_2000(irreversible=True, quality_mode="rates", quality_layers=[20]), Name.JPXDecode),
    "JPEG 2000 colour": lambda: by_img2pdf(saved(colour(), "JPEG2000")),
    "Flate 1 bit": lambda: flate(1),
    "Flate 2 bits": lambda: flate(2),
    "Flate 4 bits": lambda: flate(4),
    "Flate 8 bits": lambda: flate(8),
    "Flate 16 bits": lambda: flate(16),
    "Flate inverted 1 bit": lambda: flate(1, inverted=True),
    "Flate inverted 8 bits": lambda: flate(8, inverted=True),
    "Flate predicted": predicted,
    "Flate colour, img2pdf": lambda: by_img2pdf(saved(colour(), "PNG")),
    "indexed, img2pdf": lambda: by_img2pdf(saved(colour().quantize(64), "PNG")),
    "indexed 4 bits": indexed,
    "no filter": lambda: hand_made(page().tobytes()),
    "run lengths": run_lengths,
    "strips": strips,
    "OCR words, invisible": lambda: by_reportlab(words=3),
    "OCR words under the image": lambda: by_reportlab(words_first=True),
    "inline image and a stamp": lambda: by_reportlab(stamp=True),
    "soft mask": soft_mask,
    "two layers": mixed_raster,
    "in two forms": in_a_form,
}

# pictures


def tiff(**options: object) -> bytes:
    return saved(page(), "TIFF", **options)


def by_tifffile(image: np.ndarray, *, big: bool = False, order: str = "<", **options: object) -> bytes:
    out = io.BytesIO()
    tifffile.imwrite(out, image, bigtiff=big, byteorder=order, resolution=(DPI, DPI), resolutionunit="INCH", metadata=None, **options)
    return out.getvalue()


def multi_page(images: Sequence[Image.Image], **options: object) -> bytes:
    return saved(images[0], "TIFF", save_all=True, append_images=list(images[1:]), **options)


TIFFS: dict[str, Encoder] = {
    "TIFF": tiff,
    "TIFF G3": lambda: saved(Image.fromarray(~black()), "TIFF", compression="group3"),
    "TIFF G4": lambda: saved(Image.fromarray(~black()), "TIFF", compression="group4"),
    "TIFF G4 white is zero": lambda: saved(Image.fromarray(~black()), "TIFF", compression="group4", tiffinfo={262: 0}),
    "TIFF LZW": lambda: tiff(compression="tiff_lzw"),
    "TIFF LZW predicted": lambda: tiff(compression="tiff_lzw", tiffinfo={317: 2}),
    "TIFF JPEG": lambda: tiff(compression="jpeg", quality=90),
    "TIFF JPEG colour": lambda: saved(colour(), "TIFF", compression="jpeg", quality=90),
    "TIFF Deflate": lambda: tiff(compression="tiff_adobe_deflate"),
    "TIFF PackBits": lambda: tiff(compression="packbits"),
    "TIFF several strips": lambda: tiff(compression="tiff_lzw", tiffinfo={278: 50}),
    "TIFF white is zero": lambda: by_tifffile(255 - page(), photometric="miniswhite"),
    "TIFF white is zero, 1 bit": lambda: by_tifffile(black(), photometric="miniswhite"),
    "TIFF 16 bits": lambda: by_tifffile(levels(16), photometric="minisblack"),
    "TIFF 16 bits, white is zero": lambda: by_tifffile(65535 - levels(16), photometric="miniswhite"),
    "TIFF 32 bits": lambda: by_tifffile(levels(16).astype(np.uint32) * 65537, photometric="minisblack"),
    "TIFF tiled": lambda: by_tifffile(page(), tile=(128, 128), compression="zlib"),
    "TIFF big-endian": lambda: by_tifffile(levels(16), order=">", photometric="minisblack"),
    "BigTIFF": lambda: by_tifffile(page(), big=True),
    "TIFF planes": lambda: by_tifffile(np.stack([page()] * 3), planarconfig="separate", photometric="rgb"),
    "TIFF palette": lambda: saved(colour().quantize(64), "TIFF", compression="tiff_lzw"),
    "TIFF CMYK": lambda: saved(inks(), "TIFF", compression="tiff_lzw"),
}

PICTURES: dict[str, Encoder] = {
    "JPEG file": lambda: saved(page(), "JPEG", quality=85),
    "JPEG file, colour": lambda: saved(colour(), "JPEG", quality=85),
    "JPEG file, CMYK": lambda: saved(inks(), "JPEG", quality=90),
    "PNG 1 bit": lambda: saved(Image.fromarray(~black()), "PNG"),
    "PNG 8 bits": lambda: saved(page(), "PNG"),
    "PNG 16 bits": lambda: saved(Image.fromarray(levels(16)), "PNG"),
    "PNG colour": lambda: saved(colour(), "PNG"),
    "PNG palette": lambda: saved(colour().quantize(64), "PNG"),
    "PNG palette of 4": lambda: saved(Image.fromarray(bilevel()).convert("P", palette=Image.Palette.ADAPTIVE, colors=4), "PNG", bits=2),
    "PNG ink on nothing": lambda: saved(Image.fromarray(np.dstack([np.zeros_like(page()), 255 - page()]), "LA"), "PNG"),
    "PNG colour and alpha": lambda: saved(colour().convert("RGBA"), "PNG"),
    "WebP lossless": lambda: saved(page(), "WEBP", lossless=True),
    "WebP lossy": lambda: saved(page(), "WEBP", quality=85),
}

ALL = {**PDFS, **TIFFS, **PICTURES}
LEVELS = {"Flate 2 bits": lambda: shades(2), "Flate 4 bits": lambda: shades(4), "indexed 4 bits": lambda: shades(4)}
BLACK_AND_WHITE = ("G4", "JBIG2", "TIFF G")


def shown(name: str) -> np.ndarray:
    """What a person sees on the page packed in that way."""
    if name == "two layers":
        return np.where(black(), 26, 229).astype(np.uint8)
    if name.startswith(BLACK_AND_WHITE) or "1 bit" in name or name == "PNG palette of 4":
        return bilevel()
    return LEVELS.get(name, page)()


@cache
def packed(name: str) -> bytes:
    """The page packed in that way."""
    return ALL[name]()
