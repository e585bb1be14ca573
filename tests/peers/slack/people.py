"""What people do: the injectors of the Slack stand-in.

Sources: "Slash commands", "Handling user interaction" (block_actions, view_submission, message_action, shortcut),
"Events API" (the outer event and app_home_opened, message, member_joined_channel, ...).
"""

from __future__ import annotations

from typing import Any

from tests.peers.slack.blocks import checked_blocks, checked_view
from tests.peers.slack.errors import SlackError
from tests.peers.slack.manifest import Installed, installed
from tests.peers.slack.socket_mode import Delivery, SocketMode
from tests.peers.slack.state import State
from tests.peers.slack.surfaces import pushed, replaced
from tests.peers.slack.world import APP, BOT_USER, TEAM, TEAM_DOMAIN, Channel, SlackMessage, SlackUser, View

VERIFICATION = "verification-token"


class People:
    """Base of the peer: makes users and channels, and lets them act. What reaches the app gives a Delivery to watch."""

    def __init__(self, state: State, socket_mode: SocketMode) -> None:
        self.state = state
        self.socket = socket_mode
        self.app: Installed | None = None  # None: everything is allowed
        state.written = self._hear_itself
        self.events_used: set[str] = set()  # event subscriptions that brought the app something

    def install(self, manifest: dict[str, Any]) -> None:
        """Install the app from its manifest: what it leaves out of scopes, events, commands, shortcuts is not there."""
        self.app = installed(manifest)
        self.state.scopes = set(self.app.scopes)
        self.state.home_enabled, self.state.messages_tab = self.app.home, self.app.messages_tab

    def _need(self, there: bool, what: str) -> None:
        """Raises LookupError for what a person would not find in this app."""
        if not there:
            raise LookupError(f"the manifest has no {what}")

    # --- who and where -----------------------------------------------------------------------------------------------

    def user(self, name: str = "Aydan", *, guest: bool = False, admin: bool = False, team: str = TEAM) -> SlackUser:
        """A person of the workspace; with another `team` a stranger from Slack Connect."""
        user = SlackUser(self.state.fresh("U"), name, guest=guest, admin=admin, team=team)
        self.state.users[user.id] = user
        return user

    def channel(
        self,
        name: str = "newsroom",
        *,
        members: tuple[SlackUser, ...] = (),
        private: bool = False,
        bot: bool = True,
        ext_shared: bool = False,
    ) -> Channel:
        """A channel, with the bot in it unless told otherwise."""
        ids = {user.id for user in members} | ({BOT_USER} if bot else set())
        creator = members[0].id if members else ""
        channel = Channel(self.state.fresh("C"), name, private, members=ids, creator=creator, ext_shared=ext_shared)
        self.state.channels[channel.id] = channel
        return channel

    def direct(self, user: SlackUser) -> Channel:
        """The direct message between the bot and a person."""
        return self.state.direct(user.id)

    def archive(self, channel: Channel) -> Delivery | None:
        """Archive the channel."""
        channel.archived = True
        return self.event({"type": "channel_archive", "channel": channel.id, "user": channel.creator})

    def kick_bot(self, channel: Channel) -> Delivery | None:
        """Remove the bot from the channel."""
        channel.members.discard(BOT_USER)
        return self.event({"type": "channel_left", "channel": channel.id, "actor_id": channel.creator})

    def invite_bot(self, channel: Channel, by: SlackUser) -> Delivery | None:
        """Invite the bot to the channel."""
        channel.members.add(BOT_USER)
        event = {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id, "channel_type": "C"}
        return self.event(event | {"team": TEAM, "inviter": by.id})

    # --- acting ------------------------------------------------------------------------------------------------------

    def slash(self, user: SlackUser, channel: Channel, text: str = "", command: str = "/tocsin") -> Delivery:
        """Type a slash command. Its answer in the acknowledgement, if any, becomes a message by itself."""
        if self.app is not None:
            self._need(command in self.app.commands and "commands" in self.app.scopes, f"slash command {command}")
        self.state.scopes_used.add("commands")
        payload = self._common(user) | {
            "team_domain": TEAM_DOMAIN,
            "team_id": TEAM,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.person else channel.name,
            "user_id": user.id,
            "user_name": user.name.lower(),
            "command": command,
            "text": text,
            "response_url": self.state.new_response_url(user.id, channel),
            "trigger_id": self.state.new_trigger(user.id),
        }
        for name in ("user", "team", "enterprise"):
            payload.pop(name, None)
        payload["is_enterprise_install"] = "false"
        return self._send("slash_commands", payload, lambda answer: self._answered(user, channel, answer))

    def press(self, user: SlackUser, message: SlackMessage, label: str, **chosen: Any) -> Delivery:
        """Press a button of a message by its label or action_id, or choose (selected_option=...) in a menu.

        Raises LookupError if there is none such.
        """
        element = next((e for e in message.elements if label in {_label(e), e["action_id"]}), None)
        if element is None:
            raise LookupError(f"no element {label!r}; there are {message.labels}")
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container | {"is_ephemeral": bool(message.ephemeral_to)},
            "channel": {"id": message.channel.id, "name": message.channel.name or "directmessage"},
            "state": {"values": {}},
            "response_url": self.state.new_response_url(user.id, message.channel, message),
            "actions": [_action(element, self.state.next_ts(), chosen)],
        }
        if not message.ephemeral_to:  # an ephemeral message is not in the payload
            payload["message"] = message.shown(metadata=True)
        return self._send("interactive", payload)

    def press_in_view(self, user: SlackUser, view: View, action_id: str, **chosen: Any) -> Delivery:
        """Press a button in a modal or in App Home."""
        blocks = view.now["blocks"]
        inside = [
            e | {"block_id": b["block_id"]} for b in blocks for e in [*b.get("elements", []), b.get("accessory")] if e
        ]
        element = next((e for e in inside if action_id in {e.get("action_id"), _label(e)}), None)
        if element is None:
            raise LookupError(f"no element {action_id!r} in the view")
        payload = self._interaction("block_actions", user, view) | {
            "container": {"type": "view", "view_id": view.id},
            "view": view.shown(),
            "actions": [_action(element, self.state.next_ts(), chosen)],
        }
        return self._send("interactive", payload)

    def submit(self, user: SlackUser, view: View, **values: Any) -> Delivery:
        """Submit a modal; `values` are by action_id: a string for inputs, an option's value for menus.

        The answer in the acknowledgement (errors, update, push, clear) is carried out on the stack.
        """
        view.values = _filled(view.now["blocks"], values)
        payload = self._interaction("view_submission", user, view) | {"view": view.shown(), "response_urls": []}
        return self._send("interactive", payload, lambda answer: self._submitted(view, answer))

    def close(self, user: SlackUser, view: View) -> Delivery | None:
        """Close a modal; the app is told if it asked for it (notify_on_close)."""
        view.open = False
        self.state.changes.happened()
        if not view.now.get("notify_on_close"):
            return None
        payload = self._interaction("view_closed", user) | {"view": view.shown(), "is_cleared": False}
        payload.pop("trigger_id")
        return self._send("interactive", payload)

    def message_shortcut(self, user: SlackUser, message: SlackMessage, callback_id: str) -> Delivery:
        """Choose a message shortcut in a message's menu."""
        self._need_shortcut("message", callback_id)
        payload = self._interaction("message_action", user) | {
            "callback_id": callback_id,
            "action_ts": self.state.next_ts(),
            "message_ts": message.ts,
            "message": message.shown(metadata=True),
            "channel": {"id": message.channel.id, "name": message.channel.name or "directmessage"},
            "response_url": self.state.new_response_url(user.id, message.channel),
        }
        return self._send("interactive", payload)

    def global_shortcut(self, user: SlackUser, callback_id: str) -> Delivery:
        """Choose a global shortcut."""
        self._need_shortcut("global", callback_id)
        payload = self._interaction("shortcut", user) | {"callback_id": callback_id, "action_ts": self.state.next_ts()}
        return self._send("interactive", payload)

    def open_home(self, user: SlackUser, tab: str = "home") -> Delivery | None:
        """Open the app's Home (or Messages) tab."""
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self.direct(user).id,
            "tab": tab,
        }
        if tab == "home" and (home := self.state.homes.get(user.id)):
            event["view"] = home.shown()
        return self.event(event)

    def say(self, user: SlackUser, channel: Channel, text: str, *, thread_ts: str = "") -> SlackMessage:
        """Write in a channel or to the bot; the app gets `message` and, where it is named, `app_mention`."""
        message = self.state.put(channel, user.id, text, [], thread_ts=thread_ts)
        if BOT_USER in channel.members:
            where = {"channel": channel.id, "channel_type": _channel_type(channel), "event_ts": message.ts}
            event = message.shown() | where
            self.event(event)
            if f"<@{BOT_USER}>" in text:
                self.event(event | {"type": "app_mention"})
        return message

    def _hear_itself(self, message: SlackMessage, before: dict[str, Any] | None) -> None:
        """An installed app that subscribed to messages hears its own too, and message_changed for its updates."""
        if self.app is None or BOT_USER not in message.channel.members:
            return
        where = {"channel": message.channel.id, "channel_type": _channel_type(message.channel), "event_ts": message.ts}
        if before is None:
            self.event(message.shown() | where)
        else:
            now = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": message.edited_ts}
            self.event(now | where | {"message": message.shown(), "previous_message": before})

    def delete(self, message: SlackMessage) -> None:
        """A person deletes a message."""
        message.deleted = True
        self.state.changes.happened()

    def event(self, event: dict[str, Any], event_id: str = "") -> Delivery | None:
        """Send an event of any kind; None if the app has not subscribed to it."""
        subscription = event["type"]
        if subscription == "message" and "channel_type" in event:
            subscription = {"channel": "message.channels", "group": "message.groups"}.get(
                event["channel_type"], "message.im"
            )
        if self.app is not None and subscription not in self.app.events:
            return None
        self.events_used.add(subscription)
        stamp = self.state.next_ts()
        payload = {
            "token": VERIFICATION,
            "team_id": TEAM,
            "api_app_id": APP,
            "event": {"event_ts": stamp} | event,
            "type": "event_callback",
            "event_id": event_id or self.state.fresh("Ev"),
            "event_time": int(self.state.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "context",
        }
        return self._send("events_api", payload)

    def _need_shortcut(self, kind: str, callback_id: str) -> None:
        if self.app is not None:
            there = (kind, callback_id) in self.app.shortcuts and "commands" in self.app.scopes
            self._need(there, f"{kind} shortcut {callback_id}")
        self.state.scopes_used.add("commands")

    # --- payloads ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _common(user: SlackUser) -> dict[str, Any]:
        return {
            "user": {"id": user.id, "username": user.name.lower(), "name": user.name.lower(), "team_id": user.team},
            "team": {"id": TEAM, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": APP,
            "token": VERIFICATION,
        }

    def _interaction(self, kind: str, user: SlackUser, view: View | None = None) -> dict[str, Any]:
        return self._common(user) | {"type": kind, "trigger_id": self.state.new_trigger(user.id, view)}

    def _send(self, kind: str, payload: dict[str, Any], answered: Any = None) -> Delivery:
        if kind == "interactive" and self.app is not None:
            self._need(self.app.interactivity, "interactivity")
        delivery = self.socket.send(kind, payload)
        delivery.when_acknowledged = answered
        return delivery

    def _answered(self, user: SlackUser, channel: Channel, answer: dict[str, Any]) -> None:
        """A slash command's acknowledgement may carry a message."""
        given = answer.get("blocks")
        blocks = checked_blocks(given, total=False) if given else []
        if answer.get("text") or blocks:
            hidden = "" if answer.get("response_type") == "in_channel" else user.id
            text = str(answer.get("text") or "")
            self.state.put(channel, BOT_USER, text, blocks, from_bot=True, ephemeral_to=hidden, via="ack")

    def _submitted(self, view: View, answer: dict[str, Any]) -> None:
        """Carry out response_action. Without one the modal closes."""
        action = answer.get("response_action")
        if action == "errors":
            if not isinstance(answer.get("errors"), dict) or not answer["errors"]:
                raise SlackError("invalid_arguments")
        elif action == "update":
            replaced(self.state, view, checked_view(answer["view"]))
        elif action == "push":
            pushed(self.state, view, checked_view(answer["view"]))
        else:
            closing = self.state.stack(view.root) if action == "clear" else [view]
            for one in closing:
                one.open = False
        self.state.changes.happened()

    # --- what a person sees ------------------------------------------------------------------------------------------

    def messages(self, channel: Channel, *, seen_by: SlackUser | None = None) -> list[SlackMessage]:
        """What the bot wrote there and is still to be seen, oldest first; ephemeral ones only for their reader."""
        reader = seen_by.id if seen_by else ""
        return [
            m
            for m in self.state.messages
            if m.channel is channel and m.from_bot and not m.deleted and m.ephemeral_to in {"", reader}
        ]

    def ephemeral(self, user: SlackUser) -> list[SlackMessage]:
        """What the bot wrote for this person alone."""
        return [m for m in self.state.messages if m.ephemeral_to == user.id and not m.deleted]

    def modals(self, user: SlackUser) -> list[View]:
        """The modals that are open for this person, top last."""
        return [v for v in self.state.views.values() if v.user == user.id and v.open and v.now["type"] == "modal"]

    def home(self, user: SlackUser) -> View | None:
        """What the person's App Home shows."""
        return self.state.homes.get(user.id)


def _channel_type(channel: Channel) -> str:
    if channel.person:
        return "im"
    return "group" if channel.private else "channel"


def _label(element: dict[str, Any]) -> str:
    text = element.get("text")
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def _action(element: dict[str, Any], ts: str, chosen: dict[str, Any]) -> dict[str, Any]:
    kept = ("action_id", "block_id", "text", "value", "style", "type")
    return {name: element[name] for name in kept if name in element} | chosen | {"action_ts": ts}


def _filled(blocks: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """view.state.values: every input, by block_id and action_id."""
    filled: dict[str, dict[str, Any]] = {}
    for block in blocks:
        inside = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        for element in inside:
            if isinstance(element, dict) and element.get("type") != "button" and "action_id" in element:
                given = values.get(element["action_id"])
                filled.setdefault(block["block_id"], {})[element["action_id"]] = _value(element, given)
    return filled


def _value(element: dict[str, Any], given: Any) -> dict[str, Any]:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        chosen = given if given is not None else element.get("initial_option", {}).get("value")
        return {"type": kind, "selected_option": _option(element, chosen)}
    if kind in {"multi_static_select", "checkboxes"}:
        chosen = given if given is not None else [o["value"] for o in element.get("initial_options", [])]
        return {"type": kind, "selected_options": [_option(element, value) for value in chosen]}
    names = {"conversations_select": "selected_conversation", "channels_select": "selected_channel"}
    names |= {"users_select": "selected_user", "timepicker": "selected_time", "datepicker": "selected_date"}
    if kind in names:
        initial = "initial_" + names[kind].removeprefix("selected_")
        return {"type": kind, names[kind]: given if given is not None else element.get(initial)}
    return {"type": kind, "value": given if given is not None else element.get("initial_value")}


def _option(element: dict[str, Any], value: Any) -> dict[str, Any] | None:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(o for group in groups for o in group["options"])]
    found = next((o for o in options if o["value"] == value), None)
    if found is None and value is not None:
        raise LookupError(f"no option {value!r} in {element['action_id']}")
    return found
