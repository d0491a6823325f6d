"""Entries of all pages → sections with named items, by headings and by where counting starts over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from omr.learn.items.grouped import place, under_headings
from omr.learn.items.order import reading_order
from omr.learn.outlines.entries import Entry
from omr.learn.words.titles import Heading
from omr.learn.words.wording import Name, as_letter, item_name

LEAST_AGAIN = 3
"""Items; one or two may carry the numbers of others by chance."""
FEW = 0.1
"""Share of a section's items."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with its place in the exam."""

    section: str
    item: str
    title: str
    entry: Entry


def sectioned(pages: list[tuple[list[Entry], list[Heading]]], rests: Sequence[Entry] = ()) -> tuple[list[Named], list[str]]:
    """Every entry with its section and item in the order of the exam, and what is doubtful. ``rests`` are the last options of questions
    broken over two pages: items of their own that part no sections, after those.
    """
    others = [([entry for entry in entries if entry not in rests], headings) for entries, headings in pages]
    named, doubts = _of_all_pages(others)
    for rest in (entry for entries, _ in pages for entry in entries if entry in rests):
        before = max((i for i, one in enumerate(named) if one.entry.page < rest.page), default=-1)
        last = named[before] if before >= 0 else Named("1", "", "", rest)
        named.insert(before + 1, replace(last, entry=rest))
    return _unique(named, doubts) if rests else (named, doubts)


def _of_all_pages(pages: list[tuple[list[Entry], list[Heading]]]) -> tuple[list[Named], list[str]]:
    """All entries, sectioned. An answer sheet behind the pages that ask its questions has sections of its own."""
    pages = [(_with_gaps_named(_with_whole_numbers(entries)), headings) for entries, headings in pages]
    sheet = next((i for i in range(1, len(pages)) if _repeats_all(pages[:i], pages[i])), None)
    if sheet is None:
        return _sectioned(pages)
    asked, doubts = _sectioned(pages[:sheet])
    answered, told = _sectioned(pages[sheet:])
    sections = {one.section for one in asked}
    free = [str(i) for i in range(1, len(sections) + len(answered) + 1) if str(i) not in sections]
    names = dict(zip(dict.fromkeys(one.section for one in answered), free, strict=False))
    count = len(pages[sheet][0])
    again = f"page {sheet + 1} counts the {count} items of the pages before it again; if it is their answer sheet, learn it alone"
    return [*asked, *(replace(one, section=names[one.section]) for one in answered)], [*doubts, *told, again]


def _with_gaps_named(entries: list[Entry]) -> list[Entry]:
    """The entries of a page; one without a number between a 4 and a 6 is the 5, whose number stands where it was not looked for."""
    order = reading_order(entries)
    ranks = [name.rank if (name := item_name(entry.printed)) and name.style == "digit" else None for entry in order]
    found = {
        id(order[i]): replace(order[i], printed=f"{before + 1}.")
        for i, (before, rank, after) in enumerate(zip(ranks, ranks[1:], ranks[2:], strict=False), 1)
        if rank is None and not order[i].printed and before is not None and after == before + 2 and ranks.count(before + 1) == 0
    }
    return [found.get(id(entry), entry) for entry in entries]


def _with_whole_numbers(entries: list[Entry]) -> list[Entry]:
    """The entries of a page; a second 10 after the 99 is the 100, whose last digit stands on another line of a narrow cell."""
    order = reading_order(entries)
    numbers = [entry.printed.rstrip(".") for entry in order]
    whole = list(numbers)
    for i, number in enumerate(numbers[1:], 1):
        after = str(int(whole[i - 1]) + 1) if whole[i - 1].isdecimal() else ""
        if len(number) > 1 and after[:-1] == number and numbers.count(number) > 1:
            whole[i] = after
    found = {id(order[i]): replace(order[i], printed=f"{whole[i]}.") for i in range(len(order)) if whole[i] != numbers[i]}
    return [found.get(id(entry), entry) for entry in entries]


def _repeats_all(before: list[tuple[list[Entry], list[Heading]]], page: tuple[list[Entry], list[Heading]]) -> bool:
    """Whether a page without headings has the numbers of all items before it, counted from 1, and no others."""
    entries, headings = page
    numbers = {name.rank for entry in entries if (name := item_name(entry.printed)) and name.style == "digit"}
    printed = [one for some, heads in before for one in (*(entry.printed for entry in some), *(f"{head.name}." for head in heads))]
    known = {name.rank for text in printed if (name := item_name(text)) and name.style == "digit"}
    return not headings and numbers == known == set(range(1, len(entries) + 1)) and len(entries) >= LEAST_AGAIN


