"""The internal brief: what is missing, what may be asked, who presents what, and what only we know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import small_project
from page_reader import Page, squeezed
from reviewed import ZONE, action, case, figure, inputs, major

from reviewgen.brief import ASKED, MOST, NOTED, QUESTIONS, USUAL_QUESTION, Brief, brief
from reviewgen.config import DepthTerms
from reviewgen.depth import tailored
from reviewgen.findings import detect
from reviewgen.findings.ranks import RANKS
from reviewgen.html import Renderer
from reviewgen.model import Figure, Finding, Issued, Remark, Sentence
from reviewgen.pack import assemble
from reviewgen.readiness import Gap, worst_first
from reviewgen.records import Capacity, Evidence, Rating
from reviewgen.resources import templates
from reviewgen.sections.view import Table, plain

MEETING = "2026-11-12"
BEFORE = Issued("2026-09", datetime(2026, 10, 1, tzinfo=ZONE), "On target.", (), (), {})


def made(
    *figures: Figure,
    gaps: tuple[Gap, ...] = (),
    remarks: tuple[Remark, ...] = (),
    more: tuple[Finding, ...] = (),
    last: Issued | None = None,
    evidence: Evidence | None = None,
    **account: Any,
) -> Brief:
    """Return the brief of an account with these figures; `more` findings come after its own."""
    found = case(*figures, evidence=evidence, **account)
    pack = assemble(replace(inputs(found), last=last))
    decided = tailored(found.account, 10.0, DepthTerms())
    return brief(pack, found.account.internal, (*detect(found), *more), gaps, remarks, decided)


def texts(table: Table | None) -> list[tuple[str, ...]]:
    """Return the words of a table's cells, row by row."""
    assert table is not None
    return [tuple(cell.text for cell in row) for row in table.rows]


def gap(grade: Any, problem: str = "something is missing", **more: Any) -> Gap:
    """Return a gap."""
    return Gap(grade=grade, code="test", problem=problem, hint="fill it in", **more)


def remark(text: str, table: str = "risks", record: str = "", **more: Any) -> Remark:
    """Return words for us only."""
    return Remark("A", table, record, "internal_note", text, f"data/{table}.csv", 7, **more)


# What is to be done before the meeting


@pytest.mark.parametrize(
    ("last", "dry_run", "why"),
    [
        (None, "5 Nov 2026 to 7 Nov 2026", "7 to 5 days before a first review"),
        (BEFORE, "9 Nov 2026 to 10 Nov 2026", "3 to 2 days before a later review"),
    ],
    ids=["first", "later"],
)
def test_deadlines_count_back_from_the_meeting(last: Issued | None, dry_run: str, why: str) -> None:
    """The agenda a week before, the pack a day before, and the dry run earlier before a first review."""
    assert texts(made(last=last, next_meeting=MEETING).deadlines) == [
        ("Send the agenda", "5 Nov 2026", "a week before"),
        ("Dry run", dry_run, why),
        ("Send the pack", "11 Nov 2026", "a day before, so that the meeting is for decisions"),
        ("Review", "12 Nov 2026", ""),
    ]


def test_without_a_meeting_there_are_no_deadlines() -> None:
    """Nothing is counted back from a day that is not known."""
    assert made().deadlines is None


def test_gaps_stand_worst_first() -> None:
    """Each with its grade, its place and what to do; the summary counts those that matter."""
    gaps = worst_first(
        [
            gap("hint", "a hint"),
            gap("blocker", "no cause", file="data/majors.csv", row=3, record="M1"),
            gap("warning", "no owner"),
            gap("warning", "no day"),
        ]
    )
    found = made(gaps=gaps)
    assert texts(found.gaps) == [
        ("no cause", "blocker", "data/majors.csv, row 3, M1", "fill it in"),
        ("no owner", "to look at", "–", "fill it in"),
        ("no day", "to look at", "–", "fill it in"),
        ("a hint", "hint", "–", "fill it in"),
    ]
    assert found.summary == "1 matter to settle before the meeting, 2 to look at."


@pytest.mark.parametrize("gaps", [(), (gap("hint"),)], ids=["none", "a hint"])
def test_an_account_is_ready_where_nothing_matters(gaps: tuple[Gap, ...]) -> None:
    """A hint keeps nobody from going into the room."""
    assert made(gaps=gaps).summary == "Ready: nothing is missing."


def test_a_long_list_of_gaps_says_where_the_rest_is() -> None:
    """So many are shown, and check lists all."""
    found = made(gaps=(gap("warning"),) * (MOST + 2)).gaps
    assert found is not None
    assert (len(found.rows), found.more) == (MOST, f"{MOST} of {MOST + 2} shown; reviewgen check lists all")


