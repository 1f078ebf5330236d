"""Recomputes forecasts with fractions and big integers, independently of the program: prints tests/data/forecasts.json.

Usage: python3 tests/data/forecasts.py > tests/data/forecasts.json
Reads the assumptions from rules.toml. The formulas are a second implementation of the comments in rules.toml.
"""
import json
import pathlib
import random
import tomllib
from fractions import Fraction as F
from math import ceil, floor

rules = tomllib.loads((pathlib.Path(__file__).parents[2] / "rules.toml").read_text("utf-8"))
A = rules["forecast"]
LIMITS = {plan["id"]: (plan.get("mailbox_default_mb"), plan.get("mailbox_max_mb")) for plan in rules["plan"]}
MOST = 2**53 - 1
HUNDRED_YEARS = 36500


def cut(n):
    return min(int(n), MOST)


def forecast(q):
    number = {k: q.get(k) for k in ("mails", "attached", "used", "limit", "keep")}
    attachments = q.get("attachments", "unknown")
    if q.get("purpose") == "notification":
        attachments = "unknown"  # visitors with this purpose are not asked for it
    only = q.get("purpose") in A["receives_only"]  # no sent copies, no attachments unless entered
    usual = ceil(F(A["mails"][q.get("purpose", "unknown")] * A["frequency_percent"][q.get("frequency", "unknown")], 100))
    mails = number["mails"] if number["mails"] is not None else max(usual, number["attached"] or 0)
    if number["attached"] is not None:
        attached = F(min(number["attached"], mails))
    else:
        attached = F(0 if only else mails * A["attached_percent"][attachments], 100)
    received = floor((mails - attached) * A["mail_kb"] * 1000
                     + attached * A["attachment_kb"] * 1000 * F(A["attachment_growth_percent"], 100))
    imap = floor(F(received * (100 + (0 if only else A["sent_percent"]) - A["cleared_percent"]), 100))
    received, imap = cut(received), cut(imap)
    used = cut((number["used"] or 0) * 10**6)
    default, most = LIMITS.get(q.get("plan"), (None, None))
    own = number["limit"] or None
    limit = min(own, most) if own and most else own or default
    limits = [limit] if limit else A["limits_if_unknown_mb"]

    def line(mb):
        return cut(F(cut(mb * 10**6) * A["warn_percent"], 100))

    # The maximum number of whole working days whose mail stays below the warning line.
    def below(a_day, mb):
        return (ceil(F(line(mb), a_day)) - 1) if a_day else 2**64

    def safe(mb):
        return min(HUNDRED_YEARS, floor(F(below(received, mb) * 7, A["working_days_a_week"])))

    # The setting: the entered days, if safe; else the usual days, in whole weeks or months, at most 30 for assumed mails.
    ceiling = 30 if number["mails"] is None else 90
    days = safe(limits[0])
    if days < ceiling:
        ceiling = days if days < 7 else days - days % 7 if days < 60 else days - days % 30
    setting = number["keep"] if number["keep"] is not None and number["keep"] <= days else ceiling
    if number["keep"] is None:
        setting = min(A["keep_days"], ceiling)
    if number["mails"] is None:  # more than 30 days can be checked only with an entered volume
        unchecked = number["keep"] is not None and 30 < number["keep"] <= days
        setting = ceiling if unchecked else setting
    else:
        unchecked = False
    keep = setting if number["keep"] is None or unchecked else number["keep"]
    window = cut(ceil(F(keep * A["working_days_a_week"], 7)))
    year = A["working_days_a_year"]

    def level(months):
        days = floor(F(months * year, 12))
        rest = used if days < window or months == 0 else 0
        return [cut(used + imap * days), cut(rest + received * min(days, window)), cut(used + received * days)]

    def reached(target, a_day, most=None):
        left = max(0, target - used)
        if left and not a_day:
            return None
        days = ceil(F(left, a_day)) if left else 0
        if most is not None and days > most:
            return None
        return [cut(ceil(F(days * 365, year))), floor(F(days * 12, year) + F(1, 2))]

    def limit_forecast(mb):
        limit, warn = cut(mb * 10**6), line(mb)
        return {
            "limit_mb": mb,
            "imap": [reached(warn, imap), reached(limit, imap)],
            "pop_kept": [reached(warn, received, window), reached(limit, received, window)],
            "pop_for_good": [reached(warn, received), reached(limit, received)],
            "safe_keep_days": safe(mb),
            "clear_every_days": min(HUNDRED_YEARS, floor(F(below(imap, mb) * 365, year))),
            "clear_first": used >= warn,
            "pop_clear_every_days": min(HUNDRED_YEARS, floor(F(below(received, mb) * 365, year))),
        }

    largest = cut(limits[-1] * 10**6)
    known = largest if limit or used <= largest else None
    full = known is not None and used >= known
    return {
        "state": "full" if full else "nearly_full" if known is not None and F(used, known) >= F(9, 10) else None,
        "keep": [keep, setting, max(ceiling, setting)],
        "received": received, "imap": imap, "mails": mails,
        "levels": [level(m) for m in (1, 3, 12, 36)],
        "plateau": cut(received * window),
        "limits": [limit_forecast(mb) for mb in limits],
    }


def queries():
    random.seed(4)
    choices = {q["id"]: [c["id"] for c in q["choice"]] for q in rules["question"]}
    wide = [0, 1, 2, 5, 10, 45, 50, 200, 999, 10_000, 123_456_789, 10**12]
    for _ in range(400):
        q = {}
        for key in ("plan", "purpose", "attachments", "frequency"):
            if random.random() < 0.6:
                q[key] = random.choice(choices[key])
        for key in ("mails", "attached", "used", "limit", "keep"):
            if random.random() < 0.45:
                q[key] = random.choice(wide)
        # The parser accepts neither a limit of 0 nor more attachments than mails.
        if q.get("limit") == 0:
            del q["limit"]
        if q.get("attached", 0) > q.get("mails", 10**12):
            del q["attached"]
        yield q


print("[\n" + ",\n".join(json.dumps({"query": q, "gives": forecast(q)}) for q in queries()) + "\n]")
