from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reviewgen.calendars import ALWAYS
from reviewgen.config import Defaults, Mapping
from reviewgen.errors import ConfigError, Issue
from reviewgen.project import PROJECT_FILE, Setup, comparable, discovered, load

PROJECT = """\
provider: {name: Northwind}
sources:
  - {table: tickets, files: data/tickets.csv}
"""
CALDER = "id: CALDER\nname: Calder Rail\n"


def written(folder: Path, **files: str) -> Path:
    """Write a project: names have "/" as "__" and lack ".yaml"; without `reviewgen` the smallest project is taken."""
    for name, text in ({"reviewgen": PROJECT} | files).items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    """Load what cannot be followed; the messages."""
    with pytest.raises(ConfigError) as caught:
        load(folder)
    return [str(issue) for issue in caught.value.issues]


def broken(folder: Path, text: str) -> list[str]:
    """Load a project with one account file that cannot be used; the messages."""
    setup = load(written(folder, accounts__calder=text))
    assert setup.accounts == ()
    return [str(issue) for issue in setup.broken[0].issues]


def test_accounts_take_what_they_do_not_say_from_the_defaults(tmp_path: Path) -> None:
    """What an account's file says wins, key by key of the file; all else is the project's."""
    defaults = (
        "defaults: {zone: Europe/London, currency: GBP, cadence: weekly, targets: {resolution_hours: {P1: 4, P2: 8}}}\n"
    )
    account = CALDER + "cadence: yearly\nnext_meeting: 2026-11-12\n"
    setup = load(written(tmp_path, reviewgen=PROJECT + defaults, accounts__calder=account))
    (calder,) = setup.accounts
    assert (calder.zone, calder.currency, calder.cadence) == ("Europe/London", "GBP", "yearly")
    assert (calder.targets.resolution_hours, calder.next_meeting) == ({"P1": 4, "P2": 8}, date(2026, 11, 12))


def test_targets_of_an_account_replace_the_defaults_as_a_whole(tmp_path: Path) -> None:
    """A promise of the defaults does not slip into an account that states its own."""
    defaults = "defaults: {targets: {resolution_hours: {P1: 4, P2: 8}}}\n"
    account = CALDER + "targets: {resolution_hours: {P1: 2}}\n"
    (calder,) = load(written(tmp_path, reviewgen=PROJECT + defaults, accounts__calder=account)).accounts
    assert calder.targets.resolution_hours == {"P1": 2}


def test_an_account_of_the_data_alone_has_the_defaults() -> None:
    """Its name is its id."""
    account = discovered(" Location 204 ", Defaults(zone="Asia/Tokyo"))
    assert (account.id, account.name, account.zone) == (" Location 204 ", "Location 204", "Asia/Tokyo")


def test_scalars_keep_their_spelling(tmp_path: Path) -> None:
    """YAML's guesses do not reach us: NO, 007 and Null are texts."""
    account = "id: 007\nname: Null\nservices: [NO, 12:30, 1.10]\n"
    (found,) = load(written(tmp_path, accounts__a=account)).accounts
    assert (found.id, found.name, found.services) == ("007", "Null", ("NO", "12:30", "1.10"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: C\nname: x\ntreshold: 1\n", 'line 3, key "treshold": unknown key. Hint: known: agenda, availability'),
        ("id: C\nname: x\nzoen: UTC\n", 'line 3, key "zoen": unknown key. Hint: did you mean "zone"?'),
        (
            "id: C\nname: x\ncontacts:\n  customer:\n    business:\n      - {name: Ann, rol: x}\n",
            'line 6, key "contacts.customer.business.0.rol": unknown key. Hint: did you mean "role"?',
        ),
        ("id: C\nname: x\nservices: Mail\n", 'line 3, key "services": "Mail" is not a list. Hint: start each entry'),
        ("id: C\nname: [x]\n", 'line 2, key "name": is not plain text.'),
        ("id: C\nname: x\nbranding: blue\n", 'line 3, key "branding": "blue" is not a mapping of keys to values.'),
        ("id: C\nname: x\ntargets:\n", 'line 3, key "targets": has no value. Hint: write one, or take the key out'),
        ("id: C\nname:\n", 'line 2, key "name": has no value.'),
        ('id: C\nname: ""\n', 'line 2, key "name": "" is empty.'),
        (
            "id: C\nname: x\ntargets: {resolution_hours: {P1: four}}\n",
            'line 3, key "targets.resolution_hours.P1": "four" is not a number.',
        ),
        (
            "id: C\nname: x\ntargets: {resolution_hours: {P1: 0}}\n",
            'line 3, key "targets.resolution_hours.P1": "0" is not greater than 0.',
        ),
        (
            "id: C\nname: x\ntargets: {resolution_hours: {P1: .inf}}\n",
            'line 3, key "targets.resolution_hours.P1": ".inf" is not',
        ),
        (
            "id: C\nname: x\nimportance: vital\n",
            'line 3, key "importance": "vital" is not one of the allowed words (expected "strategic", "key"',
        ),
        (
            "id: C\nname: x\ndecisions:\n  - text: Go\n    due_on: 31.12.2026\n",
            'line 5, key "decisions.0.due_on": "31.12.2026" is not a date (expected 2026-11-12).',
        ),
        ("- id: C\n", "accounts/calder.yaml: is not a mapping of keys to values."),
        ("", "accounts/calder.yaml: is empty."),
        ("id: C\n---\nid: D\n", "line 2: a second document starts here."),
    ],
)
def test_each_problem_of_an_account_file_has_its_line_and_words(tmp_path: Path, text: str, message: str) -> None:
    """File, line, key, what is wrong, what was expected and what to do: nothing in the words of a library."""
    (told,) = broken(tmp_path, text)
    assert told.startswith("accounts/calder.yaml")
    assert message in told
    assert "nput should" not in told