def _sectioned(pages: list[tuple[list[Entry], list[Heading]]]) -> tuple[list[Named], list[str]]:
    groups = _worded_parts(pages) or _grouped(pages)
    groups = _with_skipped([part for heading, group in groups for part in _with_own_questions(heading, group)])
    headed = [group for group in groups if group[0] is not None and group[0].name]
    if headed and len(headed) == len(groups) and _are_questions(headed):
        parts = _parts_counted_anew(headed)
        names = _part_names(parts, [heading for _, headings in pages for heading in headings])
        several = [_numbered(part, name) for part, name in zip(parts, names, strict=True)] or [_numbered(_counted(headed))]
        return [one for named, _ in several for one in named], [told for _, doubts in several for told in doubts]
    if headed and len(headed) == len(groups) and (questions := _counted_on(headed)):
        return _named_sections([("1", "", questions)])
    titles = [heading.name for heading, _ in headed if heading]
    if headed and len(headed) == len(groups) and len(set(titles)) == len(titles):
        return _named_sections([(heading.name, heading.title, group) for heading, group in _counted(headed) if heading])
    flat = _restarts([entry for _, group in groups for entry in group])
    named, doubts = _named_sections([(str(i), "", part) for i, part in enumerate(flat, 1)])
    return named, [*_told_of_restarts(flat), *doubts]


def _grouped(pages: Sequence[tuple[list[Entry], list[Heading]]]) -> list[tuple[Heading | None, list[Entry]]]:
    """Entries of all pages by the heading that they stand under."""
    groups: list[tuple[Heading | None, list[Entry]]] = []
    last: Heading | None = None
    for entries, headings in pages:
        for heading, group in under_headings(entries, headings):
            if heading is None and groups and last is groups[-1][0]:
                groups[-1] = (last, [*groups[-1][1], *group])  # a section goes on over the page
            else:
                groups.append((heading or last, group))
        last = max(headings, key=place, default=last)
    return groups


def _worded_parts(pages: Sequence[tuple[list[Entry], list[Heading]]]) -> list[tuple[Heading | None, list[Entry]]]:
    """Entries by the headings that say they open a part, "Part II", where all others are the questions of single items, each with the
    number that its item prints: no sections. Nothing where some item has no part or another's name, or one part has nothing but questions.
    """
    groups = [(heading, group) for heading, group in _grouped(pages) if heading and heading.name]
    asked = [(heading, group) for heading, group in groups if not heading.worded]
    own = [len(group) == 1 and item_name(group[0].printed) == item_name(f"{heading.name}.") for heading, group in asked]
    if not own or not all(own):
        return []
    parts = _grouped([(entries, [one for one in headings if one.worded]) for entries, headings in pages])
    titles = [heading.name for heading, _ in parts if heading]
    names = [[entry.printed for entry in group if entry.printed] for _, group in parts]
    clear = len(set(titles)) == len(parts) and all(len(set(some)) == len(some) for some in names)
    return parts if clear and (len(parts) > 1 or len(asked) < len(groups)) else []


def _with_own_questions(heading: Heading | None, group: list[Entry]) -> list[tuple[Heading | None, list[Entry]]]:
    """A section whose items have letters, without those that carry the next numbers: "6. Flows: (a) (b) (c)", on one line below the
    section 5 of (i) to (iv), is a section of its own.
    """
    names = [item_name(entry.printed) for entry in group]
    own = [(entry, name.rank) for entry, name in zip(group, names, strict=True) if name and name.style == "digit"]
    parts = [entry for entry, name in zip(group, names, strict=True) if not name or name.style != "digit"]
    numbers = [rank for _, rank in own]
    counted = heading is not None and heading.name.isdecimal() and numbers == [int(heading.name) + i for i in range(1, len(own) + 1)]
    if heading is None or not parts or not counted or not all(names):
        return [(heading, group)]
    return [(heading, parts), *((Heading(str(rank), "", entry.box), [replace(entry, printed="")]) for entry, rank in own)]


def _with_skipped(groups: list[tuple[Heading | None, list[Entry]]]) -> list[tuple[Heading | None, list[Entry]]]:
    """The groups; where most headings have one set of options, and one is followed by as many further ones, none with a name, as numbers
    are left out before the next heading, each of these is a question's whose line was not found: a matrix breaks it.
    """
    single = [heading for heading, group in groups if heading and heading.name.isdecimal() and len(group) == 1]
    if 2 * len(single) <= len(groups):
        return groups
    found: list[tuple[Heading | None, list[Entry]]] = []
    for (heading, group), (after, _) in zip(groups, [*groups[1:], (None, [])], strict=True):
        numbers = [int(one.name) if one and one.name.isdecimal() else 0 for one in (heading, after)]
        skipped = numbers[1] - numbers[0] == len(group) > 1 and not any(entry.printed for entry in group)
        if heading and skipped:
            found += [(replace(heading, name=str(number)), [entry]) for number, entry in enumerate(group, numbers[0])]
        else:
            found.append((heading, group))
    return found


