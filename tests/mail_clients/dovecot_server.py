#!/usr/bin/env python3
"""An ordinary Dovecot on loopback with high ports, for tests (standard library only).

    ports = start_server(dir, {"taro@example.test": "secret"})   # -> {"imap": n, "pop3": n, "pid": n}
    deliver(dir, "taro@example.test", b"Subject: ...")            # one message into the INBOX
    stop_server(dir)                                              # by the pid it started

Everything (config, sockets, log, mail) is below `dir`.  Works as an ordinary
user, and as root (then the server runs as `nobody`).  Started directly, it is a small command: see `--help`.
"""
import argparse
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"

CONFIG = """\
protocols = imap pop3
base_dir = {run}
state_dir = {run}
log_path = {log}
info_log_path = {log}
instance_name = test
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_verbose = yes
mail_location = maildir:{mail}/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
default_process_limit = 20
default_client_limit = 100
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {passwd}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    address = 127.0.0.1
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""


def free_ports(count):
    """`count` different ports of 127.0.0.1 without a listener just now."""
    held = []
    try:
        for _ in range(count):
            s = socket.socket()
            held.append(s)
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in held]
    finally:
        for s in held:
            s.close()


def start_server(dir, users, imap_port=None, pop3_port=None, timeout=15):
    """Starts Dovecot for `users` (address -> password). Returns its ports and pid."""
    dir = os.path.abspath(dir)
    run, mail = os.path.join(dir, "run"), os.path.join(dir, "mail")
    log = os.path.join(dir, "dovecot.log")
    passwd, conf = os.path.join(dir, "passwd"), os.path.join(dir, "dovecot.conf")
    if len(run) > 70:
        raise ValueError("directory name too long for unix sockets (108 bytes): " + run)
    for d in (dir, run, mail):
        os.makedirs(d, exist_ok=True)
    for address, password in users.items():
        if any(c in address + password for c in ":\n") or "/" in address:
            raise ValueError("':' , '/' or a line break in a user: " + address)
    with open(os.open(passwd, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.writelines("%s:{PLAIN}%s\n" % item for item in users.items())
    for address in users:
        for sub in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(mail, address, sub), exist_ok=True)

    free = free_ports(2)
    ports = {"imap": imap_port or free[0], "pop3": pop3_port or free[1]}
    # Dovecot's login processes refuse uid 0, so root lends the whole server to an ordinary user.
    uid, gid, become = os.getuid(), os.getgid(), {}
    if uid == 0:
        entry = pwd.getpwnam("nobody")
        uid, gid = entry.pw_uid, entry.pw_gid
        become = {"user": uid, "group": gid, "extra_groups": []}
    with open(conf, "w") as f:
        f.write(CONFIG.format(run=run, log=log, mail=mail, passwd=passwd, uid=uid, gid=gid,
                              user=pwd.getpwuid(uid).pw_name, group=grp.getgrgid(gid).gr_name,
                              **ports))

    open(log, "ab").close()
    if become:
        for parent, dirs, files in os.walk(dir):
            for path in [parent] + [os.path.join(parent, name) for name in files]:
                os.chown(path, uid, gid)
        parent = os.path.dirname(dir)
        while parent != "/":
            if not os.stat(parent).st_mode & 0o001:
                raise ValueError("as root the server runs as the user of mail, who cannot enter " + parent)
            parent = os.path.dirname(parent)

    # -F: in the foreground, so that the pid is the one we started.
    process = subprocess.Popen([DOVECOT, "-F", "-c", conf], stdin=subprocess.DEVNULL,
                               stdout=open(log, "ab"), stderr=subprocess.STDOUT,
                               start_new_session=True, cwd=dir, **become)
    with open(os.path.join(dir, "pid"), "w") as f:
        f.write("%d\n" % process.pid)
    end = time.monotonic() + timeout
    for name in ("imap", "pop3"):
        greeting = b""
        while not greeting:
            if process.poll() is not None or time.monotonic() > end:
                stop_server(dir)
                with open(log, errors="replace") as f:
                    raise RuntimeError("dovecot does not answer on %s: %s" % (name, f.read()[-2000:]))
            try:
                with socket.create_connection(("127.0.0.1", ports[name]), timeout=2) as s:
                    greeting = s.recv(200)
            except OSError:
                time.sleep(0.05)
    _started[dir] = process
    return dict(ports, pid=process.pid)


_started = {}


def stop_server(dir, timeout=10):
    """Ends the server of `dir`, by the pid that start_server wrote, and its children."""
    dir = os.path.abspath(dir)
    pidfile = os.path.join(dir, "pid")
    try:
        with open(pidfile) as f:
            pid = int(f.read())
    except (OSError, ValueError):
        return
    process = _started.pop(dir, None)
    for sig, wait in ((signal.SIGTERM, timeout), (signal.SIGKILL, 2)):
        if not _is_ours(pid, dir):
            break
        try:
            os.killpg(pid, sig)
        except ProcessLookupError:
            break
        end = time.monotonic() + wait
        while time.monotonic() < end and _is_ours(pid, dir):
            if process:
                process.poll()
            time.sleep(0.05)
    if process:
        process.wait(5)
    os.unlink(pidfile)


def _is_ours(pid, dir):
    """The pid still is a Dovecot with our config (a number may have been given away again)."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as f:
            return os.path.join(dir, "dovecot.conf").encode() in f.read().split(b"\0")
    except OSError:
        return False


def deliver(dir, address, message):
    """Puts one message (bytes) into the INBOX of the address, as a delivery agent does."""
    box = os.path.join(os.path.abspath(dir), "mail", address)
    deliver.count += 1
    name = "%d.M%dP%d.test" % (time.time(), deliver.count, os.getpid())
    with open(os.path.join(box, "tmp", name), "wb") as f:
        f.write(message)
    owner = os.stat(box)
    if os.getuid() == 0:
        os.chown(os.path.join(box, "tmp", name), owner.st_uid, owner.st_gid)
    os.rename(os.path.join(box, "tmp", name), os.path.join(box, "new", name))


deliver.count = 0


def main():
    p = argparse.ArgumentParser(description="Dovecot on loopback, for tests")
    p.add_argument("what", choices=["start", "stop"])
    p.add_argument("dir")
    p.add_argument("user", nargs="*", help="address=password")
    a = p.parse_args()
    if a.what == "start":
        print(start_server(a.dir, dict(u.split("=", 1) for u in a.user)))
    else:
        stop_server(a.dir)


if __name__ == "__main__":
    sys.exit(main())
