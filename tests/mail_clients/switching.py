"""Carries out the steps of a change on real Dovecot mailboxes, as a mail app would, and reports what is lost.

Reads a JSON list of changes: `{"now", "protocol", "devices", "steps": [{"id", "guards"}], "omit"}`, where `omit` is the id of
a step that is left out, or null. Writes a JSON list with, for each, the ids of the losses that are found at the end.

What the customer has and does is fixed here by the ids of the steps; what is lost is only ever read from the mailboxes and
from the mail on the devices.
"""

import json
import sys
import tempfile

import dovecot

# The size of a message, and of a mailbox in which some messages have room.
MESSAGE_BYTES = 10_000
QUOTA_KB = 160
LARGE_KB = 10_000
# How many messages have room after a copy for which the space was compared.
SPARE = 8
LIST = "[list]"


def message(subject):
    """Returns a message of a fixed size."""
    body = ("x" * 76 + "\r\n") * (MESSAGE_BYTES // 78)
    return f"From: hanako@example.test\r\nTo: taro@example.test\r\nSubject: {subject}\r\n\r\n{body}".encode()


def subject_of(data):
    """Returns the subject of a message."""
    return data.split(b"Subject: ", 1)[1].split(b"\r\n", 1)[0].decode()


class Server:
    """A mailbox on a server: how mail is delivered to it, and what it has."""

    def __init__(self, directory, quota_kb):
        self.mailbox = dovecot.Mailbox(directory, quota_kb)
        self.quota_kb = quota_kb
        self.imap = self.mailbox.imap()
        self.sorts = False
        self.accepted = []
        self.refused = []
        self.has_ended = False

    def fill(self, folder, subjects, flags="\\Seen"):
        """Puts mail into a folder, without a delivery."""
        if folder != "INBOX":
            self.imap.create(folder)
        for subject in subjects:
            assert self.imap.put(folder, message(subject), flags), f"{folder} is full at {subject}"

    def deliver(self, subject):
        """Delivers new mail: to the inbox, or to a folder if the server sorts it. Refused if the mailbox is full."""
        if self.has_ended:
            return
        folder = "Lists" if self.sorts and subject.startswith(LIST) else "INBOX"
        if folder != "INBOX":
            self.imap.create(folder)
        (self.accepted if self.imap.put(folder, message(subject)) else self.refused).append(subject)

    def free_messages(self):
        """Returns how many messages have room, by the quota that IMAP shows."""
        line = self.imap.getquotaroot("INBOX")[1][1][0].decode()
        used, limit = line.split("STORAGE ", 1)[1].rstrip(")").split()[:2]
        return (int(limit) - int(used)) * 1024 // MESSAGE_BYTES

    def content(self):
        """Returns folder → subject → flags; empty once the contract has ended."""
        if self.has_ended:
            return {}
        return {folder: self.imap.messages(folder) for folder in self.imap.folders()}

    def subjects(self):
        """Returns the subjects of all mail."""
        return {subject for folder in self.content().values() for subject in folder}

    def read(self, folder):
        """Downloads all messages of a folder: subject → message."""
        if self.has_ended or self.imap.select(folder)[0] != "OK":
            return {}
        numbers = self.imap.search(None, "ALL")[1][0].split()
        bodies = (self.imap.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers)
        return {subject_of(body): body for body in bodies}


class Change:
    """An account during a change: its servers, and the mail on the main device."""

    def __init__(self, directory, change):
        self.change = change
        self.steps = {step["id"] for step in change["steps"]} - {change["omit"]}
        self.protocol, self.now, self.devices = change["protocol"], change["now"], change["devices"]
        # Folder → messages on the main device, oldest first.
        self.local = {}
        # Whether the main device fetches by POP, and leaves what it has fetched.
        self.pop_fetches = self.now in ("pop", "both")
        self.pop_leaves = False
        self.copy_stopped = False
        # Mail that only another device has, fetched there by POP.
        self.phone = {}
        self.before_imap = set()
        self.old = None
        self.server = Server(f"{directory}/new", QUOTA_KB)
        if self.now == "moving":
            self.old = Server(f"{directory}/old", LARGE_KB)
            self.old.fill("INBOX", [f"inbox {n}" for n in range(12)])
            self.old.fill("Archive", [f"archive {n}" for n in range(5)])
            self.old.fill("Sent", [f"sent {n}" for n in range(3)])
            # The mail app has fetched some by POP before; the old server no longer has it.
            self.local["INBOX"] = {f"fetched {n}": message(f"fetched {n}") for n in range(2)}
        elif self.now == "imap":
            self.server.fill("INBOX", ["inbox 0", "inbox 1"])
            self.server.fill("INBOX", ["unread 0", "unread 1"], None)
            self.server.fill("Archive", ["archive 0", "archive 1"])
            self.server.fill("Sent", ["sent 0"])
            self.server.sorts = True
            self.server.deliver(f"{LIST} 0")
        elif self.protocol == "pop" and self.now == "pop":
            # Two devices fetch by POP; each has what it was first to fetch.
            self.local["INBOX"] = {f"inbox {n}": message(f"inbox {n}") for n in range(3)}
            self.phone = {"phone 0": message("phone 0")}
        else:
            # Nearly full: POP has left the newest mail on the server.
            self.server.fill("INBOX", [f"left {n}" for n in range(4)])
            self.local["INBOX"] = {f"inbox {n}": message(f"inbox {n}") for n in range(8)}
            self.local["Archive"] = {f"archive {n}": message(f"archive {n}") for n in range(3)}
            self.local["Sent"] = {f"sent {n}": message(f"sent {n}") for n in range(3)}
            if self.devices == "phone-only":
                # An app that deletes what it has fetched, as some do.
                self.local = {"INBOX": {"inbox 0": message("inbox 0")}}
            if self.now == "both":
                self.server.sorts = True
                if self.protocol == "pop":
                    self.phone = {"phone 0": message("phone 0")}
                    self.server.fill("Archive", ["filed 0"])
                    self.server.fill("Sent", ["sent from phone 0"])
        self.at_start = {name for folder in self.local.values() for name in folder} | set(self.phone)
        if self.now == "moving":
            self.fetched = set(self.local["INBOX"])
        if self.now != "moving":
            self.at_start |= self.server.subjects()
        self.unread = {name for name in self.at_start if name.startswith("unread")}
        # What to copy to the server: everything, unless the space was compared.
        self.selected = None
        self.arrivals = 0

    # What happens by itself.

    def poll(self):
        """Fetches by POP, if the main device does."""
        if not self.pop_fetches or self.server.has_ended:
            return
        pop = self.server.mailbox.pop()
        inbox = self.local.setdefault("INBOX", {})
        for number in range(1, pop.stat()[0] + 1):
            body = b"\r\n".join(pop.retr(number)[1]) + b"\r\n"
            inbox[subject_of(body)] = body
            if not self.pop_leaves:
                pop.dele(number)
        pop.close_session()

    def time_passes(self):
        """Lets new mail arrive, some of which the server may sort, and the devices fetch."""
        self.arrivals += 1
        where = self.old if self.old and not self.old.has_ended else self.server
        for subject in (f"new {self.arrivals}", f"{LIST} new {self.arrivals}"):
            where.deliver(subject)
        self.poll()

    # What the steps do.

    def does(self, *ids):
        """Checks whether one of some steps is carried out."""
        return any(step in self.steps for step in ids)

    def copy_up(self, folders):
        """Copies mail of the main device, or of the old server, to the server, until the server refuses it."""
        for folder, messages in folders.items():
            if self.copy_stopped:
                return
            if folder != "INBOX":
                self.server.imap.create(folder)
            for subject, body in messages.items():
                if self.selected is not None and subject not in self.selected:
                    continue
                if not self.server.imap.put(folder, body, "\\Seen"):
                    self.copy_stopped = True
                    return

    def newest(self, folders):
        """Returns the newest messages that have room, with some to spare for new mail."""
        subjects = [subject for messages in folders.values() for subject in messages]
        room = max(self.server.free_messages() - SPARE, 0)
        return set(subjects[len(subjects) - room :] if room else [])

    def old_folders(self):
        """Returns the mail of the old server: folder → messages."""
        names = [] if self.old.has_ended else self.old.imap.folders()
        return {folder: self.old.read(folder) for folder in sorted(names)}

    def run(self):
        """Carries out the change; returns what is lost."""
        if self.now == "moving":
            self.move()
        elif self.protocol == "imap":
            self.to_imap()
        else:
            self.to_pop()
        losses = self.losses()
        for server in (self.server, self.old):
            if server:
                server.imap.close_session()
        return sorted(losses)

    def to_imap(self):
        self.time_passes()
        if self.does("stop-pop"):
            self.pop_leaves = True
        if self.does("compare-space"):
            self.selected = self.newest(self.local)
        if self.does("add-imap"):
            self.before_imap = set(self.server.accepted)
        self.time_passes()
        if self.does("copy-up"):
            self.copy_up({name: mail for name, mail in self.local.items() if name != "Sent"})
        if self.does("copy-sent-up"):
            self.copy_up({"Sent": self.local.get("Sent", {})})
        self.time_passes()
        # The POP account is removed in any case; the step is about keeping its data, or about what IMAP lacks.
        self.pop_fetches = False
        if self.devices == "phone-only":
            has_all = set(self.local.get("INBOX", {})) <= self.server.subjects()
            if not self.does("remove-pop-on-phone") or has_all:
                self.local = {}
        elif not self.does("keep-data", "keep-data-of-notices"):
            self.local = {}
        self.time_passes()

    def to_pop(self):
        if self.does("stop-sorting"):
            self.server.sorts = False
        if self.does("keep-for-others"):
            # The other devices still need what was read there.
            self.server.imap.create("Kept")
            for subject, body in self.server.read("INBOX").items():
                if subject not in self.unread:
                    assert self.server.imap.put("Kept", body, "\\Seen")
            self.server.imap.select("INBOX")
            for number in self.server.imap.search(None, "SEEN")[1][0].split():
                self.server.imap.store(number, "+FLAGS", "\\Deleted")
            self.server.imap.expunge()
        if self.does("copy-folders"):
            for folder in self.server.imap.folders():
                if folder not in ("INBOX", "Sent"):
                    self.local.setdefault(folder, {}).update(self.server.read(folder))
        if self.does("copy-sent"):
            self.local.setdefault("Sent", {}).update(self.server.read("Sent"))
        for step, chosen in (("copy-folders-of-phone", lambda name: name != "Sent"), ("copy-sent-of-phone", lambda name: name == "Sent")):
            if self.does(step):
                for folder in self.server.imap.folders():
                    if folder != "INBOX" and chosen(folder):
                        for body in self.server.read(folder).values():
                            assert self.server.imap.put("INBOX", body, "\\Seen")
        if self.does("mark-unread"):
            self.server.imap.select("INBOX")
            for number in self.server.imap.search(None, "UNSEEN")[1][0].split():
                self.server.imap.store(number, "+FLAGS", "\\Flagged")
        # POP is added in any case; the step is about leaving mail on the server.
        self.pop_fetches = True
        self.pop_leaves = self.does("add-pop-and-leave", "one-deletes") or self.devices == "phone-only"
        self.time_passes()
        self.time_passes()
        if not self.does("keep-on-others"):
            # The POP account of the other device is removed with its mail.
            self.phone = {}

    def move(self):
        self.time_passes()
        self.at_start = self.old.subjects()
        if not self.does("keep-old"):
            self.old.has_ended = True
        if self.does("compare-space"):
            self.selected = self.newest(self.old_folders())
            rest = {subject: body for mail in self.old_folders().values() for subject, body in mail.items()}
            self.local["Saved"] = {subject: body for subject, body in rest.items() if subject not in self.selected}
        if self.does("copy-old-folders"):
            self.copy_up(self.old_folders())
            self.copy_up({"Fetched": dict(self.local["INBOX"])})
        if self.does("save-old-folders", "save-old-on-phone"):
            for folder, mail in self.old_folders().items():
                self.local.setdefault(folder, {}).update(mail)
        # Mail still arrives on the old server for a while.
        self.time_passes()
        if self.does("watch-old"):
            late = set(self.old.accepted) - self.at_start
            for folder, mail in self.old_folders().items():
                new = {subject: body for subject, body in mail.items() if subject in late}
                self.local.setdefault(folder, {}).update(new)
        # Copies that stopped are not complete, so that the old account stays.
        if not self.copy_stopped:
            self.old.has_ended = True
            if not self.does("remove-old"):
                # The account is removed in any case; the step is about keeping its data.
                for subject in self.fetched:
                    self.local["INBOX"].pop(subject, None)
        if self.protocol == "pop":
            self.pop_fetches = True
            self.pop_leaves = self.does("add-pop-beside-and-leave")
        self.server.deliver("new at last")
        self.poll()

    # What is lost, read from the mailboxes and the main device.

    def losses(self):
        found = set()
        kept_here = {name for mail in self.local.values() for name in mail}
        content = self.server.content()
        on_server = {name for mail in content.values() for name in mail}
        if self.copy_stopped or self.server.refused:
            found.add("over-quota")
        if self.now == "moving":
            old = self.old.subjects()
            reachable = kept_here | on_server | old
            if not self.at_start <= reachable:
                found.add("old-server-mail")
            if not set(self.old.accepted) <= reachable | self.at_start:
                found.add("late-mail")
            if not self.fetched <= reachable:
                found.add("local-mail")
            if self.protocol == "pop" and self.others() and "new at last" not in on_server:
                found.add("missed-elsewhere")
        elif self.protocol == "imap":
            since = set(self.server.accepted) - self.before_imap
            if not since <= on_server:
                found.add("taken-by-pop")
            if not self.at_start <= kept_here | on_server:
                found.add("local-mail")
        else:
            # What the device with POP has: its own copies, and what POP fetched.
            folders = {name for name in self.at_start if name.startswith(("archive", "filed", f"{LIST} 0"))}
            sent = {name for name in self.at_start if name.startswith("sent")}
            if not folders <= kept_here:
                found.add("hidden-folders")
            if not sent <= kept_here and (not self.others() or self.now == "imap"):
                found.add("sent-mail")
            if self.others() and self.now == "both":
                # The other device keeps IMAP, which still shows them.
                found -= {"hidden-folders"}
            sorted_later = {name for name in self.server.accepted if name.startswith(f"{LIST} new")}
            if not sorted_later <= kept_here:
                found.add("sorted-away")
            others = self.others()
            if others and not {name for name in self.at_start if name.startswith("phone")} <= set(self.phone):
                found.add("local-mail")
            arrived = {name for name in self.server.accepted if name.startswith("new")}
            if others and not arrived <= on_server:
                found.add("missed-elsewhere")
            flags = {name: marks for mail in content.values() for name, marks in mail.items()}
            looks_read = {name for name in self.unread & on_server if "\\Seen" in flags[name] and "\\Flagged" not in flags[name]}
            if others and looks_read:
                found.add("unread-marks")
            # Once the set number of days is over, POP deletes what it has fetched; the other devices lose it.
            inbox = {name for name in self.at_start if name.startswith("inbox")}
            deleted = set(content.get("INBOX", {})) & kept_here
            if others and self.now == "imap" and inbox & (deleted | (inbox - on_server)):
                found.add("gone-elsewhere")
        return found

    def others(self):
        """Checks whether there are devices other than the main one."""
        return self.devices not in ("one-pc", "phone-only")


def main():
    results = []
    for change in json.load(sys.stdin):
        with tempfile.TemporaryDirectory() as directory:
            # Mail belongs to another user if root runs the tests.
            dovecot.open_to_owner(directory)
            results.append(Change(directory, change).run())
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
