"""The quick import of aiogram: the same behaviour as the plain one, for the pinned version."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

from handlers.telegram.quickstart import TUNED_FOR

# One update that reaches deep into the models, one call with nested values, one answer, and what all models look like.
PROBE = """
import json, re, sys
if sys.argv[1] == "quick":
    from handlers.telegram.quickstart import import_aiogram
    assert import_aiogram()
from aiogram import methods, types
from pydantic import BaseModel
chat = {"id": -100, "type": "supergroup", "title": "t", "is_forum": True}
user = {"id": 1, "is_bot": False, "first_name": "x", "language_code": "az"}
inner = {"message_id": 1, "date": 1700000000, "chat": chat, "from": user, "text": "hi",
         "entities": [{"type": "bold", "offset": 0, "length": 2}],
         "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "why:1"}]]}}
update = types.Update.model_validate({"update_id": 1, "callback_query": {
    "id": "1", "from": user, "chat_instance": "1", "data": "d", "message": {**inner, "reply_to_message": inner}}})
call = methods.SendMessage(chat_id=1, text="x", reply_parameters=types.ReplyParameters(message_id=3),
    reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="a", url="http://x")]]),
    link_preview_options=types.LinkPreviewOptions(is_disabled=True))
answer = methods.Response[methods.SendMessage.__returning__].model_validate({"ok": True, "result": inner})
gone = types.Update.model_validate({"update_id": 1, "callback_query": {"id": "1", "from": user, "chat_instance": "1",
    "message": {"chat": chat, "message_id": 1, "date": 0}}})
models = [types, methods]
every = {}
for room in models:
    for name in room.__all__:
        model = getattr(room, name)
        if isinstance(model, type) and issubclass(model, BaseModel) and "[" not in model.__name__:
            model.model_rebuild()
            fields = model.model_fields.items()
            every[name] = sorted((f, re.sub("0x[0-9a-f]+", "", str(i.annotation))) for f, i in fields)
print(json.dumps([repr(update), repr(call.model_dump(warnings=False)), repr(answer), repr(gone), every], default=str))
"""


def _probe(how: str) -> object:
    run = subprocess.run([sys.executable, "-c", PROBE, how], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)


def test_the_pinned_version_is_the_one_that_the_quick_import_is_tuned_for() -> None:
    assert metadata.version("aiogram").startswith(TUNED_FOR)


def test_models_read_and_write_the_same_as_after_a_plain_import() -> None:
    assert _probe("quick") == _probe("plain")


def test_the_quick_import_builds_next_to_no_model() -> None:
    count = (
        "from aiogram import types as t; print(sum(getattr(vars(t)[n], '__pydantic_complete__', 0) for n in vars(t)))"
    )
    quick = "from handlers.telegram.quickstart import import_aiogram; import_aiogram()\n" + count

    built = [int(subprocess.check_output([sys.executable, "-c", code], text=True)) for code in (quick, count)]

    assert built[0] < 10 < 300 < built[1]


def test_the_package_alone_does_not_import_aiogram() -> None:
    code = "import sys, handlers.telegram.channel, handlers.telegram.render; sys.exit('aiogram' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
