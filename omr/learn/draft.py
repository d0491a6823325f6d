"""A first ``exam.yaml`` for a learned form: its sections, items and options as printed, one point each, for a person to complete."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from omr.files.names import NAME, expand
from omr.learn.items.sections import Named

HEAD = """# Written by `omr learn` from {files}. Give it its title, its points and its languages, then fill in key.csv,
# where `?` stands for an answer that is not known yet.
exam: {name}
title: {title}
languages: [en]
student_number: {{digits: {digits}}}

sections:
"""


SEAL = "# As long as nothing else in this file is changed, the next `omr learn` writes it anew: "


def sealed(draft: str) -> str:
    """A draft whose last line tells whether somebody has edited it since."""
    return f"{draft}{SEAL}{_seal(draft)}\n"


def is_untouched(text: str) -> bool:
    """Whether a draft is as it was written."""
    draft, found, seal = text.rpartition(SEAL)
    return bool(found) and seal == f"{_seal(draft)}\n"


def _seal(draft: str) -> str:
    return hashlib.sha256(draft.encode()).hexdigest()[:12]


def exam_draft(named: list[Named], forms: list[str], files: tuple[Path, ...], digits: int) -> str:
    """The text of the file."""
    name = re.sub(r"[^0-9A-Za-z-]+", "-", files[0].stem).strip("-")[:40] or "exam"
    text = HEAD.format(files=", ".join(file.name for file in files), name=quoted(name), title=quoted(name), digits=digits)
    for section in dict.fromkeys(one.section for one in named):
        text += _section(section, [one for one in named if one.section == section])
    return sealed(text + "\nforms:\n" + "".join(f"  - code: {quoted(form)}\n" for form in forms))


def _section(name: str, items: list[Named]) -> str:
    title = items[0].title or f"Section {name}"
    kind = "choice" if items[0].entry.outlines else "number"
    lines = [f"  - name: {quoted(name)}", f"    title: {quoted(title)}", "    points: 1", f"    kind: {kind}"]
    if kind == "choice":
        lines.append(f"    shape: {items[0].entry.shape.value}")
        usual = max({one.entry.labels for one in items}, key=lambda labels: (sum(one.entry.labels == labels for one in items), labels))
        lines.append(f"    options: {listed(usual)}")
        lines.append(f"    items: {_items(items, usual)}")
    else:
        lines.append("    items:")
        lines += [f"      - {{name: {quoted(one.item)}, blanks: {listed([blank.name for blank in one.entry.blanks])}}}" for one in items]
    return "\n".join(lines) + "\n"


def _items(items: list[Named], usual: tuple[str, ...]) -> str:
    if all(one.entry.labels == usual for one in items):
        return listed([one.item for one in items])
    rows = [
        quoted(one.item) if one.entry.labels == usual else f"{{name: {quoted(one.item)}, options: {_plain_list(one.entry.labels)}}}"
        for one in items
    ]
    return f"[{', '.join(rows)}]"


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names as a range where that is the same, else as a list."""
    if len(names) > 2:
        short = f"{names[0]}-{names[-1]}"
        if all(NAME.fullmatch(name) for name in names) and expand(short) == tuple(names):
            return short
    return _plain_list(names)


def _plain_list(names: list[str] | tuple[str, ...]) -> str:
    return f"[{', '.join(quoted(name) for name in names)}]"


def quoted(text: str) -> str:
    """A YAML scalar: bare where that is safe, else in double quotes."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", text) and text.lower() not in {
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
        "y",
        "n",
    }:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
