"""Runs shell commands on a terminal, one after the other, and prints the terminal as an SVG.

usage: python3 scripts/lib/terminal.py WORDS COMMAND…
  WORDS  what the picture shows, for those who cannot see it
"""

import html
import os
import pty
import re
import sys
import textwrap

COLUMNS, WIDTH, HEIGHT, MARGIN = 100, 8, 19, 14
COLOURS = {"1": "bold", "2": "faint", "31": "red", "32": "green", "33": "yellow"}
STYLE = """
text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6e6e6 }
.prompt { fill: #8fb8de } .bold { font-weight: bold } .faint { opacity: 0.6 }
.red { fill: #ff6b6b } .green { fill: #7bd88f } .yellow { fill: #e5c07b }
"""


def run(command):
    """What the command writes to the terminal; a command that fails says so by what it writes."""
    said = b""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("sh", ["sh", "-c", command])
    try:
        while chunk := os.read(terminal, 65536):
            said += chunk
    except OSError:  # the other end is closed
        pass
    os.waitpid(child, 0)
    return said.decode().replace("\r\n", "\n").rstrip("\n")


def spans(line):
    """The line as pairs of classes and text."""
    classes, pairs = "", []
    for part in re.split(r"(\x1b\[[\d;]*m)", line):
        if part.startswith("\x1b"):
            classes = " ".join(COLOURS[code] for code in part[2:-1].split(";") if code in COLOURS)
        elif part:
            pairs.append((classes, part))
    return pairs


def wrapped(pairs):
    """Lines of pairs, none wider than the terminal; words stay whole."""
    text = "".join(part for _, part in pairs)
    classes = [style for style, part in pairs for _ in part]
    at = 0
    for row in textwrap.wrap(text, COLUMNS, subsequent_indent=" " * 11, drop_whitespace=True) or [""]:
        indent = " " * 11 if at else ""
        row = row[len(indent):]
        at = text.index(row, at)
        line = [("", indent)] if indent else []
        for style, char in zip(classes[at : at + len(row)], row):
            if line and line[-1][0] == style:
                line[-1] = (style, line[-1][1] + char)
            else:
                line.append((style, char))
        at += len(row)
        yield line


def svg(title, lines):
    width, height = COLUMNS * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" xml:space="preserve">'
    yield f"<title>{html.escape(title)}</title>"
    yield f"<style>{STYLE}</style>"
    yield f'<rect width="{width}" height="{height}" rx="8" fill="#1e2430"/>'
    for number, line in enumerate(lines):
        y, column = MARGIN + number * HEIGHT + 14, 0
        for style, text in line:
            if text.strip():
                lead = len(text) - len(text.lstrip())
                x, length = MARGIN + (column + lead) * WIDTH, len(text.strip()) * WIDTH
                marked = f' class="{style}"' if style else ""
                words = html.escape(text.strip(), quote=False)
                yield f'<text x="{x}" y="{y}" textLength="{length}"{marked}>{words}</text>'
            column += len(text)
    yield "</svg>"


def main():
    lines = []
    for command in sys.argv[2:]:
        lines.append([("prompt", "# "), ("bold", command)])
        said = run(command)
        for line in said.split("\n") if said else []:
            lines.extend(wrapped(spans(line)))
    print("\n".join(svg(sys.argv[1], lines)))


main()
