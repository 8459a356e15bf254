"""The gazetteer of a case: what set-up built, the case's own lists, its districts, and what its located claims taught.

    gazetteer = Gazetteer.bundled().with_admin(Path("districts.geojson")).learnt(claims)
    gazetteer.locate("Hirbinifsah", gazetteer.near("SY")).candidates[0]

A gazetteer does not change: each ``with`` gives a new one. Nothing depends on the order of rows, files or claims.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import WRatio, ratio
from rapidfuzz.process import extract

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim
from holdfire.claims.places.admin import Admin, middles, middles_of_all
from holdfire.claims.places.around import BESIDE_KM, BETWEEN_KM, beside, between, widest
from holdfire.claims.places.asking import Asked, asked, parts_of, stem_of, without_kind
from holdfire.claims.places.choosing import AS_WRITTEN, ENOUGH, SLIP, SOUNDS, SPELLED, TWIN, Match, Near, ranked, unsure
from holdfire.claims.places.learning import places_from
from holdfire.claims.places.model import Candidate, Mention
from holdfire.claims.places.offsets import Offset, moved, said_offset
from holdfire.claims.places.readback import LANDMARK_KM, landmark, sentence
from holdfire.claims.places.scanning import placed, scan
from holdfire.claims.places.sites import UNITS, read_sites
from holdfire.claims.places.spelling import bare, plain, romanised, script_of, skeleton, spaced
from holdfire.claims.places.store import BUILT, Held, Known, Layer, Stored

SOUND_ALIKE = 0.72
"""Least likeness (0 to 1) of two Latin or Cyrillic spellings with one skeleton: "Harbinafsah" and "Hirbinifsah" have 0.82."""
LAND_NEAR_KM = 60.0
LONGEST_NAME = 300
"""Characters of a name that are looked at: more is no name."""


PARTLY = 85.0
"""Least likeness (rapidfuzz's WRatio, 0 to 100) for a name that shares no more than a part; what it finds is never sure."""


@dataclass(frozen=True)
class Spelled:
    """The names of a case's own places and of its countries, for looking them through."""

    places: dict[str, list[Known]]
    keys: list[str]
    names: list[str]
    named: list[Known]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Known]]) -> "Spelled":
        """Sort them once."""
        places: dict[str, list[Known]] = {}
        for key, place in pairs:
            if place.kind not in UNITS and key:
                places.setdefault(key, []).append(place)
        once = {(spaced(without_kind(p.name)[0]), p.id): p for held in places.values() for p in held}
        ordered = sorted(once)
        return cls(places, sorted(places), [words for words, _ in ordered], [once[key] for key in ordered])


