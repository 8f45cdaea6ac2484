"""Every method of the Web API that this workspace answers."""

from collections.abc import Mapping

from bot.sandbox.api import chat, connections, conversations, people, views
from bot.sandbox.api.arguments import Method

METHODS: Mapping[str, Method] = {
    **connections.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **people.METHODS,
    **views.METHODS,
}
