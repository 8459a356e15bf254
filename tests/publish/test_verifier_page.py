"""The page that verifies packs, as a person meets it: files, the keyboard, three languages, nothing from outside."""

import base64
import re

from playwright.sync_api import Page

from holdfire.ledger.keys import introduction
from holdfire.publish.verifier import verifier_page
from tests.publish.packs import Said, cheat, lines_of, sealed
from tests.publish.verifying import LATER, ONE, TWO


def _chosen(page: Page, pack: bytes, language: str) -> str:
    """Choose a file as a person does; the answer as it is read out."""
    page.evaluate("(l) => { location.hash = l; }", language)
    page.set_input_files("#file", {"name": "bulletin.pack", "mimeType": "text/plain", "buffer": pack})
    page.wait_for_selector("#answer:focus .answer")
    return _told(page)


def _told(page: Page) -> str:
    """The answer without the marks that keep Latin names apart in an Arabic line."""
    return page.inner_text("#answer").replace("\u2068", "").replace("\u2069", "")


def test_a_person_chooses_a_file_and_reads_the_answer(page: Page, packs: dict[str, bytes]) -> None:
    """In the language chosen, from right to left in Arabic; the answer takes the focus and is read out."""
    good, lines = packs["whole"], lines_of(packs["whole"])
    bad = sealed([*lines[:9], *lines[10:]])
    answer = _chosen(page, good, "en")
    assert answer.startswith("This pack verifies") and "Ledger of turkey" in answer
    assert "turkey — 16 September 2016 at 04:26:40 UTC" in answer and "russia, with its own witness key" in answer
    assert "does NOT verify" in _chosen(page, bad, "en")
    assert "Line 10, ledger of russia, entry 6 stands where another should (5)." in _told(page)
    assert _chosen(page, good, "ar").startswith("هذه الحزمة تجتاز التحقق")
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert page.evaluate("getComputedStyle(document.querySelector('.card dd')).direction") == "rtl"
    assert "السطر 10، سجل russia، القيد 6 يرد حيث ينبغي أن يرد غيره (5)." in _chosen(page, bad, "ar")
    assert "Строка 10, журнал: russia, запись 6 стоит там, где должна быть другая (5)." in _chosen(page, bad, "ru")
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert page.get_attribute("#answer", "aria-live") == "polite"


def test_a_file_can_be_dropped_and_everything_reached_by_keyboard(page: Page, packs: dict[str, bytes]) -> None:
    """The drop counts as a choice; three languages and the choice of a file are the stops of the tabulator."""
    page.evaluate("(l) => { location.hash = l; }", "en")
    page.evaluate(
        """(b) => {
          const dropped = new DataTransfer();
          dropped.items.add(new File([Uint8Array.from(atob(b), (c) => c.charCodeAt(0))], "dropped.pack"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
        }""",
        base64.b64encode(packs["part"]).decode(),
    )
    page.wait_for_selector(".answer:has-text('dropped.pack')")
    assert "8 of 17, each with its proof" in _told(page)
    page.evaluate("document.activeElement.blur()")
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.dataset.lang || document.activeElement.id"))
    assert set(stops) == {"en", "ar", "ru", "file"}
    assert page.evaluate("document.querySelector('label[for=file]').textContent") == "Choose a pack, or drop it here"


def test_every_language_has_every_word(page: Page) -> None:
    """The same keys, and the same blanks to fill in; each reason the code can give has a sentence."""
    words = page.evaluate("WORDS")
    assert set(words) == {"en", "ar", "ru"}
    for name, english in words["en"].items():
        for other in ("ar", "ru"):
            assert sorted(re.findall(r"\{\w+\}", words[other][name])) == sorted(re.findall(r"\{\w+\}", english)), name
    script = verifier_page().decode()
    for code in set(re.findall(r'(?:refuse|new Refused)\("(\w+)"', script)):
        assert f"{code}_" in words["en"] or code in words["en"], code


def test_names_cannot_pass_for_other_words(page: Page) -> None:
    """Marks of direction in a holder's name are shown by number, and no name becomes a part of the page."""

    def told(said: Said) -> list[bytes]:
        return [said(ONE, introduction(TWO.public, "organisation", "<b>x</b>\u202eevil"), LATER)]

    answer = _chosen(page, cheat(told, signer=TWO).pack(), "en")
    assert "<b>x</b>[U+202E]evil" in answer and page.query_selector("#answer b") is None


def test_the_page_keeps_to_itself() -> None:
    """No address, no outside file; a policy that forbids both."""
    html = verifier_page().decode()
    assert "default-src 'none'" in html and not re.search(r"(src|href)=|https?://|@import|url\(|innerHTML|eval\(", html)