def _are_questions(headed: list[tuple[Heading | None, list[Entry]]]) -> bool:
    """Whether each heading is a question with one set of options, which has no name of its own: none, the heading's number again, or what
    all of them print ("(3 points)").
    """
    if not all(len(group) == 1 for _, group in headed):
        return False
    own = [(heading.name if heading else "", group[0].printed) for heading, group in headed]
    same = len(own) > 2 and len({printed for _, printed in own}) == 1
    return same or all(not printed or item_name(printed) == item_name(f"{name}.") for name, printed in own)


def _parts_counted_anew(headed: list[tuple[Heading | None, list[Entry]]]) -> list[list[tuple[Heading | None, list[Entry]]]]:
    """Questions parted where their numbers count from 1 again, if they do so and leave none out; else nothing."""
    parts: list[list[tuple[Heading | None, list[Entry]]]] = []
    for heading, group in headed:
        name = item_name(f"{heading.name}.") if heading else None
        if name is None or name.style != "digit" or name.rank not in {1, len(parts[-1]) + 1 if parts else 1}:
            return []
        if name.rank == 1:
            parts.append([])
        parts[-1].append((heading, group))
    return parts if len(parts) > 1 else []


def _part_names(parts: Sequence[Sequence[tuple[Heading | None, list[Entry]]]], headings: Sequence[Heading]) -> list[str]:
    """What the parts are called: by the one heading before each that is no question, "Part B"; or else by their place."""
    asking = {id(heading) for part in parts for heading, _ in part}
    firsts = {id(part[0][0]) for part in parts}
    names: list[str] = []
    last = ""
    for heading in headings:
        if id(heading) in firsts:
            names.append(last)
        last = heading.name if id(heading) not in asking else ""
    return names if all(names) and len(set(names)) == len(parts) == len(names) else [str(i) for i in range(1, len(parts) + 1)]


def _counted(headed: list[tuple[Heading | None, list[Entry]]]) -> list[tuple[Heading | None, list[Entry]]]:
    """Questions or sections by their numbers, where each has its own: those of the second column stand beside those of the first."""
    names = [item_name(f"{heading.name}.") if heading else None for heading, _ in headed]
    ranks = [name.rank for name in names if name]
    if len(set(ranks)) < len(headed) or len({name.style for name in names if name}) > 1:
        return headed
    return [headed[i] for i in np.argsort(ranks, kind="stable")]


def _counted_on(headed: list[tuple[Heading | None, list[Entry]]]) -> list[Entry]:
    """All entries by their numbers, where each heading is the question of the first one below it and all of them count on from it, in
    whichever column: questions whose own lines hold their options are no headings. Those of a few are its parts, "(a)" and "(b)", and
    called 6a and 6b. Nothing otherwise.
    """
    found: list[Entry] = []
    parted = 0
    for heading, group in headed:
        if heading is None:
            return []
        parts = _parts(heading, group)
        parted += bool(parts)
        first = group[0] if group[0].printed else replace(group[0], printed=heading.name)
        if not parts and item_name(first.printed) != item_name(heading.name):
            return []
        found += parts or [first, *group[1:]]
    found = _by_rank(found)
    ranks = list(dict.fromkeys(name.rank if (name := item_name(entry.printed)) else 0 for entry in found))
    counted = ranks[0] > 0 and ranks == list(range(ranks[0], ranks[0] + len(ranks)))
    return found if counted and len(headed) > max(1, 2 * parted) else []


def _parts(heading: Heading, group: list[Entry]) -> list[Entry]:
    """The entries below a numbered question, called by its number and their letters; nothing where they have no letters."""
    names = [item_name(entry.printed) for entry in group]
    if not heading.name.isdigit() or not all(name and name.style in {"letter", "roman"} and len(name.text) == 1 for name in names):
        return []
    return [replace(entry, printed=f"{heading.name}{name.text.lower()}") for entry, name in zip(group, names, strict=True) if name]


def _numbered(groups: Sequence[tuple[Heading | None, list[Entry]]], section: str = "1") -> tuple[list[Named], list[str]]:
    """Each heading is a question with one set of options."""
    named = []
    loose = 0
    for heading, group in groups:
        for entry in group:
            loose += heading is None
            shown = replace(entry, printed=heading.name) if heading and not entry.printed else entry
            named.append(Named(section, heading.name if heading else f"x{loose}", "", shown))
    names = [item_name(f"{heading.name}.") for heading, _ in groups if heading]
    return _unique(named, _gaps(section, [name for name in names if name]))