def test_who_presents_what_is_the_agenda() -> None:
    """Topic, minutes and presenter; a point that nobody presents stands out."""
    found = made(agenda=[{"topic": "Outage", "minutes": 20, "owner": "Eva"}, {"topic": "Fee", "minutes": 5}]).presenting
    assert texts(found) == [("Outage", "20", "Eva"), ("Fee", "5", "nobody yet")]
    assert found is not None
    assert [row[-1].tone for row in found.rows] == ["", "missed"]


# What may be asked


def test_a_concern_brings_its_question_and_the_evidence() -> None:
    """What may be asked, about what, what we know and propose, and the records that show it."""
    evidence = Evidence(actions=(action(), action(id="A2", title="Test the backup")))
    found = made(
        figure("sla.resolution", 80, 50),
        figure("actions.overdue", 2, 2, side="ours"),
        evidence=evidence,
        targets=({"metric": "sla.resolution", "at_least": 95},),
    )
    asked = {one.question: (plain(one.about), plain(one.evidence), one.rows) for one in found.asked}
    missed = asked["Why was this missed, and what changes before the next review?"]
    assert missed[0] == "Resolution in time: 80% against a target of 95%"
    assert "Drawn from 50" in missed[1]
    about, known, rows = asked["When will it be done, and what kept it?"]
    assert about == "2 promises of ours are overdue"
    assert known.startswith("Replace the switch; Test the backup. We propose: ")
    assert rows == "A1, A2"


def concern(number: int, detector: str = "unheard_of") -> Finding:
    """Return a concern of no importance."""
    return Finding("concern", detector, Sentence("Concern"), Sentence(""), "concerns", rank=number)


def test_the_most_important_concerns_are_asked_about() -> None:
    """At most so many; one of a detector without a question of its own brings the usual one."""
    asked = made(more=tuple(concern(number) for number in range(ASKED + 3))).asked
    assert [one.question for one in asked] == [USUAL_QUESTION] * ASKED


def test_questions_are_those_of_detectors() -> None:
    """No question waits for a detector that does not exist."""
    assert set(QUESTIONS) - set(RANKS) == set()


def test_prepared_questions_stand_with_their_answers() -> None:
    """In the order in which they were written."""
    internal = {"questions": [{"question": "Why so slow?", "answer": "A queue."}, {"question": "Who pays?"}]}
    found = made(internal=internal)
    assert found.prepared_answers == (("Why so slow?", "A queue."), ("Who pays?", ""))
    text = Page(Renderer(templates()).brief(found).screen).text
    assert "Why so slow?A queue. Who pays?no answer yet" in text


# What only we know


def test_sensitive_points_and_the_commercial_picture_are_told() -> None:
    """Points as written, the picture as Markdown, with what was used of the contract."""
    found = made(
        figure("contract.used", 95, 1, contract="Hours"),
        figure("contract.projected", 114, 1, contract="Hours"),
        figure("contract.days_left", "no end is recorded", 0, contract="Hours"),
        figure("credits.due", 240, 1),
        internal={"sensitive": ["They have a new manager."], "commercial": "The fee is **too low**."},
    )
    assert found.sensitive == ("They have a new manager.",)
    assert texts(found.contracts)[0] == ("Hours", "95%", "114%", "–")
    assert texts(found.contracts)[1][0] == "Service credits of the period"
    page = Page(Renderer(templates()).brief(found).screen)
    assert "They have a new manager." in page.text
    assert [one.text for one in page.all("strong")] == ["too low"]


def test_findings_for_us_only_are_apart() -> None:
    """Questions to ourselves are told as such, and no customer asks about them."""
    ours = replace(concern(1), kind="question", title=Sentence("Is the export complete"), proposal="Export again.")
    found = made(more=(ours,))
    assert found.asked == ()
    assert texts(found.findings) == [("Is the export complete", "")]
    assert found.findings
    assert found.findings.rows[0][1].note == "Export again."


def test_remarks_are_of_what_the_pack_is_about() -> None:
    """Of records of the period, whatever names them, of the account's file, and whole rows; not of other rows."""
    evidence = Evidence(
        majors=(major(),),
        capacity=(Capacity("Disk", date(2026, 10, 1), 80.0, 100.0, "GB", "", None, "", ""),),
        scorecard=(Rating("Trust", date(2026, 10, 1), 4.0, 5.0, "", ""),),
    )
    chosen = (
        remark("of the file", "account"),
        remark("of a major", "majors", "M1"),
        remark("of a disk", "capacity", "Disk"),
        remark("of a rating", "scorecard", "Trust"),
        remark("a hidden risk", "risks", "R1", whole=True),
    )
    others = (remark("of another year", "majors", "M0"), remark("of another disk", "capacity", "Old disk"))
    found = texts(made(remarks=(*others, *chosen), evidence=evidence).remarks)
    assert {row[0] for row in found} == {one.text for one in chosen}
    assert found[0] == ("a hidden risk", "R1", "risks.csv, row 7")
    assert found[1] == ("of the file", "internal_note", "account.csv, row 7")


