"""What the tests of the commands scan."""

from __future__ import annotations

import cv2
import numpy as np

from omr.files import data_folder

EXAM = data_folder("sample_scans") / "ift6135"
BLANK_PAGE = cv2.imencode(".png", np.full((2200, 1700), 250, np.uint8))[1].tobytes()
