"""Words and letters of other languages and alphabets: titles of fields, labels of options."""

from __future__ import annotations

import pytest

from omr.learn.items.option_labels import option_labels
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.written import without_versions
from omr.learn.rows.runs import Run
from omr.learn.words.kinds import kind_of, names_a_version
from omr.learn.words.wording import option_label
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.drawn import circle, text, word

NAMES = [
    "Họ và tên:",
    "Adı Soyadı",
    "Nome do aluno",
    "Imię i nazwisko",
    "Фамилия, имя",
    "Ονοματεπώνυμο",
    "姓 名",
    "성명",
    "नाम:",
    "الاسم",
    "Nama lengkap",
]
NUMBERS = [
    *("SỐ BÁO DANH", "Öğrenci No", "准 考 证 号", "受験番号", "수 험 번 호", "Matrícula", "Código del estudiante", "Nr albumu"),
    *("Номер зачетной книжки", "T.C. KİMLİK NUMARASI", "Nomor Peserta", "Nº de inscrição", "N° d'anonymat", "Cédula", "Neptun-kód"),
]
VERSIONS = ["Versão:", "Mã đề thi", "Kitapçık", "Вариант", "Wersja", "문형", "Kode soal"]


@pytest.mark.parametrize("title", NAMES)
def test_titles_of_many_languages_ask_for_a_name(title: str) -> None:
    assert kind_of(title) is FieldKind.NAME


@pytest.mark.parametrize("title", NUMBERS)
def test_titles_of_many_languages_ask_for_a_number(title: str) -> None:
    assert kind_of(title) is FieldKind.STUDENT_NUMBER


@pytest.mark.parametrize("title", [*VERSIONS, "Grupa"])
def test_titles_of_many_languages_tell_the_version(title: str) -> None:
    assert names_a_version(title)


@pytest.mark.parametrize(("said", "label"), [("Fałsz", "Falsz"), ("Đúng", "Dung"), ("Yanlış", "Yanlis"), ("А1", ""), ("5µ", "")])
def test_a_label_loses_its_accents_and_none_of_its_letters(said: str, label: str) -> None:
    assert option_label((said,)) == label


def test_letters_of_another_alphabet_in_outlines_are_not_called_by_what_stands_above() -> None:
    run = Run((circle(50, 50, "Σ"), circle(56, 50, "Λ")), (), ((), ()))
    assert option_labels(run, [word("4", 51, 44, 1.5), word("X", 57, 44, 1.5)]) == (("A", "B"), False)


@pytest.mark.parametrize(("title", "count"), [("Fila:", 1), ("(una por fila)", 0)])
def test_the_last_word_of_a_remark_in_parentheses_titles_no_box_for_a_version(title: str, count: int) -> None:
    box = Outline(Shape.BOX, Box(40.0, 20.0, 7.0, 6.0))
    _, fields = without_versions((box,), tuple(text(title, 40.0, 15.0)))
    assert len(fields) == count


@pytest.mark.parametrize("title", ["Age group:", "Blood group", "Grupo de edad", "Groupe sanguin :"])
def test_groups_of_people_tell_no_version(title: str) -> None:
    assert not names_a_version(title)
