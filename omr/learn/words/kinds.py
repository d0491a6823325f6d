"""Which field a title stands for: the words for names, numbers of persons, versions and dates in the languages of forms."""

from __future__ import annotations

import re

from omr.learn.words.wording import plain_text
from omr.model.layout import FieldKind

PERSONAL = (
    r"student|e(?:tu|stu)diant|matric|matrikel|registration|roll|\bid\b|ident|\bdni\b|\bnia\b|expediente|candidat|legajo|ogrenci|kimlik|opiskelija|indeks"
    r"|inscri(?:cao|pcion)|cedula|carnet|anonymat|neptun|peserta|\bnim\b|\bnisn?\b|nomor induk"
    r"|\balbumu|so bao danh|\bsbd\b|\bmssv\b|ma so sinh vien|студент|зачет|准考证|学号|考号|受験番号|学籍番号|学生番号|수험번호|학번"
    r"|रोल|अनुक्रमांक|الرقم الجامعي|رقم الطالب|رقم الجلوس|μητρωου"
)
"""Words by which a number is a person's, whatever other number a page asks for."""
KINDS: tuple[tuple[FieldKind, str], ...] = (
    (
        FieldKind.OTHER,
        (
            r"signature|unterschrift|firma|\bdate|datum|fecha|course|subject|asignatura|klasse|seat|room|phone|mobile|telefon|handynummer"
            r"|birth|geburt|nacimiento|nascimento|naissance|nascita|urodzeni|dogum|рожден|出生|生年月日|생년월일|e-?mail|invigilator"
            r"|tanggal|lahir|kelas|\bmata\b"
        ),
    ),
    (
        FieldKind.FORM_CODE,
        (
            r"(?<!answer )(?<!response )\bforme?\b|version|modele?\b|modelo|variant|booklet|series?\b|\bset\b|test code|question paper"
            r"|versao|versie|wersj|verzi|kitapcik|\bma de\b|tipo de (?:prova|prueba|examen)|(?:kode|paket|tipe) soal|вариант|варіант"
            r"|试卷类型|문형"
        ),
    ),
    (FieldKind.STUDENT_NUMBER, rf"{PERSONAL}|number|numero|nummer|numara"),
    (
        FieldKind.NAME,
        (
            r"name|\bnom\b|prenom|apellido|nombre|surname|first|last|middle|family|\bnome\b|naam\b|navn|\bnimi\b|\bimie\b|\bnama\b|nazwisko|jmeno"
            r"|prijmeni|\bmeno\b|\bnev\b|\bnume\b|soyad|\bho (?:va )?ten\b|фамили|имя|\bфио\b|прізвище|ονομα|επωνυμο|姓名|氏名|名前"
            r"|성명|이름|नाम|الاسم|اسم الطالب"
        ),
    ),
)
"""Words (as plain text) that name a field, in order: "student name" is a name by the exception below."""
VERSION = r"\b(?:group|groupe|gruppe|grupo|grupa|grupp|skupina|fila|key)\b"
OF_PERSONS = (
    r"\b(?:age|blood|ethnic|income|social|peer|tutorial|lab|study|work(?:ing)?) group"
    r"|\bgr(?:oupe?|upo) (?:sangui|d.age|de edad|etari|etni|ethni)"
)
"""Groups of people; of a form, none."""
VERSION_WORDS = 3
"""Further words for a form's code where letters to be bubbled follow; a statement that holds one is longer."""


def kind_of(title: str) -> FieldKind | None:
    """The kind of field that a title announces, or None."""
    plain = plain_text(title)
    named = re.search(dict(KINDS)[FieldKind.NAME], plain) is not None
    for kind, pattern in KINDS:
        if re.search(pattern, plain):
            return FieldKind.NAME if kind is FieldKind.STUDENT_NUMBER and named else kind
    return None


def names_a_version(title: str) -> bool:
    """Whether few words right before bubbled letters say that they tell the form: "Version", "Group:", "Key"."""
    short = len(title.split()) <= VERSION_WORDS and re.search(OF_PERSONS, plain_text(title)) is None
    return short and (kind_of(title) is FieldKind.FORM_CODE or re.search(VERSION, plain_text(title)) is not None)


def names_a_number(title: str) -> bool:
    """Whether words of a title stand for a person's number, whatever else it says: "Name: ______ Student ID"."""
    return re.search(dict(KINDS)[FieldKind.STUDENT_NUMBER], plain_text(title)) is not None


def is_personal(title: str) -> bool:
    """Whether a title names a number that is a person's, and not just any number."""
    return re.search(PERSONAL, plain_text(title)) is not None
