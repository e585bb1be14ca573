"""What an app manifest allows: the peer installs the app from it and keeps to it.

Source: "App manifest reference" (docs.slack.dev/reference/app-manifest): oauth_config.scopes.bot,
settings.event_subscriptions.bot_events, features.slash_commands, features.shortcuts, features.app_home,
settings.interactivity, settings.socket_mode_enabled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Installed:
    """The features of an installed app."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[tuple[str, str]]  # (type, callback_id); type is "message" or "global"
    home: bool
    messages_tab: bool
    interactivity: bool
    socket_mode: bool


def installed(manifest: dict[str, Any]) -> Installed:
    """The features that a manifest names; what it leaves out is off."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    return Installed(
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
        shortcuts=frozenset((s["type"], s["callback_id"]) for s in features.get("shortcuts", [])),
        home=bool(features.get("app_home", {}).get("home_tab_enabled")),
        messages_tab=bool(features.get("app_home", {}).get("messages_tab_enabled")),
        interactivity=bool(settings.get("interactivity", {}).get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )
