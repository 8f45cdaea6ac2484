"""`latitude authority check` and `latitude limit`: no database, no tokens."""

import json

import pytest

from bot.services import example


@pytest.fixture
def check(latitude, tmp_path):
    """Ask under the example plan: a price concession of a rep of L1, unless said otherwise."""
    (tmp_path / "plan.toml").write_text(example.plan_text())

    def run(*more, **said):
        asked = {"level": "L1", "power": "price", "amount": "12", "deal": "40000"} | said
        options = [word for name, value in asked.items() for word in (f"--{name}", value)]
        return latitude("authority", "check", *options, *more)

    return run


def answer(check, **said):
    status, out, err = check("--json", **said)
    assert (status, err) == (0, "")
    return tuple(json.loads(out).values())


def spoil(folder, before, after):
    assert before in example.plan_text()
    (folder / "plan.toml").write_text(example.plan_text().replace(before, after))


def test_the_answer_has_four_keys(check, tmp_path):
    status, out, _ = check("--json")
    assert status == 0
    assert json.loads(out) == {"outcome": "approver", "rule": "limit", "limit": 6, "approver_rank": "manager"}
    assert [each.name for each in tmp_path.iterdir()] == ["plan.toml"]


@pytest.mark.parametrize(
    ("said", "outcome", "rule", "limit", "rank"),
    [
        ({"amount": "6"}, "self", "within", 6, None),
        ({"amount": "6,01 %"}, "approver", "limit", 6, "manager"),
        ({"amount": "26.5"}, "approver", "limit", 6, "director"),
        ({"amount": "41"}, "approver", "limit", 6, "director"),
        ({"amount": "41.01"}, "nobody", "limit", 6, None),
        ({"amount": "5", "deal": "$50k"}, "self", "within", 6, None),
        ({"amount": "5", "deal": "50.000,01"}, "approver", "deal_max", 6, "manager"),
        ({"amount": "5", "deal": "2m"}, "approver", "deal_max", 6, "director"),
        ({"amount": "12", "deal": "2m"}, "approver", "limit", 6, "director"),
        ({"power": "terms", "amount": "net 15"}, "self", "within", 15, None),
        ({"power": "terms", "amount": "91 days"}, "nobody", "limit", 15, None),
        ({"power": "credit", "amount": "$250"}, "self", "within", 250, None),
        ({"power": "credit", "amount": "10,000.01"}, "approver", "limit", 250, "director"),
        ({"power": "support", "amount": "yes"}, "approver", "limit", False, "manager"),
        ({"power": "support", "amount": "Yes", "level": "L2"}, "self", "within", True, None),
        ({"level": "L0", "amount": "0.01"}, "approver", "limit", 0, "manager"),
    ],
)
def test_who_decides_is_what_the_plan_says(check, said, outcome, rule, limit, rank):
    assert answer(check, **said) == (outcome, rule, limit, rank)


def test_a_yes_or_no_has_no_number_for_a_limit(check):
    assert answer(check, power="support", amount="yes")[2] is False
    assert answer(check, power="support", amount="yes", level="L4")[2] is True


def test_limits_with_decimals_and_budgets_are_the_plans(check, tmp_path):
    spoil(tmp_path, "price = 60", "price = 4.5")
    assert answer(check, amount="4.5") == ("self", "within", 6, None)
    assert answer(check, amount="5") == ("approver", "budget", 6, "manager")
    spoil(tmp_path, "price = 6\n", "price = 6.25\n")
    assert answer(check, amount="6.25") == ("self", "within", 6.25, None)


def test_deals_and_credits_in_other_currencies_count_at_their_rate(check, tmp_path):
    spoil(tmp_path, "# [approvals.rates]\n# EUR = 1.1", "[approvals.rates]\nEUR = 1.25")
    assert answer(check, amount="5", deal="40k EUR") == ("self", "within", 6, None)
    assert answer(check, amount="5", deal="€40.000,01") == ("approver", "deal_max", 6, "manager")
    assert answer(check, power="credit", amount="€200")[0] == "self"
    assert answer(check, power="credit", amount="€200.01")[0] == "approver"


UP_TO_SIX = "Supported covers up to 6 % in deals up to $50,000."


@pytest.mark.parametrize(
    ("said", "who", "why"),
    [
        ({"amount": "12,5 %"}, "Price concession of 12.5 %: a manager decides.", UP_TO_SIX),
        ({"amount": "50"}, "Price concession of 50 %: nobody may grant it.", UP_TO_SIX),
        (
            {"power": "credit", "amount": "$1k", "level": "L2"},
            "Service credit of $1,000: the rep decides alone.",
            "Trusted covers up to $1,000 in deals up to $100,000.",
        ),
        (
            {"amount": "5", "deal": "2m"},
            "Price concession of 5 %: a director decides.",
            "Supported decides alone only in deals up to $50,000.",
        ),
        (
            {"power": "terms", "amount": "30", "level": "L0"},
            "Payment terms of 30 days: a manager decides.",
            "Guided covers none of it.",
        ),
        (
            {"power": "support", "amount": "yes", "level": "L2"},
            "Priority support: the rep decides alone.",
            "Trusted covers it in deals up to $100,000.",
        ),
    ],
)
def test_people_read_who_decides_and_why(check, said, who, why):
    assert check(**said) == (0, f"{who} {why}\n", "")


def test_people_read_of_a_budget_that_does_not_reach(check, tmp_path):
    spoil(tmp_path, "price = 60", "price = 4")
    said = "Price concession of 5 %: a manager decides. The budget is 4 % each quarter.\n"
    assert check(amount="5") == (0, said, "")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"level": "L9"}, '--level = "L9": there is no such level. There are L0, L1, L2, L3 and L4.'),
        ({"level": "L11"}, '--level = "L11": there is no such level. Did you mean L1?'),
        ({"level": ""}, '--level = "": there is no such level. There are L0, L1, L2, L3 and L4.'),
        ({"power": "prise"}, '--power = "prise": there is no such power. Did you mean price?'),
        ({"amount": "a lot"}, '--amount = "a lot": this is no amount of price. Write 12.5.'),
        ({"amount": "yes"}, '--amount = "yes": this is no amount of price. Write 12.5.'),
        ({"amount": ""}, '--amount = "": this is no amount of price. Write 12.5.'),
        ({"amount": "0"}, '--amount = "0": It has to be more than nothing.'),
        ({"amount": "-3"}, '--amount = "-3": It can\'t be less than nothing.'),
        ({"amount": "101 %"}, '--amount = "101 %": That is more than it can be.'),
        ({"amount": "7.125"}, '--amount = "7.125": Please use at most two decimal places.'),
        ({"power": "terms", "amount": "2.5"}, '--amount = "2.5": this is no amount of terms. Write 45.'),
        ({"power": "support", "amount": "1"}, '--amount = "1": this is no amount of support. Write yes.'),
        ({"power": "credit", "amount": "€5"}, '--amount = "€5": write it in a currency of the plan: USD.'),
        ({"deal": "-1"}, '--deal = "-1": It can\'t be less than nothing.'),
        ({"deal": "0"}, '--deal = "0": It has to be more than nothing.'),
        ({"deal": "5 CHF"}, '--deal = "5 CHF": write it in a currency of the plan: USD.'),
        (
            {"deal": ""},
            '--deal = "": I can\'t read that as an amount. Write it like 12.5, 1,250.50, 1.250,50 or 25k.',
        ),
        ({"deal": "1.250k"}, '--deal = "1.250k": That can be read in two ways. Write it out, such as 1250.'),
    ],
)
def test_what_makes_no_sense_is_one_line(check, said, complaint):
    assert check(**said) == (2, "", f"{complaint}\n")
    assert check("--json", **said) == (2, "", f"{complaint}\n")


def test_the_plan_is_the_one_of_the_settings_unless_one_is_named(check, tmp_path):
    (tmp_path / "ours.toml").write_text(example.plan_text().replace("price = 6\n", "price = 7\n"))
    assert json.loads(check("--json", "--plan", "ours.toml")[1])["limit"] == 7
    assert json.loads(check("--json")[1])["limit"] == 6


def test_the_settings_name_the_plan(check, latitude, tmp_path):
    (tmp_path / "plan.toml").rename(tmp_path / "ours.toml")
    status, _, err = check()
    assert (status, err) == (
        2,
        "There is no file plan.toml: `latitude init` writes one to start from.\n",
    )
    words = ("--level", "L1", "--power", "price", "--amount", "5", "--deal", "9", "--json")
    status, out, _ = latitude("authority", "check", *words, LATITUDE_PLAN="ours.toml")
    assert (status, json.loads(out)["outcome"]) == (0, "self")


def test_a_plan_with_faults_is_told_as_by_plan_check(check, latitude, tmp_path):
    spoil(tmp_path, "price = 11", "price = 1")
    status, out, err = check()
    assert (status, out) == (2, "")
    assert err == latitude("plan", "check")[2]
    assert "levels.L2.price = 1" in err


@pytest.fixture
def limit(latitude, tmp_path):
    """Ask for the limit that the decisions in a file recommend."""

    def run(text, *more):
        (tmp_path / "decided.json").write_text(text)
        return latitude("limit", "decided.json", *more)

    return run


@pytest.mark.parametrize(
    ("decided", "found"),
    [
        ([(6, 1)] * 4 + [(20, 1)], {"limit": 6, "points": 4}),
        (
            [(4, 1), (5, 1), (5, 1), (6, 1), (8, 1), (9, 1), (10, 0), (11, 1), (12, 0), (15, 0)],
            {"limit": 9, "points": 6},
        ),
        ([(5.5, True)] * 5 + [(20, False)], {"limit": 5.5, "points": 5}),
        ([(5, 1.0), (5, 1), (5, True)], {"limit": 0, "points": 3}),
        ([(5, 0)], {"limit": 0, "points": 0}),
        ([], {"limit": 0, "points": 0}),
    ],
)
def test_the_limit_is_where_decisions_held(limit, decided, found):
    status, out, err = limit(json.dumps(decided), "--json")
    assert (status, json.loads(out), err) == (0, found, "")


def test_people_read_the_limit_or_why_there_is_none(limit):
    assert limit("[[6, 1], [6, 1], [6, 1], [6, 1]]")[1] == "Recommended: a limit of 6 % (4 points).\n"
    none = "No limit can be recommended: the evidence has 2 points, and 4 are needed.\n"
    assert limit("[[6, 1], [6, 1], [20, 0]]")[1] == none


ROW = "decided.json, row 1: write a percentage from 0 to 100 and whether it stood, such as [6, 1]."
NO_LIST = "decided.json is not a list: write [[percent, unchanged], …], such as [[6, 1], [20, 0]]."


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "decided.json is not JSON."),
        ("[[6, 1],", "decided.json is not JSON."),
        ("[[1e99999999999999999999, 1]]", "decided.json is not JSON."),
        ("[" * 100_000, "decided.json is not JSON."),
        ("{}", NO_LIST),
        ("null", NO_LIST),
        ("[6]", ROW),
        ('["61"]', ROW),
        ("[[6]]", ROW),
        ("[[6, 1, 1]]", ROW),
        ('[["6", 1]]', ROW),
        ("[[true, 1]]", ROW),
        ("[[null, 1]]", ROW),
        ("[[NaN, 1]]", ROW),
        ("[[-1, 1]]", ROW),
        ("[[100.01, 1]]", ROW),
        ("[[6, 2]]", ROW),
        ("[[6, null]]", ROW),
        ('[[6, "yes"]]', ROW),
        ("[[6, []]]", ROW),
        ("[[6, 1], [7, -1]]", ROW.replace("row 1", "row 2")),
    ],
)
def test_a_file_of_no_decisions_is_one_line(limit, text, complaint):
    assert limit(text, "--json") == (2, "", f"{complaint}\n")


def test_a_file_that_cannot_be_read_is_one_line(latitude, tmp_path):
    status, _, err = latitude("limit", "nope.json")
    assert (status, err) == (2, "nope.json cannot be read: No such file or directory.\n")
    (tmp_path / "bytes.json").write_bytes(b"\xff[]")
    assert latitude("limit", "bytes.json")[2] == "bytes.json is not text in UTF-8.\n"


@pytest.mark.parametrize("command", ["authority check", "limit"])
def test_each_command_has_help_with_an_example(latitude, command):
    status, out, _ = latitude(*command.split(), "--help")
    assert status == 0
    assert f"Example: latitude {command}" in " ".join(out.split())
