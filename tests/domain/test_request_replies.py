import pytest

from bot.domain.request_replies import sounds_like_a_decision


@pytest.mark.parametrize(
    "typed",
    [
        *("approved", "Approved!", "ok approve", "OK, approved", "yes", "Yep.", "declined", "no"),
        *("rejected", "go ahead", "LGTM", "fine by me", ":+1:", "👍", ":white_check_mark:"),
        *("approve it", "I approve", "yes please approve", "ok approve it", "ok approved"),
        *("approved thanks", "counter at 8 %", "do it", "denied", "go for it", "Go for it!!"),
        *("granted, but only this once", "approved, thanks", "okay...", "approved by me", "ok with me"),
        *("works for me", "approved from my side", "not approved", "no, declined", "this is approved"),
        *("It\u2019s approved", "that's declined", "please approve", "we approve this"),
        *("<@U0SB1010NU> approved", "approved <@U0SB1010NU|rita>", "yes <@U1> :tada:", "*Approved*"),
        *("“approved”", "approved 👍", "👍🏽", "✅ approved", "✔️", ":+1::skin-tone-3:", "+1", "-1", ":x:"),
        *("👎", "❌ declined", "declined: too much for too little"),
        *("Approved - they asked for it in writing", "approved (8 %)", "approve 8.5%"),
        *("approved for the 12 %", "counter with $1,200", "yes\napproved", "ok - go ahead"),
    ],
)  # fmt: skip
def test_words_that_decide(typed):
    assert sounds_like_a_decision(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("Who else is bidding?", "no idea, ask Sam", "ok so what did they say"),
        *("yes they asked twice", "I declined their last offer", "granted they pay upfront we win"),
        *("I approved one like it", "They approved the budget last week", ""),
        *("I'll look at it tomorrow", "approved?", "ok?", "go for it?", "I declined their offer"),
        *("they approved the budget", "we approved it", "I declined, they came back"),
        *("approved by their board", "approved the same for Orbit", "no, they want more"),
        *("ok, who signs this", "ok thanks", "thank you", "yes, I called them"),
        *("sure, as soon as I know more", "fine print attached", "declining is hard here"),
        *("approval came late", "disapproved", "counteroffer?", "the counter is broken"),
        *("<@U0SB1010NU>", ":tada:", "🎉", "...", "12 %", "> approved", "can you approve this"),
        *("should I approve", "no problem", "not yet", "I would approve 8 %", "yes and no", "please"),
        *("do it tomorrow", "10:30:15"),
        "approved " + "because " * 20,
    ],
)  # fmt: skip
def test_words_that_talk(typed):
    assert not sounds_like_a_decision(typed)
