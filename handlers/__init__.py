"""What Slack can ask: parse, ask a desk, acknowledge, show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers import (
    absences,
    attestations,
    audits,
    balances,
    checkins,
    coaching,
    contests,
    delegations,
    door,
    explanations,
    home,
    imports,
    kudos,
    messages,
    milestones,
    nudges,
    outcomes,
    people,
    request_forms,
    requests,
    retrospects,
    shadows,
    sheets,
    steps,
    weeks,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import App

    from bot.services.desk import Desk


def register(app: App, desks: Mapping[str, Desk]) -> None:
    """Put every listener on the app, the busy ones first."""
    door.register(app, desks)
    checkins.register(app)
    absences.register(app)
    home.register(app)
    delegations.register(app)
    outcomes.register(app)
    attestations.register(app)
    audits.register(app)
    explanations.register(app)
    coaching.register(app)
    contests.register(app)
    kudos.register(app)
    milestones.register(app)
    balances.register(app)
    nudges.register(app)
    requests.register(app)
    request_forms.register(app)
    steps.register(app)
    retrospects.register(app)
    shadows.register(app)
    sheets.register(app)
    weeks.register(app)
    imports.register(app)
    messages.register(app)
    people.register(app)
    app.event(re.compile(".*"))(_noted)


def _noted() -> None:
    """Any other event is acknowledged, so that Slack does not send it again."""