def _restarts(entries: list[Entry]) -> list[list[Entry]]:
    """Parts of a sequence, a new one where a printed name comes a second time; where the numbers of these have gaps, bands of the page."""
    ordered = entries if _repeats(entries) else _by_rank(entries)
    parts: list[list[Entry]] = [[]]
    seen: set[str] = set()
    for entry in ordered:
        if entry.printed and entry.printed in seen:
            parts.append([])
            seen = set()
        seen.add(entry.printed)
        parts[-1].append(entry)
    return parts if all(map(_is_complete, parts)) else _bands(entries) or parts


def _bands(entries: list[Entry]) -> list[list[Entry]]:
    """Entries of a page in bands from the top, where each band counts from 1 on without a gap, be it in several columns; else nothing."""
    bands: list[list[Entry]] = [[]]
    for entry in sorted(entries, key=lambda entry: (entry.top, entry.left)):
        if entry.printed in {other.printed for other in bands[-1]}:
            bands.append([])
        bands[-1].append(entry)
    one_page = len({entry.page for entry in entries}) == 1
    return [_by_rank(band) for band in bands] if one_page and len(bands) > 1 and all(map(_is_complete, bands)) else []


def _is_complete(part: Sequence[Entry]) -> bool:
    """Whether all items of a part have numbers, which count from 1 on without a gap."""
    numbers = [name.rank for entry in part if (name := item_name(entry.printed)) and name.style == "digit"]
    return sorted(numbers) == list(range(1, len(part) + 1))


def _told_of_restarts(parts: list[list[Entry]]) -> list[str]:
    """What is told where names that come again are all that parts the items."""
    if len(parts) == 1:
        return []
    firsts = ", ".join(dict.fromkeys(part[0].printed for part in parts[1:]))
    told = (
        f"the items' names start over without a heading: they are parted into sections 1 to {len(parts)}, the later ones from {firsts} on"
    )
    return [told]


def _repeats(entries: list[Entry]) -> bool:
    counts = Counter(entry.printed for entry in entries if entry.printed)
    return any(count > 1 for count in counts.values())


def names_of(entries: list[Entry]) -> list[Name | None]:
    """Printed names, one way of counting for all of them: "(i)" among letters is a letter."""
    names = [item_name(entry.printed) if entry.printed else None for entry in entries]
    styles = Counter(name.style for name in names if name)
    letters = [name for name in names if name and name.style == "letter"]
    if letters and styles["roman"] and all(len(name.text) == 1 for name in names if name and name.style == "roman"):
        return [as_letter(name) if name else None for name in names]
    return names


def _by_rank(entries: list[Entry]) -> list[Entry]:
    """Entries by their names, where they count in one way: the few that have none come last."""
    loose = [entry for entry in entries if not item_name(entry.printed)]
    if 0 < len(loose) < FEW * len(entries):
        return [*_by_rank([entry for entry in entries if item_name(entry.printed)]), *loose]
    names = names_of(entries)
    if (
        not all(names)
        or len({(name.style, name.rank) for name in names if name}) < len(names)
        or len({name.style for name in names if name}) > 1
    ):
        return entries
    return [
        entry for _, _, entry in sorted((name.rank, i, entry) for i, (name, entry) in enumerate(zip(names, entries, strict=True)) if name)
    ]


def _named_sections(sections: list[tuple[str, str, list[Entry]]]) -> tuple[list[Named], list[str]]:
    named, doubts = [], []
    for section, title, entries in sections:
        ordered = _by_rank(entries)
        names = names_of(ordered)
        if any(names) and not all(names):
            doubts.append(f"section {section}: {sum(name is None for name in names)} of {len(names)} items have no printed name")
        for i, (entry, name) in enumerate(zip(ordered, names, strict=True), 1):
            item = name.text if name else ("i" if len(ordered) == 1 else f"x{i}" if any(names) else str(i))
            named.append(Named(section, item, title, entry))
        doubts += _gaps(section, [name for name in names if name])
    return _unique(named, doubts)


def _gaps(section: str, names: list[Name]) -> list[str]:
    """Doubts about counting that leaves something out."""
    if len({name.style for name in names}) > 1:  # numbers, and letters of parts
        names = [name for name in names if name.style == "digit"]
    if not names:
        return []
    ranks = [name.rank for name in names]
    missing = sorted(set(range(min(ranks), max(ranks) + 1)) - set(ranks))
    return [f"section {section}: between {names[0].text} and {names[-1].text}, {len(missing)} names are missing"] if missing else []


def _unique(named: list[Named], doubts: list[str]) -> tuple[list[Named], list[str]]:
    """No two items of one name: a later one gets its count behind it."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in named:
        seen[one.section, one.item] += 1
        count = seen[one.section, one.item]
        if count > 1:
            doubts.append(f"section {one.section}: a second item {one.item} is called {one.item}_{count}")
        found.append(one if count == 1 else Named(one.section, f"{one.item}_{count}", one.title, one.entry))
    return found, doubts
