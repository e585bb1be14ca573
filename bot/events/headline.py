"""Whether a sentence tells an act as its news or as the cause of it: "Beijing protests after US jets shoot down ...".

An act that stands in a clause of cause or of circumstance is background; the news is what others made of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Match, Span

# Words that open such a clause. Those that also open a main clause, or join two acts as equals, are left out.
_OPENING: Final = re.compile(
    r"\b(?:"
    r"after|following|amid|amidst|over|in response to|in retaliation for|in protest (?:at|against|over)|because of|"
    r"due to|as|since|days? after|hours? after|"
    r"после|из-за|на фоне|в ответ на|в связи с|по поводу|"
    r"після|через|на тлі|у відповідь на|у зв.язку з"
    r")\s",
    re.IGNORECASE,
)
_A_SIDE_AND_THE_ACT: Final = 2
_CLOSING: Final = re.compile(r"[,;:–—]\s")  # the clause ends where the sentence goes on


def is_background(match: Match) -> bool:
    """Whether every word of the act but one side's name stands in a clause of cause or circumstance."""
    return any(_stands_within(match.spans, start, end) for start, end in _clauses(match.sentence))


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    for opening in _OPENING.finditer(sentence):
        closing = _CLOSING.search(sentence, opening.end())
        if closing:
            yield opening.end(), closing.start()
        elif sentence[: opening.start()].strip():  # one that opens the sentence ends somewhere before its news
            yield opening.end(), len(sentence)


def _stands_within(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """One side is often the subject of the whole sentence: "US weighs its answer after Russia jails a reporter"."""
    within = sum(start <= span.start and span.end <= end for span in spans)
    return within > 0 and within >= (len(spans) - 1 if len(spans) > _A_SIDE_AND_THE_ACT else len(spans))
