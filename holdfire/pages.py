"""From a document to claims that wait for a person: its article, then a bulletin's figures or an article's statements, placed.

Documents' bytes and articles' texts lie in the case folder by their digests, beside the ledger. What is read of them is proposed,
never counted by itself. Statements that touch on sexual violence take the closed path: they are counted and not read. The words
of a private document (mail) stay with it; a speaker whom the agreement does not name is told as the outlet's word.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from holdfire.case import Case
from holdfire.claims import Claim, Names
from holdfire.claims.bulletins import BulletinClaim, BulletinContext, bulletin_claims, recognised
from holdfire.claims.claim import UNMAPPED, Count
from holdfire.claims.page import Article, Dated, article_of
from holdfire.claims.places import Gazetteer, Mention, Near
from holdfire.claims.text import Context, Proposed, claims_in
from holdfire.claims.text.as_claims import Source, actors_of, as_claims
from holdfire.claims.text.endpoint import Endpoint, statements_by
from holdfire.claims.text.models import installed
from holdfire.counting import written
from holdfire.errors import SourceError
from holdfire.ledger import Ledger
from holdfire.ledger.entry import entry_from, kind_of
from holdfire.record import open_record
from holdfire.sources import Report, SetAside
from holdfire.sources.raw import RawStore
from holdfire.sources.sensitive import CLOSED_WORDS, sensitive_columns
from holdfire.when import zone

FIGURES = 3
"""A bulletin tells so many figures or observations at least; an article that quotes a body tells one or two."""
PRIVATE = "The words stand in a private document, kept in this case."
MOST_LEARNT = 20_000
"""Entries, the newest, whose located claims teach the gazetteer: the cost of a page does not grow with the archive."""
_CLOSED = re.compile("|".join(rf"\b{re.escape(word)}" for word in sorted(CLOSED_WORDS)), re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """What was read of one document; ``referred`` statements took the closed path."""

    claims: tuple[Claim, ...] = ()
    aside: tuple[SetAside, ...] = ()
    referred: int = 0


def gazetteer_of(case: Case, ledger: Ledger) -> Gazetteer:
    """What set-up built, the case's own ``places.csv`` and outlines in ``admin/``, and what its newest located claims teach."""
    found, own = Gazetteer.bundled(), case.folder / "places.csv"
    outlines = sorted((case.folder / "admin").glob("*.geojson"))
    found = found.with_sites(own) if own.is_file() else found
    found = found.with_admin(*outlines) if outlines else found
    start = max(0, ledger.size() - MOST_LEARNT)
    entries = (entry_from(body) for body in ledger.bodies(start) if kind_of(body) == b"claim-read")
    claims = (Claim.model_validate(e.data) for e in entries)
    return found.learnt(c for c in claims if c.review in ("none", "accepted") and c.lat is not None)


def located(case: Case, name: str) -> tuple[Mention, Gazetteer]:
    """What a name may mean in a case, the best first, and the gazetteer that says so."""
    with open_record(case) as record:
        gazetteer = gazetteer_of(case, record.ledger)
    return gazetteer.locate(name, gazetteer.near(agreement=case.agreement)), gazetteer


