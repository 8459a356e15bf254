"""Figures of a bulletin: a total of violations with its parts and its running total, in one sentence or two."""

import re
from dataclasses import dataclass, field

from holdfire.claims.bulletins.parts import Part, told_parts
from holdfire.claims.bulletins.sentences import Piece
from holdfire.claims.language import numbers_in
from holdfire.claims.language.model import NumberSaid

_VIOLATIONS = (
    r"(?:violations?|breach(?:es)?|нарушени\w+|خرقا?|خروقات|خروق|انتهاك(?:ات|ا)?"
    r"|(?:cases?|facts?|incidents?)\sof\s(?:firing|shelling|opening\sfire)|(?:shelling|bombing|bombardment)\s(?:operations|attacks|incidents|cases)"
    r"|(?:факт\w*|случа\w*)\s(?:открытия\sогня|нарушени\w*|обстрел\w*|стрельбы)|обстрел\w*|حال(?:ة|ات)\s(?:إطلاق\sنار|خرق|قصف)|إطلاق\sنار)"
)
_AFTER = re.compile(rf"(?:\s?[-–—]\s?|\s)?(?:[^\W\d]+[\s-]){{0,4}}?{_VIOLATIONS}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"{_VIOLATIONS}(?:\s[^\W\d]+){{0,5}}?(?:\s(?:is|was|were|now|reached|totall?ed|at|to|by|составил\w*|достигл\w*|بلغ\w*)\s|\s?[-–—:]\s?)$",
    re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(
    r"(?:violated|breached|наруш(?:ался|алось|ено|ен|алась|ался|или|али)|اختر\w+)(?:\s[^\W\d]+){0,5}\s$", re.IGNORECASE
)
_TIMES_AFTER = re.compile(r"\s(?:times?|раза?|مرات|مرة)\b")
_DUAL = re.compile(r"و?ب?(?:خرقين|خرقان|انتهاكين|انتهاكان)")
NONE = re.compile(
    r"\b(?:no|did\snot\s(?:register|record|report)(?:\s(?:any|a\ssingle))?|not\sa\ssingle)\s(?:[^\W\d]+\s){0,3}?(?:violations?|breach(?:es)?|cases)"
    r"|нарушени\w+\s(?:[^\W\d]+\s){0,6}?не\s(?:зафиксировано|отмечено|выявлено|зарегистрировано)"
    r"|(?:لم\s(?:يسج[ّ]?ل|ترصد|يرصد|تسج[ّ]?ل)\s(?:[^\W\d]+\s){0,4}?(?:أي|اي)\s(?:[^\W\d]+\s)?(?:انتهاك|خرق))",
    re.IGNORECASE,
)
SINCE = re.compile(
    r"\b(?:since\s(?:the\s)?(?:start|beginning|onset|truce|ceasefire|cessation|renewal|resumption|entry|it\s)|so\sfar|in\stotal\ssince|since\s\w+)"
    r"|с\s(?:начала|момента|начало)|с\s\d{1,2}\s\w+|منذ\s(?:بد\w+|دخول|سريان|انطلاق)|منذ\s\d",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[,،]\s(?=\w{1,8}\s(?:-\s)?(?:in|في|в)\s)|[(:]|\bincluding\b|\bof\s(?:those|them|which)\b|\bин?з\sних\b|\bв\sтом\sчисле\b|\bиз\sкоторых\b|منها|بينها|بواقع|توزعت|[-–—]",
    re.IGNORECASE,
)
_NAME_IN_FRONT = re.compile(r"\(\s?[\w-]{1,14}\s?\)")
"""A bracket that holds nothing but a number: its name stands before it."""
_PROVINCES = re.compile(r"provinc|governorate|провинци|محافظ", re.IGNORECASE)


@dataclass
class Figure:
    """A total on characters ``number_at`` of a sentence, its parts, and whether it is a running total."""

    number: int
    number_at: tuple[int, int]
    start: int
    end: int
    parts: list[Part] = field(default_factory=list)
    running: bool = False
    at_least: bool = False

    @property
    def summed(self) -> int:
        """What the parts come to."""
        return sum(part.number for part in self.parts)


def figure_in(text: str, piece: Piece, language: str) -> Figure | None:
    """The total that a sentence or clause states, with its parts; zero where it says that there was none."""
    numbers = [
        n.model_copy(update={"start": n.start + piece.start, "end": n.end + piece.start})
        for n in numbers_in(piece.words, language)
        if not n.measures and n.best is not None and n.best == int(n.best)
    ]
    running = bool(SINCE.search(piece.words))
    stated = [n for n in numbers if is_total(text, piece, n)]
    if not stated and running:
        stated = (
            numbers[-1:]
            if re.search(_VIOLATIONS, piece.words, re.IGNORECASE)
            and re.search(r"total|всего|إجمالي|مجموع", piece.words, re.I)
            else []
        )
    if not stated:
        none = NONE.search(piece.words)
        at = (piece.start + none.start(), piece.start + none.end()) if none else (0, 0)
        return Figure(0, at, piece.start, piece.end) if none else None
    total = stated[-1] if running and len(stated) > 1 and stated[-1].start > stated[0].end + 60 else stated[0]
    figure = Figure(int(total.best or 0), (total.start, total.end), piece.start, piece.end, running=running)
    figure.at_least = total.exactness == "at-least"
    opened = _LIST.search(text, total.end, piece.end)
    if opened and opened[0] in "-–—" and "," in text[total.end : opened.start()]:
        opened = None
    bracketed = _NAME_IN_FRONT.match(text, opened.start(), piece.end) if opened else None
    if opened:
        begins = total.end if bracketed else opened.start()
        figure.parts = _plausible(told_parts(text, begins, piece.end, language), figure.number)
    return figure


def is_total(text: str, piece: Piece, number: NumberSaid) -> bool:
    """Whether a number counts violations, by the words around it."""
    before = text[max(piece.start, number.start - 90) : number.start]
    if _DUAL.match(text, number.start, number.end):
        return True
    if _AFTER.match(text, number.end, min(piece.end, number.end + 70)) or _BEFORE.search(before):
        return True
    return bool(_TIMES_BEFORE.search(before) and _TIMES_AFTER.match(text, number.end, piece.end))


def _plausible(parts: list[Part], total: int) -> list[Part]:
    """Parts, where they can be such: no single one is larger than the total."""
    return parts if parts and all(part.number <= total for part in parts) else []


def parts_of_next(text: str, figure: Figure, piece: Piece, language: str) -> list[Part]:
    """Parts that the next sentence gives ("In the provinces Hama and Damascus six each, in Aleppo two"); empty for any other."""
    shown = _PROVINCES.search(piece.words) or len(_NAME_IN_FRONT.findall(piece.words)) > 1
    if figure.parts or figure.number == 0 or not shown or SINCE.search(piece.words):
        return []
    own = figure_in(text, piece, language)
    if own and own.parts and own.summed == own.number:
        return []
    parts = _plausible(told_parts(text, piece.start, piece.end, language), figure.number)
    return parts if len(parts) > 1 or sum(p.number for p in parts) == figure.number else []
