"""Everything is read and checked before anything is computed: all problems are known together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reviewgen import branding, consistency, outputs, overrides, passwords, periods, project, redaction, tables
from reviewgen.abreast import beside
from reviewgen.config import Account, Defaults
from reviewgen.depth import Tailored, monthly_tickets, tailored
from reviewgen.errors import ConfigError, InputError, Issue, did_you_mean
from reviewgen.issued import is_issued, issued_spans, last_of
from reviewgen.metrics import Review
from reviewgen.model import PLAIN, Audience, Brand, Depth, Edition, Issued, Profile
from reviewgen.overrides import Overrides
from reviewgen.passwords import Password, Passwords
from reviewgen.project import PROJECT_FILE, Setup
from reviewgen.tables import Tables, store

WITHOUT_PASSWORD = {"html": "HTML", "xlsx": "workbook"}
"""What packs are made as, besides PDF."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What the making of one account may take in a worker: seconds, and megabytes of memory beside what is loaded.

    Those that were `asked` for hold for few accounts too, which get no worker else.
    """

    seconds: float = 600.0
    megabytes: int = 2_000
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; what is None or empty comes from the project. `now` is the only clock."""

    folder: Path
    now: datetime
    environment: Mapping[str, str] = field(repr=False)
    period: str | None = None
    as_of: str | None = None
    accounts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    profile: Profile | None = None
    out: str | Path | None = None
    depth: Depth | None = None
    audiences: tuple[Audience, ...] = ()
    status: Edition = "draft"
    force: bool = False
    jobs: int | None = None
    limits: WorkerLimits = WorkerLimits()
    executor: str = "local"
    store: str | None = None

    def everywhere(self) -> Request:
        """The same with absolute paths: they mean the same to workers that were started elsewhere."""
        out = _everywhere(str(self.out)) if self.out else None
        store = _everywhere(self.store) if self.store else None
        return replace(self, folder=self.folder.absolute(), out=out, store=store)


def _everywhere(place: str) -> str:
    return place if "://" in place else str(Path(place).absolute())


@dataclass(frozen=True, slots=True)
class Job:
    """All that was read and checked: what can be computed, and the accounts that cannot, with the reasons.

    `brands` is the look of each account's pages, `house` that of pages over all of them; `own` are the project's own
    templates; `frozen` are the accounts whose pack of this period was issued.
    """

    setup: Setup
    tables: Tables
    reviews: tuple[Review, ...]
    as_of: datetime
    span: periods.Span | None
    house: Brand
    brands: Mapping[str, Brand]
    own: Overrides
    failed: Mapping[str, tuple[Issue, ...]]
    tailored: Mapping[str, Tailored] = field(default_factory=dict)
    issued: Mapping[str, Issued | None] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()
    passwords: Passwords = field(default_factory=Passwords)

    def part(self, accounts: Collection[str]) -> Job:
        """The same job for some of its accounts: nothing of the others is in it."""
        return replace(
            self,
            setup=self.setup.part(accounts),
            tables=self.tables.of(accounts),
            reviews=tuple(review for review in self.reviews if review.account.id in accounts),
            brands={name: self.brands[name] for name in accounts},
            failed={},
            tailored={name: self.tailored[name] for name in accounts},
            issued={name: self.issued.get(name) for name in accounts},
            frozen=self.frozen & frozenset(accounts),
            passwords=self.passwords.part(accounts),
        )

    @property
    def notices(self) -> tuple[Issue, ...]:
        """Warnings that concern no account alone."""
        return self.tables.issues_of(None)


