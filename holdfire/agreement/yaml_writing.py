"""YAML written so that a person can edit it and nothing in a text can be taken for YAML.

``yaml_text`` reads it back word for word: a ``Said`` stands in quotation marks or as a block, so that ``no``, ``1e3`` and
``# x`` stay text.
"""

import re
import textwrap

import yaml

WIDTH = 110
_SHORT = 70
_BREAKS = re.compile("[\u2028\u2029\ufeff]")
"""Characters that some readers of YAML take for a line end or a byte order mark."""


class Said(str):
    """Text that is not ours."""


class _Dumper(yaml.SafeDumper):
    """Writes no anchors: the reader refuses them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent(dumper: yaml.SafeDumper, said: Said) -> yaml.ScalarNode:
    """Short text in quotation marks, long text folded, several lines as they are; PyYAML quotes what no block can hold."""
    style = '"' if len(said) <= _SHORT else ">"
    if "\n" in said:
        style = "|"
    if _BREAKS.search(said):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(said), style=style)


_Dumper.add_representer(Said, _represent)


def written(data: object) -> str:
    """Mappings, lists and plain words as YAML, in the order given."""
    return str(
        yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
    )


def comment(text: str, indent: str = "") -> str:
    """A comment of as many lines as it needs; what cannot be printed becomes a space."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    lines = textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(f"{indent}# {line}\n" for line in lines)
