"""The sample exam made by hand, so that these tests need no other room."""

from __future__ import annotations

from decimal import Decimal

from omr.model.exam import Exam, Form, Item, ItemRef, Kind, Option, Section, Shape

LETTERS = "abcdefghijklmnop"
ROMAN = ("i", "ii", "iii", "iv")


def circles(name: str, title: str, points: int, counts: tuple[int, ...]) -> Section:
    names = ROMAN[: len(counts)] if len(counts) > 1 else ("",)
    items = tuple(
        Item(name, item or "i", Kind.CHOICE, Decimal(points), tuple(Option(label) for label in LETTERS[:count]))
        for item, count in zip(names, counts, strict=True)
    )
    return Section(name, {"en": title}, Kind.CHOICE, items, Shape.CIRCLE)


def ift6135() -> Exam:
    pair = (Option("T", {"en": "True", "fr": "Vrai"}), Option("F", {"en": "False", "fr": "Faux"}))
    true_false = tuple(Item("1", letter, Kind.CHOICE, Decimal(2), pair) for letter in LETTERS)
    blanks = {"a": ("p", "s"), "b": ("p", "k"), "c": ("k", "s"), "d": ("o",)}
    numbers = tuple(Item("2", name, Kind.NUMBER, Decimal(4), blanks=names) for name, names in blanks.items())
    sections = (
        Section("1", {"en": "True / False", "fr": "Vrai / Faux"}, Kind.CHOICE, true_false),
        Section("2", {"en": "Convolutional Neural Networks"}, Kind.NUMBER, numbers),
        circles("3", "RNNs and backpropagation Part I", 4, (4, 4)),
        circles("4", "RNNs and backpropagation Part II", 4, (4, 4, 5)),
        circles("5", "Autoregressive PixelCNN Models", 3, (5, 5, 5, 5)),
        circles("6", "Normalizing Flows", 4, (8,)),
        circles("7", "Variational Autoencoders (VAEs)", 4, (5, 4, 5)),
        circles("8", "Generative Adversarial Networks (GANs)", 4, (5,)),
    )
    permuted = Form(
        "1012",
        {"1": tuple("cadbgfehkjilponm"), "2": ("b", "a", "d", "c"), "7": ("ii", "iii", "i")},
        {ItemRef("3", "i"): ("c", "a", "d", "b"), ItemRef("6", "i"): tuple("cabdefgh")},
    )
    return Exam(
        name="ift6135",
        title={"en": "IFT 6135 – Representation Learning: Final Exam", "fr": "IFT 6135 – Apprentissage de représentations : examen final"},
        languages=("en", "fr"),
        date="25/04/2022",
        time="9h30 – 12h30",
        sections=sections,
        forms=(Form("1011"), permuted),
    )
