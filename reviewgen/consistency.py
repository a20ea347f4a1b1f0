"""What account files and policies name, held against what there is: metrics, sections, calendars, and the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reviewgen import outputs, project
from reviewgen.config import Account, Baseline, Event
from reviewgen.errors import Issue, did_you_mean
from reviewgen.findings import THRESHOLDS
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID, credits
from reviewgen.project import Setup
from reviewgen.sections import TITLES
from reviewgen.tables import Tables
from reviewgen.tables import twins as spellings
from reviewgen.validation import dotted


def mistakes(setup: Setup, account: Account) -> list[Issue]:
    """The errors of an account's file that only show against what there is."""
    return [
        *_unknown_metrics(setup, account),
        *_unkept_terms(setup, account),
        *_unknown_names(setup, account),
        *_wrong_credits(setup, account),
    ]


def doubts(setup: Setup, found: Tables, accounts: Sequence[Account]) -> list[Issue]:
    """Warnings for what the data does not know: accounts, services, and words of policies."""
    return [
        *_silent(setup, found, accounts),
        *_strange_services(setup, found, accounts),
        *_strange_states(setup, found),
        *_strange_targets(setup, found),
    ]


def _silent(setup: Setup, found: Tables, accounts: Sequence[Account]) -> list[Issue]:
    """A warning for each account without a single ticket, or, in a project without tickets, without any row: its name
    may be written otherwise in the export.
    """
    has_tickets = any(source.table == "tickets" for source in setup.project.sources)
    heard = set(found.accounts() if has_tickets else found.ledger["account"])
    return [
        Issue(
            code="account.silent",
            severity="warning",
            account=account.id,
            problem=N_("No ticket in any source belongs to this account"),
            hint=N_("compare the id in the account's file with the export"),
        )
        for account in accounts
        if account.id not in heard
    ]


def twins(setup: Setup, found: Tables, accounts: Sequence[Account]) -> dict[str, tuple[Issue, ...]]:
    """Accounts that are not built, for the data or another account writes their id a little otherwise.

    Rows may be with the wrong one. What the data itself writes in several ways was told when it was read.
    """
    data = {*found.ledger["account"]} - {""}
    known = {account.id: account for account in accounts}
    return {
        name: (setup.issue(known[name], ("id",), column="id", **spellings.words(name, others)),)
        for group in spellings.alike([*data, *known])
        for name in group
        if name in known and (others := [one for one in group if one != name and not {one, name} <= data])
    }


def in_one_folder(setup: Setup, accounts: Sequence[Account]) -> dict[str, tuple[Issue, ...]]:
    """Accounts whose packs would stand in one folder, as two of four billion may: none of them is built."""
    groups: dict[str, list[Account]] = {}
    for account in accounts:
        groups.setdefault(outputs.slug(account.id), []).append(account)
    return {
        account.id: (
            setup.issue(
                account,
                ("id",),
                code="account.folder",
                column="id",
                value=account.id,
                problem=f"has the folder {slug} for its packs, and so has "
                + " and ".join(_placed(setup, other) for other in group if other != account),
                hint="change one of the ids a little, here and with values: in the mapping",
            ),
        )
        for slug, group in groups.items()
        for account in group
        if len(group) > 1
    }


def _placed(setup: Setup, account: Account) -> str:
    file = setup.files.get(account.id)
    return f'"{account.id}"' + (f" of {file}" if file else "")


def _unknown_metrics(setup: Setup, account: Account) -> list[Issue]:
    """An error for each target, baseline and event of a metric that there is not."""
    targets = account.targets.figures
    changes: Mapping[str, tuple[Baseline | Event, ...]] = {"baselines": account.baselines, "events": account.events}
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("targets", "figures", place, "metric"), target.metric) for place, target in enumerate(targets)
    ]
    named += [
        ((key, place, "metric"), known.metric)
        for key, listed in changes.items()
        for place, known in enumerate(listed)
        if known.metric
    ]
    return [
        setup.issue(
            account,
            path,
            code=f"{str(path[0]).removesuffix('s')}.metric",
            column=dotted(path),
            value=metric,
            problem="is not a metric",
            hint=did_you_mean(metric, list(BY_ID)),
        )
        for path, metric in named
        if metric not in BY_ID
    ]


def _wrong_credits(setup: Setup, account: Account) -> list[Issue]:
    """An error for each credit of the account's policy that no figure can be held against."""
    policy = setup.policies.get(account.policy or "")
    if policy is None:
        return []
    found = credits.mistakes(policy, BY_ID)
    return [replace(setup.policy_issue(policy.id, path, **words), account=account.id) for path, words in found]