def gather(request: Request) -> Job:
    """Read and check everything. Raises ConfigError or InputError with all issues where nothing can be built."""
    setup, found = _read(request)
    zone = ZoneInfo(setup.project.defaults.zone)
    stated = setup.project.as_of if request.as_of is None else request.as_of
    as_of = periods.instant(stated, zone) if stated is not None else request.now.astimezone(zone)
    span = _asked(request.period, zone, as_of)
    accounts, failed = _accounts(setup, found)
    own, unused = overrides.load(setup.folder)
    house, doubtful = _house(setup)
    found = found.with_issues((*doubtful, *unused))
    _refuse_fatal(setup, found, failed)
    strange = tables.strangers(found, [*(account.id for account in accounts), *failed])
    doubts = consistency.doubts(setup, found, accounts)
    found = found.with_issues((*strange, *tables.opened_later(found, as_of), *doubts))
    wanted = dict.fromkeys(request.accounts)
    chosen = chosen_of(wanted, accounts, failed, discovered=setup.project.accounts.discover)
    looks = _looks(setup, chosen, house)
    known, unlocked = _passwords(setup, request, looks.accounts)
    failed = {name: issues for name, issues in (failed | looks.failed | unlocked).items() if _wanted(name, wanted)}
    healthy = [account for account in looks.accounts if account.id not in failed]
    decided = _tailored(setup, found, accounts, as_of, request.depth)
    fitted = [_fitted(account, decided[account.id]) for account in healthy]
    reviews = tuple(Review(account, span_of(account, span, as_of)) for account in fitted)
    last, unread = _issued(setup, reviews)
    found = found.with_issues(
        (*looks.notes, *unread, *_unprotected(setup, request, known), *passwords.doubts(setup, looks.accounts, known))
    )
    frozen = frozenset(
        review.account.id for review in reviews if is_issued(_root(setup), review.account.id, review.span)
    )
    return Job(
        setup=setup,
        tables=found,
        reviews=reviews,
        as_of=as_of,
        span=span,
        house=house,
        brands=looks.brands,
        own=own,
        failed=failed,
        tailored=decided,
        issued=last,
        frozen=frozen,
        passwords=known,
    )


def _read(request: Request) -> tuple[Setup, Tables]:
    """A project and its tables, as its accounts want them: from its sources, or from the store that was made of them.

    Sources are read while the files of accounts are: what reads large tables leaves the interpreter to others.
    """
    if request.store is not None:
        setup = project.load(request.folder)
        return setup, stored(setup, request.store, request.accounts)
    begun: list[Future[Tables]] = []
    try:
        setup = project.load(
            request.folder, lambda own: begun.append(beside(lambda: tables.load(own, request.environment)))
        )
        return setup, redaction.redacted(begun[0].result(), redaction.rules(setup))
    except Exception:
        wait(begun)  # a run that ends in order leaves nothing at work; one that is interrupted does not wait
        raise


def stored(setup: Setup, place: str, accounts: Collection[str], *, every_issue: bool = False) -> Tables:
    """The tables of a store as the accounts want them."""
    found = store.read(setup, outputs.place_of(place), accounts, every_issue=every_issue)
    return redaction.redacted(found, redaction.rules(setup))


def usable(setup: Setup, found: Tables) -> tuple[tuple[Account, ...], dict[str, tuple[Issue, ...]]]:
    """All accounts, and the issues of those that cannot be built. Raises InputError where none can be."""
    accounts, failed = _accounts(setup, found)
    _refuse_fatal(setup, found, failed)
    return accounts, failed


def _issued(setup: Setup, reviews: Sequence[Review]) -> tuple[dict[str, Issued | None], list[Issue]]:
    """What the last issued pack of each account told, and what is wrong with the copies."""
    root, wanted = _root(setup), redaction.rules(setup)
    known = tuple(issued_spans(root))
    read = {review.account.id: last_of(root, review.account.id, review.span, known) for review in reviews}
    told = {name: redaction.of_issued(last, wanted.rule(name)) for name, (last, _) in read.items()}
    return told, [one for _, issues in read.values() for one in issues]


def _root(setup: Setup) -> Path:
    """The folder of the packs that were issued."""
    return setup.folder / setup.project.outputs.issued


def _tailored(
    setup: Setup, found: Tables, accounts: Sequence[Account], as_of: datetime, asked: Depth | None
) -> dict[str, Tailored]:
    """Depth and cadence of each account, from what is known of it alone."""
    monthly = monthly_tickets(found.frames.get("tickets"), as_of)
    terms = setup.project.depth
    return {
        account.id: tailored(account, monthly.get(account.id, 0.0), terms, asked)
        for account in accounts
        if found.holds(account.id)
    }


def _fitted(account: Account, decided: Tailored) -> Account:
    return account.model_copy(update={"depth": decided.depth, "cadence": decided.cadence})


