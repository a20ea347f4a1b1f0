"""Models of what people write in YAML: the project, its accounts and its mappings."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import unquote_plus

from pydantic import AfterValidator, BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator

from reviewgen.agreements import ROUND_THE_CLOCK, CalendarTerms, Policy
from reviewgen.checked import (
    AccountId,
    Colour,
    Currency,
    DateFormat,
    Day,
    Delimiter,
    Hours,
    Instant,
    LocaleName,
    Number,
    Pattern,
    Strict,
    Text,
    Texts,
    Zone,
    wrong,
)
from reviewgen.errors import did_you_mean
from reviewgen.model import Cadence, Depth, Paper, Profile
from reviewgen.records import BY_NAME


def _table_name(name: str) -> str:
    if name not in BY_NAME:
        raise wrong("is not a table", hint=did_you_mean(name, list(BY_NAME)))
    return name


TableName = Annotated[str, AfterValidator(_table_name), Field(json_schema_extra={"enum": list(BY_NAME)})]
Unit = Literal["seconds", "minutes", "hours", "days", "h:mm:ss"]


class FigureTarget(Strict):
    """What was promised for one figure."""

    metric: Text = Field(description="id of the metric, for instance sla.resolution")
    priority: str | None = Field(None, description="only tickets of this priority; left out: all")
    service: str | None = Field(None, description="only this service; left out: all")
    at_least: Number | None = Field(None, description="the value must not be lower")
    at_most: Number | None = Field(None, description="the value must not be higher")

    @model_validator(mode="after")
    def _one_bound(self) -> FigureTarget:
        if (self.at_least is None) == (self.at_most is None):
            raise wrong("needs either at_least or at_most")
        return self

    @model_validator(mode="after")
    def _one_dimension(self) -> FigureTarget:
        if self.priority and self.service:
            raise wrong("is limited to a priority and a service", hint="no figure is of both: name one of them")
        return self


class Targets(Strict):
    """What the contract promises."""

    resolution_hours: dict[str, Hours] = Field(
        {}, description="hours from opening to resolution, per priority, in plain elapsed time"
    )
    response_hours: dict[str, Hours] = Field(
        {}, description="hours from opening to the first response, per priority, in plain elapsed time"
    )
    figures: tuple[FigureTarget, ...] = Field((), description="promised values of figures")


class ServiceTime(Strict):
    """When a service was agreed to be there: availability is measured within it."""

    service: Text = Field(description="the service, as the outages name it")
    calendar: Text = Field(ROUND_THE_CLOCK, description="a calendar of reviewgen.yaml, or 24x7")
    planned_excluded: bool = Field(True, description="true: maintenance that was announced is no downtime")


class Baseline(Strict):
    """A change that is explained: signals are drawn from that day on, without the history before it."""

    metric: Text | None = Field(None, description="id of the metric; left out: all")
    from_: Day = Field(alias="from", description="first day of the new state")
    reason: Text = Field(description="what changed, in words that stand below the chart")


class Event(Strict):
    """What is known to have happened: drawn in charts, and named in their titles where a change follows."""

    day: Day = Field(description="the day on which it happened")
    text: Text = Field(description="what it was, as words within a sentence: the depot network migration")
    metric: Text | None = Field(None, description="id of the metric in whose charts it stands; left out: all")


class Redaction(Strict):
    """What is taken out of the free text of an account's rows, wherever it stands; ids stay as they are."""

    names: tuple[Annotated[str, Field(pattern=r"\w")], ...] = Field(
        (), description="names of people, or other words, whatever their case; each is taken out as a whole word"
    )
    addresses: bool = Field(False, description="true: e-mail addresses are taken out")

    def __or__(self, other: Redaction) -> Redaction:
        """What either takes out."""
        names = dict.fromkeys((*self.names, *other.names))
        return Redaction(names=tuple(names), addresses=self.addresses or other.addresses)


class PasswordPlace(Strict):
    """Where a password stands: never here."""

    variable: Text | None = Field(None, description="the environment variable that holds it")
    file: Text | None = Field(None, description="the file whose first line it is, relative to the project")

    @model_validator(mode="after")
    def _one_place(self) -> PasswordPlace:
        if (self.variable is None) == (self.file is None):
            raise wrong("needs either variable or file")
        return self


