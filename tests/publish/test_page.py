"""The page: what it shows, what it never lets through."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.errors import AskError
from holdfire.publish.bulletin.say import plain
from holdfire.publish.page import render_page
from holdfire.publish.trace import trace
from holdfire.status import Status
from tests.conftest import NOW, ROOT

FOUNDING = ROOT / "agreements" / "syria-2016-09"
LANGUAGES = ("en", "ar", "ru")
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Seen(HTMLParser):
    """Tags, ids, classes and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        """Every id."""
        return [a["id"] or "" for _, a in self.tags if "id" in a]

    def links(self) -> list[str]:
        """Every link."""
        return [a["href"] or "" for _, a in self.tags if "href" in a]


@pytest.fixture(scope="module")
def status(founding: Case) -> Status:
    """The founding case on the evening of the seventh day."""
    return pipeline.judged_at(founding, None, None, NOW).status


@pytest.fixture(scope="module")
def pages(founding: Case) -> dict[str, str]:
    """Its page in each language."""
    return {language: pipeline.page_of(founding, None, None, NOW, language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_stands_alone(pages: dict[str, str], language: str) -> None:
    """No script, no style attribute, no address of another host, no image, in any language."""
    html = pages[language]
    assert not re.search(r"<script|\bstyle=|https?://|<img|<link|@import|javascript:|\bon[a-z]+=\"", html)
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {
        "#p-unmet",
        "#p-contested",
        "#p-blind",
        "#p-most",
        "#clip-whole",
        "#clip-near",
    }


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ru", "ltr")])
def test_a_page_says_its_language_and_direction(pages: dict[str, str], language: str, direction: str) -> None:
    """Arabic runs from right to left; lines of time and maps do not."""
    seen = Seen(pages[language])
    assert ("html", {"lang": language, "dir": direction}) in seen.tags
    wide = [a for tag, a in seen.tags if a.get("class") == "wide"]
    assert len(wide) == 3 and all(a["dir"] == "ltr" for a in wide)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_every_link_lands(pages: dict[str, str], language: str) -> None:
    """Every claim, incident and glyph that is pointed at is on the page."""
    seen = Seen(pages[language])
    ids = seen.ids()
    assert len(ids) == len(set(ids))
    assert [link for link in seen.links() if not link.startswith("#") or link[1:] not in ids] == []


def test_every_claim_cited_has_an_anchor(status: Status, pages: dict[str, str]) -> None:
    """Each because-claim of a day can be followed to its words."""
    ids = set(Seen(pages["en"]).ids())
    cited = {
        c
        for r in status.readings.values()
        for clock in r.clocks.values()
        for days in (clock.days, *clock.limbs.values())
        for day in days
        for c in day.because
    }
    assert cited and cited <= ids and set(status.claims) <= ids


def test_the_answer_is_derived_and_honest(pages: dict[str, str]) -> None:
    """It depends on the reading, and no reading has the joint centre's gate open."""
    assert (
        "It depends on the reading: 1 of 4 readings has its clock complete; no reading has G-JIC open." in pages["en"]
    )


def test_no_coverage_looks_different_from_met(pages: dict[str, str]) -> None:
    """Glyph, word and pattern all differ: an unwatched day is never taken for a calm one."""
    html = pages["en"]
    met = re.search(r'<g class="s-met">.*?</g>', html, re.DOTALL)
    blind = re.search(r'<g class="s-no-coverage">.*?</g>', html, re.DOTALL)
    assert met and blind
    assert "#g-check" in met.group() and ": met<" in met.group()
    assert "#g-ask" in blind.group() and ": no coverage<" in blind.group()
    assert ".cell.s-no-coverage { fill: url(#p-blind)" in html


def test_two_instants_stand_side_by_side(pages: dict[str, str]) -> None:
    """The founding case is shown at 17:30 and at 19:00."""
    picture = pages["en"].split('id="picture-h"')[1].split("</section>")[0]
    assert "2016-09-19T17:30:00+03:00" in picture and "2016-09-19T19:00:00+03:00" in picture
    assert "6 days 22 hours 30 minutes" in picture and "complete" in picture


def test_claimants_series_are_kept_apart(status: Status, pages: dict[str, str]) -> None:
    """Each series has its own table, and mismatched totals are flagged in words."""
    html = pages["en"].split('id="series"')[1].split("</section>")[0]
    assert html.count('class="plain figures"') == len(status.series)
    assert html.count("does not agree") == sum(not s.agrees for s in status.sums) > 0
    assert "never added, averaged or compared" in html


def test_positions_on_the_convoy_stand_beside_each_other(founding: Case) -> None:
    """After the attack at Urum al-Kubra the page shows who attributes it, who leaves it open and who denies."""
    html = pipeline.page_of(founding, "2016-09-21", None, NOW)
    convoy = html.split('id="positions"')[1].split("Urum al-Kubra")[1].split("</article>")[0]
    for word in ("attributes it to", "denies", "leaves it undetermined", "reasonable grounds"):
        assert word in convoy


def test_places_too_vague_to_draw_are_listed(status: Status, pages: dict[str, str]) -> None:
    """An incident somewhere within 300 km is told in words and never drawn."""
    html = pages["en"].split('id="map"')[1].split("</section>")[0]
    drawing, beneath = html.split("Not drawn:")
    vague = [i for i in status.incidents if i.radius_km is None or i.radius_km >= 100]
    assert vague and all('class="mark' in drawing and f"<title>{i.id}:" not in drawing for i in vague)
    assert all(i.place in beneath for i in vague)


def test_a_place_that_is_only_named_is_told_by_its_words(tmp_path: Path) -> None:
    """Whoever says where, without a point, is heard in table, map and trace; only who says nothing tells no place."""
    case = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(NOW, "observer", turned="reported"))
    said = {
        "kind": "incident",
        "act": "shelling",
        "said_by": "sohr",
        "source": "a source",
        "published": "2016-09-15",
        "words": "words",
    }
    rows = (
        {"id": "NAMED-1", "when": "2016-09-14T10:00:00+03:00", "place": "the mill by the river", "radius_km": ""},
        {"id": "NAMED-2", "when": "2016-09-14T13:00:00+03:00", "place": "the old bridge", "radius_km": "3"},
        {"id": "SILENT-1", "when": "2016-09-14T16:00:00+03:00", "place": "", "radius_km": ""},
    )
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [*said, *rows[0]])
        table.writeheader()
        table.writerows({**said, **row} for row in rows)
    assert pipeline.collect_into(case, tmp_path / "rows.csv", received=NOW).kept == len(rows)
    status = pipeline.judged_at(case, "2016-09-21", None, NOW).status
    html = pipeline.page_of(case, "2016-09-21", None, NOW)
    told = {i.id: i.place for i in status.incidents}
    assert told == {row["id"]: row["place"] for row in rows} and not any(i.radius_km for i in status.incidents)
    for name, place in told.items():
        where = f"{place} (not located)" if place else "place not told"
        assert where in trace(status, case.agreement.text, name).says
        row = html.split(f'<tr id="i-{name}"')[1].split("</tr>")[0]
        assert where in plain(row)
    beneath = plain(html.split("Not drawn: not located")[1].split("</section>")[0])
    assert "the mill by the river (not located)" in beneath and "the old bridge (not located)" in beneath