def _unknown_names(setup: Setup, account: Account) -> list[Issue]:
    """An error for each note of a section and each threshold of a finding that there is not."""
    known = {"notes": (list(TITLES), "is not a section"), "findings": (list(THRESHOLDS), "is not a threshold")}
    return _beyond_bounds(setup, account) + [
        setup.issue(
            account,
            (key, name),
            code=f"{key}.unknown",
            column=f"{key}.{name}",
            value=name,
            problem=problem,
            hint=did_you_mean(name, names),
        )
        for key, (names, problem) in known.items()
        for name in getattr(account, key)
        if name not in names
    ]


def _beyond_bounds(setup: Setup, account: Account) -> list[Issue]:
    """An error for each threshold that no detector can mean."""
    set_ = ((THRESHOLDS[name], value) for name, value in account.findings.items() if name in THRESHOLDS)
    return [
        setup.issue(
            account,
            ("findings", one.name),
            code="findings.bounds",
            column=f"findings.{one.name}",
            value=f"{value:g}",
            problem="is beyond what it can be",
            hint=f"give at least {one.least:g}" + (f", at most {one.most:g}" if one.most < float("inf") else ""),
        )
        for one, value in set_
        if not one.least <= value <= one.most
    ]


def _unkept_terms(setup: Setup, account: Account) -> Iterator[Issue]:
    """An error for a policy or calendar that is not known, and for hours that are promised beside a policy."""
    for path, words in project.contradictions(account, list(setup.policies)):
        yield setup.issue(account, path, column=dotted(path), **words)
    for place, agreed in enumerate(account.availability):
        if agreed.calendar not in setup.calendars:
            path = ("availability", place, "calendar")
            words = project.unknown("calendar", agreed.calendar, list(setup.calendars))
            yield setup.issue(account, path, column=dotted(path), **words)


def _strange_states(setup: Setup, found: Tables) -> Iterator[Issue]:
    """A warning for each hold state of a policy in which no ticket ever was, if states are known at all."""
    if "ticket_events" not in found.frames:
        return
    words = {*found.words("ticket_events", "state_name"), *found.words("ticket_events", "state")}
    known = sorted(words - {""})
    if not words:
        return
    for policy in setup.policies.values():
        for number, version in enumerate(policy.versions):
            for place, state in enumerate(version.hold_states):
                if state not in known:
                    yield setup.policy_issue(
                        policy.id,
                        ("versions", number, "hold_states", place),
                        code="policy.state",
                        severity="warning",
                        value=state,
                        problem="is a state that no ticket in ticket_events was in",
                        hint=did_you_mean(state, known),
                    )


def _strange_targets(setup: Setup, found: Tables) -> Iterator[Issue]:
    """A warning for each target of a policy that fits no ticket but for the way a word is written."""
    if "tickets" not in found.frames:
        return
    known = {column: found.words("tickets", column) for column in ("priority", "service", "type")}
    for policy in setup.policies.values():
        for number, version in enumerate(policy.versions):
            for place, target in enumerate(version.targets):
                for column, words in known.items():
                    path = ("versions", number, "targets", place, column)
                    yield from _miswritten(setup, policy.id, path, getattr(target, column), words)


def _miswritten(
    setup: Setup, policy: str, path: tuple[str | int, ...], word: str | None, known: Sequence[str]
) -> Iterator[Issue]:
    alike = [one for one in known if word and project.comparable(one) == project.comparable(word)]
    if alike and word not in known:
        yield setup.policy_issue(
            policy,
            path,
            code="policy.word",
            severity="warning",
            value=word,
            problem="fits no ticket: case and blanks count",
            hint=f'did you mean "{alike[0]}"?',
        )


def _strange_services(setup: Setup, found: Tables, accounts: Sequence[Account]) -> Iterator[Issue]:
    """A warning for each service whose availability is agreed, and that nothing else of the account names."""
    agreed = [account for account in accounts if account.availability and found.holds(account.id)]
    named = _services(found) if agreed else {}
    for account in agreed:
        known = sorted({*account.services, *named.get(account.id, ())} - {""})
        for place, one in enumerate(account.availability):
            if one.service not in known:
                issue = setup.issue(
                    account,
                    ("availability", place, "service"),
                    code="availability.service",
                    severity="warning",
                    value=one.service,
                    problem="is a service that neither outages, tickets nor services: name",
                    hint=did_you_mean(one.service, known) if known else "compare it with the export",
                )
                yield replace(issue, account=None)  # it is ours to mend, and no note on the customer's data


def _services(found: Tables) -> dict[str, set[str]]:
    """The services that rows of each account name."""
    named: dict[str, set[str]] = {}
    for table in ("outages", "tickets"):
        if table in found.frames:
            pairs = found.frames[table][["account", "service"]].drop_duplicates()
            for account, service in pairs.itertuples(index=False, name=None):
                named.setdefault(account, set()).add(service)
    return named
