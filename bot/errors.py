"""What can go wrong, named by what the caller should do next.

    TocsinError
    |-- UserMistake            say the sentence, exit 2: a setting, a file, an argument is wrong
    |   |-- BadSettings        names the variable
    |   |-- BadFile            names file and line: feeds.yaml, a rule, an input line
    |   `-- BadRequest         a chat asked for something that cannot be; the text key says what
    |-- StateUnusable          the engine or its data cannot be trusted; do not start
    |   `-- NotTheOwner        another process holds the lease, or a newer fencing number; stop at once
    |-- StateAway              the server does not answer, or refuses to write, for now: tell operators, try again
    |-- FetchFailed            this feed, this time; `retry_after` if the server asked
    |   `-- AddressRefused     the guard forbids the address; never dialled
    |-- ParseFailed            this body; the child may have been killed
    `-- SendFailed             one delivery
        |-- TryLater           wait `after`, for this chat or for all
        |-- ChatMoved          use the new chat from now on
        |-- ChatGone           refused as a member; count it, give up only after repeated answers
        |-- MessageGone        the message to edit no longer exists; send anew
        |-- MessageRefused     this text will never be taken; send it plainer
        |-- Unsure             it may or may not have arrived
        `-- ChannelBroken      the whole platform: token revoked; tell the operators

`str(error)` is fit for people and holds no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.model import ChatRef


class TocsinError(Exception):
    """Base of all errors of the house."""


class UserMistake(TocsinError):
    """Something that a person wrote is wrong; the sentence names the place and what was expected."""


class BadSettings(UserMistake):
    """A setting is wrong; the sentence names the variable and never its secret."""


class BadFile(UserMistake):
    """A file is wrong at a line (1-based; 0 if it is the file as a whole)."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        super().__init__(f"{file}:{line}: {expected}" if line else f"{file}: {expected}")
        self.file, self.line, self.expected = file, line, expected


class BadRequest(UserMistake):
    """A chat's wish cannot be met; `key` is the wording's message id, `slots` fill it."""

    def __init__(self, key: str, **slots: str | int) -> None:
        super().__init__(key)
        self.key, self.slots = key, slots


class StateUnusable(TocsinError):
    """The engine or its data directory cannot be trusted; the sentence says what to do."""


class NotTheOwner(StateUnusable):
    """Another process has taken over; nothing was written."""


class StateAway(TocsinError):
    """The server of the state does not answer or refuses to write; nothing is known to be lost. Try again later."""


class FetchFailed(TocsinError):
    """One poll of one feed failed; `retry_after` is set if the server asked for a pause."""

    def __init__(self, sentence: str, retry_after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class AddressRefused(FetchFailed):
    """The address leads where the bot does not go (private network, other scheme)."""


class ParseFailed(TocsinError):
    """One body could not be read as a feed."""


class SendFailed(TocsinError):
    """One delivery did not succeed."""


class TryLater(SendFailed):
    """Wait `after` (None: the courier chooses); `whole_platform` if the limit is not this chat's alone."""

    def __init__(self, sentence: str, after: timedelta | None = None, *, whole_platform: bool = False) -> None:
        super().__init__(sentence)
        self.after, self.whole_platform = after, whole_platform


class ChatMoved(SendFailed):
    """The chat has a new address."""

    def __init__(self, sentence: str, to: ChatRef) -> None:
        super().__init__(sentence)
        self.to = to


class ChatGone(SendFailed):
    """The bot was blocked or removed, or the chat no longer exists."""


class MessageGone(SendFailed):
    """The message to edit was deleted or is too old; send anew."""


class MessageRefused(SendFailed):
    """The platform will never take this text; send it plainer."""


class Unsure(SendFailed):
    """The connection broke after the request may have been accepted."""


class ChannelBroken(SendFailed):
    """No delivery on this platform can succeed until a person acts (token revoked, scope missing)."""
