"""PDFs that open with a password alone, which stands in a variable or a file and nowhere else."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import small_project

from reviewgen.build import build
from reviewgen.errors import ConfigError
from reviewgen.gather import Request, gather
from reviewgen.outputs import place_of
from reviewgen.plan import plan
from reviewgen.results import Result

WORD = "corréct horse zq81"


def project(folder: Path, account: Mapping[str, Any] | None = None, **changes: Any) -> Path:
    """Return a project of one account with these keys in its file."""
    asked = small_project.account_file("A", **(account or {}))
    return small_project.write(folder, [asked], small_project.desk("A"), **changes)


def run(folder: Path, out: Path, environment: Mapping[str, str], **asked: Any) -> tuple[Request, list[Result]]:
    """Build a project; return the request and what became of its accounts."""
    request = Request(folder, small_project.request(folder, out).now, environment, out=out, **asked)
    return request, list(build(gather(request), request))


def opened(path: Path, password: str) -> pikepdf.Pdf:
    """Return a PDF opened with a password; raises PasswordError where it is another."""
    return pikepdf.open(io.BytesIO(path.read_bytes()), password=password)


@pytest.mark.parametrize("place", ["variable", "file"])
def test_a_pack_opens_with_its_password_alone(tmp_path: Path, place: str) -> None:
    """AES with 256 bits; the HTML beside it is as it was, and somebody is told so."""
    (tmp_path / "word.txt").write_text(WORD + "\r\nmore\n", "utf-8")
    where = {"variable": "PACK_WORD"} if place == "variable" else {"file": "word.txt"}
    folder = project(tmp_path, {"password": where})
    request, (result,) = run(folder, tmp_path / "out", {"PACK_WORD": WORD})
    pack = small_project.folder_of(result)
    with pytest.raises(pikepdf.PasswordError):
        opened(pack / "pack.pdf", "")
    with opened(pack / "pack.pdf", WORD) as found:
        assert (found.encryption.R, found.encryption.bits) == (6, 256)
        assert str(found.encryption.stream_method) == "EncryptionMethod.aesv3"
        assert len(found.pages) > 1
    with opened(pack / "internal" / "brief.pdf", "") as brief:
        assert brief.pages
    told = [issue for issue in gather(request).notices if issue.code == "password.html"]
    assert [str(issue).partition(":")[0] for issue in told] == ["reviewgen.yaml"]


@pytest.mark.parametrize(
    ("formats", "told"),
    [
        (["pdf"], []),
        (["html", "pdf"], ["and its HTML has none"]),
        (["pdf", "xlsx"], ["and its workbook has none"]),
        (["html", "pdf", "xlsx"], ["and its HTML and workbook have none"]),
    ],
)
def test_what_has_no_password_is_told(tmp_path: Path, formats: list[str], told: list[str]) -> None:
    """Pages and workbooks open to everybody; of a pack that is a PDF alone nothing needs to be said."""
    folder = project(tmp_path, {"password": {"variable": "PACK_WORD"}}, outputs={"formats": formats})
    request = dataclasses.replace(small_project.request(folder, tmp_path / "out"), environment={"PACK_WORD": WORD})
    notices = [str(issue) for issue in gather(request).notices if issue.code == "password.html"]
    assert len(notices) == len(told)
    assert [text for one, text in zip(notices, told, strict=True) if text not in one] == []


def test_the_password_of_the_project_opens_all_that_is_ours_too(tmp_path: Path) -> None:
    """An account's own stands in for it in its pack; the brief and the page over all packs keep that of the house."""
    folder = project(
        tmp_path, {"password": {"variable": "THEIRS"}}, outputs={"password": {"variable": "OURS"}, "formats": ["pdf"]}
    )
    _, (result,) = run(folder, tmp_path / "out", {"OURS": "ours", "THEIRS": "theirs"})
    pack = small_project.folder_of(result)
    for path, word in (
        (pack / "pack.pdf", "theirs"),
        (pack / "internal" / "brief.pdf", "ours"),
        (pack.parent / "portfolio.pdf", "ours"),
    ):
        opened(path, word).close()
        with pytest.raises(pikepdf.PasswordError):
            opened(path, "theirs" if word == "ours" else "ours")


@pytest.mark.parametrize("asked", [{}, {"profile": "archive"}])
def test_a_file_for_keeping_has_no_password(tmp_path: Path, asked: dict[str, Any]) -> None:
    """The account fails, with the line of its file and what to do; it is so with the project's password, too."""
    folder = project(tmp_path, {"password": {"variable": "W"}} | ({} if asked else {"profile": "archive"}))
    _, (result,) = run(folder, tmp_path / "out", {"W": "word"}, **asked)
    (issue,) = result.issues
    assert (result.state, issue.code, issue.file) == ("failed", "password.archive", "accounts/account-0.yaml")
    assert issue.line is not None
    assert "PDF/A forbids" in str(issue)


