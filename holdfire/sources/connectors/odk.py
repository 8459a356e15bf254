"""Submissions of the forms that come with Holdfire, as ODK Central, Briefcase or KoboToolbox export them.

A form is known by its hidden field ``holdfire_form``. Exports put groups before a field with ``/``, ``-`` or ``:`` and spread a
point over several columns; ``bare`` gives the field itself, and ``location/latitude`` for a part of a point. Other forms are
read with a mapping. Sources: docs.getodk.org/central-submissions, Briefcase's export format, support.kobotoolbox.org.
"""

import re

from holdfire.sources.connectors.layout import Layout

_PART = {
    "latitude": "latitude",
    "longitude": "longitude",
    "altitude": "altitude",
    "accuracy": "accuracy",
    "precision": "accuracy",
}
_CENTRAL = re.compile(r"([A-Za-z_][\w.]*)[-:/](Latitude|Longitude|Altitude|Accuracy)$")
_KOBO = re.compile(r"(?:^|[-/:])_([A-Za-z]\w*?)_(latitude|longitude|altitude|precision)$")
_SEPARATORS = re.compile(r"[-/:]")
IDS = ("KEY", "__id", "rootUuid", "instanceID", "_uuid", "_id")
"""What a submission is known by. The first three stay when it is edited; without an edit all but the last are the same."""


def bare(name: str) -> str:
    """A field without its groups; a part of a point as ``location/latitude``."""
    if found := _KOBO.search(name) or _CENTRAL.search(name):
        return f"{found[1]}/{_PART[found[2].lower()]}"
    return _SEPARATORS.split(name)[-1]


def fields(record: dict[str, str]) -> dict[str, str]:
    """The fields of a submission without their groups; of two with one name, the first that is filled."""
    found: dict[str, str] = {}
    for name, value in record.items():
        field = bare(name)
        if not found.get(field):
            found[field] = value.strip()
    return found


def instance(record: dict[str, str]) -> str:
    """The id of a submission, without the ``uuid:`` that some exports write before it."""
    told = fields(record)
    return next((told[name].removeprefix("uuid:") for name in IDS if told.get(name)), "")


def at_a_site(record: dict[str, str]) -> bool:
    """True for a submission that tells of a hospital, a school or the like: where it is stays closed."""
    return fields(record).get("facility_kind", "") not in ("", "none")


LAYOUT = Layout(
    name="odk",
    title="a submission of one of Holdfire's forms",
    key=(),
    needs=frozenset({"holdfire_form"}),
    bare=bare,
    identity=instance,
)
