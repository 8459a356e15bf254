"""The daily bulletin of the Russian centre for reconciliation, in Russian, English or Arabic, and reprints that keep its wording.

It tells violations of the past 24 hours by province, from 2017 in two columns (Russian and Turkish part of the commission), how
many settlements and groups have joined, places under fire, humanitarian actions, and that no strikes were made.
"""

import re
from typing import Any

from holdfire.claims.bulletins.counts import Figure, figure_in, parts_of_next
from holdfire.claims.bulletins.day import longer
from holdfire.claims.bulletins.fire import Struck, struck_in
from holdfire.claims.bulletins.model import Maker, Spans
from holdfire.claims.bulletins.parts import parts_text
from holdfire.claims.bulletins.sentences import Piece, clauses, sentences
from holdfire.claims.claim import Count, Toll
from holdfire.claims.language import numbers_in
from holdfire.claims.language.model import NumberSaid

BODY = "Russian reconciliation centre"
SERIES = "russian-centre-bulletin"
_RU_PART, _TR_PART = "Russian part of the joint commission", "Turkish part of the joint commission"
_SIDES = (
    (
        re.compile(
            r"\bTurkish\s(?:part|side|party|officers|counterparts|monitors|observers|representat\w+)|\bTurkey\s(?:has\s)?(?:re[cgp]\w+ed)"
            r"|турецк\w+\s(?:же\s)?(?:част|сторон)\w+|Турция|представител\w+\sТурции|الجانب\sالترك[يى]",
            re.I,
        ),
        _TR_PART,
        "turkish-part",
    ),
    (
        re.compile(
            r"\bRussian\s(?:part|side|party|officers|monitors|observers|representation)|Russia[’']s\srepresentation"
            r"|российск\w+\s(?:же\s)?(?:част|сторон|представител)\w+|Россия\sв\s|представител\w+\sРоссии|الجانب\sالروس[يى]",
            re.I,
        ),
        _RU_PART,
        "russian-part",
    ),
)
_CONFIRMS = re.compile(r"\bconfirm|подтвержда|подтверди|не\sподтвержд|تأكيد|يؤكد", re.I)
_JOINED = re.compile(
    r"join|reconciliation\s(?:process|agreement)|adher|signed|agreed|pledged|присоедини|процесс\w*\s(?:национального\s)?примирени|подписа\w*|انضم|المنضم|وقع",
    re.I,
)
_REACHED = re.compile(
    r"(?:reached|remain\w*|totals?|totall?ing|standing\sat|stands?\sat|rose\sto|grown\sto|increased\sto|has\sbecome|увеличил\w+|составля\w+|составил\w*|достиг\w+|не\sизменил\w+|بلغ|وصل|إلى)"
    r"(?:\s[^\W\d]+){0,3}\s?(?:[-–—:]\s?)?$",
    re.I,
)
_SETTLEMENTS = re.compile(
    r"settlements?|localities|inhabited|number\sof\sareas|مراكز\sسكنية|المراكز\sالسكنية|населенн\w+\sпункт|населённ\w+\sпункт|بلد|تجمع|قرى",
    re.I,
)
_GROUPS = re.compile(
    r"\bgroups?\b|armed\s(?:units|formations)|группировок|группировк|отряд|формировани|فصائل|فصيل|مجموع", re.I
)
_AID = re.compile(
    r"humanitarian\s(?:actions?|operations?|missions?|convoys?|aid)|гуманитарн\w+\s(?:акци|груз|помощ|конво)|(?:مساعدات|أعمال|عمليات?)\s(?:ال)?إنسانية|المساعدات\sالإنسانية",
    re.I,
)
_NO_AID = re.compile(
    r"\bno\shumanitarian|(?:did|were|was)\snot\s(?:\w+\s){0,4}humanitarian|humanitarian\s\w+\s(?:were|was)\snot|не\sпроводил\w*|لم\s(?:يقم|تنفذ|ينفذ|يجر)",
    re.I,
)
_NO_STRIKES = re.compile(
    r"(?:no|did\snot\s(?:deliver|carry\sout|make))\s(?:any\s)?(?:air\s?)?strikes|не\sнаносил\w*\s(?:авиа)?удар|ударов\s(?:\w+\s){0,6}не\sнаносил|لم\s(?:ينفذ|تنفذ|تشن)\s(?:\S+\s){0,6}(?:غارات|ضربات)",
    re.I,
)
_KILLED = re.compile(
    r"\s?(?:[^\W\d]+\s){0,5}?(?:(?:was|were|have\sbeen)\s)?(?:killed|dead|died|погиб\w*|убит\w*|قتل\w*|قتيل)", re.I
)
_KILLED_BEFORE = re.compile(
    r"(?:killed|killing\sof|погибли?|погиб|убиты?|قتل|مقتل|death\sof)\s(?:[^\W\d]+\s){0,2}?$", re.I
)
_HURT = re.compile(
    r"\s?(?:[^\W\d]+\s){0,5}?(?:(?:was|were|have\sbeen)\s)?(?:wounded|injured|hurt|ранен\w*|пострада\w*|جريح|جرحى|أصيب\w*)",
    re.I,
)
_HURT_BEFORE = re.compile(
    r"(?:wounded|wounding|injuring|injured|ранены?|получили\sранения|إصابة|جرح|أصيب)\s(?:[^\W\d]+\s){0,2}?$", re.I
)


