"""Everything is read and checked before anything is computed: all problems are known together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reviewgen import branding, periods, project, tables
from reviewgen.config import Account, Defaults
from reviewgen.depth import Tailored, monthly_tickets, tailored
from reviewgen.errors import ConfigError, InputError, Issue, did_you_mean
from reviewgen.findings import THRESHOLDS
from reviewgen.issued import last_issued
from reviewgen.metrics import BY_ID, Review, credits
from reviewgen.model import Audience, Depth, Issued, Logo, Profile
from reviewgen.project import PROJECT_FILE, Setup
from reviewgen.sections import TITLES
from reviewgen.tables import Tables
from reviewgen.validation import dotted


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; what is None or empty comes from the project. `now` is the only clock."""

    folder: Path
    now: datetime
    environment: Mapping[str, str]
    period: str | None = None
    as_of: str | None = None
    accounts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    profile: Profile | None = None
    out: Path | None = None
    depth: Depth | None = None
    audiences: tuple[Audience, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """All that was read and checked: what can be computed, and the accounts that cannot, with the reasons."""

    setup: Setup
    tables: Tables
    reviews: tuple[Review, ...]
    as_of: datetime
    span: periods.Span | None
    logos: Mapping[str, Logo | None]
    failed: Mapping[str, tuple[Issue, ...]]
    tailored: Mapping[str, Tailored] = field(default_factory=dict)
    issued: Mapping[str, Issued | None] = field(default_factory=dict)

    @property
    def notices(self) -> tuple[Issue, ...]:
        """Warnings that concern no account alone."""
        return self.tables.issues_of(None)


def gather(request: Request) -> Job:
    """Read and check everything. Raises ConfigError or InputError with all issues where nothing can be built."""
    setup = project.load(request.folder)
    zone = ZoneInfo(setup.project.defaults.zone)
    stated = setup.project.as_of if request.as_of is None else request.as_of
    as_of = periods.instant(stated, zone) if stated is not None else request.now.astimezone(zone)
    span = _asked(request.period, zone, as_of)
    found = tables.load(setup, request.environment)
    accounts, failed = _accounts(setup, found)
    _refuse_fatal(setup, found, failed)
    strange = tables.strangers(found, [*(account.id for account in accounts), *failed])
    odd = (*strange, *_silent(found, accounts), *_strange_services(setup, found, accounts), *_strange(setup, found))
    found = replace(found, issues=(*found.issues, *odd))
    chosen = _chosen(request.accounts, accounts, failed)
    logos, unusable = _logos(setup, chosen)
    failed = {name: issues for name, issues in (failed | unusable).items() if _wanted(name, request.accounts)}
    healthy = [account for account in chosen if account.id not in failed]
    decided = _tailored(setup, found, accounts, as_of, request.depth)
    fitted = [_fitted(account, decided[account.id]) for account in healthy]
    reviews = tuple(Review(account, span_of(account, span, as_of)) for account in fitted)
    last, unread = _issued(setup, reviews)
    found = replace(found, issues=(*found.issues, *unread))
    return Job(setup, found, reviews, as_of, span, logos, failed, decided, last)


def _issued(setup: Setup, reviews: Sequence[Review]) -> tuple[dict[str, Issued | None], list[Issue]]:
    """What the last issued pack of each account told, and what is wrong with the copies."""
    root = setup.folder / setup.project.outputs.issued
    read = {review.account.id: last_issued(root, review.account.id, review.span) for review in reviews}
    return {name: last for name, (last, _) in read.items()}, [one for _, issues in read.values() for one in issues]


def _tailored(
    setup: Setup, found: Tables, accounts: Sequence[Account], as_of: datetime, asked: Depth | None
) -> dict[str, Tailored]:
    """Depth and cadence of each account, from what is known of it alone."""
    monthly = monthly_tickets(found.frames.get("tickets"), as_of)
    terms = setup.project.depth
    return {account.id: tailored(account, monthly.get(account.id, 0.0), terms, asked) for account in accounts}


def _fitted(account: Account, decided: Tailored) -> Account:
    return account.model_copy(update={"depth": decided.depth, "cadence": decided.cadence})


def _asked(period: str | None, zone: ZoneInfo, as_of: datetime) -> periods.Span | None:
    """The period asked for, if any; raises ConfigError where it begins only after the state of the data."""
    span = None if period is None else periods.parse(period)
    if span and span.within(zone).start >= as_of:
        raise ConfigError(
            [
                Issue(
                    code="period.future",
                    value=period,
                    problem=f"has not begun: the data is as of {as_of:%Y-%m-%d %H:%M}",
                    hint="ask for an earlier --period, or give a later --as-of",
                )
            ]
        )
    return span


def _accounts(setup: Setup, found: Tables) -> tuple[tuple[Account, ...], dict[str, tuple[Issue, ...]]]:
    """All accounts, those discovered in the data included, and the issues of those that cannot be built."""
    accounts = list(setup.accounts)
    failed: dict[str, tuple[Issue, ...]] = {broken.id or broken.file: broken.issues for broken in setup.broken}
    if setup.project.accounts.discover:
        known = {account.id for account in accounts} | set(failed)
        accounts += [project.discovered(name, setup.project.defaults) for name in found.accounts() if name not in known]
    failed |= _twins(accounts)
    for account in accounts:
        errors = [issue for issue in found.issues_of(account.id) if issue.severity == "error"]
        errors += [*_unknown_metrics(setup, account), *_unkept_terms(setup, account)]
        errors += [*_unknown_names(setup, account), *_wrong_credits(setup, account)]
        if errors:
            failed[account.id] = (*failed.get(account.id, ()), *errors)
    return tuple(sorted(accounts, key=lambda account: account.id)), failed


def _silent(found: Tables, accounts: Sequence[Account]) -> list[Issue]:
    """A warning for each account without a single ticket: its name may be written otherwise in the export."""
    heard = set(found.accounts())
    return [
        Issue(
            code="account.silent",
            severity="warning",
            account=account.id,
            problem="No ticket in any source belongs to this account",
            hint="compare the id in the account's file with the export",
        )
        for account in accounts
        if account.id not in heard
    ]


def _twins(accounts: Sequence[Account]) -> dict[str, tuple[Issue, ...]]:
    """Accounts whose ids people would take for the same one: neither is built, for rows may be in the wrong one."""
    groups: dict[str, list[str]] = {}
    for account in accounts:
        groups.setdefault(project.comparable(account.id), []).append(account.id)
    return {
        name: (
            Issue(
                code="account.twin",
                column="account",
                value=name,
                account=name,
                problem=f"differs from {' and '.join(repr(other) for other in group if other != name)} "
                "in case or blanks only",
                hint="write the account alike in all rows, or translate it with values: in the mapping",
            ),
        )
        for group in groups.values()
        for name in group
        if len(group) > 1
    }


def _unknown_metrics(setup: Setup, account: Account) -> list[Issue]:
    """An error for each target and each baseline of a metric that there is not."""
    targets, baselines = account.targets.figures, account.baselines
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("targets", "figures", place, "metric"), target.metric) for place, target in enumerate(targets)
    ]
    named += [(("baselines", place, "metric"), known.metric) for place, known in enumerate(baselines) if known.metric]
    return [
        setup.issue(
            account,
            path,
            code=f"{'baseline' if path[0] == 'baselines' else 'target'}.metric",
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


def _strange(setup: Setup, found: Tables) -> Iterator[Issue]:
    """Warnings for words of policies that the data does not know."""
    yield from _strange_states(setup, found)
    yield from _strange_targets(setup, found)


def _strange_states(setup: Setup, found: Tables) -> Iterator[Issue]:
    """A warning for each hold state of a policy in which no ticket ever was, if states are known at all."""
    events = found.frames.get("ticket_events")
    if events is None or events.empty:
        return
    known = sorted({*events["state_name"].unique(), *events["state"].unique()} - {""})
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
    tickets = found.frames.get("tickets")
    if tickets is None:
        return
    for policy in setup.policies.values():
        for number, version in enumerate(policy.versions):
            for place, target in enumerate(version.targets):
                for column in ("priority", "service", "type"):
                    path = ("versions", number, "targets", place, column)
                    known = sorted(tickets[column].unique())
                    yield from _miswritten(setup, policy.id, path, getattr(target, column), known)


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
    agreed = [account for account in accounts if account.availability]
    frames = [found.frames[name] for name in ("outages", "tickets") if name in found.frames] if agreed else []
    for account in agreed:
        named = {name for frame in frames for name in frame.loc[frame["account"] == account.id, "service"].unique()}
        known = sorted({*account.services, *named} - {""})
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


def _refuse_fatal(setup: Setup, found: Tables, failed: Mapping[str, tuple[Issue, ...]]) -> None:
    """Stop where an error concerns no account alone, or where it is not known whose file is broken."""
    fatal = [issue for issue in found.issues_of(None) if issue.severity == "error"]
    nameless = [broken for broken in setup.broken if broken.id is None and setup.project.accounts.discover]
    fatal += [issue for broken in nameless for issue in broken.issues]
    lost = {name: rows for name, rows in tables.unaccounted(found).items() if rows}
    if fatal:
        raise InputError([*fatal, *(issue for issues in failed.values() for issue in issues if issue not in fatal)])
    if lost:
        raise InputError(
            [
                Issue(
                    code="rows.lost",
                    problem=f"{rows:,} rows of {name} were read and not accounted for",
                    hint="please report this",
                )
                for name, rows in lost.items()
            ]
        )


def _chosen(
    wanted: Sequence[str], accounts: Sequence[Account], failed: Mapping[str, tuple[Issue, ...]]
) -> tuple[Account, ...]:
    """The accounts asked for, or all; raises ConfigError for one that is unknown, or where there is none at all."""
    known = [*(account.id for account in accounts), *failed]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(
            [
                Issue(
                    code="account.unknown",
                    value=name,
                    problem="is not an account",
                    hint=did_you_mean(name, known),
                )
                for name in unknown
            ]
        )
    if not known:
        raise ConfigError(
            [
                Issue(
                    code="account.none",
                    file=PROJECT_FILE,
                    problem="no account is known",
                    hint="write a file for each under accounts/, or set accounts: discover: true",
                )
            ]
        )
    return tuple(account for account in accounts if _wanted(account.id, wanted))


def _wanted(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or name in wanted


def _logos(setup: Setup, accounts: Sequence[Account]) -> tuple[dict[str, Logo | None], dict[str, tuple[Issue, ...]]]:
    logos: dict[str, Logo | None] = {}
    failed: dict[str, tuple[Issue, ...]] = {}
    for account in accounts:
        try:
            logos[account.id] = branding.load_logo(setup, account)
        except ConfigError as error:
            failed[account.id] = error.issues
    return logos, failed


def span_of(account: Defaults, asked: periods.Span | None, as_of: datetime) -> periods.Span:
    """The span asked for, else the last one of the account's cadence that was over at `as_of`, in its zone."""
    return asked or periods.last_complete(account.cadence or "monthly", as_of.astimezone(ZoneInfo(account.zone)))
