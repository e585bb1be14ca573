"""Who denies: a country by its name, anybody else as the text names them."""

from __future__ import annotations

from bot.model import Language, Standing
from handlers.wording import Wording


def test_a_country_that_denies_is_called_by_its_name() -> None:
    assert Wording(Language("en")).standing(Standing.DENIED, ("RU",)) == "denied by Russia"


def test_anybody_else_who_denies_is_called_as_the_text_does() -> None:
    assert (
        Wording(Language("en")).standing(Standing.DENIED, ("the court", "AZ")) == "denied by the court and Azerbaijan"
    )
