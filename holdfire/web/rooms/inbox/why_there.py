"""Why a place may be the one that was meant, in the reader's language.

The gazetteer says it in English (``holdfire.claims.places``), so that its bytes are the same for everybody. Names of places, and
words by which a place was asked for, stay as they were written.
"""

from markupsafe import Markup, escape

from holdfire.publish.forms import Forms, kind_of
from holdfire.publish.names import Names
from holdfire.publish.words import N_, Words

FORMS: tuple[str, ...] = (
    N_("the name as written"),
    N_("another spelling of the name"),
    N_("the name in another case"),
    N_("the same consonants"),
    N_("its neighbour of the same name"),
    N_("one letter differs"),
    N_('partly the same as "%(text)s"'),
    N_("a %(sort)s, as the words say"),
    N_("a %(sort)s, which the words do not say"),
    N_("but it is a %(sort)s"),
    N_("placed there by %(num)s claims"),
    N_("a country"),
    N_("on a list of sites by hand"),
    N_("%(num)s people"),
    N_("inside the place named with it"),
    N_("not inside the place named with it"),
    N_("in %(land)s, which the text is about"),
    N_("in %(land)s"),
    N_("in a province the text speaks of"),
    N_("%(num)s km from another place here"),
    N_('"%(text)s" is part of the name'),
    N_("the circle over %(places)s"),
)
SORTS: dict[str, str] = {
    "site": N_("site"),
    "quarter": N_("quarter"),
    "village": N_("village"),
    "town": N_("town"),
    "city": N_("city"),
    "subdistrict": N_("subdistrict"),
    "district": N_("district"),
    "province": N_("province"),
    "country": N_("country"),
    "road": N_("road"),
    "area": N_("area"),
}
"""What a place may be (``holdfire.claims.places.model.PlaceKind``)."""
WHY = Forms(
    FORMS,
    {
        "num": r"\d{1,3}(?:,\d{3}){0,5}|\d{1,9}",
        "land": "[A-Z]{2}",
        "sort": "|".join(SORTS),
        **dict.fromkeys(("text", "places"), "(?s:.+)"),
    },
)
"""In a hole stands, by its name without digits: a number; a country by its two letters; what a place is; words; places."""


def why_there(reason: str, names: Names) -> Markup:
    """One reason in the reader's language; marked as English where it is no form of ours."""
    if names.words.language == "en":
        return escape(reason)
    for form, holes in WHY.of(reason):
        told = {hole: _told(kind_of(hole), text, names) for hole, text in holes.items()}
        return escape(names.words.gettext(form)) % told
    return names.original(reason)


def _told(kind: str, text: str, names: Names) -> Markup:
    """What stands in a hole, as the reader has it."""
    words = names.words
    match kind:
        case "text":
            return names.original(text)
        case "places":
            return escape(words.all_of(["%s"] * len(found := text.split(" and ")))) % tuple(map(names.original, found))
        case "num":
            told = words.number(int(text.replace(",", "")))
        case "land":
            told = _land(text, words)
        case _:
            told = words.gettext(SORTS[text])
    return Markup("<bdi>{}</bdi>").format(told)


def _land(letters: str, words: Words) -> str:
    """A country by its two letters; those where it has no name."""
    named: str = words.locale.territories.get(letters, letters)
    return named
