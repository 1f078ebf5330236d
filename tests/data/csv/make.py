"""Writes the tables of this folder, all from the same sheet. Run it in this folder.

LibreOffice exports two of them (version 7.4 wrote the files in this folder); without `soffice` they are not changed. The
script writes the others as Excel and Google Sheets do: rows end with CR LF, lines inside a cell with LF; only cells that
need it are quoted; Google Sheets omits the line end after the last row.
"""

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

SHEET = [
    ["account", "plan", "purpose", "devices", "mails", "used", "備考"],
    ["営業部（代表）", "standard", "work", "several", "５０通", "1,200MB", "東京, 大阪"],
    ["お問い合わせ", "standard", "inquiry", "pc-phone", "10件", "", "1行目\n2行目、\"引用\"つき"],
    ["髙橋・山﨑", "managed", "work", "one-pc", "２０", "1.5GB", ""],
    ["ソニー表計算ポスト能", "maintenance", "orders", "", "", "", "ｶﾀｶﾅ①～"],
]


def csv(end, last=True, delimiter=","):
    def cell(text):
        needs = any(mark in text for mark in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    rows = [delimiter.join(cell(text) for text in row) for row in SHEET]
    return end.join(rows) + (end if last else "")


TABLES = {
    "excel-japan.csv": csv("\r\n").encode("cp932"),
    "excel-utf-8.csv": csv("\r\n").encode("utf-8-sig"),
    "excel-unicode-text.txt": b"\xff\xfe" + csv("\r\n", delimiter="\t").encode("utf-16-le"),
    "google-sheets.csv": csv("\r\n", last=False).encode(),
    "pasted-cells.txt": csv("\n", last=False, delimiter="\t").encode(),
}

for name, content in TABLES.items():
    with open(name, "wb") as file:
        file.write(content)


def fods():
    """Returns the sheet as flat XML for LibreOffice, with a paragraph for each line of a cell."""

    def cell(text):
        lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n") if line)
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in SHEET)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
        f'<table:table table:name="1">{rows}</table:table></office:spreadsheet></office:body></office:document>'
    )


if shutil.which("soffice"):
    # Separator, quotation mark, encoding.
    for name, options in {"libreoffice.csv": "44,34,76", "libreoffice-shift-jis.csv": "44,34,64"}.items():
        with tempfile.TemporaryDirectory() as folder:
            sheet = Path(folder, "sheet.fods")
            sheet.write_text(fods(), encoding="utf-8")
            form = f"csv:Text - txt - csv (StarCalc):{options}"
            subprocess.run(["soffice", "--headless", "--convert-to", form, "--outdir", folder, sheet], check=True)
            shutil.copyfile(sheet.with_suffix(".csv"), name)
