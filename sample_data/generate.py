"""Write the sample exports into data/, the same bytes each time.

    python sample_data/generate.py

making/stories.py says in numbers what happens to each account, making/catalogue.toml holds the words, and
making/records.toml and making/registers.toml what people keep by hand. A new kind of export is a module in making/
and lines in main(). Every account draws from its own random numbers: changing one story leaves the others as they were.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from making import registers
from making.capacity import measurements
from making.changes import Change, changes_of
from making.desks import freshservice_row, history_rows, number_tickets, servicenow_row, spoil
from making.drawing import tickets_of
from making.ledgers import action_row, major_record, outage_row, survey_row
from making.links import date_updates, link_tickets
from making.moments import LONDON
from making.outages import outages_of
from making.stories import FRESHSERVICE, SERVICENOW, STORIES, Desk
from making.surveys import surveys_of
from making.tickets import Ticket
from making.words import RECORDS, REGISTERS

DATA = Path(__file__).parent / "data"


def main() -> None:
    """Draw everything, then write every file."""
    drawn = {story.code: tickets_of(story) for story in STORIES}
    tickets = [ticket for theirs in drawn.values() for ticket in theirs]
    servicenow, freshservice = at_desk(tickets, SERVICENOW), at_desk(tickets, FRESHSERVICE)
    number_tickets(servicenow, 1041207, "INC")
    number_tickets(freshservice, 28411)
    changes = changes_of()
    link_tickets(tickets, changes)
    date_updates(tickets)
    surveys = [survey for story in STORIES for survey in surveys_of(story, drawn[story.code])]
    surveys.sort(key=lambda survey: (survey.sent, survey.story.code, survey.respondent))

    DATA.mkdir(exist_ok=True)
    write_servicenow(servicenow)
    write("servicenow-history.csv.gz", csv_text(history_rows(servicenow)))
    write("freshservice-elbmark.csv", csv_text([freshservice_row(ticket) for ticket in freshservice], ";"))
    write("surveys.csv", csv_text([survey_row(number, one) for number, one in enumerate(surveys, 1)]))
    write("majors.yaml", yaml_text(major_record(major, tickets) for major in RECORDS["majors"]))
    write("outages.csv", csv_text([outage_row(number, one) for number, one in enumerate(outages_of(tickets), 1)]))
    write("actions.csv", csv_text([action_row(action) for action in RECORDS["actions"]]))
    write_registers(changes)


def at_desk(tickets: Iterable[Ticket], desk: Desk) -> list[Ticket]:
    """The tickets of one desk, by opening."""
    theirs = [ticket for ticket in tickets if ticket.story.desk is desk]
    return sorted(theirs, key=lambda ticket: (ticket.opened, ticket.story.code, ticket.title))


def write_servicenow(tickets: Sequence[Ticket]) -> None:
    """A file for each year: the closed ones packed, and the running one."""
    years = {ticket.number: max(2024, ticket.opened.astimezone(LONDON).year) for ticket in tickets}
    rows = spoil([servicenow_row(ticket) for ticket in tickets])
    for year, ending in ((2024, "csv.gz"), (2025, "csv.gz"), (2026, "csv")):
        write(f"servicenow-{year}.{ending}", csv_text([row for row in rows if years[row["Number"]] == year]))


def write_registers(changes: Sequence[Change]) -> None:
    """What is planned, kept and said beside the tickets."""
    problems = sorted(REGISTERS["problems"], key=itemgetter("opened", "id"))
    write("changes.csv", csv_text([registers.change_row(change) for change in changes]))
    write("problems.csv", csv_text([registers.problem_row(problem, changes) for problem in problems]))
    write("capacity.csv", csv_text([registers.capacity_row(one) for one in measurements()]))
    write("major-course.csv", csv_text(registers.course_rows()))
    write("scorecard.csv", csv_text(registers.rating_rows()))
    for name, labels in registers.LABELS.items():
        write(f"{name}.csv", csv_text(registers.listed(name, labels)))
    for name in ("projects", "contracts", "improvements", "requirements", "risks"):
        write(f"{name}.yaml", yaml_text(registers.written(REGISTERS[name])))
    write("value.yaml", yaml_text(registers.written(registers.values())))


def csv_text(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    """Rows as CSV with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def yaml_text(records: Iterable[Mapping[str, str]]) -> str:
    """A list of records: short texts in quotes, texts of several lines as blocks."""
    return "\n".join("- " + "\n  ".join(map(yaml_line, record.items())) + "\n" for record in records)


def yaml_line(item: tuple[str, str]) -> str:
    """One key of a record."""
    name, text = item
    if "\n" in text:
        return f"{name}: |-\n" + "\n".join(f"    {line}" for line in text.splitlines())
    return f"{name}: {json.dumps(text, ensure_ascii=False)}"


def write(name: str, text: str) -> None:
    """Write a file of data/, packed if its name says so; the packed bytes hold no time."""
    data = text.encode("utf-8")
    (DATA / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)


if __name__ == "__main__":
    main()