@pytest.mark.parametrize(
    ("where", "environment", "words"),
    [
        ({"variable": "W"}, {}, "names a variable that is not set"),
        ({"variable": "W"}, {"W": ""}, "empty"),
        ({"variable": "W"}, {"W": "\u00a0 "}, "blanks alone"),
        ({"variable": "W"}, {"W": "ä" * 64}, "too long"),
        ({"variable": "W"}, {"W": "a\x07b"}, "control characters"),
        ({"file": "nowhere.txt"}, {}, "No such file"),
        ({"file": "data"}, {}, "is a folder"),
        ({"file": "latin.txt"}, {}, "not UTF-8"),
    ],
)
@pytest.mark.parametrize("level", ["account", "project"])
def test_a_password_that_cannot_be_had_is_told(
    tmp_path: Path, where: dict[str, str], environment: dict[str, str], words: str, level: str
) -> None:
    """An account's own fails the account, the project's the run; no message has the password."""
    (tmp_path / "latin.txt").write_bytes("é".encode("latin-1"))
    account = {"password": where} if level == "account" else {}
    outputs = {"outputs": {"password": where}} if level == "project" else {}
    folder = project(tmp_path, account, **outputs)
    if level == "project":
        with pytest.raises(ConfigError, match=words) as caught:
            run(folder, tmp_path / "out", environment)
        text = str(caught.value)
    else:
        _, (result,) = run(folder, tmp_path / "out", environment)
        assert result.state == "failed"
        text = "".join(map(str, result.issues))
        assert words in text
    assert not any(value and value in text for value in environment.values())


@pytest.mark.parametrize(("word", "short"), [("a", True), ("1234567", True), ("12345678", False)])
def test_a_password_that_is_soon_guessed_is_told(tmp_path: Path, word: str, short: bool) -> None:
    """A warning for us names its place and not the word, for the account's and for the project's; the pack is made."""
    folder = project(tmp_path, {"password": {"variable": "W"}}, outputs={"password": {"variable": "V"}})
    request = Request(folder, small_project.request(folder, tmp_path).now, {"W": word, "V": word})
    job = gather(request)
    told = [str(one) for one in job.notices if one.code == "password.short"]
    assert [one.partition(" ")[0] for one in told] == (["reviewgen.yaml,", "accounts/account-0.yaml,"] if short else [])
    assert all('"V" holds' in one or '"W" holds' in one for one in told)
    assert (len(job.passwords.of), len(job.tables.issues_of("A"))) == (1, 0)


def test_nothing_is_said_of_pages_that_are_not_made(tmp_path: Path) -> None:
    """Where every account with a password is refused, no HTML of one stands; of one, it is said in the singular."""
    folder = project(tmp_path, {"password": {"variable": "W"}})
    now = small_project.request(folder, tmp_path).now
    told = [
        [str(one) for one in gather(Request(folder, now, {"W": WORD}, profile=profile)).notices]
        for profile in ("archive", "standard")
    ]
    assert told[0] == []
    assert "1 pack has a password for its PDF, and its HTML has none" in told[1][0]


@pytest.mark.parametrize("where", [{}, {"variable": "A", "file": "b"}, "word"])
def test_a_password_is_not_written_into_a_file_of_the_project(tmp_path: Path, where: object) -> None:
    """There is a place for where it stands, and none for the word itself."""
    folder = project(tmp_path, {}, outputs={"password": where})
    with pytest.raises(ConfigError, match=r"outputs\.password") as caught:
        run(folder, tmp_path / "out", {})
    assert '"word"' not in str(caught.value)


def test_another_password_makes_the_pack_anew(tmp_path: Path) -> None:
    """The same one does not; neither it nor a plain digest of it stands in any file."""
    import hashlib

    folder = project(tmp_path, {"password": {"variable": "W"}})
    out = tmp_path / "out"
    run(folder, out, {"W": WORD})
    _, (again,) = run(folder, out, {"W": WORD})
    _, (other,) = run(folder, out, {"W": "another"})
    assert (again.state, other.state, other.why) == ("skipped", "built", "something else is asked for")
    traces = [WORD.encode(), *(hashlib.new(kind, WORD.encode()).hexdigest().encode() for kind in ("md5", "sha256"))]
    assert not [
        name for name, data in small_project.files_of(tmp_path / "out").items() for one in traces if one in data
    ]


def test_nothing_shows_a_password(tmp_path: Path) -> None:
    """Neither the request nor the job nor a shard does, in a log or a traceback; a shard has its own accounts' only."""
    words = {"A": "canary-one", "B": "canary-two"}
    accounts = [small_project.account_file(name, password={"variable": name}) for name in words]
    rows = small_project.together(*(small_project.desk(name) for name in words))
    folder = small_project.write(tmp_path, accounts, rows)
    request = Request(folder, small_project.request(folder, tmp_path).now, words, out=tmp_path / "out")
    job = gather(request)
    shards = plan(job, request, place_of(request.out or "")).shards
    assert "canary" not in repr((request, job.passwords, shards))
    assert [[*shard.job.passwords.of] for shard in shards] == [["A"], ["B"]]
    assert [dict(shard.request.environment) for shard in shards] == [{}, {}]


def test_workers_that_read_a_store_have_the_passwords_of_their_accounts(tmp_path: Path) -> None:
    """Nothing else of the environment goes to them."""
    from reviewgen.ingest import ingest

    folder = project(tmp_path, {"password": {"variable": "W"}})
    environment = {"W": WORD, "SECRET": "canary"}
    ingest(folder, str(tmp_path / "store"), environment)
    _, (result,) = run(folder, tmp_path / "out", environment, store=str(tmp_path / "store"))
    with opened(small_project.folder_of(result) / "pack.pdf", WORD) as found:
        assert found.pages
