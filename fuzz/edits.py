"""One change to a text: so many bytes at a place make way for others. Few bytes say much, so search goes far."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = 8
ALL = 0xFFFF


@dataclass(frozen=True, slots=True)
class Edit:
    """A change: `which` text and `how` it is read, where it begins, how much is taken out, what is put in."""

    which: int
    how: int
    place: int
    gone: int
    put: bytes

    @classmethod
    def of(cls, data: bytes) -> Edit:
        """The change that bytes stand for; what they lack is zero."""
        head = data[:HEAD].ljust(HEAD, b"\0")
        numbers = (int.from_bytes(head[start : start + 2], "big") for start in range(0, HEAD, 2))
        which_and_how, place, gone, _ = numbers
        return cls(which_and_how >> 8, which_and_how & 0xFF, place, gone, data[HEAD:])

    def written(self) -> bytes:
        """The bytes that stand for the change."""
        numbers = (self.which << 8 | self.how, self.place, self.gone, 0)
        return b"".join(number.to_bytes(2, "big") for number in numbers) + self.put

    def start(self, text: bytes) -> int:
        """Where the change begins in a text."""
        return self.place % (len(text) + 1)

    def made(self, text: bytes) -> bytes:
        """The text after it."""
        if self.gone == ALL:
            return self.put
        start = self.start(text)
        return text[:start] + self.put + text[start + self.gone :]