def _asked(period: str | None, zone: ZoneInfo, as_of: datetime) -> periods.Span | None:
    """The period asked for, if any; raises ConfigError where it begins only after the state of the data."""
    span = None if period is None else periods.asked(period)
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
        for name in found.accounts():
            try:
                accounts += [] if name in known else [project.discovered(name, setup.project.defaults)]
            except ConfigError as error:
                failed[name] = error.issues
    failed |= consistency.twins(setup, found, accounts) | consistency.in_one_folder(setup, accounts)
    for account in accounts:
        errors = [issue for issue in found.issues_of(account.id) if issue.severity == "error"]
        errors += consistency.mistakes(setup, account)
        if errors:
            failed[account.id] = (*failed.get(account.id, ()), *errors)
    return tuple(sorted(accounts, key=lambda account: account.id)), failed


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


def chosen_of(
    wanted: Collection[str],
    accounts: Sequence[Account],
    failed: Mapping[str, tuple[Issue, ...]],
    *,
    discovered: bool = False,
) -> tuple[Account, ...]:
    """The accounts asked for, or all; raises ConfigError for one that is unknown, or where there is none at all."""
    known = [*(account.id for account in accounts), *failed]
    there = set(known)
    unknown = [name for name in wanted if name not in there]
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
                    hint="no row that the sources take names one: look at account and only: in the mapping"
                    if discovered
                    else "write a file for each under accounts/, or set accounts: discover: true",
                )
            ]
        )
    return tuple(account for account in accounts if _wanted(account.id, wanted))


def _wanted(name: str, wanted: Collection[str]) -> bool:
    return not wanted or name in wanted


def _house(setup: Setup) -> tuple[Brand, tuple[Issue, ...]]:
    """The look of pages over all accounts, and what is wrong with the provider's branding."""
    try:
        return branding.provider_brand(setup)
    except ConfigError as error:
        return PLAIN, error.issues


@dataclass(frozen=True, slots=True)
class _Looks:
    """Accounts with the branding that holds for them, the look of each by id, and those whose logo is of no use."""

    accounts: list[Account] = field(default_factory=list)
    brands: dict[str, Brand] = field(default_factory=dict)
    failed: dict[str, tuple[Issue, ...]] = field(default_factory=dict)
    notes: list[Issue] = field(default_factory=list)


def _looks(setup: Setup, accounts: Sequence[Account], house: Brand) -> _Looks:
    found = _Looks()
    for account in accounts:
        try:
            shown, found.brands[account.id], notes = branding.branded(setup, account, house)
            found.accounts.append(shown)
            found.notes.extend(notes)
        except ConfigError as error:
            found.failed[account.id] = error.issues
    return found


def _passwords(
    setup: Setup, request: Request, accounts: Sequence[Account]
) -> tuple[Passwords, dict[str, tuple[Issue, ...]]]:
    """The passwords of PDFs, and the issues of accounts that cannot be built as their password wants it."""
    general = passwords.house(setup, request.environment)
    found: dict[str, Password] = {}
    failed: dict[str, tuple[Issue, ...]] = {}
    for account in accounts:
        profile = request.profile or account.profile or setup.project.outputs.profile
        try:
            asked = passwords.own(setup, account, request.environment) or general
        except ConfigError as error:
            failed[account.id] = error.issues
            continue
        if asked and profile == "archive":
            failed[account.id] = (passwords.contradiction(setup, account, profile),)
        elif asked:
            found[account.id] = asked
    return Passwords(general, found), failed


def _unprotected(setup: Setup, request: Request, known: Passwords) -> tuple[Issue, ...]:
    """A warning where PDFs have a password and the same pack is written without one."""
    asked = request.formats or setup.project.outputs.formats
    open_to_all = [name for kind, name in WITHOUT_PASSWORD.items() if kind in asked]
    if not known.of or not open_to_all:
        return ()
    told = f"{' and '.join(open_to_all)} {'has' if len(open_to_all) == 1 else 'have'} none"
    packs = len(known.of)
    have, whose = ("1 pack has", "its") if packs == 1 else (f"{packs:,} packs have", "their")
    problem = f"{have} a password for {whose} PDF, and {whose} {told}"
    hint = "hand out the PDF alone, or make it alone: --format pdf, or formats: [pdf] under outputs:"
    return (Issue(code="password.html", severity="warning", file=PROJECT_FILE, problem=problem, hint=hint),)


def span_of(account: Defaults, asked: periods.Span | None, as_of: datetime) -> periods.Span:
    """The span asked for, else the last one of the account's cadence that was over at `as_of`, in its zone."""
    return asked or periods.last_complete(account.cadence or "monthly", as_of.astimezone(ZoneInfo(account.zone)))
