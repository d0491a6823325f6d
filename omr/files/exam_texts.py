"""What the readers of ``exam.yaml`` share: a place in the file to note a problem at, names, and texts per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from omr.files.names import expand
from omr.files.problems import Problems, did_you_mean, one_of, shown
from omr.files.yamltree import Document, Loc


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file that is being read."""

    document: Document
    problems: Problems
    loc: Loc = ()

    def at(self, *steps: str | int) -> Place:
        """The place that many steps further in."""
        return replace(self, loc=(*self.loc, *steps))

    def note(self, found: str, expected: str) -> None:
        """Take down a problem of this place."""
        self.note_at(self.loc, found, expected)

    def note_at(self, loc: Loc, found: str, expected: str) -> None:
        """Take down a problem of another place of the same file."""
        self.problems.add(self.document.line(loc), found, expected)

    def once(self, named: Iterable[tuple[Place, str]], what: str) -> None:
        """Note each name that was given before."""
        seen: dict[str, int] = {}
        for place, name in named:
            line = self.document.line(place.loc)
            if name in seen:
                place.note(f"the {what} {shown(name)} a second time", f"each {what} once; it stands on line {seen[name]} already")
            seen.setdefault(name, line)

    def names(self, written: Iterable[str]) -> tuple[str, ...]:
        """The names that these names and ranges stand for; what is neither is noted and left out."""
        names: list[str] = []
        for entry in written:
            expanded = expand(entry)
            if isinstance(expanded, str):
                self.note(shown(entry), expanded)
            else:
                names.extend(expanded)
        return tuple(names)


def texts_of(texts: Mapping[str, str], languages: Sequence[str], place: Place, *, needed: bool = False) -> dict[str, str]:
    """The text of each language, in their order; a text without a language is that of the first.

    None at all is a problem where it is ``needed``; some but not all always are.
    """
    if set(texts) == {""}:
        if not texts[""]:
            place.note("an empty text", "a text")
        return {languages[0]: texts[""]} if languages else {}
    for language, text in texts.items():
        if language not in languages:
            place.at(language).note(f"the language {shown(language)}", f"{one_of(languages)}{did_you_mean(language, languages)}")
        elif not text:
            place.at(language).note(f"no text for {language}", "a text")
    missing = [language for language in languages if language not in texts]
    if missing and (texts or needed):
        place.note(f"no text for {one_of(missing)}", f"a text for each of {', '.join(languages)}")
    return {language: texts[language] for language in languages if language in texts}