def test_all_problems_of_a_file_are_told(tmp_path: Path) -> None:
    """Three mistakes are three messages."""
    told = broken(tmp_path, "id: C\nnam: x\nzone: Mars/X\ncurrency: euro\n")
    assert len(told) == 4  # the misspelt name is missing as well


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("id: CALDER\nzoen: x\n", "CALDER"),
        ("name: x\nid: 'Calder Rail'  # the customer\nzoen: 1\n", "Calder Rail"),
        ('id: "A#1"\n- broken\n', None),
        ("id: CALDER\nname: 'open\n", "CALDER"),
        ("name: x\n  id: INNER\n", None),
    ],
)
def test_a_broken_file_tells_whose_it_seems_to_be(tmp_path: Path, text: str, account: str | None) -> None:
    """The account's failure is shown under its id, even where the file is no YAML."""
    (found,) = load(written(tmp_path, accounts__a=text)).broken
    assert (found.file, found.id) == ("accounts/a.yaml", account)


def test_a_broken_account_leaves_the_others(tmp_path: Path) -> None:
    """Only that account is carried as broken."""
    setup = load(written(tmp_path, accounts__a="id: A\nname: [", accounts__b="id: B\nname: Bee\n"))
    assert [account.id for account in setup.accounts] == ["B"]
    assert [one.id for one in setup.broken] == ["A"]


def test_an_unreadable_account_file_is_told(tmp_path: Path) -> None:
    """A folder in place of a file, and a file that is named and not there."""
    (written(tmp_path) / "accounts" / "x.yaml").mkdir(parents=True)
    project = PROJECT + "accounts: {files: [accounts/*.yaml, gone.yaml]}\n"
    found = load(written(tmp_path, reviewgen=project)).broken
    assert [str(issue) for one in found for issue in one.issues] == [
        "accounts/x.yaml: is a folder. Hint: name a file.",
        "gone.yaml: cannot be read: No such file or directory. Hint: check the path.",
    ]


@pytest.mark.parametrize("pattern", ["**/*.yml", "a**.yaml", "[", "/nowhere/*.yaml", "accounts/*.yaml"])
def test_any_pattern_of_account_files_may_match_nothing(tmp_path: Path, pattern: str) -> None:
    """No pattern is a traceback, absolute ones included."""
    setup = load(written(tmp_path, reviewgen=PROJECT + f"accounts: {{files: '{pattern}'}}\n"))
    assert setup.accounts == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CALDER", "calder"),
        ("Straße", "STRASSE"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("CALDER", "CALDER "),
        ("X", "X"),
        ("Ac\u200bme", "Acme"),
        ("Acme  Ltd", "Acme Ltd"),
    ],
)
def test_accounts_that_people_take_for_one_are_refused(tmp_path: Path, one: str, other: str) -> None:
    """Equal but for case, blanks, the spelling of accents and what nobody sees: both files are named."""
    (told,) = refused(written(tmp_path, accounts__a=f'id: "{one}"\nname: A\n', accounts__b=f'id: "{other}"\nname: B\n'))
    assert told.startswith('accounts/b.yaml, line 1, key "id": ')
    assert f'accounts/a.yaml as well ("{one}")' in told
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("A B", "A-B"), ("日本", "中国"), ("Cafe", "Café")])
def test_accounts_that_differ_are_two(tmp_path: Path, one: str, other: str) -> None:
    """What people tell apart stays apart."""
    found = load(written(tmp_path, accounts__a=f"id: {one}\nname: A\n", accounts__b=f"id: {other}\nname: B\n"))
    assert [account.id for account in found.accounts] == [one, other]