def read(maker: Maker, language: str) -> None:
    """Every claim of the bulletin, sentence by sentence."""
    pieces = sentences(maker.text)
    figures: list[tuple[str, Figure, Piece]] = []
    skip = -1
    for at, sentence in enumerate(pieces):
        if at == skip:
            continue
        for piece in clauses(maker.text, sentence):
            side = _side(piece.words) or _side(sentence.words)
            if side and _CONFIRMS.search(piece.words):
                maker.add(
                    "denial",
                    piece.start,
                    piece.end,
                    {},
                    claimants=(maker.context.actor(_side_of_denial(piece.words, side)),),
                )
                continue
            figure = figure_in(maker.text, piece, language)
            if not figure or (side and _place_leads(maker, figure, piece)):
                continue
            if not figure.running and at + 1 < len(pieces):
                more = parts_of_next(maker.text, figure, pieces[at + 1], language)
                if more:
                    figure.parts, skip = more, at + 1
            figures.append((side, figure, piece))
        _other(maker, sentence, language)
        told = [figure for _, figure, _ in figures if sentence.start <= figure.number_at[0] < sentence.end]
        for struck in () if told else struck_in(maker.text, sentence):
            _incident(maker, sentence, struck)
    _counts(maker, _one_body(figures))


def _side(words: str) -> str:
    """Which column of a bulletin with two; empty for the centre itself."""
    found = [(m.start(), name) for pattern, name, _ in _SIDES if (m := pattern.search(words))]
    return min(found)[1] if found else ""


def _side_of_denial(words: str, side: str) -> str:
    """Who does not confirm: the part named right before the word."""
    said = _CONFIRMS.search(words)
    return _side(words[: said.start()] if said else words) or side


_PLACE_LEADS = re.compile(r"(?:^|[,.:]\s)(?:в|in)\s[A-ZА-ЯЁ][\w-]+\s(?:\w+\s){0,2}$")
_AND_MORE = re.compile(r",\s(?:в|in)\s[A-ZА-ЯЁ][\w-]+\s?[-–—]\s?\w")


def _place_leads(maker: Maker, figure: Figure, piece: Piece) -> bool:
    """As in "In Idlib ten violations were recorded, in Latakia - five": figures by place without a total are set aside."""
    text = maker.text
    if not _PLACE_LEADS.search(text[max(0, figure.number_at[0] - 60) : figure.number_at[0]]):
        return False
    if not _AND_MORE.search(text, figure.number_at[1], piece.end):
        return False
    maker.leave(
        piece.start, piece.end, "figures by place without a total", "Enter the total, or the figures one by one."
    )
    return True


def _one_body(figures: list[tuple[str, Figure, Piece]]) -> list[tuple[str, Figure, Piece]]:
    """The centre tells the Russian part's figure as its own: a figure without a side that equals it is the same figure."""
    own = {f.number for name, f, _ in figures if name == _RU_PART and not f.running}
    return [(_RU_PART if not name and f.number in own and not f.running else name, f, p) for name, f, p in figures]


def _counts(maker: Maker, figures: list[tuple[str, Figure, Piece]]) -> None:
    """One count for each column: the figure with parts wins over a headline's, and a running total goes with it."""
    for side in dict.fromkeys(name for name, _, _ in figures):
        own = [f for name, f, _ in figures if name == side]
        daily = sorted((f for f in own if not f.running), key=lambda f: (not f.parts, f.start))
        running = [f for f in own if f.running]
        main = daily[0] if daily else running[0]
        for other in (f for f in daily[1:] if f.number not in (main.number, *(p.number for p in main.parts))):
            reason = f"it tells {other.number} where the bulletin's figure is {main.number}"
            maker.leave(other.start, other.end, reason, "Say which holds.")
        for other in [f for f in running if f is not main and f.number < main.number]:
            running.remove(other)
            reason = f"a running total of {other.number} is less than the figure {main.number}"
            maker.leave(other.start, other.end, reason, "Enter it by hand.")
        series = next((s for _, name, s in _SIDES if name == side), SERIES)
        count_claim(maker, main, running[-1] if running and running[-1] is not main else None, side, series)


def count_claim(maker: Maker, main: Figure, running: Figure | None, side: str, series: str, **fields: Any) -> None:
    """The count of one figure, with its parts and its running total."""
    spans: Spans = {"count.number": main.number_at}
    if main.parts:
        told = [at for part in main.parts for at in (part.name_at, part.number_at)]
        spans["count.parts"] = (min(a for a, _ in told), max(b for _, b in told))
    since = main.number if main.running else running.number if running else None
    if running:
        spans["count.since_start"] = running.number_at
    count = Count(
        number=main.number,
        unit="violations",
        parts=parts_text(main.parts),
        since_start=since,
        series="" if main.running else series,
    )
    if side:
        fields["claimants"] = (maker.context.actor(side),)
    span = maker.window if main.running else longer(maker.text[main.start : main.end], maker.window, None)
    maker.add("count", main.start, main.end, spans, count=count, precision="range", span=span, **fields)