@dataclass
class Pages:
    """Reads the documents of one case. The gazetteer and models are loaded with the first document."""

    case: Case
    names: Names
    ledger: Ledger
    endpoint: Endpoint | None = None
    """A model the operator named, asked for statements besides the rules'; private documents are never sent to it."""
    raw: RawStore = field(init=False)

    def __post_init__(self) -> None:
        self.raw = RawStore(self.case.folder)

    def read(self, report: Report) -> Read:
        """The claims of a document, each with ``review`` proposed, and what was set aside. Raises ``SourceError`` for no text."""
        with self.raw.open(report.raw) as file:
            body = file.read()
        address, received = report.record.get("address", ""), datetime.fromisoformat(report.received)
        article = _dated(article_of(body, _declared(report), address, known=received.date()), report, received)
        if not article.text.strip():
            reason = article.note or "no article is on the page"
            return Read(aside=(SetAside(file=report.file, row=report.row, reason=reason, remedy=_BY_HAND, text=""),))
        self.raw.put(article.text.encode("utf-8", "surrogatepass"))
        private = any(report.record[name] for name in sensitive_columns(report, protected=False))
        claims, aside = self._claims(report, article, address, received, private=private)
        open_ = [c for c in claims if not _CLOSED.search(c.words)]
        told = tuple(self._told(c, article, private=private) for c in open_)
        left = (a if a.row else a.model_copy(update={"file": report.file, "row": report.row}) for a in aside)
        return Read(told, tuple(self._aside(a, private=private) for a in left), len(claims) - len(open_))

    def _claims(
        self, report: Report, article: Article, address: str, received: datetime, *, private: bool
    ) -> tuple[list[Claim], list[SetAside]]:
        known = self._known_from(article, received)
        named = address or report.file
        if recognised(f"{article.title}\n{article.text}").layout:
            context = BulletinContext(report.id, named, known, zone(self.case.agreement.text.time_zone),
                                      actor=lambda name: self.names.actor(name, known))  # fmt: skip
            found, aside = bulletin_claims(article, context)
            if sum(one.claim.kind == "count" or one.seen is not None for one in found) >= FIGURES:
                return [self._placed(one) for one in found], aside
        language = article.language
        context_ = Context(
            tz=self.case.agreement.text.time_zone,
            mentions=lambda text, lang: self.gazetteer.mentions(text, lang, self._near),
            names_in=installed(language),
            actors=actors_of(self.case.agreement),
        )
        facilities = tuple((name, name) for name in sorted(self.case.agreement.text.facilities))
        source = Source(report.id, article.outlet or named, known, self.names, facilities)
        statements, silent = self._statements(report, article, context_, private=private)
        claims, left = as_claims(statements, article, source)
        return [self._named(c) for c in claims], [*left, *silent]

    def _statements(
        self, report: Report, article: Article, context: Context, *, private: bool
    ) -> tuple[tuple[Proposed, ...], list[SetAside]]:
        """What the rules read, then what the endpoint can quote of sentences and acts they did not; or why it is silent."""
        own = claims_in(article, context)
        if self.endpoint is None or private or _CLOSED.search(article.text):
            return own, []
        there = {(one.act, one.sentence.start) for one in own}
        try:
            more = statements_by(article, context, self.endpoint)
        except SourceError as error:
            return own, [SetAside(file=report.file, row=report.row, reason=error.what, remedy=error.remedy, text="")]
        return (*own, *(one for one in more if (one.act, one.sentence.start) not in there)), []

    def _known_from(self, article: Article, received: datetime) -> datetime:
        """Arrival; in a case that is restated later, the end of the day of publication where the page tells it."""
        if self.case.settings.known_when_published and article.published:
            return min(article.published.end, received)
        return received

    def _named(self, claim: Claim) -> Claim:
        """A place that running text names in a spelling of its own, asked for by itself."""
        return (
            _at(claim, self.gazetteer.locate(claim.place, self._near)) if claim.place and claim.lat is None else claim
        )

    def _placed(self, one: BulletinClaim) -> Claim:
        """Where a bulletin names a place: what the name surely means, or a bearing and range from a post."""
        claim, seen = _numbered(one), one.seen
        asked = claim.place
        if seen:
            asked = f"{seen.towards} of {seen.post}" if seen.low_km is not None else "" if seen.towards else seen.post
        if not asked or claim.lat is not None:
            return claim
        return _at(claim, self.gazetteer.locate(asked, self._near))

    def _told(self, claim: Claim, article: Article, *, private: bool) -> Claim:
        """As it enters the ledger: unnamed speakers as the outlet's word, private words left where they are."""
        known = tuple(c for c in claim.claimants if not c.startswith(UNMAPPED))
        outlet = article.agency or article.outlet or claim.source
        claimants = known or (self.names.actor(outlet, claim.start),)
        said = {"claimants": claimants, "denied_by": tuple(d for d in claim.denied_by if not d.startswith(UNMAPPED))}
        return claim.model_copy(update=said | ({"words": PRIVATE} if private else {}))

    @staticmethod
    def _aside(row: SetAside, *, private: bool) -> SetAside:
        return row.model_copy(update={"text": ""}) if private or _CLOSED.search(row.text) else row

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer of the case."""
        return gazetteer_of(self.case, self.ledger)

    @cached_property
    def _near(self) -> Near:
        return self.gazetteer.near(agreement=self.case.agreement)


def _declared(report: Report) -> str:
    """The media type with the encoding that was found when the document was kept."""
    charset = report.record.get("charset", "")
    return f"{report.media_type}; charset={charset}" if charset else report.media_type


def _dated(article: Article, report: Report, received: datetime) -> Article:
    """The day that its envelope gives (a mail's or a feed's), where the page itself tells none, or one that was inferred."""
    if article.published and article.published.how == "unknown":  # several days fit as well: none is the page's
        article = article.model_copy(update={"published": None})
    told = report.record.get("published", "")
    if not told or (article.published and article.published.how != "inferred"):
        return article
    try:
        at = datetime.fromisoformat(told).astimezone(UTC)
    except ValueError:
        return article
    if at > received:
        return article
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return article.model_copy(update={"published": Dated(start=day, end=day + timedelta(days=1), how="metadata")})


_BY_HAND = "Look at it, and enter by hand what it says."


def _numbered(one: BulletinClaim) -> Claim:
    """With how many of what were perceived, and by what means, where a table of observations tells it."""
    seen, claim = one.seen, one.claim
    if seen is None or seen.number is None or claim.count or not (unit := written(seen.observation, seen.means)):
        return claim
    return claim.model_copy(update={"count": Count(number=seen.number, unit=unit)})


def _at(claim: Claim, found: Mention) -> Claim:
    if found.unsure or not found.candidates:
        return claim
    best = found.candidates[0]
    return claim.model_copy(update={"lat": best.lat, "lon": best.lon, "radius_km": best.radius_km})
