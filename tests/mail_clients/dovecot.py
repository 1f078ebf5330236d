"""Dovecot for tests: IMAP and POP sessions of one mailbox without server, root, port or password, and a server."""

import imaplib
import os
import pathlib
import poplib
import pwd
import shlex
import socket
import subprocess
import time

LIBEXEC = pathlib.Path("/usr/lib/dovecot")
MODULES = "/usr/lib/dovecot/modules"


# Dovecot refuses mailboxes of root, so that mail belongs to the user `nobody` if root runs the tests.
OWNER = os.getuid() or pwd.getpwnam("nobody").pw_uid


def open_to_owner(directory):
    """Lets the owner of mail enter a directory."""
    os.chmod(directory, 0o755)


def configuration(directory, quota_kb):
    """Returns the configuration of a mailbox with a quota, in a directory."""
    return f"""
mail_uid = {OWNER}
mail_gid = {pwd.getpwuid(OWNER).pw_gid}
protocols = imap pop3
mail_location = maildir:{directory}/mail
mail_plugin_dir = {MODULES}
log_path = {directory}/log
ssl = no
mail_plugins = quota
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage={quota_kb}K
}}
"""


def _command(program, mailbox):
    """Returns a shell command that speaks a mail protocol on standard input and output."""
    environment = f"HOME={shlex.quote(str(mailbox.directory))} USER=taro"
    return f"{environment} exec {LIBEXEC / program} -c {shlex.quote(str(mailbox.configuration))}"


class Imap(imaplib.IMAP4_stream):
    """An IMAP session."""

    def __init__(self, mailbox):
        super().__init__(_command("imap", mailbox))

    def messages(self, folder):
        """Returns subject → set of flags of a folder; empty if there is no such folder."""
        if self.select(folder)[0] != "OK":
            return {}
        numbers = self.search(None, "ALL")[1][0].split()
        found = {}
        for number in numbers:
            data = self.fetch(number, "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
            text = b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in data)
            flags = imaplib.ParseFlags(text)
            subject = text.split(b"Subject: ", 1)[1].split(b"\r\n", 1)[0].decode()
            found[subject] = {flag.decode() for flag in flags}
        return found

    def folders(self):
        """Returns the names of all folders."""
        return [line.decode().rsplit(" ", 1)[1].strip('"') for line in self.list()[1] if line]

    def put(self, folder, message, flags=None):
        """Appends a message; returns whether the server accepted it."""
        return self.append(folder, flags, None, message)[0] == "OK"

    def close_session(self):
        """Ends the session and its program."""
        self.logout()
        self.process.wait(20)


class _Greeting:
    """The output of Dovecot's POP program, which leaves the greeting to another program, with a greeting before it."""

    def __init__(self, output):
        self.output, self.greeting = output, b"+OK\r\n"

    def readline(self, limit=-1):
        greeting, self.greeting = self.greeting, b""
        return greeting or self.output.readline(limit)

    def close(self):
        self.output.close()


class _PipeSocket:
    """What `poplib` needs of a socket, on the pipes of a program."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=True
        )

    def makefile(self, _mode):
        return _Greeting(self.process.stdout)

    def sendall(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def shutdown(self, _how):
        self.process.stdin.close()

    def close(self):
        self.process.wait(20)


class Pop(poplib.POP3):
    """A POP session."""

    def __init__(self, mailbox):
        self._command = _command("pop3", mailbox)
        super().__init__("")

    def _create_socket(self, timeout):
        return _PipeSocket(self._command)

    def close_session(self):
        """Quits, which carries out deletions, and ends the program."""
        self.quit()


class Mailbox:
    """A mailbox with a quota, in a new directory."""

    def __init__(self, directory, quota_kb):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True)
        os.chown(self.directory, OWNER, pwd.getpwuid(OWNER).pw_gid)
        self.configuration = self.directory / "dovecot.conf"
        self.configuration.write_text(configuration(self.directory, quota_kb))
        self.quota_kb = quota_kb

    def imap(self):
        """Opens an IMAP session."""
        return Imap(self)

    def pop(self):
        """Opens a POP session."""
        return Pop(self)


def free_ports(count):
    """Returns ports that are free now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for_port(port, seconds=20):
    """Waits until a port accepts connections."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