def _incident(maker: Maker, sentence: Piece, struck: Struck) -> None:
    """One place under fire in the window. The province is part of the name; nothing is placed here."""
    text = maker.text
    place = text[slice(*struck.place)]
    spans: Spans = {"place": struck.place}
    if struck.province and struck.province != struck.place:
        place, spans["place.province"] = f"{place}, {text[slice(*struck.province)]}", struck.province
    fields: dict[str, Any] = {}
    if struck.weapons:
        fields["weapon"], spans["weapon"] = text[slice(*struck.weapons)], struck.weapons
    if struck.actor:
        fields["actors"], spans["actors"] = ((maker.context.actor(text[slice(*struck.actor)]),),), struck.actor
    maker.add("incident", sentence.start, sentence.end, spans, act=struck.act, place=place, precision="range", **fields)


def _other(maker: Maker, sentence: Piece, language: str) -> None:
    """Joined settlements and groups, humanitarian actions, people killed and hurt, and strikes that were not made."""
    text = maker.text
    numbers = [
        n.model_copy(update={"start": n.start + sentence.start, "end": n.end + sentence.start})
        for n in numbers_in(sentence.words, language)
    ]
    counts = [n for n in numbers if not n.measures and n.best is not None and n.best == int(n.best)]
    if _NO_STRIKES.search(sentence.words):
        maker.add("denial", sentence.start, sentence.end, {}, act="airstrike", precision="range")
        return
    if _JOINED.search(sentence.words) and not _AID.search(sentence.words):
        _joined(maker, sentence, counts)
    if _AID.search(sentence.words):
        number = 0 if _NO_AID.search(sentence.words) else int(counts[0].best or 0) if counts else None
        spans: Spans = {"count.number": (counts[0].start, counts[0].end)} if counts and number else {}
        count_ = Count(number=number, unit="humanitarian-actions") if number is not None else None
        act = "aid-delivery" if number != 0 else None
        maker.add(
            "access" if act else "count", sentence.start, sentence.end, spans, act=act, count=count_, precision="range"
        )
        return
    people(maker, sentence, counts, text)


def _joined(maker: Maker, sentence: Piece, counts: list[NumberSaid]) -> None:
    """How many settlements or groups have joined, on the day or all told. It belongs to no series."""
    for unit, pattern in (("settlements-joined", _SETTLEMENTS), ("groups-joined", _GROUPS)):
        named = pattern.search(sentence.words)
        said = [n for n in counts if _all_told(maker.text, n, sentence, pattern)]
        if named and said:
            best = max(said, key=lambda n: (n.best or 0, -n.start))
            number = int(best.best or 0)
            reached = _REACHED.search(maker.text[max(sentence.start, best.start - 60) : best.start])
            count = Count(number=number, unit=unit, since_start=number if reached else None)
            maker.add("count", sentence.start, sentence.end, {"count.number": (best.start, best.end)}, count=count)
            return


def _all_told(text: str, number: NumberSaid, sentence: Piece, unit: re.Pattern[str]) -> bool:
    """Whether a number is one that was reached, or stands right before the thing it counts."""
    if _REACHED.search(text[max(sentence.start, number.start - 60) : number.start]):
        return True
    words = text[number.end : min(sentence.end, number.end + 50)].split()[:4]
    return bool(unit.search(" ".join(words)))


def people(maker: Maker, sentence: Piece, counts: list[NumberSaid], text: str, **fields: Any) -> None:
    """People killed and hurt, as a count of deaths over the window."""
    dead = next((n for n in counts if _toll(text, n, sentence, _KILLED, _KILLED_BEFORE)), None)
    hurt = next((n for n in counts if n is not dead and _toll(text, n, sentence, _HURT, _HURT_BEFORE)), None)
    if not dead and not hurt:
        return
    spans: Spans = {"toll.best": (dead.start, dead.end)} if dead else {}
    if hurt:
        spans["toll.injured"] = (hurt.start, hurt.end)
    toll = Toll(best=int(dead.best or 0) if dead else None, injured=int(hurt.best or 0) if hurt else None)
    number, unit = (toll.best, "deaths") if dead else (toll.injured, "injured")
    maker.add(
        "count",
        sentence.start,
        sentence.end,
        spans,
        toll=toll,
        count=Count(number=number or 0, unit=unit),
        precision="range",
        **fields,
    )


def _toll(text: str, number: NumberSaid, sentence: Piece, after: re.Pattern[str], before: re.Pattern[str]) -> bool:
    if before.search(text[max(sentence.start, number.start - 40) : number.start]):
        return True
    match = after.match(text, number.end, sentence.end)
    return bool(match) and not re.search(r"\d", match[0] if match else "")
