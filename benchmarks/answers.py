"""What a judge found, in a form that two can be held against each other: counts, and a checksum over every row."""

from typing import Any

import pandas as pd

WORDS = ("outside-scope", "permitted", "undetermined", "breach")
RELATIONS = ("outside the window", "straddles it", "in it")


def told(verdicts: pd.DataFrame, windows: pd.DataFrame) -> dict[str, Any]:
    """Tell it in short. Order is of no account.

    ``verdicts`` has (incident, provision, verdict), ``windows`` has (incident, provision, reading, in_force).
    """
    by_provision: dict[str, dict[str, int]] = {}
    for (provision, verdict), number in verdicts.groupby(["provision", "verdict"]).size().items():
        by_provision.setdefault(str(provision), {})[WORDS[int(verdict)]] = int(number)
    by_reading: dict[str, dict[str, int]] = {}
    for (reading, relation), number in windows.groupby(["reading", "in_force"]).size().items():
        by_reading.setdefault(str(reading), {})[RELATIONS[int(relation)]] = int(number)
    return {
        "verdicts": by_provision,
        "windows": by_reading,
        "checksum": [
            _sum(verdicts[["incident", "provision"]], verdicts["verdict"]),
            _sum(windows[["incident", "provision", "reading"]], windows["in_force"]),
        ],
    }


def _sum(keys: pd.DataFrame, value: pd.Series) -> str:
    """Sum of a 64-bit hash of each row, modulo 2**64."""
    frame = keys.astype("object").assign(value=value.astype("int64").to_numpy())
    return f"{int(pd.util.hash_pandas_object(frame, index=False, categorize=True).to_numpy().sum()):016x}"
