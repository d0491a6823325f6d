"""The two tables of what happens to a sheet: ``everyday`` as an office sees it, ``harsh`` beyond it. They may only be widened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from omr.errors import UsageProblem

Range: TypeAlias = tuple[float, float]
"""Lowest and highest value; drawn uniformly between them."""
Weights: TypeAlias = Mapping[str, float]
"""Name → how often, relative to the others."""


@dataclass(frozen=True, slots=True)
class Table:
    """Ranges (mm, degrees, factors, grey levels) and probabilities. ``p_*`` are per item, per page where ``page`` is said."""

    name: str
    # --- the person
    styles: Weights
    """A person's usual mark."""
    other_style: Range
    """Share of a person's marks that are of another kind than usual."""
    pens: Weights
    pen_width: Range
    """Multiplies the pen's own width."""
    darkness: Range
    """Multiplies the pen's own darkness."""
    tremor: Range
    """mm."""
    mark_size: Range
    """Of the outline's size; for marks that do not overflow."""
    overflow: Range
    """Of the outline's size, for those that do."""
    dot_size: Range
    """Of the outline's size: the dots of those who mark with dots."""
    spill: Range
    """Of the outline's half size: how far out those fill it who fill it beyond its line."""
    off_centre: Range
    """Of the outline's size: how far off its middle a person marks."""
    p_upright: float
    """Person: crosses are drawn as +."""
    p_spill: float
    """Person: fills and scribbles go beyond the outline."""
    # --- what happens in an item
    p_omit: float
    p_double: float
    p_light: float
    p_cancel: float
    p_cancel_alone: float
    p_erase: float
    p_erase_alone: float
    p_fluid: float
    p_rest: float
    p_beside: float
    residue: Range
    """What an eraser leaves of a mark's ink."""
    rest_size: Range
    """Diameter in mm of a dot where a pen rested."""
    light: Range
    """Share of light that a light pencil takes."""
    # --- the printer
    print_scale: Range
    print_shift: Range
    """mm."""
    toner: Range
    """Darkness of the print, as a share of black."""
    dot_gain: Range
    """mm by which toner spreads around everything printed."""
    p_toner_loss: float
    p_dropout: float
    """Page: outlines and letters of the boxes printed in a colour that the scanner half suppresses."""
    # --- the paper
    paper: Range
    """Grey level of white paper."""
    recycled: Range
    """Grey level of recycled paper."""
    p_recycled: float
    p_showthrough: float
    showthrough: Range
    p_staple: float
    p_fold: float
    p_torn: float
    p_punched: float
    p_coffee: float
    p_grader: float
    p_dirt: float
    # --- the scanner
    dpi: Weights
    modes: Weights
    rotation: Range
    """Degrees; either way."""
    shift: Range
    """mm; either way."""
    stretch: Range
    """Along the feed."""
    warp: Range
    """mm; amplitude of a smooth local deformation."""
    perspective: Range
    """mm by which a corner is pulled."""
    blur: Range
    """Standard deviation in mm."""
    gain: Range
    gamma: Range
    noise: Range
    """Standard deviation in grey levels."""
    p_speckle: float
    p_streak: float
    p_shadow: float
    p_cast: float
    """Page: a part of it lies in the shadow of an arm or a phone."""
    cast: tuple[float, float]
    """Share of the light that is left there."""
    cast_rim: tuple[float, float]
    """Width of the shadow's rim in mm."""
    p_jerk: float
    """Page: the feeder slips sideways for a moment, here and there."""
    p_sharpen: float
    sharpen: Range
    """How strongly a scanner that sharpens does so: the share of what a blur takes away that is added."""
    p_levels: float
    black_level: Range
    white_level: Range
    """Shares of the paper's grey that a scanner which stretches its contrast makes full black and full white."""
    p_upside_down: float
    p_jpeg: float
    jpeg: Range
    threshold: Range
    """Of a 1-bit scan, as a share of the paper's grey."""
    p_dynamic: float
    """1-bit scan: the threshold is relative to the brightness around, within ``window`` mm, so that what is black all over bleaches."""
    window: Range


