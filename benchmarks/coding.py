"""Incident coding on the MUC-3/4 corpus by the MUC-4 scoring rules: rules alone, then with weights learnt on DEV, beside 1992."""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.coding_answers import relevant, template
from benchmarks.coding_learnt import Learnt
from benchmarks.coding_muc import Message, Places, Template, keys, messages
from benchmarks.coding_score import NAMES, POOLED, score
from benchmarks.data import ROOT
from holdfire.claims.text import Context, Proposed, claims_in
from holdfire.claims.text.models import names_in


def data() -> Path:
    """The corpus, or one clear sentence and an end."""
    folder = Path(os.environ.get("HOLDFIRE_DATA") or ROOT.parent / "shared" / "data") / "muc34"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: set HOLDFIRE_DATA to the folder that holds muc34.")
    return folder


def parts(folder: Path) -> dict[str, tuple[list[Path], list[Path]]]:
    return {
        "DEV": (sorted(folder.glob("dev/dev-muc3-*")), sorted(folder.glob("dev/key-dev-*"))),
        "TST1": ([folder / "tst1" / "tst1-muc3"], [folder / "tst1" / "key-tst1.v7"]),
        "TST2": ([folder / "tst2" / "tst2-muc4"], [folder / "tst2" / "key-tst2.v4"]),
    }


Read = list[tuple[Message, tuple[Proposed, ...]]]


def read(paths: list[Path], places: Places, *, models: bool = False) -> Read:
    context = Context(mentions=places.mentions, names_in=names_in if models else None)
    return [(m, claims_in(m.article, context)) for m in messages(paths)]


def by_rules(told: Read, places: Places) -> dict[str, list[Template]]:
    return {m.id: [template(p, m, places) for p in proposed if relevant(p)] for m, proposed in told}


def shown(name: str, table: dict[str, dict[str, float]]) -> None:
    print(f"\n{name}\n{'field':28}{'recall':>8}{'precision':>11}{'F':>7}")
    for field in (*NAMES.values(), *POOLED, "all slots", "texts with incidents"):
        row = table[field]
        print(f"{field:28}{row['recall']:8.3f}{row['precision']:11.3f}{row['f']:7.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", action="store_true", help="rules alone: nothing is learnt on DEV")
    parser.add_argument("--models", action="store_true", help="names by spaCy beside the rules")
    asked = parser.parse_args()
    folder = data()
    places = Places(folder / "taskdoc")
    files = parts(folder)
    texts, answers = [[p for name in ("TST1", "TST2") for p in files[name][n]] for n in (0, 1)]
    began = time.process_time()
    told = read(texts, places, models=asked.models)
    seconds = time.process_time() - began
    key = keys(answers)
    out: dict[str, Any] = {"rules": score(key, by_rules(told, places)).table()}
    shown("TST1 + TST2, rules alone", out["rules"])
    out["rules, strict pairs"] = score(key, by_rules(told, places), strict=True).table()
    if not asked.rules:
        learnt = Learnt(read(files["DEV"][0], places, models=asked.models), keys(files["DEV"][1]), places)
        answers_by = learnt.answers(told, places)
        out["learnt"] = score(key, answers_by).table()
        shown("TST1 + TST2, statements chosen by weights learnt on DEV", out["learnt"])
        out["learnt, strict pairs"] = score(key, answers_by, strict=True).table()
        filled = learnt.filled(told, places)
        out["fields learnt"] = score(key, filled).table()
        shown("TST1 + TST2, their dates, places and people chosen by weights too", out["fields learnt"])
        out["fields learnt, strict pairs"] = score(key, filled, strict=True).table()
    found = sum(len(p) for _, p in told)
    out |= {"texts_a_second": round(len(told) / seconds, 1), "claims_a_second": round(found / seconds, 1)}
    print(f"\n{out['texts_a_second']} texts and {out['claims_a_second']} statements a second of processor time")
    print(json.dumps(out))


if __name__ == "__main__":
    main()
