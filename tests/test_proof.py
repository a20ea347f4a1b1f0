"""Every number of a sentence is recomputed from its rows, and a sentence that tells another one stops the pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import small_project
from reviewed import case, process

from reviewgen import proof
from reviewgen.errors import NumberError
from reviewgen.findings.behaviour import signal_worse
from reviewgen.metrics import Figures
from reviewgen.model import Amount, Behind, Explanation, Figure, FigureKey, Rule, Sentence, Usual
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
SHARE = Figure("sla.resolution", "2026-10", (), 75.0, 4, "%")
BEHIND = Behind("tickets", "share", ("a", "b", "c", "d"), (1.0, 1.0, 1.0, 0.0), (1.0,) * 4)
SAID = Sentence("{level} of {level.n} were met, against {target}", (("level", SHARE), ("target", Amount(95, "%"))))


def explained(figure: Figure = SHARE, behind: Behind = BEHIND) -> dict[FigureKey, Explanation]:
    """Return the explanation of a figure by its key."""
    return {(figure.metric, figure.period, figure.dimensions): Explanation(figure, "", "", "", "", behind)}


def problems(sentence: Sentence, **changes: object) -> list[str]:
    """Return what is wrong with a sentence."""
    try:
        proof.prove([sentence], explained(**changes), WORDS)  # type: ignore[arg-type]
    except NumberError as error:
        return [issue.problem for issue in error.issues]
    return []


def test_a_true_sentence_passes() -> None:
    """Value and n come out of the rows again."""
    assert problems(SAID) == []


def test_a_wrong_value_is_found() -> None:
    """Three of four are 75%, whatever the figure says."""
    wrong = replace(SHARE, value=80.0)
    said = replace(SAID, values=(("level", wrong), ("target", Amount(95, "%"))))
    assert problems(said) == ["sla.resolution is told as 80%, and its rows give 75%"]


def test_a_wrong_n_is_found() -> None:
    """What a share is drawn from is a number, too."""
    wrong = replace(SHARE, n=5)
    said = replace(SAID, values=(("level", wrong), ("target", Amount(95, "%"))))
    assert problems(said) == ["sla.resolution is told as 5, and its rows give 4"]


def test_a_number_of_no_figure_is_found() -> None:
    """The text of a sentence holds no digits of its own."""
    assert problems(Sentence("{level} in 3 places", (("level", SHARE),))) == [
        'the number in "in 3 places" comes from no figure'
    ]


def test_sentences_within_a_sentence_are_proven() -> None:
    """A wrong value, and a number of no figure, are found however deep they stand, in lists as well."""
    wrong = replace(SAID, values=(("level", replace(SHARE, value=80.0)), ("target", Amount(95, "%"))))
    several = (wrong, Sentence("all 7"))
    deep = Sentence("{a}; {b}", (("a", Sentence("{c}.", (("c", wrong),))), ("b", several)))
    found = ["sla.resolution is told as 80%, and its rows give 75%"]
    assert problems(deep) == [*found, *found, 'the number in "all 7" comes from no figure']
    assert proof.quoted([deep]) == (replace(SHARE, value=80.0),) * 2


def test_what_people_wrote_may_hold_numbers() -> None:
    """A title with digits is not ours to prove."""
    assert problems(Sentence("{title}: {level}", (("title", "Move 40 desks"), ("level", SHARE)))) == []


@pytest.mark.parametrize(("locale", "shown"), [("en_GB", "80%"), ("de_DE", "80\u00a0%"), ("fr_FR", "80\u00a0%")])
def test_a_sentence_is_proven_as_it_is_said(locale: str, shown: str) -> None:
    """In every language the numbers of the pack are held against the rows."""
    wrong = replace(SAID, values=(("level", replace(SHARE, value=80.0)), ("target", Amount(95, "%"))))
    proof.prove([SAID], explained(), Wording(locale))
    with pytest.raises(NumberError, match=f"is told as {shown}"):
        proof.prove([wrong], explained(), Wording(locale))


def test_a_figure_without_rows_is_found() -> None:
    """What nothing stands behind cannot be said."""
    other = replace(SHARE, metric="sla.response")
    assert problems(Sentence("{level}", (("level", other),))) == ["no rows are known behind sla.response"]


def test_only_the_form_that_is_said_counts() -> None:
    """The plural is not held against the rows where the singular is told."""
    said = Sentence("{level}", (("level", SHARE),), "{level} in 9 places", 1)
    assert problems(said) == []


def test_the_pack_is_not_delivered_where_a_sentence_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account fails with the sentence, and the pack that stood there stays."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    out = tmp_path / "out"
    before = small_project.files_of(small_project.folder_of(small_project.built(project, out, formats=("html",))["A"]))
    true = Figures.get

    def wrong(self: Figures, metric: str, *place: str, **where: str) -> Figure:
        found = true(self, metric, *place, **where)
        if metric != "tickets.opened" or found.number is None:
            return found
        return replace(found, value=found.number + 1)

    monkeypatch.setattr(Figures, "get", wrong)
    result = small_project.built(project, out, formats=("html",), force=True)["A"]
    assert result.state == "failed"
    assert any("tickets.opened is told as" in str(issue) for issue in result.issues)
    folder = next(path for path in (out / "2026-10").iterdir() if path.is_dir())
    assert small_project.files_of(folder) == before


@pytest.mark.parametrize("rule", ["outside", "three_of_four", "run"])
def test_no_rule_of_a_signal_brings_a_number_of_its_own(rule: Rule) -> None:
    """What is "7 in a row" is a place that is filled, as every number is."""
    figure = Figure("sla.resolution", "2026-10", (), 90.0, 50, "%")
    (found,) = signal_worse(case(figure, processes=((figure, process("signal", "below", rule)),)))
    said = (found.title, found.detail, *(one for _, one in found.detail.values if isinstance(one, Sentence)))
    assert "{rule.capital}" in [one.text for one in said]
    assert not any(proof.DIGIT.search(text) for one in said for text, _ in WORDS.parts_of(one))


def test_a_wrong_usual_level_is_found() -> None:
    """It is the mean of its baseline: shares weigh as what they are drawn from."""
    drawn = ((90.0, 10.0), (80.0, 30.0))
    right, wrong = (Sentence("Usually {level}", (("level", Usual(level, "%", drawn)),)) for level in (82.5, 85.0))
    assert problems(right) == []
    assert problems(wrong) == ["the usual level is told as 85%, and its baseline gives 82.5%"]