def test_a_mapping_of_its_own_file_and_in_place(tmp_path: Path) -> None:
    """Both are the same mapping; the setup knows where each is written."""
    project = """\
provider: {name: Northwind}
sources:
  - {table: tickets, files: a.csv, mapping: maps/tool.yaml}
  - table: tickets
    files: b.csv
    mapping:
      columns:
        id: Number
  - {table: surveys, files: c.csv}
"""
    setup = load(written(tmp_path, reviewgen=project, maps__tool="dates: [iso]\ncolumns:\n  id: Number\n"))
    first, second, third = (source.mapping for source in setup.project.sources)
    assert isinstance(first, Mapping)
    assert first == second
    assert third is None
    places = [setup.mapping_issue(number, ("columns", "id"), code="x", problem="is odd") for number in range(3)]
    assert [(issue.file, issue.line) for issue in places] == [
        ("maps/tool.yaml", 3),
        (PROJECT_FILE, 8),
        (PROJECT_FILE, 9),
    ]


def test_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    """The project, two mappings (one used twice), twins and a broken account: one run tells them all, each once."""
    project = """\
provider: {naem: Northwind}
sources:
  - {table: tickets, files: a.csv, mapping: one.yaml}
  - {table: surveys, files: b.csv, mapping: one.yaml}
  - {table: actions, files: c.csv, mapping: two.yaml}
  - {table: weather, files: d.csv, mapping: gone.yaml}
"""
    told = refused(
        written(
            tmp_path,
            reviewgen=project,
            one="colums: {}\n",
            two='columns: {id: "',
            accounts__a="id: A\nname: A\n",
            accounts__b="id: a\nname: B\n",
            accounts__c="id: C\n",
            policies__a="id: gold\n",
            policies__b="id: silver\nversions: [{targets: [{resolution_hours: 4, calendar: office}]}]\n",
        )
    )
    assert [message.split(": ")[0] for message in told] == [
        'reviewgen.yaml, line 1, key "provider.name"',
        'reviewgen.yaml, line 1, key "provider.naem"',
        'reviewgen.yaml, line 6, key "sources.3.table"',
        'one.yaml, line 1, key "columns"',
        'one.yaml, line 1, key "colums"',
        "two.yaml, line 1",
        "gone.yaml",
        'policies/a.yaml, line 1, key "versions"',
        'accounts/b.yaml, line 1, key "id"',
        'accounts/c.yaml, line 1, key "name"',
    ]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("columns: {id: }", 'key "sources.0.mapping.columns.id": has no value'),
        (
            "columns: {id: {colum: A}}",
            'key "sources.0.mapping.columns.id.colum": unknown key. Hint: did you mean "column"',
        ),
        ("columns: {id: {column: A, unit: weeks}}", '"weeks" is not one of the allowed words (expected "seconds", '),
        ("columns: {id: {column: A, constant: B}}", "needs exactly one of column, columns or constant"),
        ("columns: [id]", 'key "sources.0.mapping.columns": is not a mapping of keys to values'),
        ("{}", 'key "sources.0.mapping.columns": is missing'),
        ("rows: last, columns: {id: A}, zone: Mars/X", 'key "sources.0.mapping.zone": "Mars/X" is not a time zone'),
        ("columns: {id: A}, dates: [dd.mm.yyyy]", '"dd.mm.yyyy" is not a date format (expected iso, or codes like'),
        ("columns: {id: A}, dates: iso", '"iso" is not a list'),
    ],
)
def test_each_problem_of_a_mapping_has_its_key(tmp_path: Path, mapping: str, message: str) -> None:
    """The names that the models give to their variants are not shown."""
    wrapped = mapping if mapping.startswith("{") else f"{{{mapping}}}"
    project = PROJECT.replace("tickets.csv}", f"tickets.csv, mapping: {wrapped}}}")
    told = refused(written(tmp_path, reviewgen=project))
    assert any(message in one and one.startswith("reviewgen.yaml, line 3") for one in told), told


