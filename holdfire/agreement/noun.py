"""What every part of an agreement is made of: words, names, roles, and fields that may be in doubt."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _hyphens(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def listed(value: object) -> object:
    """One value may be written without brackets."""
    return [value] if isinstance(value, str | dict) else value


class Part(BaseModel):
    """Base of every part of an agreement: frozen, hyphenated, no field unknown to us."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=_hyphens, populate_by_name=True, use_attribute_docstrings=True
    )


Words = Annotated[list[str], BeforeValidator(listed, json_schema_input_type=str | list[str])]
Role = Literal["party", "guarantor", "monitor", "provider", "witness", "excluded", "outsider", "unclear", "claimant"]
Roles = Annotated[list[Role], BeforeValidator(listed, json_schema_input_type=Role | list[Role])]


class Name(Part):
    """A title in the three languages; English is required."""

    en: str
    """In English."""
    ar: str = ""
    """In Arabic."""
    ru: str = ""
    """In Russian."""

    def in_(self, language: str) -> str:
        """The title in ``language``, or in English where it was not given."""
        return str(getattr(self, language, "")) or self.en


class Disputed(Part):
    """A field that is read in more than one way."""

    disputed: dict[str, str]
    """Name of the reading or side, then its value."""
    why: str = ""
    """What the dispute is about."""
    source: Words = []
    """Where it was read."""


Field_ = str | Disputed
"""A field that may say ``unknown``, ``unpublished`` or be disputed."""
Zones = Disputed | Annotated[list[str], BeforeValidator(listed, json_schema_input_type=str | list[str])]
"""One zone, several, or a dispute over which."""


class Keys(Part):
    """Whose act decides."""

    by: Words
    """The actors that hold a key."""
    need: Literal["all", "any", "majority", "consensus"] | int = "all"
    """How many keys are needed: all, any one, more than half, a number, or ``consensus``: one moves and none objects."""
    quorum: int | None = None
    """How many must take part, for or against."""
    jointly: bool = False
    """Whether it must be one act of all of them; separate acts are enough when left out."""
    objection_within: str | None = None
    """The time others have to object (``decides: object WORD``), for consensus by silence."""
