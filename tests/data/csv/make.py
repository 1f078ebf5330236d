"""Makes the tables of this folder, byte for byte as the programs named export the same sheet. Run in this folder.

Excel and Google Sheets end lines with CR LF and break lines inside cells with LF; LibreOffice has LF everywhere. All
quote only what needs it. Google Sheets leaves out the line end after the last row.
"""

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
    "libreoffice.csv": csv("\n").encode(),
    "google-sheets.csv": csv("\r\n", last=False).encode(),
    "pasted-cells.txt": csv("\n", last=False, delimiter="\t").encode(),
}

for name, content in TABLES.items():
    with open(name, "wb") as file:
        file.write(content)