def test_the_order_of_remarks_is_not_that_of_rows() -> None:
    """However the rows are shuffled, the same ones are shown in the same order; those of tickets come last."""
    notes = tuple(remark(f"note {number:02}", "risks", f"R{number:02}", whole=True) for number in range(NOTED + 5))
    of_ticket = remark("of a ticket", "tickets", "T1", whole=True)
    first = made(remarks=(of_ticket, *notes)).remarks
    second = made(remarks=(*reversed(notes), of_ticket)).remarks
    assert texts(first) == texts(second)
    assert [row[0] for row in texts(first)] == [one.text for one in notes[:NOTED]]
    assert first is not None
    assert first.more.startswith(f"{NOTED} of {NOTED + 6} shown")
    few = texts(made(remarks=(of_ticket, notes[0])).remarks)
    assert [row[0] for row in few] == ["note 00", "of a ticket"]


def test_the_brief_says_why_this_depth_and_frequency() -> None:
    """Every part of the score, the score, and what it leads to."""
    reasons = made(importance="strategic", complexity="high").reasons
    page = Page(Renderer(templates()).brief(made(importance="strategic", complexity="high")).screen).text
    for words in ("importance strategic", "complexity high", "10 tickets a month", "depth full", "reviewed monthly"):
        assert any(words in reason for reason in reasons)
        assert words in page


def test_a_brief_about_nothing_has_no_empty_heading() -> None:
    """An account without anything to tell has its verdict and the reasons of its depth."""
    page = Page(Renderer(templates()).brief(made()).screen)
    assert [one.text for one in page.all("h2")] == ["Why this depth and frequency"]
    assert page.all("table") == []
    assert "For us only. Do not send this to the customer." in page.text


# Built


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of an account with a major incident of which little is known."""
    folder = tmp_path_factory.mktemp("brief")
    data = small_project.rows("A")
    kept = ("account", "id", "title", "started_at", "ended_at", "impact")
    data["majors"] = [{name: row[name] for name in kept} for row in data["majors"]]
    project = small_project.write(folder, [small_project.account_file("A", notes={})], data)
    return small_project.folder_of(small_project.built(project, folder / "out")["A"])


def test_what_is_missing_of_a_major_is_in_the_brief(pack: Path) -> None:
    """Before the meeting: what is not known, where it is to be written, and that it may be asked."""
    page = Page((pack / "internal" / "brief.html").read_text("utf-8"))
    (before,) = [one for one in page.all("table") if one.text.startswith("Before the meeting, worst first")]
    assert "has no cause and no prevention" in before.text
    assert "majors.csv, row 2" in before.text
    grades = [one.text for one in page.all("td") if one.text in ("blocker", "to look at", "hint")]
    assert grades == sorted(grades, key=["blocker", "to look at", "hint"].index)
    assert grades[0] == "blocker"
    assert QUESTIONS["major_without_context"] in page.text


def test_what_is_missing_of_a_major_is_no_empty_heading(pack: Path) -> None:
    """The customer's pack has a heading for what is known alone, and no word of what is missing."""
    page = Page((pack / "pack.html").read_text("utf-8"))
    (incident,) = [one for one in page.all("article") if "incident" in one.attributes["class"]]
    headings = [one.text for one in page.all("dt") if one.inside("article")]
    assert headings == ["Impact"]
    assert all(one.text for one in page.all("dd") if one.inside("article"))
    assert "majors impact" in incident.text
    assert words_of_gaps(page.text) == []


def words_of_gaps(text: str) -> list[str]:
    """Return what a page says of gaps."""
    return [words for words in ("has no cause", "blocker", "to settle before", "fill in") if words in text]


def test_the_brief_opens_as_pdf_and_says_what_the_page_says(pack: Path) -> None:
    """Every word of the page is on paper, and each sheet says that it is not for the customer."""
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(pack / "internal" / "brief.pdf")]
    assert all("not for the customer" in " ".join(sheet.split()) for sheet in sheets)
    page = Page((pack / "internal" / "brief.html").read_text("utf-8"))
    printed = squeezed("".join(sheets))
    assert [one.text for one in page.all("h1", "h2", "li", "p", "caption") if squeezed(one.text) not in printed] == []


def test_the_brief_has_nothing_to_open(pack: Path) -> None:
    """Plain words on screen and paper: no button, no link, and no script but that of long tables."""
    page = Page((pack / "internal" / "brief.html").read_text("utf-8"))
    assert page.all("button", "a", "img", "iframe") == []
    assert len(page.all("script")) == 1