def test_machine_proposals_are_named_as_such(pages: dict[str, str]) -> None:
    """A reader cannot take a proposal for a decision."""
    assert "proposals of a machine that nobody has reviewed" in pages["en"]


def test_untrusted_words_are_shown_and_never_run(status: Status, agreement: Agreement) -> None:
    """Markup and overrides of direction in a claim come out as plain signs."""
    name = next(iter(status.claims))
    evil = f'"><script>alert(1)</script><b style="x">{OVERRIDES}\x00\x1b[31m'
    claim = status.claims[name].model_copy(update={"words": evil, "source": evil, "by": (evil,), "published": evil})
    place = status.incidents[0].model_copy(update={"place": evil, "act": evil, "id": evil, "target": evil})
    told = status.model_copy(
        update={"claims": {**status.claims, name: claim, evil: claim}, "incidents": (place, *status.incidents[1:])}
    )
    for language in LANGUAGES:
        html = render_page(told, agreement, language, told, served=True)
        assert not re.search(r"<script|<b style", html)
        assert "&lt;script&gt;alert(1)" in html and "[U+202E]" in html and "[U+001B]" in html
        assert not any(sign in html for sign in OVERRIDES + "\x00\x1b")


def test_a_static_page_needs_no_server_and_a_served_one_links_to_it(status: Status, agreement: Agreement) -> None:
    """Links to traces are there only when somebody answers them, with the question they belong to."""
    assert "/why/" not in render_page(status, agreement)
    served = render_page(status, agreement, "ru", served=True)
    assert 'href="/why/G-JIC?as_of=2016-09-19T19%3A00%3A00%2B03%3A00&amp;known_at=' in served
    assert "lang=ru" in served and 'href="/status.json?' in served


