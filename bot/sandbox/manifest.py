"""What an app declares about itself: the parts of a Slack app manifest that the workspace obeys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Command:
    """A slash command of the app."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app, `global` or on a `message`."""

    type: str
    callback_id: str
    name: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """An app as its author declared it."""

    name: str
    description: str
    color: str
    bot_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    socket_mode: bool
    interactive: bool
    interactivity_url: str
    options_url: str
    events_url: str

    @classmethod
    def from_dict(cls, manifest: Mapping[str, Any]) -> Self:
        """The app that a manifest describes; a missing part takes Slack's default."""
        about = manifest.get("display_information", {})
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        settings = manifest.get("settings", {})
        interactivity = settings.get("interactivity", {})
        events = settings.get("event_subscriptions", {})
        name = about.get("name", "App")
        return cls(
            name=name,
            description=about.get("description", ""),
            color=about.get("background_color", "#4a154b"),
            bot_name=features.get("bot_user", {}).get("display_name", name),
            commands=tuple(_command(each) for each in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(each) for each in features.get("shortcuts", ())),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(events.get("bot_events", ())),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            socket_mode=bool(settings.get("socket_mode_enabled", False)),
            interactive=bool(interactivity.get("is_enabled", False)),
            interactivity_url=interactivity.get("request_url", ""),
            options_url=interactivity.get("message_menu_options_url", ""),
            events_url=events.get("request_url", ""),
        )

    def command(self, name: str) -> Command | None:
        """The command spelled `name`, slash included."""
        return next((each for each in self.commands if each.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """The shortcut with this callback id."""
        return next((each for each in self.shortcuts if each.callback_id == callback_id), None)


def _command(declared: Mapping[str, Any]) -> Command:
    return Command(
        command=declared["command"],
        description=declared.get("description", ""),
        usage_hint=declared.get("usage_hint", ""),
        should_escape=bool(declared.get("should_escape", False)),
        url=declared.get("url", ""),
    )


def _shortcut(declared: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        type=declared.get("type", "global"),
        callback_id=declared["callback_id"],
        name=declared["name"],
        description=declared.get("description", ""),
    )
