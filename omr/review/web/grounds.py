"""What a decision was made on, kept beside it for ever: what was read, with which scores, thresholds and version, and where it stands."""

from __future__ import annotations

import json
from dataclasses import asdict

from omr import __version__
from omr.model.calibration import Calibration
from omr.model.layout import Layout
from omr.model.response import Response, Sheet


def grounds_of(response: Response, sheet: Sheet, layout: Layout, calibration: Calibration, budget: float | None) -> str:
    """As JSON. ``budget`` is the exam's of silent errors. ``scores``: per option ink, shape, cancel; ``crop``: the row's frame on its page,
    x, y, width, height in mm.
    """
    page = next((one for one in sheet.pages if one.ref == response.ref), None)
    mine = [box for box in (page.boxes if page else ()) if (box.section, box.item) == (response.section, response.item)]
    fields = [field for one in layout.forms[page.code.form] for field in one.fields] if page else []
    field = next((one for one in fields if (one.section, one.item) == (response.section, response.item)), None)
    told = {
        "read": {
            "status": response.status,
            "response": response.response,
            "suggestion": response.suggestion,
            "confidence": response.confidence,
            "why": response.why,
        },
        "scores": {box.label: [round(score, 4) for score in (box.ink, box.shape, box.cancel)] for box in mine},
        "thresholds": asdict(calibration.lines_for(budget)),
        "calibration": calibration.id,
        "omr": __version__,
        "file": response.ref.file if response.ref else "",
        "page": response.ref.page if response.ref else 0,
        "scan": response.ref.scan if response.ref else "",
        "form_page": page.code.page if page else 0,
        "crop": [field.box.x, field.box.y, field.box.w, field.box.h] if field else [],
    }
    return json.dumps(told, ensure_ascii=False)