class Defaults(Strict):
    """What holds for every account whose own file does not say otherwise."""

    depth: Depth | None = Field(
        None, description="how much of the pack the account gets: brief, standard or full; left out: as `depth` says"
    )
    findings: dict[str, Number] = Field(
        {}, description="thresholds of findings by name, as in the reference; an account's file changes single ones"
    )

    zone: Zone = Field("UTC", description="time zone of periods, and of times in exports without an offset")
    locale: LocaleName = Field(
        "en_GB",
        description="language and country: the words of the pack in English, German, French or Spanish; numbers, dates "
        "and money as the country writes them; en_NL gives English words with Dutch numbers",
    )
    currency: Currency = Field("EUR", description="ISO 4217 code of all amounts of money")
    cadence: Cadence | None = Field(
        None, description="how often the account is reviewed; left out: as `depth` says for its depth"
    )
    policy: str | None = Field(
        None, description="id of the policy that clocks follow; in an account's file, no value: none"
    )
    targets: Targets = Field(default_factory=lambda: Targets(), description="what the contract promises")
    redact: Redaction = Field(
        default_factory=lambda: Redaction(),
        description="what is taken out of the text of rows before packs are made; an account's adds to that of the "
        "defaults",
    )


class Contact(Strict):
    """A person to talk to."""

    name: Text = Field(description="the person's name")
    role: str = Field("", description="what the person is responsible for")
    email: str = Field("", description="e-mail address")
    phone: str = Field("", description="telephone number")


class Side(Strict):
    """The people of one side of the contract."""

    business: tuple[Contact, ...] = Field((), description="who decides")
    technical: tuple[Contact, ...] = Field((), description="who knows the detail")


class Contacts(Strict):
    """The people of both sides."""

    provider: Side = Field(default_factory=Side, description="our people")
    customer: Side = Field(default_factory=Side, description="the customer's people")


class Branding(Strict):
    """How pages look. An account's file changes single keys of the provider's; logos stand beside each other."""

    accent: Colour = Field(
        "#1f4e79",
        description="colour of rules and charts, as #rrggbb; where it is hard to read, pages have a darker one",
    )
    logo: Text | None = Field(None, description="a PNG, JPEG or SVG file, in the folder of the file that names it")
    cover_line: str = Field("", max_length=160, description="a line under the title of the pack")
    confidentiality: str | None = Field(
        None,
        description="line at the foot of every page; left out: Confidential, in the language of the pack; "
        'for none, write ""',
    )
    paper: Paper = Field("A4", description="A4 or Letter")


class Provider(Strict):
    """Who delivers the service."""

    name: Text = Field(description="name of the service provider")
    email: str = Field("", description="address for feedback on the review")
    branding: Branding = Field(
        default_factory=lambda: Branding(), description="how pages look where an account's file does not say otherwise"
    )


class Decision(Strict):
    """Something the customer is asked to decide in the meeting."""

    text: Text = Field(description="the decision, as one sentence")
    owner: str = Field("", description="who decides")
    due_on: Day | None = Field(None, description="by when")


class AgendaItem(Strict):
    """A point of the agenda."""

    topic: Text = Field(description="what is talked about")
    minutes: int = Field(gt=0, le=480, description="how long")
    owner: str = Field("", description="who presents it")


class Participants(Strict):
    """Who takes part in the review; names of contacts bring their roles along."""

    provider: tuple[Text, ...] = Field((), description="our people")
    customer: tuple[Text, ...] = Field((), description="the customer's people")


class Minutes(Strict):
    """The minutes of the review before."""

    held_on: Day = Field(description="the day of that review")
    state: Literal["draft", "sent", "approved"] = Field(description="whether the customer has agreed to them")
    approved_on: Day | None = Field(None, description="the day on which the customer agreed")
    points: tuple[Text, ...] = Field((), description="what is still to be said of them")


class Question(Strict):
    """A question that may come up in the room."""

    question: Text = Field(description="what may be asked")
    answer: str = Field("", description="what we would say")


class Backstage(Strict):
    """For us only: it stands in the internal brief and in nothing that the customer gets."""

    commercial: str = Field("", description="the commercial picture, in Markdown")
    sensitive: tuple[Text, ...] = Field((), description="points to be careful with")
    questions: tuple[Question, ...] = Field((), description="questions that may come up, with our answers")


