import pytest

from bot.domain.request_replies import sounds_like_a_decision


@pytest.mark.parametrize(
    "typed",
    [
        *("approved", "Approved!", "ok approve", "OK, approved", "yes", "Yep.", "declined", "no", "rejected"),
        *("go ahead", "LGTM", "fine by me", ":+1:", "👍", ":white_check_mark:", "approve it", "I approve"),
        *("yes please approve", "ok approve it", "approved thanks", "counter at 8 %"),
        *("denied", "do it", "granted, but only this once", "approved, thanks"),
    ],
)
def test_words_that_decide(typed):
    assert sounds_like_a_decision(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("Who else is bidding?", "no idea, ask Sam", "ok so what did they say", "yes they asked twice"),
        *("I declined their last offer", "granted they pay upfront we win", "I approved one like it"),
        *("They approved the budget last week", "", "I'll look at it tomorrow"),
        "approved " + "because " * 20,
    ],
)
def test_words_that_talk(typed):
    assert not sounds_like_a_decision(typed)
