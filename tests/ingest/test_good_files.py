"""Every kind of file gives the image that a person sees in it, with its resolution and an id from its bytes."""

from __future__ import annotations

import hashlib
import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
import tifffile
from ingest.files import DPI, close, encoded, pdf, picture
from PIL import Image

from omr.ingest import Source, ingest, survey
from omr.model.page import Scan

PICTURE = picture()


def scans(*paths: Path) -> list[Scan]:
    found = [ingest(source) for source in survey(paths) if isinstance(source, Source)]
    assert all(isinstance(scan, Scan) for scan in found), found
    return [scan for scan in found if isinstance(scan, Scan)]


def one(path: Path, data: bytes) -> Scan:
    path.write_bytes(data)
    (scan,) = scans(path)
    return scan


def edited(data: bytes, **entries: object) -> bytes:
    """The PDF with entries of its image's dictionary changed, and ``Rotate`` of its page."""
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        if "Rotate" in entries:
            page.Rotate = entries.pop("Rotate")
        image = next(iter(page.get_images().values()))
        for key, value in entries.items():
            image[f"/{key}"] = document.make_indirect(value) if isinstance(value, pikepdf.Dictionary) else value
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def placed(data: bytes, matrix: str) -> bytes:
    """The PDF with its image drawn by another matrix."""
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        name = next(iter(page.get_images()))
        page.Contents = document.make_stream(f"q {matrix} cm {name} Do Q".encode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def shown(data: bytes, size: tuple[int, int]) -> np.ndarray:
    """What PDFium draws for the first page, at that many rows and columns."""
    document = pypdfium2.PdfDocument(data)
    drawn = document[0].render(scale=DPI / 72, grayscale=True).to_numpy()
    return np.array(Image.fromarray(drawn).resize(size[::-1]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_grey_image_comes_out_as_it_went_in(kind: str, tmp_path: Path) -> None:
    scan = one(tmp_path / "a.bin", encoded(PICTURE, kind))
    assert close(scan.image, PICTURE)
    assert scan.image.dtype == np.uint8
    assert scan.image.flags.c_contiguous


MODES = {"JPEG": ("RGB", "CMYK"), "PNG": ("RGB", "RGBA", "LA", "P", "1", "I;16"), "TIFF": ("RGB", "RGBA", "LA", "P", "1", "CMYK", "I;16")}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_every_colour_mode_becomes_the_same_grey(kind: str, mode: str, tmp_path: Path) -> None:
    image = Image.fromarray(PICTURE.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(PICTURE).convert(mode)
    scan = one(tmp_path / "a.bin", encoded(image, kind))
    assert close(scan.image, np.asarray(image.convert("L")) if mode == "1" else PICTURE)


@pytest.mark.parametrize("bits", [10, 12, 14, 15])
@pytest.mark.parametrize(("kind", "inverted"), [("png", False), ("tif", False), ("tif", True)])
def test_samples_of_fewer_bits_than_they_take_are_no_darker(bits: int, kind: str, inverted: bool, tmp_path: Path) -> None:
    samples = np.round(PICTURE * ((2**bits - 1) / 255)).astype(np.uint16)
    if inverted:
        tifffile.imwrite(tmp_path / f"a.{kind}", 2**bits - 1 - samples, photometric="miniswhite")
    else:
        Image.fromarray(samples).save(tmp_path / f"a.{kind}")
    assert close(scans(tmp_path / f"a.{kind}")[0].image, PICTURE)


def test_samples_between_0_and_1_are_grey(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", PICTURE.astype(np.float32) / 255, photometric="minisblack")
    assert close(scans(tmp_path / "a.tif")[0].image, PICTURE)


@pytest.mark.parametrize("packed", [{}, {"byteorder": ">"}, {"rowsperstrip": 70}, {"compression": "zlib"}])
def test_colours_of_16_bits_that_stand_apart_are_no_bytes(packed: dict[str, Any], tmp_path: Path) -> None:
    planes = np.repeat(PICTURE.astype(np.uint16)[None] * 257, 3, axis=0)
    tifffile.imwrite(tmp_path / "a.tif", planes, photometric="rgb", planarconfig="separate", **packed)
    assert close(scans(tmp_path / "a.tif")[0].image, PICTURE)


def test_a_tiff_of_lab_colours_is_as_light_as_these(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.dstack([PICTURE, np.full_like(PICTURE, 3), np.full_like(PICTURE, 250)]), photometric="cielab")
    assert close(scans(tmp_path / "a.tif")[0].image, PICTURE)


def test_transparent_parts_are_paper(tmp_path: Path) -> None:
    image = Image.fromarray(np.dstack([PICTURE * 0] * 3 + [np.full_like(PICTURE, 0)]))
    assert one(tmp_path / "a.png", encoded(image, "PNG")).image.min() == 255


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_page_that_is_transparent_all_over_is_no_blank_one(kind: str, tmp_path: Path) -> None:
    image = Image.fromarray(PICTURE).convert("RGBA")
    image.putalpha(0)
    scan = one(tmp_path / "a", encoded(image, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {})))
    assert close(scan.image, PICTURE)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_exif_orientation_is_applied_once(orientation: int, kind: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(PICTURE, kind, exif=exif)
    with Image.open(io.BytesIO(data)) as image:
        from PIL import ImageOps

        expected = np.asarray(ImageOps.exif_transpose(image))
    assert close(one(tmp_path / "a.bin", data).image, expected)


@pytest.mark.parametrize("compression", ["raw", "group4", "group3", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"])
def test_tiff_compressions(compression: str, tmp_path: Path) -> None:
    image = Image.fromarray(PICTURE)
    image = image.convert("1") if compression.startswith("group") else image
    assert close(one(tmp_path / "a.tif", encoded(image, "TIFF", compression=compression)).image, np.asarray(image.convert("L")))


def test_each_page_of_a_tiff_is_a_scan(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.rot90(PICTURE, k)) for k in range(4)]
    path = tmp_path / "four.tif"
    path.write_bytes(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    found = scans(path)
    assert [scan.ref.page for scan in found] == [1, 2, 3, 4]
    assert all(close(scan.image, np.asarray(page)) for scan, page in zip(found, pages, strict=True))
    assert len({scan.ref.scan for scan in found}) == 4


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_pdf_page_is_turned_as_it_says(rotate: int, kind: str, tmp_path: Path) -> None:
    scan = one(tmp_path / "a.pdf", edited(pdf(encoded(PICTURE, kind)), Rotate=rotate))
    assert close(scan.image, np.rot90(PICTURE, -rotate // 90))
    assert scan.dpi == pytest.approx(DPI, rel=0.01)


@pytest.mark.parametrize("flip_x", [1, -1])
@pytest.mark.parametrize("flip_y", [1, -1])
@pytest.mark.parametrize("turned", [False, True])
def test_an_images_matrix_is_applied(*, flip_x: int, flip_y: int, turned: bool, tmp_path: Path) -> None:
    w, h = (302.4, 432.0)
    a, d, e, f = flip_x * w, flip_y * h, 0 if flip_x > 0 else w, 0 if flip_y > 0 else h
    matrix = f"0 {a} {d} 0 {f} {e}" if turned else f"{a} 0 0 {d} {e} {f}"
    data = placed(pdf(encoded(PICTURE)), matrix)
    if turned:
        with pikepdf.open(io.BytesIO(data)) as document:
            document.pages[0].MediaBox = [0, 0, h, w]
            out = io.BytesIO()
            document.save(out)
            data = out.getvalue()
    scan = one(tmp_path / "a.pdf", data)
    assert close(scan.image, shown(data, scan.image.shape))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_decode_inversion_is_applied(kind: str, tmp_path: Path) -> None:
    scan = one(tmp_path / "a.pdf", edited(pdf(encoded(255 - PICTURE, kind)), Decode=pikepdf.Array([1, 0])))
    assert close(scan.image, PICTURE)


def test_a_separation_is_ink_not_light(tmp_path: Path) -> None:
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.Black, pikepdf.Name.DeviceGray, tint])
    assert close(one(tmp_path / "a.pdf", edited(pdf(encoded(255 - PICTURE)), ColorSpace=space)).image, PICTURE)


def test_a_stencil_mask_is_painted_black(tmp_path: Path) -> None:
    data = pdf(encoded(Image.fromarray(PICTURE).point(lambda v: 255 * (v > 128), "1"), "PNG"))
    with pikepdf.open(io.BytesIO(data)) as document:
        image = next(iter(document.pages[0].get_images().values()))
        image.ImageMask = True
        del image["/ColorSpace"]
        out = io.BytesIO()
        document.save(out)
    scan = one(tmp_path / "a.pdf", out.getvalue())
    assert close(scan.image, shown(out.getvalue(), scan.image.shape))
    assert scan.image.min() < 60
    assert scan.image[-20, -20] > 200


@pytest.mark.parametrize("dpi", [150, 200, 299.9996])
@pytest.mark.parametrize("side", [(1654, 2339), pytest.param((2480, 3508), marks=pytest.mark.long)])
def test_what_is_drawn_of_a_page_in_black_and_white_stays_so(tmp_path: Path, side: tuple[int, int], dpi: float) -> None:
    bits = np.random.default_rng(5).random((side[1] // 10 + 1, side[0] // 10 + 1)) > 0.5
    picture = np.kron(bits, np.ones((10, 10), bool))[: side[1], : side[0]]
    with pikepdf.new() as document:
        width, height = (pixels / dpi * 72 for pixels in side)
        stencil = document.make_stream(np.packbits(picture, axis=1).tobytes())
        for key, value in (("Type", pikepdf.Name.XObject), ("Subtype", pikepdf.Name.Image), ("ImageMask", True)):
            stencil[f"/{key}"] = value
        stencil.Width, stencil.Height, stencil.BitsPerComponent = *side, 1
        page = document.add_blank_page(page_size=(width, height))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stencil))
        page.Contents = document.make_stream(f"q 0 g {width} 0 0 {height} 0 0 cm /I Do Q".encode())
        out = io.BytesIO()
        document.save(out)
    scan = one(tmp_path / "a.pdf", out.getvalue())
    assert set(scan.image.ravel().tolist()) == {0, 255}
    drawn = np.asarray(Image.fromarray(scan.image).resize(side, Image.Resampling.NEAREST))
    assert np.mean((drawn > 0) == picture) > 0.9


def test_g4_in_a_pdf(tmp_path: Path) -> None:
    image = Image.fromarray(PICTURE).point(lambda v: 255 * (v > 128), "1")
    scan = one(tmp_path / "a.pdf", pdf(encoded(image, "TIFF", compression="group4")))
    assert np.array_equal(scan.image, np.asarray(image.convert("L")))


def test_cmyk_jpeg_in_a_pdf(tmp_path: Path) -> None:
    data = pdf(encoded(Image.fromarray(PICTURE).convert("RGB").convert("CMYK")))
    scan = one(tmp_path / "a.pdf", data)
    assert close(scan.image, shown(data, scan.image.shape))


def test_invisible_text_over_the_image_does_not_make_it_a_drawing(tmp_path: Path) -> None:
    data = pdf(jpeg := encoded(PICTURE))
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        page.Resources.Font = pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        page.contents_add(b"BT 3 Tr /F1 12 Tf 50 50 Td (recognised words) Tj ET")
        out = io.BytesIO()
        document.save(out)
    scan = one(tmp_path / "a.pdf", out.getvalue())
    assert scan.ref.scan == hashlib.sha256(jpeg).hexdigest()
    assert scan.image.shape == PICTURE.shape


def test_a_page_of_several_images_is_drawn_whole(tmp_path: Path) -> None:
    data = pdf(encoded(PICTURE))
    with pikepdf.open(io.BytesIO(data)) as document:
        name = next(iter(document.pages[0].get_images()))
        document.pages[0].Contents = document.make_stream(
            f"q 302.4 0 0 216 0 0 cm {name} Do Q q 302.4 0 0 216 0 216 cm {name} Do Q".encode()
        )
        out = io.BytesIO()
        document.save(out)
    scan = one(tmp_path / "a.pdf", out.getvalue())
    assert scan.dpi == pytest.approx(200, rel=0.01)
    assert close(np.array(Image.fromarray(scan.image).resize((420, 600))), shown(out.getvalue(), (600, 420)))


def test_the_id_is_of_the_embedded_bytes_however_they_are_packed(tmp_path: Path) -> None:
    jpeg = encoded(PICTURE)
    alone, packed, turned = (
        one(tmp_path / name, data) for name, data in (("a.jpg", jpeg), ("a.pdf", pdf(jpeg)), ("b.pdf", edited(pdf(jpeg), Rotate=180)))
    )
    assert alone.ref.scan == packed.ref.scan == turned.ref.scan == hashlib.sha256(jpeg).hexdigest()


def test_a_source_travels_between_processes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(encoded(PICTURE)))
    (source,) = survey([tmp_path / "a.pdf"])
    assert pickle.loads(pickle.dumps(source)) == source


def test_a_folder_is_taken_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "a.png", "b/1.jpg", "c.pdf"):
        path = tmp_path / "stack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf(encoded(PICTURE)) if name.endswith("pdf") else encoded(PICTURE, "PNG" if name.endswith("png") else "JPEG"))
    (tmp_path / "stack" / "truth.csv").write_text("not a scan")
    (tmp_path / "stack" / ".hidden.pdf").write_text("not a scan")
    assert [source.file for source in survey([tmp_path / "stack"]) if isinstance(source, Source)] == [
        "a.png",
        "b/1.jpg",
        "b/2.jpg",
        "c.pdf",
    ]
    assert len(list(survey([tmp_path / "stack"]))) == 4


def test_a_file_of_many_pages_is_hashed_once_and_again_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from omr.ingest import source

    hashed = []
    monkeypatch.setattr(source, "file_id", lambda path: hashed.append(path) or str(len(hashed)))
    path = tmp_path / "many.tif"
    for pages in (3, 4):
        images = [Image.fromarray(PICTURE)] * pages
        path.write_bytes(encoded(images[0], "TIFF", save_all=True, append_images=images[1:]))
        assert len({scan.ref.scan for scan in scans(path)}) == pages
    assert hashed == [path, path]
