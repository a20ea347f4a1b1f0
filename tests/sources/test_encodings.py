from __future__ import annotations

import pytest

from reviewgen.errors import InputError
from reviewgen.sources.encodings import suggested, utf8
from reviewgen.sources.files import Raw

TEXTS = {
    "German": "id;Kunde;Titel\n1;Müller & Söhne;Störung größer als „üblich“ – Drucker\n2;Bäcker;Änderung\n",
    "French": "id;client;titre\n1;Société;L’imprimante à l’étage, déjà signalé\n2;Hôpital;où ça coûte\n",
    "Spanish": "id;cliente;título\n1;Compañía;¿Cuándo estará la conexión? Pingüino – año\n2;Niño;Avería\n",
    "one word": "id\nMüller\n",
    "shouted": "id\nMÜLLER & SÖHNE\n",
    "an apostrophe alone": "id\nIt’s down – again\n",
}


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_likeliest_encoding_reads_what_was_written(text: str, encoding: str) -> None:
    """Whatever the language; UTF-16 with its mark and without."""
    data = text.encode(encoding)
    assert data.decode(suggested(data)[0]).removeprefix("\ufeff") == text


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "cp1252"), ("mac_roman", "mac_roman"), ("utf-16", "utf-16")])
def test_the_message_says_what_to_write_and_shows_words(encoding: str, name: str) -> None:
    """The encoding, and the first words that show whether it is right."""
    with pytest.raises(InputError) as caught:
        utf8(Raw("a.csv", TEXTS["German"].encode(encoding), ""), "utf-8")
    assert f"add encoding: {name} in reviewgen.yaml" in str(caught.value)
    assert ("Müller & Söhne" in str(caught.value)) is (name != "utf-16")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_mark_of_utf_8_before_what_is_none_is_told(encoding: str) -> None:
    """With the byte and line in the file, and the set of the rest; read with that, the mark is no part of a name."""
    raw = Raw("a.csv", b"\xef\xbb\xbfid,name\n1,\n\xfcber\n", "")
    with pytest.raises(InputError) as caught:
        utf8(raw, encoding)
    assert str(caught.value).startswith("a.csv, line 3: is marked as UTF-8, but byte 14 is not. Hint: export it again")
    assert 'or add encoding: cp1252 in reviewgen.yaml, if "id,name 1, über" is what it' in str(caught.value)
    assert utf8(raw, "Windows-1252").decode("utf-8") == "id,name\n1,\nüber\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_though_all_is_ascii(encoding: str) -> None:
    """Every second byte is zero, which is UTF-8 as well."""
    with pytest.raises(InputError) as caught:
        utf8(Raw("a.csv", "number,opened_at\nINC1,2026-10-01\n".encode(encoding), ""), "utf-8")
    assert f"is UTF-16. Hint: add encoding: {encoding} in reviewgen.yaml" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac_roman"])
def test_what_is_declared_is_read(encoding: str) -> None:
    """As UTF-8 without a mark; a mark of UTF-8 matters not."""
    text = "id;Größe é ñ\n"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    assert utf8(Raw("a.csv", text.encode(encoding), ""), declared).decode("utf-8") == text


def test_a_mark_that_contradicts_decides() -> None:
    """What is declared as one of one byte and is UTF-16 all the same would be read as rubbish: NUL bytes tell."""
    data = "id;a\n1;b\n".encode("utf-16")
    assert suggested(data) == ("utf-16",)