def test_a_list_is_not_called_empty_because_its_entries_are_wrong(tmp_path: Path) -> None:
    """One mistake in a source is one message."""
    (told,) = refused(written(tmp_path, reviewgen=PROJECT.replace("tickets,", "tickts,")))
    assert '"tickts" is not a table. Hint: did you mean "tickets"?' in told


def test_an_empty_list_is_called_empty(tmp_path: Path) -> None:
    """No source, no packs."""
    assert refused(written(tmp_path, reviewgen="provider: {name: N}\nsources: []\n")) == [
        'reviewgen.yaml, line 2, key "sources": is an empty list.'
    ]


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    """The full path says where it was looked for; the hint how to start."""
    (told,) = refused(tmp_path)
    assert told == (
        f"{tmp_path / PROJECT_FILE}: cannot be read: No such file or directory. "
        "Hint: run reviewgen init to start a project."
    )


@pytest.mark.parametrize(
    ("account", "place"),
    [
        (CALDER + "targets:\n  response_hours: {P1: 1}\n", ("accounts/calder.yaml", 4)),
        (CALDER, ("reviewgen.yaml", 6)),
    ],
)
def test_an_issue_is_where_the_value_is_written(tmp_path: Path, account: str, place: tuple[str, int]) -> None:
    """In the account's file, or in the defaults where that says nothing of it."""
    project = PROJECT + "defaults:\n  targets:\n    response_hours: {P1: 2}\n"
    setup = load(written(tmp_path, reviewgen=project, accounts__calder=account))
    issue = setup.issue(setup.accounts[0], ("targets", "response_hours"), code="x", problem="is odd")
    assert (issue.file, issue.line, issue.account) == (*place, "CALDER")


def test_an_issue_of_a_discovered_account_is_in_the_project(tmp_path: Path) -> None:
    """It has no file of its own."""
    setup: Setup = load(written(tmp_path, reviewgen=PROJECT + "defaults:\n  zone: UTC\n"))
    issue: Issue = setup.issue(discovered("X", setup.project.defaults), ("zone",), code="x", problem="is odd")
    assert (issue.file, issue.line) == (PROJECT_FILE, 5)


OFFICE = 'calendars: {office: {zone: Europe/London, hours: {mon-fri: "08:00-18:00"}}}\n'
GOLD = "id: gold\nversions:\n  - calendar: office\n    targets:\n      - {priority: P1, resolution_hours: 4}\n"


def test_policies_and_calendars_are_found_by_name(tmp_path: Path) -> None:
    """Every policy by its id, every calendar by its name, and 24x7 besides."""
    setup = load(
        written(tmp_path, reviewgen=PROJECT + OFFICE, policies__a=GOLD, policies__b=GOLD.replace("gold", "tin"))
    )
    assert {name: policy.id for name, policy in setup.policies.items()} == {"gold": "gold", "tin": "tin"}
    assert setup.calendars["office"].week[:6] == (((480, 1080),),) * 5 + ((),)
    assert setup.calendars["24x7"] is ALWAYS
    assert len(setup.calendars) == 2


def test_without_a_policy_there_is_24x7_alone(tmp_path: Path) -> None:
    """A project needs neither policy nor calendar."""
    setup = load(written(tmp_path))
    assert (setup.policies, setup.calendars) == ({}, {"24x7": ALWAYS})


@pytest.mark.parametrize("where", ["agreements/gold.yaml", "[agreements/*.yaml]"])
def test_policies_lie_where_the_project_says(tmp_path: Path, where: str) -> None:
    """A file or a pattern, as with accounts."""
    project = PROJECT + OFFICE + f"policies: {where}\n"
    assert set(load(written(tmp_path, reviewgen=project, agreements__gold=GOLD)).policies) == {"gold"}


def test_a_policy_file_that_is_named_and_missing_is_told(tmp_path: Path) -> None:
    """Nothing is built on half of what was agreed."""
    assert refused(written(tmp_path, reviewgen=PROJECT + "policies: gone.yaml\n")) == [
        "gone.yaml: cannot be read: No such file or directory. Hint: check the path."
    ]