@dataclass(frozen=True)
class Gazetteer:
    """Places by name. ``layers`` are asked in order; the first is the case's own."""

    layers: tuple[Layer, ...]
    admin: Admin | None = None
    province_names: dict[str, str] = field(default_factory=dict)
    _seen: "dict[tuple[str, ...], Spelled]" = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def bundled(cls, path: Path = BUILT) -> "Gazetteer":
        """What set-up built. Raises ``SourceError`` when it is missing."""
        stored = Stored(path)
        return cls((stored,), None, stored.provinces())

    def with_sites(self, path: Path) -> "Gazetteer":
        """Also the places of a list by hand (``places.csv``). Raises ``SourceError`` with the row that cannot be read."""
        return replace(self, _seen={}, layers=(Held(read_sites(path)), *self.layers))

    def with_admin(self, *paths: Path) -> "Gazetteer":
        """Also the units of GeoJSON files with P-codes (OCHA COD-AB, any levels). Raises ``SourceError`` when one is none."""
        admin = Admin.read(paths)
        return replace(self, _seen={}, admin=admin, layers=(Held(admin.units()), *self.layers))

    def learnt(self, claims: Iterable[Claim]) -> "Gazetteer":
        """Also the places that located claims name:

        a name with its coordinates, its radius and how many claims put it there.
        """
        found = [(self._settled(place), names) for place, names in places_from(claims)]
        return replace(self, _seen={}, layers=(Held(found), *self.layers))

    def _settled(self, place: Known) -> Known:
        """The country and province of a learnt place:

        by outlines where there are some, else those of the nearest known town.
        """
        around = (p for layer in self.layers for p in layer.around(place.lat, place.lon, LAND_NEAR_KM))
        units = self.admin.holding(place.lat, place.lon) if self.admin else ()
        land = units[0].code[:2] if units else ""
        towns = [
            p for p in around if p.admin1 and p.kind in ("village", "town", "city") and (not land or p.country == land)
        ]
        if not towns:
            return place._replace(country=land)
        near = min(towns, key=lambda p: ((p.lat - place.lat) ** 2 + (p.lon - place.lon) ** 2, p.id))
        return place._replace(country=near.country, admin1=near.admin1 if place.kind != "country" else "")

    def near(
        self, *countries: str, points: Sequence[tuple[float, float]] = (), agreement: Agreement | None = None
    ) -> Near:
        """What is known of where we are: countries by their two letters, points (latitude, longitude), an agreement's zones."""
        spots = [*points, *(middles(agreement) if agreement else ())]
        lands = set(countries)
        for lat, lon in [*points, *(middles_of_all(agreement) if agreement else ())]:
            towns = [p for layer in self.layers for p in layer.around(lat, lon, LAND_NEAR_KM) if p.country]
            if towns:
                lands.add(min(towns, key=lambda p: ((p.lat - lat) ** 2 + (p.lon - lon) ** 2, p.id)).country)
        return Near(dict.fromkeys(sorted(lands), 1.0), {}, tuple((lat, lon, 1.0) for lat, lon in sorted(spots)))

    def locate(self, name: str, near: Near | None = None) -> Mention:
        """Where a name may be: candidates with scores and reasons, the best first. No candidate where nobody knows the name.

        "5 km north of Hama" is moved from Hama, with a radius that grows with the distance and the roughness of the bearing.
        """
        name = name[:LONGEST_NAME]
        told = said_offset(name)
        if told is not None:
            base = self.locate(told.of, near)
            return replace_words(base, name, tuple(self.moved(c, told) for c in base.candidates))
        found = self.candidates(asked(name), near or Near())
        if not any(c.score >= ENOUGH and self._fits_land(c, near or Near()) for c in found):
            found = tuple(sorted((*self._by_parts(name, near or Near()), *found), key=lambda c: (-c.score, c.id)))
        return Mention(start=0, end=len(name), words=name, candidates=found, unsure=unsure(found))

    def mentions(
        self, text: str, language: str = "", near: Near | None = None, names: Iterable[tuple[int, int]] = ()
    ) -> tuple[Mention, ...]:
        """Every place named in a text, in order. The script of each word tells its rules, so ``language`` may be left empty.

        A name that nobody knows is a mention without candidates where its words say that it is a place. ``names`` are spans
        that a trained model takes for places: those that the gazetteer knows are added.
        """
        return scan(self, text, near or Near(), names)

    def placed(self, text: str, spans: Iterable[tuple[int, int]], near: Near | None = None) -> tuple[Mention, ...]:
        """The places of names that something else found (a trained model, a person), on characters ``[start, end)``."""
        return placed(self, text, spans, near or Near())

    def read_back(self, candidate: Candidate, language: str) -> str:
        """What an operator asks a caller: "Do you mean X, in the district of Y, Z km north of W?". ``en``, ``ar`` or ``ru``."""
        around = [p for layer in self.layers for p in layer.around(candidate.lat, candidate.lon, LANDMARK_KM)]
        own = next((p for p in around if p.id == candidate.id), None)
        units = self.admin.holding(candidate.lat, candidate.lon) if self.admin else ()
        held = [(u.kind, u.arabic if language == "ar" and u.arabic else u.names[0]) for u in units if u.level > 0]
        if not held and candidate.admin1:
            provinces = [
                p for layer in self.layers for p in layer.named(bare(candidate.admin1)) if p.kind == "province"
            ]
            mine = next((p for p in provinces if p.country == candidate.country), None)
            held = [("province", mine.called(language) if mine else candidate.admin1)]
        held = [] if candidate.kind in ("province", "country") else [h for h in held if h[0] != candidate.kind]
        name = own.called(language) if own else candidate.name
        return sentence(candidate, name, held, landmark(candidate, around), language)

    def _by_parts(self, name: str, near: Near) -> tuple[Candidate, ...]:
        """A feature nobody lists, by the known places in its name: near one, between several; wider than they are."""
        parts = [p for p in parts_of(name) if bare(p) != bare(name)]
        known = [found[0] for p in parts if (found := self.candidates(asked(p), near)) and found[0].score >= ENOUGH]
        known = [c for c in known if self._fits_land(c, near)]
        if not known:
            return ()
        if len(known) == 1 or any(c.kind in UNITS for c in known):
            return tuple(beside(c, name) for c in known)
        return (between(known, name),) if widest(known) <= BETWEEN_KM else tuple(beside(c, name) for c in known)

    def candidates(self, question: Asked, near: Near) -> tuple[Candidate, ...]:
        """Candidates for a question that was taken apart."""
        matches: list[Match] = []
        for n, name in enumerate(question.names):
            found = self.matches(name, 0.02 * n)
            matches += found
            if len(question.names) > 2 and any(
                m.how in (AS_WRITTEN, SPELLED) and self._fits_land(m.place, near) for m in found
            ):
                break
        inside = [m.place for outer in question.inside for m in self._exact(outer)][:40]
        rows = ranked(matches, question.kinds, near, inside)
        if near and not any(self._fits_land(place, near) for _, place, _ in rows):
            rows = ranked([*matches, *self._alike(question, near)], question.kinds, near, inside)
        return tuple(self.answer(place, score, reasons) for score, place, reasons in rows)

    @staticmethod
    def _fits_land(place: Known | Candidate, near: Near) -> bool:
        told = (isinstance(place, Known) and place.told) or place.id.startswith("learnt:")
        return bool(told) or not near.countries or place.country in near.countries

    def answer(self, place: Known, score: float, reasons: Iterable[str]) -> Candidate:
        """A place as a candidate, with its province and P-code."""
        pcode = self.admin.code_of(place) if self.admin else ""
        province = self.admin.province_of(place) if self.admin else ""
        return place.candidate(score, reasons, province or self.province_names.get(place.admin1, ""), pcode)

    def moved(self, candidate: Candidate, by: Offset) -> Candidate:
        """A candidate moved by a distance and bearing, with the codes of where it came to lie."""
        there = moved(candidate, by)
        if self.admin is None:
            return there
        spot = Known(there.id, there.name, "area", there.lat, there.lon, there.radius_km, there.country)
        return there.model_copy(update={"pcode": self.admin.code_of(spot), "admin1": self.admin.province_of(spot)})

    def matches(self, name: str, less: float = 0.0) -> list[Match]:
        """Every place a name may be, by spelling and by sound, unweighed; ``less`` is taken off how well each fits."""
        exact = self._exact(name)
        seen = {m.place.id for m in exact}
        near_by = [m for m in self._sounding(name) if m.place.id not in seen]
        return [Match(m.place, m.fit - less, m.how) for m in (*exact, *near_by)]

    def _exact(self, name: str) -> list[Match]:
        key, spelled = bare(name), plain(name)
        if not key:
            return []
        out = []
        for layer in self.layers:
            for place in layer.named(key):
                so = spelled in (plain(place.name), plain(place.name_ar), plain(place.name_ru))
                out.append(Match(place, 1.0, AS_WRITTEN) if so else Match(place, 0.97, SPELLED))
        return out

    def _sounding(self, name: str) -> list[Match]:
        key = skeleton(name)
        if len(key) < 2:
            return []
        found: dict[str, Match] = {}
        for layer in self.layers:
            for other, place in layer.sounding(key):
                like = 0.0 if place.kind == "country" else _likeness(name, other, place, len(key))
                if like and (place.id not in found or like > found[place.id].fit):
                    found[place.id] = Match(place, like, SOUNDS)
        return [found[i] for i in sorted(found)]

    def _twins(self, name: str) -> list[Match]:
        """Upper X where only a lower X is known: they are neighbours, so the other one's circle is widened to hold it."""
        stem = bare(stem_of(name))
        if len(stem) < 4:
            return []
        found = [p for layer in self.layers for p in layer.named(stem)] if stem != bare(name) else []
        found += [p for layer in self.layers for p in layer.stemmed(stem)]
        near_by = {p.id: p for p in found if p.kind not in UNITS}
        wide = (
            p._replace(kind="area", radius_km=round(p.radius_km + BESIDE_KM, 1)) for _, p in sorted(near_by.items())
        )
        return [Match(p, 0.75, TWIN) for p in wide]

    def _alike(self, question: Asked, near: Near) -> list[Match]:
        """The last resort where nobody knows a name: one slip away, the twin of another, or partly the same. Few are sure."""
        known = self._spelled(near)
        out: list[Match] = []
        for name in question.names:
            own = bare(name)
            if len(own) >= 6:
                slips = (k for k in known.keys if abs(len(k) - len(own)) <= 1 and k[0] == own[0])
                slipped = [k for k in slips if DamerauLevenshtein.distance(own, k, score_cutoff=1) <= 1]
                out += [Match(p, 0.62, SLIP) for k in slipped for p in known.places[k]]
            out += self._twins(name)
        core = spaced(without_kind(question.names[0])[0]) if question.names else ""
        for words, like, number in (
            extract(core, known.names, scorer=WRatio, score_cutoff=PARTLY, limit=3) if core else ()
        ):
            out.append(Match(known.named[number], 0.2 + like / 500, f'partly the same as "{words}"'))
        return out

    def _spelled(self, near: Near) -> "Spelled":
        key = tuple(sorted(near.countries))
        if key not in self._seen:
            self._seen[key] = Spelled.of(pair for layer in self.layers for pair in layer.spelled(key))
        return self._seen[key]

    @cached_property
    def learnt_places(self) -> int:
        """How many places are held beside the bundled ones."""
        return sum(len(layer.places) for layer in self.layers if isinstance(layer, Held))


def _likeness(name: str, other: str, place: Known, consonants: int) -> float:
    """How well two spellings with one skeleton agree: 0.6 to 0.92, or 0 for too little.

    Arabic writes few vowels, so across scripts the number of consonants that agree tells most; where the place has a name
    in the script that was asked in, that name has to agree as well.
    """
    script, theirs = script_of(name), script_of(other)
    if script == theirs or "arabic" not in (script, theirs):
        like = ratio(romanised(name), romanised(other)) / 100
        return (0.45 + 0.42 * like) * (like >= SOUND_ALIKE)
    likely = 0.35 + 0.12 * min(4, consonants)
    own = place.name_ar if script == "arabic" else place.name
    return likely * max(0.7, ratio(romanised(name), romanised(own)) / 100) if own else likely


def replace_words(mention: Mention, words: str, candidates: tuple[Candidate, ...]) -> Mention:
    """The same doubt, under other words and places."""
    return Mention(start=0, end=len(words), words=words, candidates=candidates, unsure=mention.unsure)
