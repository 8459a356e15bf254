"""A time or place told just before counts for a sentence that names none; it stands on the words of the earlier one."""

from datetime import UTC, datetime, timedelta

from holdfire.claims.text.event import Event
from holdfire.claims.text.events import of_speech
from holdfire.claims.text.model import NEWS_DAYS
from holdfire.claims.text.places import place_of
from holdfire.claims.text.reading import Reading

_BACK = 3
"""Sentences that are looked back over, and one ahead."""


def carry_over(reading: Reading, events: list[Event]) -> None:
    """Fill times and places that only neighbouring sentences name, the nearest earlier first; a place also from the next one.

    A time counts from the sentence right before, or from an earlier one of the same paragraph. Where an act "in another town" or
    "elsewhere" begins a paragraph, no place is carried over from the one before.
    """
    for event in events:
        if event.aside:
            continue
        near = [*range(event.sentence - 1, max(-1, event.sentence - 1 - _BACK), -1), event.sentence + 1]
        for number in near:
            if not 0 <= number < len(reading.sentences):
                continue
            sentence = reading.sentences[number]
            beside = number == event.sentence - 1 or sentence.paragraph == event.paragraph
            if event.time is None and beside and number < event.sentence:
                times = [
                    t
                    for t in reading.times_within(sentence.start, sentence.end)
                    if not t.background and t.precision not in ("month", "year") and not of_speech(sentence, t)
                ]
                if times:
                    event.time = times[0]
                    event.carried.append("time")
            same = sentence.paragraph == event.paragraph or not event.again
            if event.place is None and sentence.parsed.tokens and same:
                event.place, event.places = place_of(reading, sentence, (0, 1), [])
                if event.place is not None:
                    event.carried.append("place")


def told_by(reading: Reading, events: list[Event]) -> None:
    """An act without a day of its own lies in the week up to the end of the day on which the sentence says it was told."""
    for event in events:
        if event.time is not None or event.aside:
            continue
        sentence = reading.sentences[event.sentence]
        times = reading.times_within(sentence.start, sentence.end)
        spoken = next((t for t in times if t.precision in _OF_A_DAY and of_speech(sentence, t)), None)
        if spoken is not None:
            least = datetime.min.replace(tzinfo=UTC) + timedelta(days=NEWS_DAYS)
            first = max(spoken.first, least) - timedelta(days=NEWS_DAYS)
            event.time = spoken.model_copy(update={"first": first, "precision": "range", "others": ()})


_OF_A_DAY = ("day", "part-of-day", "hour", "minute")