class Note(Strict):
    """The supervisor's own words for a section."""

    text: Text = Field(description="the words, in Markdown")
    instead: bool = Field(False, description="true: they stand instead of the sentences that reviewgen writes")


def _note(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


NoteSpec = Annotated[Note, BeforeValidator(_note, json_schema_input_type=Text | Note)]


class Account(Defaults):
    """One customer."""

    id: AccountId = Field(description="the account as the exports name it")
    name: Text = Field(description="the customer's name as it stands on the pack")
    importance: Literal["strategic", "key", "standard"] = Field(
        "standard", description="weight of the account: it bears on depth and cadence"
    )
    complexity: Literal["high", "medium", "low"] = Field(
        "medium", description="how involved the service is: it bears on depth and cadence"
    )
    services: tuple[Text, ...] = Field((), description="the services under contract")
    availability: tuple[ServiceTime, ...] = Field((), description="the agreed service time, one entry per service")
    baselines: tuple[Baseline, ...] = Field((), description="explained changes, from which signals are drawn anew")
    events: tuple[Event, ...] = Field((), description="what is known to have happened, for charts and their titles")
    fee: Annotated[Number, Field(gt=0)] | None = Field(
        None, description="fee of a review period, in the account's currency: credits in percent are reckoned from it"
    )
    next_meeting: Day | None = Field(None, description="day of the review meeting")
    review_after: Day | None = Field(None, description="day of the review after that")
    agenda: tuple[AgendaItem, ...] = Field((), description="the agenda; left out: drawn up from what the pack holds")
    participants: Participants = Field(
        default_factory=Participants, description="who takes part; left out: the contacts of both sides"
    )
    minutes: Minutes | None = Field(None, description="the minutes of the review before")
    profile: Profile | None = Field(None, description="kind of PDF: standard or archive; left out: as the project")
    password: PasswordPlace | None = Field(
        None, description="where the password of the pack's PDF stands; left out: as the project"
    )
    contacts: Contacts = Field(default_factory=Contacts, description="people of both sides")
    branding: Branding = Field(
        default_factory=lambda: Branding(), description="how the pack looks where it is not as the provider's"
    )
    decisions: tuple[Decision, ...] = Field((), description="what the customer is asked to decide")
    notes: dict[str, NoteSpec] = Field({}, description="the supervisor's own words by name of the section, in Markdown")
    internal: Backstage = Field(default_factory=Backstage, description="for us only: what the internal brief tells")

    @model_validator(mode="after")
    def _each_service_once(self) -> Account:
        services = [agreed.service for agreed in self.availability]
        for place, service in enumerate(services):
            if service in services[:place]:
                raise wrong("has its service time twice", at=("availability", place, "service"))
        return self


class Condition(Strict):
    """What a cell of the same row must hold."""

    column: Text = Field(description="their column")
    matches: Pattern = Field(description="regular expression found in the cell")


class Choice(Condition):
    """When a column matches, use this value, or take that of other columns."""

    use: str | None = Field(None, description="the value to take; an empty one where it means that there is none")
    take: tuple[Text, ...] = Field(
        (), description="their columns, in place of a value: the first one with a value is taken"
    )

    @model_validator(mode="after")
    def _gives_one(self) -> Choice:
        if (self.use is None) == (not self.take):
            raise wrong("needs either use or take")
        return self


class ColumnRule(Strict):
    """Where one of our columns comes from, and how its cells are read."""

    column: Text | None = Field(None, description="their column")
    columns: tuple[Text, ...] = Field((), description="their columns: the first one with a value is taken")
    constant: str | None = Field(None, description="the same value for every row")
    rules: tuple[Choice, ...] = Field((), description="tried in order before column; the first match is taken")
    values: dict[str, str] = Field({}, description="their codes and ours")
    missing: tuple[str, ...] = Field(
        (), description="words that mean there is no value in this column, besides those of the mapping"
    )
    when: tuple[Condition, ...] = Field((), description="only rows that meet all of these give a value")
    row: Literal["first", "last", "since"] | None = Field(
        None,
        description="which of the rows of one id gives the value, whatever `rows` says: the first or last that has "
        "one, or the one since which every row has one",
    )
    otherwise: str | None = Field(None, description="the value for codes that `values` does not list")
    dates: tuple[DateFormat, ...] = Field((), description="date formats of this column, tried in order")
    zone: Zone | None = Field(None, description="zone of this column's times without offset")
    repeated: Literal["first", "joined", "all"] = Field(
        "first",
        description="where the header repeats: first value, all joined by `separator`, or all as a list",
    )
    separator: str = Field(", ", description="between joined values")
    unit: Unit = Field("hours", description="unit of a duration")
    after: Text | None = Field(
        None, description="our column with the time from which the cell counts, for a time that is told as a duration"
    )
    negative: Literal["met", "breached"] | None = Field(
        None, description="verdict of a cell below zero (remaining time); other cells are the opposite"
    )

    @model_validator(mode="after")
    def _has_origin(self) -> ColumnRule:
        origins = (self.column is not None) + bool(self.columns) + (self.constant is not None)
        if origins > 1 or not (origins or self.rules):
            raise wrong("needs exactly one of column, columns or constant (or rules)")
        return self

    @property
    def theirs(self) -> tuple[str, ...]:
        """Their columns that it reads, in order."""
        conditions: tuple[Condition, ...] = (*self.rules, *self.when)
        taken = (name for one in self.rules for name in one.take)
        return (*([self.column] if self.column else []), *self.columns, *taken, *(one.column for one in conditions))


def _shape(value: object) -> str:
    return "name" if isinstance(value, str) else "names" if isinstance(value, list | tuple) else "rule"


ColumnSpec = Annotated[
    Annotated[Text, Tag("name")] | Annotated[tuple[Text, ...], Tag("names")] | Annotated[ColumnRule, Tag("rule")],
    Discriminator(_shape),
]


class Mapping(Strict):
    """How one tool's export becomes one of our tables."""

    missing: tuple[str, ...] = Field((), description="words that mean there is no value, besides an empty cell")
    dates: tuple[DateFormat, ...] = Field(
        ("iso",),
        description="date formats, tried in order: iso, epoch (seconds since 1970), epoch_ms, or like %d/%m/%Y %H:%M",
    )
    zone: Zone | None = Field(None, description="zone of times without offset; left out: the project's")
    decimal: Literal[".", ","] = Field(".", description="the decimal sign")
    thousands: Literal["", ".", ",", " ", "'"] = Field("", description="the sign between thousands")
    rows: Literal["all", "first", "last"] = Field(
        "all", description="which rows make a record: all, or the first or last one of each id"
    )
    order: Text | None = Field(
        None,
        description="their column with the time, or the number, by which rows of one id follow each other; left out: "
        "as in the file",
    )
    moved: bool | None = Field(
        None,
        description="whether an id that stands with several accounts is one record that has moved, or several of the "
        "same number; left out: several where opened_at differs, else one within a file, and between files an error",
    )
    only: tuple[Condition, ...] = Field((), description="only rows that meet all of these are taken")
    columns: dict[str, ColumnSpec] = Field(description="our columns and where each comes from")

    @model_validator(mode="after")
    def _two_signs(self) -> Mapping:
        if self.decimal == self.thousands:
            raise wrong("has one sign for decimals and thousands", hint="write thousands: only where it is used")
        return self

    @model_validator(mode="after")
    def _one_of_several(self) -> Mapping:
        if self.rows == "all" and (self.order or self.picked or self.moved):
            picked = [("columns", name, "row") for name in self.picked]
            named = next(iter([*([("order",)] if self.order else []), *picked, ("moved",)]))
            raise wrong(
                "chooses among the rows of one id, and all are taken", at=named, hint="write rows: last as well"
            )
        return self

    @property
    def picked(self) -> dict[str, Literal["first", "last", "since"]]:
        """Which row each of our columns comes from, of those that have a say in it."""
        rules = ((name, spec.row) for name, spec in self.columns.items() if isinstance(spec, ColumnRule))
        return {name: row for name, row in rules if row}

    def rule(self, column: str) -> ColumnRule | None:
        """The rule of one of our columns in its long form; None where it is not mapped."""
        spec = self.columns.get(column)
        if isinstance(spec, str):
            return ColumnRule(column=spec)
        return ColumnRule(columns=spec) if isinstance(spec, tuple) else spec


def _kind(value: object) -> str:
    return "file" if isinstance(value, str) else "mapping"


MappingSpec = Annotated[Annotated[Text, Tag("file")] | Annotated[Mapping, Tag("mapping")], Discriminator(_kind)]


class FileSource(Strict):
    """Files that fill a table."""

    table: TableName = Field(description="the table that the rows belong to")
    files: Annotated[Texts, Field(min_length=1)] = Field(
        description="file or files, relative to the project; * and ${VARIABLE} are expanded"
    )
    mapping: MappingSpec | None = Field(
        None, description="a mapping, or the file that holds it; left out: the columns have our names"
    )
    encoding: str = Field("utf-8", description="character set of a text file")
    delimiter: Delimiter | None = Field(
        None, description="between cells; left out: comma, semicolon, tab or vertical bar, as in the header line"
    )
    header: Annotated[int, Field(ge=1)] | None = Field(
        None, description="line of a CSV file, or row of a sheet, that has the names of the columns; left out: found"
    )
    sheet: Text | None = Field(None, description="sheet of a workbook; left out: the only one that has rows")
    records: Text | None = Field(
        None, description="where the list of records stands in a JSON document, such as result.tickets"
    )
    member: str = Field("*.csv", description="which files of a zip archive to read")


class QuerySource(Strict):
    """A query whose rows fill a table: `database` or `duckdb` says where it is asked."""

    table: TableName = Field(description="the table that the rows belong to")
    database: Text | None = Field(
        None, description="SQLAlchemy URL of a database; ${VARIABLE} is taken from the environment, passwords always"
    )
    duckdb: Text | None = Field(
        None, description="DuckDB database file, relative to the project, or :memory: to query files"
    )
    query: Text = Field(description="SQL that selects the rows; :name stands for a parameter, in DuckDB $name")
    parameters: dict[Text, str] = Field(
        {}, description="values of the parameters, bound as text; ${VARIABLE} is expanded"
    )
    zone: Zone | None = Field(None, description="zone of times that the database keeps without one")
    name: Text | None = Field(
        None, description="what messages and packs call it; left out: the place and a digest of the query"
    )
    mapping: MappingSpec | None = Field(
        None, description="a mapping, or the file that holds it; left out: the columns have our names"
    )

    @model_validator(mode="after")
    def _one_place(self) -> QuerySource:
        if (self.database is None) == (self.duckdb is None):
            raise wrong(
                "needs either database or duckdb", hint="database: postgresql+psycopg://..., or duckdb: :memory:"
            )
        if _has_password(self.database or self.duckdb or ""):
            raise wrong("has a password in the address of its database", hint="write ${VARIABLE} there, and set it")
        return self


def _has_password(address: str) -> bool:
    """Whether a password itself stands in an address: before the host, or in a key behind it, however encoded."""
    decoded = unquote_plus(address)
    texts = (address, decoded, decoded.replace("odbc_connect=", ";"))
    return bool(BEFORE_HOST.match(address)) or any(BEHIND_IT.search(text) for text in texts)


def _of_source(value: object) -> str:
    """Which kind of source is meant; what is neither is told that it lacks files."""
    if isinstance(value, dict):
        return QUERY if {"query", "database", "duckdb"} & value.keys() and "files" not in value else FILES
    return QUERY if isinstance(value, QuerySource) else FILES


FILES, QUERY = "of files", "of a query"
VARIABLE = re.compile(r"\$\{(\w+)\}")
BEFORE_HOST = re.compile(r"[^:]+://[^/:]*:(?!\$\{\w+\}@)[^@]*@")
BEHIND_IT = re.compile(
    r"""[?&;]\s*(?:\w*(?:password|passwd|passphrase|passcode|pwd|secret|token)|(?:\w*_)?pass)\s*=
    (?!\s*\{?\$\{\w+\}\}?\s*(?:[&;]|$))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A key that is called as passwords are, with another value than a variable; drivers put `;` between their keys."""
Source = Annotated[
    Annotated[FileSource, Tag(FILES)] | Annotated[QuerySource, Tag(QUERY)],
    Discriminator(_of_source),
]


class Limits(Strict):
    """How large an input may be, and how long a query. What is more is refused with a message that names the limit."""

    megabytes: int = Field(1_000, gt=0, description="of a file, unpacked; reading takes four to five times as much")
    rows: int = Field(5_000_000, gt=0, description="of a file")
    columns: int = Field(5_000, gt=0, description="of a file")
    cell: int = Field(1_000_000, gt=0, description="bytes of one cell, encoded as UTF-8")
    seconds: int = Field(600, gt=0, description="that a query of PostgreSQL, SQLite or DuckDB may take")


Weight = Annotated[Number, Field(ge=0)]


class DepthTerms(Strict):
    """How depth and cadence follow from importance, complexity and volume.

    Each of the three counts 0 (standard; low; few tickets), 1 (key; medium) or 2 (strategic; high; many tickets) times
    its weight; the mean of these, divided by the weights, is a score of 0 to 2.
    """

    importance: Weight = Field(2.0, description="weight of the account's importance")
    complexity: Weight = Field(1.0, description="weight of its complexity")
    volume: Weight = Field(1.0, description="weight of its tickets a month")
    few: Weight = Field(10.0, description="fewer tickets a month than this count as few")
    many: Weight = Field(150.0, description="as many tickets a month as this, or more, count as many")
    standard_from: Weight = Field(0.5, description="least score of depth standard; below it: brief")
    full_from: Weight = Field(1.4, description="least score of depth full")
    cadence: dict[Depth, Cadence] = Field(
        {"brief": "quarterly", "standard": "monthly", "full": "monthly"},
        description="how often an account of each depth is reviewed",
    )

    @model_validator(mode="after")
    def _has_weight(self) -> DepthTerms:
        if self.importance + self.complexity + self.volume == 0:
            raise wrong("has no weight above zero")
        return self


class AccountFiles(Strict):
    """Where the accounts come from."""

    files: Texts = Field(("accounts/*.yaml",), description="account files, relative to the project")
    discover: bool = Field(False, description="true: every account named in the tickets gets a pack")


class Outputs(Strict):
    """What is made, and where."""

    folder: Text = Field("out", description="folder for the packs, relative to the project")
    issued: Text = Field("issued", description="folder for the packs that were issued, relative to the project")
    formats: Annotated[tuple[Literal["html", "pdf", "xlsx"], ...], Field(min_length=1)] = Field(
        ("html", "pdf"), description="what each pack is made as; xlsx is a workbook of its figures and records"
    )
    profile: Profile = Field("standard", description="standard: fast PDF; archive: tagged PDF/A-3a")
    password: PasswordPlace | None = Field(
        None, description="where the password stands that opens every PDF, the internal ones too; left out: none"
    )


def _calendar_name(name: str) -> str:
    if name == ROUND_THE_CLOCK:
        raise wrong("is always known and means day and night", hint="give this calendar another name")
    return name


class Project(Strict):
    """reviewgen.yaml."""

    provider: Provider = Field(description="who delivers the service")
    defaults: Defaults = Field(default_factory=lambda: Defaults(), description="what holds for every account")
    as_of: Instant | None = Field(
        None, description="state of the data; a date means the end of that day; left out: now"
    )
    sources: Annotated[tuple[Source, ...], Field(min_length=1)] = Field(description="where rows are read from")
    limits: Limits = Field(default_factory=lambda: Limits(), description="how large the files of sources may be")
    calendars: dict[Annotated[Text, AfterValidator(_calendar_name)], CalendarTerms] = Field(
        {}, description="business hours by name, for policies and agreed service time; 24x7 is always known"
    )
    policies: Texts = Field(("policies/*.yaml",), description="policy file or files, relative to the project")
    accounts: AccountFiles = Field(default_factory=lambda: AccountFiles(), description="where accounts come from")
    depth: DepthTerms = Field(
        default_factory=DepthTerms, description="how much an account gets, and how often, where its file does not say"
    )
    outputs: Outputs = Field(default_factory=lambda: Outputs(), description="what is made, and where")


def schema(what: str) -> dict[str, Any]:
    """JSON Schema of "project", "account", "policy" or "mapping"."""
    models: dict[str, type[BaseModel]] = {"project": Project, "account": Account, "policy": Policy, "mapping": Mapping}
    return models[what].model_json_schema()
