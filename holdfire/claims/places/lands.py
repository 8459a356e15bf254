"""Circles that cover, and names by which countries also go."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from holdfire.where import distance_km

COUNTRY_ALIASES = {
    "AE": "UAE;Emirates;الإمارات;ОАЭ;Эмираты",
    "BA": "Bosnia;البوسنة;Босния",
    "BY": "Белоруссия",
    "CD": "Democratic Republic of the Congo;Democratic Republic of Congo;DR Congo;DRC;الكونغو الديمقراطية;ДР Конго",
    "CF": "Central African Republic;CAR;ЦАР",
    "CI": "Ivory Coast;ساحل العاج",
    "CN": "People's Republic of China;PRC;КНР",
    "CZ": "Czech Republic;Чешская Республика",
    "GB": "United Kingdom;UK;U.K.;Britain;Great Britain;بريطانيا;Великобритания;Британия",
    "KP": "North Korea;КНДР;Северная Корея",
    "KR": "South Korea;Республика Корея;Южная Корея",
    "LA": "Laos",
    "MD": "Moldova;Молдавия",
    "MK": "Macedonia;Македония;مقدونيا",
    "MM": "Burma;Myanmar;Бирма;ميانمار",
    "PS": "Palestine;فلسطين;Палестина;Palestinian territories",
    "RU": "Russian Federation;Russia;الاتحاد الروسي;РФ;Российская Федерация",
    "SA": "KSA;السعودية",
    "SY": "Syrian Arab Republic;Syria;الجمهورية العربية السورية;САР;Сирийская Арабская Республика",
    "TL": "East Timor",
    "TR": "Turkey;Türkiye;Turkiye;Турция",
    "TW": "Taiwan",
    "US": "United States;United States of America;USA;U.S.A.;US;U.S.;America;أمريكا;أميركا;الولايات المتحدة الأمريكية;"
    "США;Америка",
    "VA": "Vatican;Holy See;الفاتيكان;Ватикан",
    "VN": "Vietnam",
}
"""Names that neither GeoNames nor CLDR gives, from common use."""


class Circle(NamedTuple):
    """A middle in degrees and a radius in kilometres."""

    lat: float
    lon: float
    km: float


def circle_of(lat: float, lon: float, points: Iterable[tuple[float, float]]) -> float:
    """The radius around (``lat``, ``lon``) that covers every point, in tenths of a kilometre, rounded up."""
    return -(-max((distance_km(lat, lon, *p) for p in points), default=0.0) * 10 // 1) / 10


def covering(points: Sequence[tuple[float, float]], margin_km: float = 5.0) -> Circle:
    """A circle over all points: around the middle of their box, across the date line where that box is smaller."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    if max(lons) - min(lons) > 180:
        lons = [x + 360 if x < 0 else x for x in lons]
    lat, lon = (max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2
    lon = round(lon - 360 if lon > 180 else lon, 4)
    return Circle(round(lat, 4), lon, circle_of(round(lat, 4), lon, points) + margin_km)
