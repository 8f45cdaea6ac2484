"""Every method of the Web API that this workspace answers."""

from collections.abc import Mapping

from bot.sandbox.api import chat, connections, conversations, files, people, reactions, views
from bot.sandbox.api.arguments import Method

METHODS: Mapping[str, Method] = {
    **connections.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reactions.METHODS,
    **views.METHODS,
}
