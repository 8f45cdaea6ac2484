"""The two things an app may send blocks in: a message and a view."""

from typing import Any


def faults_of_message(text: Any, blocks: Any) -> list[str]:
    """What Slack would refuse in a message."""
    return []


def faults_of_view(view: Any) -> list[str]:
    """What Slack would refuse in a view."""
    return []
