"""Pure functions on arrays; input arrays are never modified."""

from omr.imaging.halftone import is_dotted, smoothed
from omr.imaging.levels import Levels, ink_share, is_blank, levels
from omr.imaging.orient import exif_oriented, oriented, quarter_turned, squared
from omr.imaging.patches import Floats, box_array, frames, half_of, halved, halving_dpi, px_per_mm, sample, sample_grid
from omr.imaging.ranks import grey_quantile, median, quantile, ranked, row_ranked
from omr.imaging.streaks import streaks

__all__ = [
    "Floats",
    "Levels",
    "box_array",
    "exif_oriented",
    "frames",
    "grey_quantile",
    "half_of",
    "halved",
    "halving_dpi",
    "ink_share",
    "is_blank",
    "is_dotted",
    "levels",
    "median",
    "oriented",
    "px_per_mm",
    "quantile",
    "quarter_turned",
    "ranked",
    "row_ranked",
    "sample",
    "sample_grid",
    "smoothed",
    "squared",
    "streaks",
]
