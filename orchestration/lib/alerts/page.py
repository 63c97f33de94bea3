"""One content, two layouts: the text and the HTML of a message.

What belongs here: headings, paragraphs, lists and tables. What does not: what they say
(`wording`, `health_page`).
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["normal", "bon", "mauvais"]
_WIDTH = 76
_SEPARATOR = "\x1f"
_COLOURS = {"normal": "#1e1e1e", "bon": "#18753c", "mauvais": "#ce0500"}


@dataclass
class Page:
    """A page under construction; blocks are added in reading order."""

    title: str
    _blocks: list[tuple[str, Sequence[str], Tone]] = field(default_factory=list)

    def say(self, *paragraphs: str, tone: Tone = "normal") -> Page:
        """Add paragraphs."""
        self._blocks += [("p", (p,), tone) for p in paragraphs if p]
        return self

    def items(self, heading: str, lines: Sequence[str], tone: Tone = "normal") -> Page:
        """Add a heading and a list; nothing when the list is empty."""
        if lines:
            self._blocks += [("h", (heading,), tone), ("ul", tuple(lines), tone)]
        return self

    def table(self, heading: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Page:
        """Add a heading and a table; nothing when it has no row."""
        if rows:
            self._blocks.append(("h", (heading,), "normal"))
            lines = tuple(_SEPARATOR.join(cells) for cells in (header, *rows))
            self._blocks.append(("table", lines, "normal"))
        return self

    @property
    def text(self) -> str:
        """The page for a reader of plain text."""
        return "\n".join((self.title, "", *self._text_lines())).rstrip() + "\n"

    def _text_lines(self) -> Iterator[str]:
        for kind, lines, _ in self._blocks:
            if kind == "ul":
                yield from (
                    textwrap.fill(line, _WIDTH, initial_indent="  - ", subsequent_indent="    ",
                                  break_long_words=False, break_on_hyphens=False)
                    for line in lines
                )  # fmt: skip
                yield ""
            elif kind == "table":
                yield from (f"  {line.replace(_SEPARATOR, '  ')}".rstrip() for line in lines)
                yield ""
            else:
                yield textwrap.fill(
                    lines[0], _WIDTH, break_long_words=False, break_on_hyphens=False
                )
                if kind == "p":
                    yield ""

    @property
    def html(self) -> str:
        """The page for a mail reader or a browser, without anything to fetch."""
        body = "\n".join(self._html_blocks())
        title = html.escape(self.title)
        return (
            '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{title}</title></head>\n"
            '<body style="font:16px/1.5 sans-serif;max-width:46em;margin:1.5em auto;padding:0 1em;'
            f'color:#1e1e1e">\n<h1 style="font-size:1.3em">{title}</h1>\n{body}\n</body></html>\n'
        )

    def _html_blocks(self) -> Iterator[str]:
        for kind, lines, tone in self._blocks:
            style = f'style="color:{_COLOURS[tone]}"'
            if kind == "ul":
                entries = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
                yield f"<ul {style}>{entries}</ul>"
            elif kind == "table":
                yield f'<table style="border-collapse:collapse">{_rows(lines)}</table>'
            else:
                tag = "h2" if kind == "h" else "p"
                yield f"<{tag} {style}>{html.escape(lines[0])}</{tag}>"


def _rows(lines: Sequence[str]) -> str:
    """Return the rows of a table, the first one its header."""
    style = ' style="border:1px solid #ddd;padding:.2em .6em;text-align:left"'
    rows = []
    for rank, line in enumerate(lines):
        tag = "td" if rank else "th"
        cells = "".join(f"<{tag}{style}>{html.escape(c)}</{tag}>" for c in line.split(_SEPARATOR))
        rows.append(f"<tr>{cells}</tr>")
    return "".join(rows)