def test_the_policy_of_the_defaults_is_that_of_accounts_that_name_none(tmp_path: Path) -> None:
    """An account's own wins; one without a value has none."""
    setup = load(
        written(
            tmp_path,
            reviewgen=PROJECT + OFFICE + "defaults: {policy: gold}\n",
            policies__gold=GOLD,
            policies__tin=GOLD.replace("gold", "tin"),
            accounts__a="id: A\nname: A\n",
            accounts__b="id: B\nname: B\npolicy: tin\n",
            accounts__c="id: C\nname: C\npolicy:\n",
        )
    )
    assert [account.policy for account in setup.accounts] == ["gold", "tin", None]


def test_a_broken_policy_is_not_called_unknown_as_well(tmp_path: Path) -> None:
    """One mistake, one message: the policy that the defaults name is there, though it cannot be used."""
    project = PROJECT + "defaults: {policy: gold}\n"
    (told,) = refused(written(tmp_path, reviewgen=project, policies__gold="id: gold\nversions: []\n"))
    assert told == 'policies/gold.yaml, line 2, key "versions": is an empty list.'


def test_hours_beside_a_policy_in_the_defaults_are_refused(tmp_path: Path) -> None:
    """Every account would have two promises."""
    project = PROJECT + OFFICE + "defaults:\n  policy: gold\n  targets:\n    response_hours: {P1: 1}\n"
    (told,) = refused(written(tmp_path, reviewgen=project, policies__gold=GOLD))
    assert told.startswith(
        'reviewgen.yaml, line 8, key "defaults.targets.response_hours": is promised beside the policy'
    )


def test_an_issue_of_a_policy_has_its_place(tmp_path: Path) -> None:
    """File, line and key."""
    setup = load(written(tmp_path, reviewgen=PROJECT + OFFICE, policies__a=GOLD))
    issue = setup.policy_issue("gold", ("versions", 0, "targets", 0), code="x", problem="is odd")
    assert str(issue) == 'policies/a.yaml, line 5, key "versions.0.targets.0": is odd.'


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ("zone: UTC", 'key "calendars.x.hours": is missing'),
        ("hours: 24x7", 'key "calendars.x.zone": is missing'),
        ("zone: UTC, hours: 24/7", 'key "calendars.x.hours": "24/7" does not say which days (expected 24x7, or days'),
        ("zone: UTC, hours: {}", 'key "calendars.x.hours": opens on no day'),
        ("zone: UTC, hours: []", 'key "calendars.x.hours": is not a mapping of keys to values'),
        ("zone: UTC, hours: {mon: []}", 'key "calendars.x.hours.mon": has no hours'),
        ("zone: UTC, hours: {mon: }", 'key "calendars.x.hours.mon": has no value'),
        ("zone: UTC, hours: {mon: 8-18}", 'key "calendars.x.hours.mon": "8-18" is not a span of hours'),
        ("zone: UTC, hours: {mon: [08:00-12:00, x]}", 'key "calendars.x.hours.mon.1": "x" is not a span of hours'),
        ("zone: UTC, hours: 24x7, closed: [24.12.2026]", 'key "calendars.x.closed.0": "24.12.2026" is not a date'),
        ("zone: UTC, hours: 24x7, closed: 2026-12-24", 'key "calendars.x.closed": "2026-12-24" is not a list'),
        ("zone: UTC, hours: 24x7, open: {2026-02-30: 08:00-18:00}", 'key "calendars.x.open.2026-02-30": is not a date'),
        ("zone: UTC, hours: 24x7, opend: {}", 'key "calendars.x.opend": unknown key. Hint: did you mean "open"?'),
        ("zone: UTC, hours: 24x7, holidays: 49", 'key "calendars.x.holidays": "49" has no holidays that are known'),
    ],
)
def test_each_problem_of_a_calendar_has_its_key(tmp_path: Path, calendar: str, message: str) -> None:
    """A day of the week that is misspelt is a key: it is named as one."""
    (told,) = refused(written(tmp_path, reviewgen=PROJECT + f"calendars: {{x: {{{calendar}}}}}\n"))
    assert message in told
    assert "nput should" not in told


def test_a_key_called_from_is_told_by_that_name(tmp_path: Path) -> None:
    """The word that people write stands in hints and messages."""
    account = CALDER + "baselines:\n  - {form: 2026-07-01, reason: x}\n"
    told = broken(tmp_path, account)
    assert told == [
        'accounts/calder.yaml, line 4, key "baselines.0.from": is missing. Hint: add it.',
        'accounts/calder.yaml, line 4, key "baselines.0.form": unknown key. Hint: did you mean "from"?',
    ]
