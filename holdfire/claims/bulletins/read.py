"""The door: which layout a bulletin has, by its content, and the claims it makes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from holdfire.claims.bulletins import russian_centre, smm_table, smm_totals, snhr
from holdfire.claims.bulletins.day import published, window
from holdfire.claims.bulletins.model import BulletinClaim, BulletinContext, Maker
from holdfire.claims.page.model import Article
from holdfire.sources.report import SetAside
from holdfire.when import iso

LONGEST = 400_000
"""Characters that are read; a longer bulletin is set aside from there on."""


class Recognised(NamedTuple):
    """The layout of a bulletin and the words that show it; an empty layout with the reason why there is none."""

    layout: str
    because: str


@dataclass(frozen=True)
class _Layout:
    name: str
    body: str
    series: str
    signs: tuple[re.Pattern[str], ...]
    read: Callable[[Maker, str], None]


def _signs(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_FIGURE = r"violat|breach|нарушени|наруша|обстрел|открытия\sогня|стрельб|firing|خرق|خروق|انتهاك|إطلاق\sنار"
_KNOWN = (
    _Layout(
        "smm-table", smm_table.BODY, smm_totals.SERIES,
        _signs(r"\bSMM\b|Special\sMonitoring\sMission|СММ", r"observation|explosion|ceasefire\sviolation|взрыв|нарушени"),
        smm_table.read,
    ),
    _Layout(
        "snhr", snhr.BODY, snhr.SERIES,
        _signs(r"\bSNHR\b|Syrian\sNetwork\sfor\sHuman\sRights|الشبكة\sالسورية\sلحقوق\sالإنسان", r"breach|violat|خرق|خروق|انتهاك"),
        snhr.read,
    ),
    _Layout(
        "russian-centre", russian_centre.BODY, russian_centre.SERIES,
        _signs(
            r"(?:reconciliation\s(?:of\s[\w\s]{0,40})?(?:centre|center)|(?:centre|center)\sfor\s(?:the\s)?(?:\w+\s){0,2}reconciliation|центр\w*\sпо\sпримирени|центр\w*\sпримирени"
            r"|مركز\s(?:\S+\s){0,2}(?:ال|لل)?مصالحة|(?:Russian|Turkish)\s(?:part|side)\sof|российск\w+\s(?:част|сторон)\w+|الجانب\sالروسي|Russian\sCenter\sfor\sReconciliation|Hmeimim|Хмеймим|حميميم)",
            _FIGURE,
        ),
        russian_centre.read,
    ),
)  # fmt: skip
LAYOUTS = tuple(layout.name for layout in _KNOWN)


def recognised(text: str) -> Recognised:
    """The layout whose signs a text bears, all of them; a table of observations by its header alone."""
    for line in text.split("\n", 2000)[:2000]:
        if len(line) < 2000 and smm_table.header_in(line):
            return Recognised("smm-table", f'the header of a table of observations: "{line.strip()[:80]}"')
    for layout in _KNOWN:
        found = [sign.search(text) for sign in layout.signs]
        if all(found):
            words = ", ".join(f'"{m[0]}"' for m in found if m)
            return Recognised(layout.name, f"the words {words}")
    return Recognised("", "neither a body whose layout is known nor the header of a table of observations")


def bulletin_claims(article: Article, context: BulletinContext) -> tuple[list[BulletinClaim], list[SetAside]]:
    """Claims of a bulletin, and what was set aside. Never raises for any text.

    A text without a known layout, or without any day, gives no claim and one line set aside.
    """
    article = article.model_copy(update={"text": article.text[:LONGEST]})
    shown = recognised(f"{article.title}\n{article.text}")
    if not shown.layout:
        return [], [
            _whole(context, article, f"no known layout: {shown.because}", "Read it as an article, or enter it by hand.")
        ]
    told = window(article, context)
    if told is None:
        return [], [
            _whole(
                context, article, "no day stands in the bulletin and none is known", "Give the day it was published."
            )
        ]
    layout = next(known for known in _KNOWN if known.name == shown.layout)
    known = published(article, context)
    maker = Maker(
        context, article.text, layout.body, layout.series, told[0], iso(known.start, context.tz)[:10] if known else None
    )
    language = article.language if article.language in ("en", "ar", "ru") else _language(article.text)
    layout.read(maker, language)
    if not maker.claims and not maker.aside:
        maker.aside.append(
            _whole(context, article, f"the layout is {layout.name}, but no figure could be read", "Enter it by hand.")
        )
    return maker.claims, maker.aside


def _language(text: str) -> str:
    """The language by its letters, where the page does not tell."""
    arabic, cyrillic = len(re.findall(r"[\u0621-\u064a]", text)), len(re.findall(r"[а-яё]", text, re.IGNORECASE))
    latin = len(re.findall(r"[a-z]", text, re.IGNORECASE))
    return max(((latin, "en"), (arabic, "ar"), (cyrillic, "ru")))[1]


def _whole(context: BulletinContext, article: Article, reason: str, remedy: str) -> SetAside:
    return SetAside(
        file=context.source, row=1, reason=reason, remedy=remedy, text=(article.title or article.text)[:400]
    )
