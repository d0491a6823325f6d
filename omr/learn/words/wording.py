"""What printed words mean beside an outline: the name of an item, the label of an option, or plain text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from omr.files.names import ROMAN

ITEM = re.compile(
    r"(?:(?:Q|Question|Frage|Item|Ítem|N°|Nr|No|#|第)\.?\s*(?=[(\[]?\d))?"
    r"[(\[]?(\d{1,3}(?:[a-z]|\.\d{1,2}|\.[a-z])?|[ivx]{5}|[a-zA-Z]{1,4})(?:[)\].:]*|(?<=\d)[-–º、题])",
    re.IGNORECASE,
)
"""A number may have a word before it, "No.3"; before letters that is a word of its own, "Nom" or "Non"."""
PLAIN = re.compile(r"[(\[]?([0-9A-Za-z][0-9A-Za-z_.]*?)[)\].:]*")
ABBREVIATED = re.compile(r"^(\w)/(\w)$")
"""The "N/A" of options: a name may not have a stroke."""
PLAINER = str.maketrans(
    {"ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i"}
)
"""Latin letters that are no plain letter with an accent: of "Fałsz" nothing must be lost."""
SIGNS = dict.fromkeys("-\u2212\u2013", "minus") | {"+": "plus", "\u00b1": "plus_minus"}
"""What options are called that print a sign, before the digits of a number: a name may not have it."""
WIDE = "[\u3040-\u9fff\uac00-\ud7af]"
DASH = re.compile("(?<=[0-9A-Za-z])[-\u2013\u2014](?=[0-9A-Za-z])")
"""The dash of "30–50", which a name may not have."""
LATE = frozenset("BCDbcd")
LABEL_MAX = 12
"""A longer text is what an option says, not what it is called."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an item as printed: ``text``, and ``rank`` in its own counting (``style`` digit, letter or roman; "3." of a 3.2, 3.b)."""

    text: str
    style: str
    rank: int


def item_name(text: str) -> Name | None:
    """The item name that a word is ("12.", "(a)", "Q3", "ii)"), or None. A bare letter without a bracket or stop is none, and so are
    points, "1.00".
    """
    found = re.fullmatch(ITEM, text)
    if not found or ("(" in text and ")" not in text) or ("[" in text and "]" not in text):  # "(2 points)" has but begun
        return None
    core = found.group(1)
    part, dot, number = core.partition(".")
    if dot and number.isdigit() and (not int(number) or not int(part)):  # the 1.00 of "Marked out of 1.00"
        return None
    if dot:
        return Name(core, f"{part}.", int(number) if number.isdigit() else ord(number.lower()) - 96)
    if core[0].isdigit():
        return Name(core, "digit", int(re.match(r"\d+", core).group()))  # type: ignore[union-attr]
    if text[-1] not in ").:]" and core == text:
        return None
    low = core.lower()
    if low in ROMAN and low not in {"c", "d", "l", "m"} and (len(low) > 1 or low in "ivx"):
        return Name(core, "roman", ROMAN.index(low) + 1)
    return Name(core, "letter", ord(low) - 96) if len(core) == 1 else None


def as_letter(name: Name) -> Name:
    """The same name counted as a letter: "(i)" after "(h)"."""
    return Name(name.text, "letter", ord(name.text.lower()) - 96) if len(name.text) == 1 and name.text.isalpha() else name


def option_label(words: tuple[str, ...]) -> str:
    """A short label from an option's words: its letter, or its first word if that says all ("True (Vrai)"); else ""."""
    if not words:
        return ""
    first = re.sub(ABBREVIATED, r"\1\2", ascii_text(re.sub(DASH, "_", words[0])))
    found = None if _loses_a_part(words[0]) else re.fullmatch(PLAIN, first)
    if not found or len(found.group(1)) > LABEL_MAX:
        return ""
    if len(words) == 1 or (len(found.group(1)) == 1 and first != found.group(1)):
        return found.group(1)
    return found.group(1) if words[1].startswith(("(", "/", "·")) or len(words) == 2 else ""


def ascii_text(text: str) -> str:
    """The text without accents, which names of options may not have."""
    return unicodedata.normalize("NFKD", text.translate(PLAINER)).encode("ascii", "ignore").decode()


def plain_text(text: str) -> str:
    """The text in small letters of its own alphabet without accents, and without the spaces between the characters of a title that is set
    wide in Chinese or Korean, "准 考 证 号".
    """
    apart = unicodedata.normalize("NFKD", text.translate(PLAINER))
    plain = unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one))).lower()
    return re.sub(rf"(?<={WIDE})\s+(?={WIDE})", "", plain)


def _loses_a_part(text: str) -> bool:
    """Whether some of a word's letters and digits are of another alphabet: the 1 that is left of a Russian "А1" does not call it."""
    kept = [bool(ascii_text(character)) for character in text if character.isalnum()]
    return any(kept) and not all(kept)


def is_sequence(labels: tuple[str, ...]) -> bool:
    """Whether labels count up one by one (A B C, 1 2 3, 0 1 2) or are short and all different (T F, R V)."""
    if len(set(labels)) < len(labels) or not all(labels):
        return False
    if all(label.isdigit() for label in labels):
        return all(int(b) == int(a) + 1 for a, b in itertools.pairwise(labels))
    if all(len(label) == 1 for label in labels):
        return len(labels) == 2 or all(ord(b) == ord(a) + 1 for a, b in itertools.pairwise(labels))
    return True


def begins_late(labels: tuple[str, ...]) -> bool:
    """Whether letters count up one by one from B, C or D: an A before them may be lost. Some tests have E to H beside A to D."""
    letters = all(len(label) == 1 and label.isalpha() for label in labels)
    return letters and len(labels) > 1 and labels[0] in LATE and all(ord(b) == ord(a) + 1 for a, b in itertools.pairwise(labels))
