"""Block Kit's rules: what Slack would refuse in a message or a view, and where the fault is."""

from bot.sandbox.block_kit.rules import Fault
from bot.sandbox.block_kit.surfaces import faults_of_message, faults_of_view

__all__ = ["Fault", "faults_of_message", "faults_of_view"]