EVERYDAY = Table(
    name="everyday",
    styles=MappingProxyType(
        {
            "cross": 5,
            "tick": 4,
            "dot": 2,
            "fill": 2,
            "slash": 1,
            "scribble": 1,
            "cross_overflow": 1,
            "tick_overshoot": 1,
            "circle_around": 0.4,
        }
    ),
    other_style=(0.0, 0.2),
    pens=MappingProxyType({"blue": 5, "black": 4, "pencil": 3, "gel": 1, "felt": 0.5, "red": 0.2}),
    pen_width=(0.8, 1.3),
    darkness=(0.6, 1.1),
    tremor=(0.02, 0.09),
    mark_size=(0.55, 1.0),
    overflow=(1.05, 1.5),
    dot_size=(0.22, 0.7),
    spill=(1.0, 1.4),
    off_centre=(0.0, 0.12),
    p_upright=0.05,
    p_spill=0.25,
    p_omit=0.02,
    p_double=0.008,
    p_light=0.01,
    p_cancel=0.01,
    p_cancel_alone=0.001,
    p_erase=0.01,
    p_erase_alone=0.002,
    p_fluid=0.002,
    p_rest=0.006,
    p_beside=0.001,
    residue=(0.02, 0.3),
    rest_size=(0.15, 0.35),
    light=(0.25, 0.4),
    print_scale=(0.97, 1.02),
    print_shift=(-1.5, 1.5),
    toner=(0.8, 1.0),
    dot_gain=(0.0, 0.05),
    p_toner_loss=0.05,
    p_dropout=0.0,
    paper=(235, 255),
    recycled=(205, 230),
    p_recycled=0.05,
    p_showthrough=0.2,
    showthrough=(0.01, 0.05),
    p_staple=0.03,
    p_fold=0.02,
    p_torn=0.005,
    p_punched=0.02,
    p_coffee=0.005,
    p_grader=0.01,
    p_dirt=0.1,
    dpi=MappingProxyType({"150": 1, "200": 4, "240": 0.5, "300": 3}),
    modes=MappingProxyType({"grey": 6, "colour": 2, "1-bit": 1}),
    rotation=(0.0, 1.2),
    shift=(0.0, 2.5),
    stretch=(0.996, 1.004),
    warp=(0.0, 0.12),
    perspective=(0.0, 0.0),
    blur=(0.02, 0.07),
    gain=(0.92, 1.08),
    gamma=(0.85, 1.15),
    noise=(0.5, 4.0),
    p_speckle=0.1,
    p_streak=0.03,
    p_shadow=0.15,
    p_cast=0.0,
    cast=(0.5, 0.85),
    cast_rim=(5, 60),
    p_jerk=0.02,
    p_sharpen=0.3,
    sharpen=(0.3, 1.2),
    p_levels=0.3,
    black_level=(0.0, 0.25),
    white_level=(0.85, 1.0),
    p_upside_down=0.03,
    p_jpeg=0.8,
    jpeg=(60, 92),
    threshold=(0.6, 0.78),
    p_dynamic=0.25,
    window=(8.0, 16.0),
)

HARSH = replace(
    EVERYDAY,
    name="harsh",
    styles=MappingProxyType(
        {
            "cross": 3,
            "tick": 3,
            "dot": 3,
            "fill": 2,
            "slash": 2,
            "scribble": 2,
            "cross_overflow": 3,
            "tick_overshoot": 3,
            "circle_around": 1,
        }
    ),
    other_style=(0.0, 0.5),
    pens=MappingProxyType({"blue": 3, "black": 3, "pencil": 4, "gel": 2, "felt": 2, "red": 1}),
    pen_width=(0.6, 1.8),
    darkness=(0.45, 1.15),
    tremor=(0.02, 0.2),
    mark_size=(0.35, 1.1),
    overflow=(1.05, 2.0),
    dot_size=(0.17, 0.75),
    spill=(1.0, 1.5),
    off_centre=(0.0, 0.28),
    p_upright=0.1,
    p_spill=0.35,
    p_omit=0.05,
    p_double=0.03,
    p_light=0.05,
    p_cancel=0.04,
    p_cancel_alone=0.006,
    p_erase=0.04,
    p_erase_alone=0.01,
    p_fluid=0.01,
    p_rest=0.03,
    p_beside=0.008,
    residue=(0.02, 0.6),
    rest_size=(0.15, 0.5),
    light=(0.14, 0.4),
    print_scale=(0.94, 1.04),
    print_shift=(-3.0, 3.0),
    toner=(0.45, 1.0),
    dot_gain=(0.0, 0.09),
    p_toner_loss=0.2,
    p_dropout=0.08,
    paper=(215, 255),
    recycled=(150, 215),
    p_recycled=0.15,
    p_showthrough=0.5,
    showthrough=(0.01, 0.16),
    p_staple=0.1,
    p_fold=0.08,
    p_torn=0.05,
    p_punched=0.08,
    p_coffee=0.05,
    p_grader=0.08,
    p_dirt=0.3,
    dpi=MappingProxyType({"100": 0.5, "150": 2, "200": 3, "240": 1, "300": 2, "400": 0.3}),
    modes=MappingProxyType({"grey": 4, "colour": 2, "1-bit": 2}),
    rotation=(0.0, 3.5),
    shift=(0.0, 5.0),
    stretch=(0.985, 1.015),
    warp=(0.0, 0.5),
    perspective=(0.0, 2.5),
    blur=(0.02, 0.16),
    gain=(0.75, 1.2),
    gamma=(0.6, 1.5),
    noise=(0.5, 12.0),
    p_speckle=0.3,
    p_streak=0.15,
    p_shadow=0.35,
    p_cast=0.1,
    cast=(0.5, 0.85),
    cast_rim=(5, 60),
    p_jerk=0.2,
    p_sharpen=0.5,
    sharpen=(0.3, 2.5),
    p_levels=0.4,
    black_level=(0.0, 0.4),
    white_level=(0.75, 1.0),
    p_upside_down=0.1,
    p_jpeg=0.85,
    jpeg=(30, 92),
    threshold=(0.45, 0.88),
    p_dynamic=0.4,
    window=(6.0, 16.0),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in (EVERYDAY, HARSH)})


def table_named(name: str) -> Table:
    """The committed table of that name; raises UsageProblem if there is none."""
    if name not in TABLES:
        raise UsageProblem(f"there is no table {name!r}", f"choose one of: {', '.join(TABLES)}")
    return TABLES[name]


def readable_in_1_bit(table: Table) -> Table:
    """The table without what black and white alone cannot show to anybody: the palest pencil, print and other side's ink."""
    light = (max(table.light[0], 0.3), max(table.light[1], 0.4))
    shown = (min(table.showthrough[0], 0.02), min(table.showthrough[1], 0.06))
    toner = (max(table.toner[0], 0.75), table.toner[1])
    return replace(table, light=light, toner=toner, showthrough=shown, p_toner_loss=table.p_toner_loss / 2)
