#!/usr/bin/env python3
"""Checks the English of comments, messages, guides and configuration: reports words that are not technical English.

Usage: tests/english.py [PATH ...]

Without arguments, checks every tracked file that `reader` knows; with arguments, only those files and folders. Prints
FILE:LINE, the words found and better ones, then the hits per folder. Exits with 1 if there is a hit or a stale entry in
ALLOWED.

Only English is searched: comments and string literals of code, texts and comments of rules.toml, the whole text of
guides, templates and configuration. Identifiers, code in backticks and blocks of console output are not.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

# In the searched text, CODE replaces each character of code. ITEM and MODULE mark the start of a doc comment.
CODE, ITEM, MODULE = "\0", "\1", "\2"

# Pattern in lower case, better words. A match begins at the beginning of a word; a space matches any whitespace, so that
# phrases are found across lines.
WORDS = [
    (r"(?:tells?|told|telling)\b(?!(?: \w+){0,3} apart\b)", "report, show, list, distinguish; Returns whether"),
    (r"(?:says|said|saying)\b|say (?:so|whether|what|why|how|which|that|no|nothing)\b", "report, state, contain"),
    (r"(?:gives|gave)\b(?! up\b|\s*=)", "return, show, contain, result in"),
    (r"(?:stands?|stood|standing)\b", "be, be in, precede, mean"),
    (r"(?:comes?|came|coming) (?:to|of)\b", "be, amount to, result from"),
    (r"(?:hangs?|hung|hanging) on\b", "depend on"),
    (r"mend(?:s|ed|ing)?\b", "fix, correct"),
    (r"who(?:m|se)?ever\b", "the client, the visitor, the author of the rules"),
    (r"(?:some|no)body\b", "the client, the visitor; no client, no visitor"),
    (r"for good\b(?! (?:reasons?|measure|results?)\b)", "permanently"),
    (r"under\s?way\b", "in flight, in progress"),
    (r"so many\b", "the number itself"),
    (r"of ours\b", "of this crate, of the server"),
    (r"(?:speaks?|spoke|speaking) for\b", "favour"),
    (r"(?:go|goes|going|went|gone) along\b", "be carried, be included"),
    (r"(?:takes?|taken|took|taking) off\b", "remove"),
    (r"(?:let|lets|letting)(?: \w+)? go\b", "close, drop, release"),
    (r"as far as (?:it|they|that) go(?:es)?\b", "the limit itself"),
    (r"(?:##* |\| )what it is for(?:\s*\||$)", "purpose"),
    (rf"{MODULE}\s*owns\b", "a noun phrase: what the module is"),
    (rf"{ITEM}\s*(?:gives|tells|says|has|takes)\b", "Returns, Parses, Formats, Builds, Writes, Checks whether"),
]

# Ordinary uses, names and quotations: file, part of its line. Each must be needed, or the check fails.
ALLOWED = [
    # The id of a diagnostic, which `check --format json` prints.
    ("tests/audit.rs", "use-gives-something-else"),
    ("tests/loader.rs", "use-gives-something-else"),
    ("src/loader.rs", "use-gives-something-else"),
    ("src/rulebook/diagnostics/diagnostic.rs", "use-gives-something-else"),
]

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = [(re.compile(pattern.replace(" ", r"\s+"), re.M), better) for pattern, better in WORDS]
INLINE_CODE = re.compile(r"`[^`\n]*(?:\n[^`\n]+)?`")
FENCED_BLOCK = re.compile(r"^```(?!text).*?^```$", re.S | re.M)
JAPANESE = re.compile("[ぁ-ヿ]")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)

# Each language: what is a comment, a literal with escapes (`text`) or without (`raw`), and what only has to be skipped.
SLASHES = r"(?P<comment>//[^\n]*|/\*.*?\*/)"
HASHES = r"(?P<comment>\#[^\n]*)"
QUOTED = r'"(?P<text>(?:[^"\\]|\\.)*)"'
RUST = SLASHES + r'|r(?P<hashes>\#*)"(?P<raw>.*?)"(?P=hashes)|' + QUOTED + r"|'(?:[^'\\\n]|\\u\{\w+\}|\\x..|\\.)'"
SCRIPT = SLASHES + "|" + QUOTED + r"|'(?P<raw>(?:[^'\\\n]|\\.)*)'"
PYTHON = HASHES + r'|"""(?P<raw>.*?)"""|' + QUOTED + r"|'(?:[^'\\\n]|\\.)*'"
TOML = HASHES + r'|"""(?P<raw>.*?)"""|' + QUOTED + r"|'[^'\n]*'"


def hidden(text):
    """Replaces text by CODE; its length, its line ends and lines of spaces stay the same."""
    return "\n".join(CODE * len(line) if line.strip() else line for line in text.split("\n"))


def without(text, *patterns):
    """Hides every match of the patterns."""
    for pattern in patterns:
        text = pattern.sub(lambda match: hidden(match[0]), text)
    return text


def comment(source, start, text):
    """Returns a comment with spaces, ITEM or MODULE instead of its marker."""
    marker = re.match(r"///|//!|//|/\*+|#+", text)[0]
    line_start = source.rfind("\n", 0, start) + 1
    line_before = source[source.rfind("\n", 0, max(line_start - 1, 0)) + 1 : line_start].strip()
    opens = {"///": ITEM, "//!": MODULE}.get(marker, " ")
    first = opens if not line_before.startswith(marker) else " "
    # Of a comment in Japanese, words in Latin letters are names.
    if marker.startswith("#") and JAPANESE.search(text):
        return hidden(text)
    return first + " " * (len(marker) - 1) + without(text[len(marker) :], INLINE_CODE)


def comments_and_literals(tokens):
    """Returns a reader that hides all but the comments and string literals of a language."""
    tokens = re.compile(tokens, re.S)

    def read(source):
        parts, at = [], 0
        for token in tokens.finditer(source):
            found = token.groupdict()
            if found["comment"]:
                start, english = token.start(), comment(source, token.start(), token[0])
            elif found.get("raw"):
                start, english = token.start("raw"), without(token["raw"], INLINE_CODE)
            elif found.get("text"):
                unescaped = re.sub(r"\\[^\n]|\\(?=\n)", lambda escape: " " * len(escape[0]), token["text"])
                start, english = token.start("text"), without(unescaped, INLINE_CODE)
            else:
                continue
            parts += hidden(source[at:start]), english
            at = start + len(english)
        return "".join(parts) + hidden(source[at:])

    return read


READERS = {
    ".rs": comments_and_literals(RUST),
    ".js": comments_and_literals(SCRIPT),
    ".css": comments_and_literals(r"(?P<comment>/\*.*?\*/)"),
    ".py": comments_and_literals(PYTHON),
    ".toml": comments_and_literals(TOML),
    ".md": lambda source: without(source, FENCED_BLOCK, INLINE_CODE),
    ".html": lambda source: without(source, PLACEHOLDER),
}


def reader(name):
    """Returns the function that hides everything but the English of a file; None if the file is not checked."""
    path = Path(name)
    if name == "tests/english.py" or name.startswith(("tests/snapshots/", "tests/data/")) and path.suffix != ".py":
        return None
    if path.suffix in READERS:
        return READERS[path.suffix]
    whole = name.startswith(("deploy/", "templates/")) or path.name == "run" or path.suffix == ".sh"
    return (lambda source: without(source, INLINE_CODE)) if whole else None


def hits(source, english):
    """Yields line number, line, words and better words for each hit."""
    english = english.lower()
    for pattern, better in PATTERNS:
        for match in pattern.finditer(english):
            start, end = match.span()
            before, after = english[start - 1 : start], english[end : end + 1]
            within_a_word = before.isalnum() or before == "_"
            # A literal or a value that is one of the words and nothing else is a key or an id.
            is_an_id = before in (CODE, '"') and after in (CODE, '"')
            if within_a_word or is_an_id:
                continue
            number = source.count("\n", 0, start) + 1
            line = source[source.rfind("\n", 0, start) + 1 : (source + "\n").index("\n", start)]
            yield number, line.strip(), " ".join(match[0].strip(ITEM + MODULE).split()), better


def main(paths):
    listed = subprocess.run(["git", "ls-files", "-z", *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and reader(name)]
    unused, found, files = set(ALLOWED), Counter(), 0
    for name in names:
        files += 1
        source = (ROOT / name).read_text("utf-8")
        for number, line, words, better in sorted(hits(source, reader(name)(source))):
            excuses = {(file, part) for file, part in ALLOWED if file == name and part in line}
            unused -= excuses
            if not excuses:
                found[name.rpartition("/")[0] or "."] += 1
                print(f"{name}:{number}: {words!r}; better: {better}\n    {line}")
    for folder, count in sorted(found.items()):
        print(f"{count:6} {folder}")
    print(f"{found.total():6} hits in {files} files")
    stale = [] if paths else sorted(unused)
    for file, part in stale:
        print(f"ALLOWED has an entry that nothing needs: {file}: {part}")
    return found.total() > 0 or bool(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