def test_the_same_status_gives_the_same_page(status: Status, agreement: Agreement) -> None:
    """Pure: no clock and no chance."""
    assert render_page(status, agreement, "ar") == render_page(status, agreement, "ar")


def test_a_long_record_is_shown_in_part_and_says_so(status: Status, agreement: Agreement) -> None:
    """At most 150 incidents, at most the cited claims, and the rest is counted."""
    many = tuple(status.incidents[0].model_copy(update={"id": f"X-{n}", "claims": (f"K-{n}",)}) for n in range(1200))
    claim = next(iter(status.claims.values()))
    claims = status.claims | {f"K-{n}": claim for n in range(1200)}
    html = render_page(status.model_copy(update={"incidents": many, "claims": claims}), agreement)
    table = html.split('id="incidents"')[1].split("</section>")[0]
    assert (table.count("<tr id=") == 150 and "1,050" in table) or "1050" in table
    assert 'id="K-1199"' in html and 'id="K-3"' not in html and "Only claims cited" in html
    seen = Seen(html)
    assert {link[1:] for link in seen.links()} <= set(seen.ids())


def test_an_empty_record_is_no_calm(status: Status, agreement: Agreement) -> None:
    """Without incidents, claims, figures or coverage the page still stands and says that nobody looked."""
    days = tuple(d.model_copy(update={"by": (), "because": ()}) for d in status.coverage)
    bare = status.model_copy(
        update={"incidents": (), "claims": {}, "series": (), "sums": (), "coverage": days, "decisions": ()}
    )
    html = render_page(bare, agreement)
    assert html.count('<li class="blind">') == len(days) and "nobody is known to have looked" in html
    assert "Look at the coverage before reading this as calm" in html


def test_an_unknown_language_is_refused_with_the_known_ones(status: Status, agreement: Agreement) -> None:
    """The refusal names the languages."""
    with pytest.raises(AskError, match="en, ar, ru"):
        render_page(status, agreement, "de")


def test_a_day_that_has_only_begun_is_drawn_in_part(founding: Case) -> None:
    """Fifteen hours of a day never look like a whole one."""
    html = pipeline.page_of(founding, "2016-09-14T10:00", None, NOW)
    begun = re.search(r"<title>13 Sept, 19:00 – 14 Sept, 19:00: counted, 15 hours</title>(.*?)</g>", html, re.DOTALL)
    assert begun and "cell s-part" in begun.group(1)


@pytest.mark.parametrize("as_of", ["2015-01-01", "2016-09-12T19:00", "2030-01-01"])
def test_any_instant_gives_a_page_of_bounded_length(founding: Case, as_of: str) -> None:
    """Before, at and long after the start; days that find no room are counted."""
    html = pipeline.page_of(founding, as_of, None, NOW)
    assert len(html) < 1_000_000
    assert ("Only the days nearest to the instant are shown" in html) is (as_of == "2030-01-01")
