"""Small forms typeset for one test each, learned as print or as a scan of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import typst

from omr.learn import Learned, learn
from omr.learn.paper.blank import Recognition
from omr.model.layout import LayoutPage
from omr.sheet import render_page

PAGE = '#set page(paper: "a5", margin: 12mm)\n#set text(size: 10pt, font: "New Computer Modern")\n'


def only_page(learned: Learned) -> LayoutPage:
    ((page,),) = learned.layout.forms.values()
    return page


def learned(folder: Path, text: str, ending: str, ocr: Recognition | None = None) -> Learned:
    """What is learned of a form's PDF, or of its 200 dpi scan, a little askew and noisy; ``ocr`` reads what is printed on that."""
    pdf = bytes(typst.compile((PAGE + text).encode()))
    file = folder / f"form.{ending}"
    if ending == "pdf":
        file.write_bytes(pdf)
        return learn([file])
    picture = render_page(pdf, 1, 200 / 25.4)
    turn = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), 0.5, 1.0)
    turned = cv2.warpAffine(picture, turn, picture.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=(255,))
    soft = cv2.GaussianBlur(turned, (0, 0), 0.7) * 0.9 + np.random.default_rng(1).normal(10, 4, turned.shape)
    cv2.imwrite(str(file), np.clip(soft, 0, 255).astype(np.uint8))
    return learn([file], ocr=ocr)
