"""Files in three steps, as Slack wants them: ask for an address, put the bytes there, say where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.watch import log
from handlers.slack import answers
from handlers.slack.refusals import SEND_ERRORS
from handlers.slack.render import TEXT_LIMIT, SlackText, esc

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.slack.house import Ask
    from handlers.slack.render import File

_log = log("slack")
_ALT_LIMIT: Final = 1000


class Files:
    """Uploads as the app."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def give(self, text: SlackText, ask: Ask) -> SlackText:
        """Put an answer's file where it belongs; gives what is to be said beside it."""
        assert text.file is not None
        place = text.file.private and not ask.asker.private
        try:
            channel = await self._direct(text, ask) if place else ask.asker.chat.id
            await self.upload(text.file, channel)
        except SEND_ERRORS as error:
            _log.warning("a file was refused", trouble=type(error).__name__)
            return answers.below(text, [answers.plain(ask.words.text("slack-file-failed"))])
        return text

    async def _direct(self, text: SlackText, ask: Ask) -> str:
        """The conversation with the person who asked; it is named by what is said there."""
        said = await self._client.chat_postMessage(
            channel=ask.asker.user.partition(":")[2],
            text=esc(text.text, TEXT_LIMIT),
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(said["channel"])

    async def upload(self, file: File, channel: str = "") -> str:
        """Gives the file's id; without a channel it is only there for blocks. Raises what slack_sdk raises."""
        answer = await self._client.files_upload_v2(
            filename=file.name,
            title=file.title,
            content=file.content,
            alt_txt=file.alt[:_ALT_LIMIT] or None,
            channel=channel or None,
            request_file_info=False,
        )
        return str((answer.get("files") or [{}])[0].get("id", ""))
