#!/usr/bin/env python3
"""Lets the real, headless Thunderbird set up an account from an autoconfig file
served over HTTP on loopback, fetch a message, and print which account came out.

    thunderbird.py --http-port 18080 --address taro@example.test --protocol pop \\
        --password secret --days 14 --message-subject "Hello"

Exit 0 and one JSON object on stdout, or exit 1 and the reason on stderr.
Standard library only.  Nothing leaves this machine: every host name resolves
to 127.0.0.1 inside this Thunderbird.
"""
import argparse
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LIMIT = 120          # seconds for everything, ending Thunderbird included
CLEANUP = 10         # of which this much is kept back for the ending
FETCH_LIMIT = 60     # and this long at most for the message to arrive


class Failure(Exception):
    pass


class Deadline(Failure):
    pass


# ---------------------------------------------------------------- profile

def user_js(args, closed_port):
    domain = args.address.rpartition("@")[2]
    names = [domain] + [sub + "." + domain for sub in
                        ("autoconfig", "mail", "imap", "pop", "pop3", "smtp", "www")]
    prefs = {
        # The network: all names are this machine; port 80 is the server under test.
        "network.dns.forceResolve": "127.0.0.1",
        "network.dns.localDomains": ",".join(names),
        "network.dns.disableIPv6": True,
        "network.socket.forcePort": "80=%d;443=%d" % (args.http_port, closed_port),
        "network.proxy.type": 0,
        "network.trr.mode": 5,
        "network.dns.native_https_query": False,
        "network.connectivity-service.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.prefetch-next": False,
        "network.dns.disablePrefetch": True,
        "dom.security.https_first": False,
        "dom.security.https_only_mode": False,
        "mailnews.tcptimeout": 20,        # a silent server: a reason before the limit
        # Where a configuration may come from: the provider only.
        "mailnews.auto_config_url": "",
        "mailnews.auto_config.addons_url": "",
        "mailnews.auto_config.fetchFromISP.enabled": True,
        "mailnews.auto_config.fetchFromISP.sslOnly": False,
        "mailnews.auto_config.fetchFromExchange.enabled": False,
        "mailnews.auto_config.guess.enabled": False,
        # A free port chosen by the system; Thunderbird writes it into its profile.
        "marionette.port": 0,
        # No updates, telemetry, start pages, prompts.
        "app.update.auto": False,
        "app.update.enabled": False,
        "app.update.disabledForTesting": True,
        "app.normandy.enabled": False,
        "app.donation.eoy.version.viewed": 999,
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "datareporting.healthreport.uploadEnabled": False,
        "toolkit.telemetry.enabled": False,
        "toolkit.telemetry.server": "",
        "toolkit.telemetry.unified": False,
        "toolkit.telemetry.archive.enabled": False,
        "toolkit.telemetry.newProfilePing.enabled": False,
        "toolkit.telemetry.shutdownPingSender.enabled": False,
        "extensions.update.enabled": False,
        "extensions.getAddons.cache.enabled": False,
        "extensions.blocklist.enabled": False,
        "services.settings.server": "http://127.0.0.1:%d/none" % closed_port,
        "mail.inappnotifications.enabled": False,
        "mail.provider.suppress_dialog_on_startup": True,
        "mail.spotlight.firstRunDone": True,
        "mail.winsearch.firstRunDone": True,
        "mail.shell.checkDefaultClient": False,
        "mailnews.start_page.enabled": False,
        "mailnews.start_page_override.mstone": "ignore",
        "mail.rights.version": 1,
        "mail.biff.show_alert": False,
        "mail.biff.play_sound": False,
        "mail.chat.enabled": False,
        "calendar.timezone.local": "UTC",
        "browser.dom.window.dump.enabled": False,
        # No addresses are collected, no junk mail moved: the message stays in the inbox.
        "mail.collect_email_address_outgoing": False,
        "mail.spam.manualMark": False,
    }
    return "".join("user_pref(%s, %s);\n" % (json.dumps(k), json.dumps(v))
                   for k, v in prefs.items())


# ---------------------------------------------------------------- process

def die_with_parent():
    """In the child: if this script is killed hard, Thunderbird is ended by the kernel."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        pass


def start(program, profile, home, log):
    env = {k: v for k, v in os.environ.items()
           if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LD_PRELOAD")
           and not k.startswith(("XDG_", "MOZ_")) and not k.lower().endswith("_proxy")}
    env.update(HOME=home, TMPDIR=home, MOZ_HEADLESS="1", MOZ_CRASHREPORTER_DISABLE="1",
               MOZ_DATA_REPORTING="0", NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory")
    for name in ("CONFIG", "CACHE", "DATA", "RUNTIME"):
        env["XDG_%s_%s" % (name, "DIR" if name == "RUNTIME" else "HOME")] = path = \
            os.path.join(home, name.lower())
        os.mkdir(path, 0o700)
    return subprocess.Popen(
        [program, "--headless", "--marionette", "--remote-allow-system-access",
         "--no-remote", "--profile", profile],
        env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        start_new_session=True, preexec_fn=die_with_parent)


def group_alive(pgid):
    try:
        os.killpg(pgid, 0)
        return True
    except ProcessLookupError:
        return False


def end(process):
    """Ends the process group that start() made: politely, then hard."""
    for sig, wait in ((signal.SIGTERM, 5), (signal.SIGKILL, 3)):
        try:
            os.killpg(process.pid, sig)
        except ProcessLookupError:
            break
        stop = time.monotonic() + wait
        while time.monotonic() < stop:
            process.poll()
            if not group_alive(process.pid):
                return
            time.sleep(0.05)
    process.poll()


# ---------------------------------------------------------------- Marionette

class Marionette:
    """Protocol 3: `<length>:[0, id, command, parameters]`, answer `[1, id, error, result]`."""

    def __init__(self, port, deadline):
        self.deadline, self.last, self.buffer = deadline, 0, b""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=self.left())
        if self.read().get("marionetteProtocol") != 3:
            raise Failure("Marionette does not speak protocol 3")

    def left(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Deadline("time limit reached")
        return left

    def receive(self):
        self.socket.settimeout(self.left())
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Deadline("time limit reached while Thunderbird was working") from None
        if not data:
            raise Failure("Thunderbird closed the Marionette connection")
        self.buffer += data

    def read(self):
        while b":" not in self.buffer:
            self.receive()
        length, _, self.buffer = self.buffer.partition(b":")
        while len(self.buffer) < int(length):
            self.receive()
        body, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return json.loads(body)

    def call(self, command, **parameters):
        self.last += 1
        data = json.dumps([0, self.last, command, parameters]).encode()
        self.socket.settimeout(self.left())
        self.socket.sendall(b"%d:%s" % (len(data), data))
        while True:
            answer = self.read()
            if answer[1] == self.last:
                break
        if answer[2]:
            raise Failure("%s: %s: %s" % (command, answer[2].get("error"), answer[2].get("message")))
        return answer[3]

    def run(self, script, *args):
        """Runs an async function body with Thunderbird's own rights; its value or a Failure."""
        wrapped = ("const resolve = arguments[arguments.length - 1];"
                   "const args = Array.from(arguments).slice(0, -1);"
                   "(async () => {" + HELPERS + script + "})().then("
                   "value => resolve({value: value === undefined ? null : value}),"
                   "error => resolve({error: describe(error)}));"
                   "function describe(e) { if (e instanceof AggregateError) "
                   "return e.message + ': ' + e.errors.map(describe).join('; ');"
                   "return String(e && e.message || e) + (e && e.uri ? ' <' + e.uri + '>' : ''); }")
        got = self.call("WebDriver:ExecuteAsyncScript", script=wrapped, args=list(args),
                        sandbox="system", newSandbox=True,
                        scriptTimeout=int(self.left() * 1000))["value"]
        if got is None:               # Marionette's answer when a dialog came up meanwhile
            try:
                text = self.call("WebDriver:GetAlertText")["value"]
            except Failure as e:
                text = str(e)
            raise Failure("Thunderbird opened a dialog: " + " ".join(text.split()))
        if "error" in got:
            raise Failure(got["error"])
        return got["value"]


HELPERS = """
const load = name => ChromeUtils.importESModule("resource:///modules/" + name + ".sys.mjs");
const setup = name => load("accountcreation/" + name)[name];
const { MailServices } = load("MailServices");
const sleep = ms => new Promise(done => {
  const timer = Cc["@mozilla.org/timer;1"].createInstance(Ci.nsITimer);
  timer.initWithCallback(() => { kept.delete(timer); done(); }, ms, Ci.nsITimer.TYPE_ONE_SHOT);
  kept.add(timer);
});
const kept = new Set();
"""

# The order of steps is that of Thunderbird's own Account Hub
# (chrome/messenger/content/messenger/accountcreation/views/email.mjs):
# find, fill in, choose the incoming server, fill in with the password,
# verify the login, create in the backend.
FIND_AND_CREATE = """
const [address, type, password] = args;
const FetchConfig = setup("FetchConfig"), AccountConfig = setup("AccountConfig");
const CreateInBackend = setup("CreateInBackend"), ConfigVerifier = setup("ConfigVerifier");
const [local, domain] = address.split("@");

let config;
try {
  config = await FetchConfig.fromISP(domain, address, new AbortController().signal);
} catch (e) {
  throw new Error("no usable configuration over HTTP: " + (e.errors || [e]).map(
    x => (x.message || x) + (x.uri ? " <" + x.uri + ">" : "") + (x.code ? " " + x.code : "")).join("; "));
}
const first = config.incoming.type;
const offered = [config.incoming, ...config.incomingAlternatives];
AccountConfig.replaceVariables(config, local, address, "");

const chosen = offered.find(server => server.type == type);
if (!chosen) {
  throw new Error("the configuration offers no " + type + ", only " + offered.map(s => s.type).join(", "));
}
config.incoming = chosen;
config.incomingAlternatives = offered.filter(server => server != chosen);
config.rememberPassword = true;
AccountConfig.replaceVariables(config, local, address, password);

if (CreateInBackend.checkIncomingServerAlreadyExists(config)) {
  throw new Error("the account exists already");
}
const verifier = new ConfigVerifier(null, new AbortController().signal);
try {
  await verifier.verifyConfig(config, false);
} catch (e) {
  throw new Error("the login at " + chosen.type + " " + chosen.hostname + ":" + chosen.port +
                  " as " + chosen.username + " failed: " + (e && e.message || e));
}
const account = await CreateInBackend.createAccountInBackend(config);

// From here on only what the finished account contains.
const server = account.incomingServer;
const pop = server.type == "pop3";
const sockets = { [Ci.nsMsgSocketType.plain]: "plain", [Ci.nsMsgSocketType.SSL]: "SSL",
                  [Ci.nsMsgSocketType.alwaysSTARTTLS]: "STARTTLS" };
return { key: account.key, source: config.subSource, account: {
  first_protocol: first,
  type: server.type,
  hostname: server.hostName || server.hostname,
  port: server.port,
  socketType: sockets[server.socketType] || String(server.socketType),
  username: server.username,
  leave_on_server: pop ? server.getBoolValue("leave_on_server") : null,
  num_days_to_leave_on_server: pop ? server.getIntValue("num_days_to_leave_on_server") : null,
  delete_by_age_from_server: pop ? server.getBoolValue("delete_by_age_from_server") : null,
  delete_mail_left_on_server: pop ? server.getBoolValue("delete_mail_left_on_server") : null,
} };
"""

# Asks for new mail as the Account Hub does, then looks into the local inbox
# until the message is there with its text (for IMAP: downloaded for offline use).
FETCH = """
const [key, subject, milliseconds] = args;
const stop = Date.now() + milliseconds;
const server = MailServices.accounts.getAccount(key).incomingServer;
const root = server.rootFolder;
const Flags = Ci.nsMsgMessageFlags;
const seen = new Set();
let note = "nothing was received", status = "", asked = 0, running = false;
const listener = {
  QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
  OnStartRunningUrl() {},
  OnStopRunningUrl(url, code) { running = false; status = code ? " (status 0x" + code.toString(16) + ")" : ""; },
};
const ask = () => {
  running = true;
  asked = Date.now();
  server.getNewMessages(server.type == "pop3" ? root.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox) || root : root,
                        null, listener);
};
const text = (folder, header) => {
  const stream = folder.getMsgInputStream(header);
  const input = Cc["@mozilla.org/binaryinputstream;1"].createInstance(Ci.nsIBinaryInputStream);
  input.setInputStream(stream);
  try {
    return input.readBytes(Math.min(stream.available(), 100000));
  } finally {
    stream.close();
  }
};

let offlineAsked = 0;
while (Date.now() < stop) {
  if ((!running && Date.now() - asked > 1500) || Date.now() - asked > 15000) {
    try { ask(); } catch (e) { running = false; note = "asking for mail failed: " + e.message; }
  }
  await sleep(200);
  const inbox = root.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
  if (!inbox) {
    note = "the account has no inbox yet";
    continue;
  }
  let headers;
  try {
    headers = Array.from(inbox.messages);
  } catch (e) {
    note = "the inbox cannot be read yet: " + e.message;
    continue;
  }
  note = headers.length ? "other messages only, " + headers.length : "the inbox is empty";
  const header = headers.find(h => h.mime2DecodedSubject == subject ||
    (h.flags & Flags.HasRe && /^re:\\s*/i.test(subject) &&
     h.mime2DecodedSubject == subject.replace(/^re:\\s*/i, "")));
  if (!header) {
    continue;
  }
  if (server.type == "imap" && !(header.flags & Flags.Offline)) {
    note = "the message is listed, but its text has not come";
    if (Date.now() - offlineAsked > 5000) {
      offlineAsked = Date.now();
      inbox.setFlag(Ci.nsMsgFolderFlags.Offline);
      inbox.downloadMessagesForOffline([header], null);
    }
    continue;
  }
  note = "the message is listed, but its text cannot be read";
  try {
    if (/^subject:/im.test(text(inbox, header))) {
      return { found: true };
    }
  } catch (e) {
    if (e instanceof TypeError) {
      throw e;      // this script does not fit this Thunderbird: waiting cannot help
    }
    note += ": " + e.message;
  }
}
return { found: false, note: note + status };
"""


# ---------------------------------------------------------------- the run

def wait_for_port(profile, process, deadline):
    path = os.path.join(profile, "MarionetteActivePort")
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure("Thunderbird ended by itself with status %d" % process.returncode)
        try:
            with open(path) as f:
                return int(f.read())
        except (OSError, ValueError):
            time.sleep(0.1)
    raise Deadline("Thunderbird opened no Marionette port in time")


def drive(args, process, profile, deadline):
    port = wait_for_port(profile, process, min(deadline, time.monotonic() + 60))
    m = Marionette(port, deadline)
    m.call("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
    m.call("Marionette:SetContext", value="chrome")
    m.call("WebDriver:SetTimeouts", script=int(m.left() * 1000))
    made = m.run(FIND_AND_CREATE, args.address, {"pop": "pop3", "imap": "imap"}[args.protocol],
                 args.password)
    account = made["account"]
    got = m.run(FETCH, made["key"], args.message_subject,
                int(min(FETCH_LIMIT, m.left() - 2) * 1000))
    account["fetched"] = got["found"]
    if not got["found"]:
        raise Failure("the message did not arrive: %s; account: %s"
                      % (got["note"], json.dumps(account)))
    if args.protocol == "pop" and args.days is not None:
        # The number alone means nothing: it is kept even where nothing is left on the server.
        days = account["num_days_to_leave_on_server"]
        if not (account["leave_on_server"] and account["delete_by_age_from_server"]
                and days == args.days):
            raise Failure("the account does not leave messages %d days on the server: %s"
                          % (args.days, json.dumps(account)))
    return account


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--http-port", type=int, required=True, metavar="P",
                   help="port on 127.0.0.1 that serves /mail/config-v1.1.xml")
    p.add_argument("--address", required=True)
    p.add_argument("--protocol", choices=["pop", "imap"], required=True)
    p.add_argument("--password", required=True)
    p.add_argument("--days", type=int, metavar="N",
                   help="with pop: fail unless the account leaves messages N days on the server")
    p.add_argument("--message-subject", required=True, metavar="S")
    p.add_argument("--log", metavar="FILE", help="keep Thunderbird's own output here")
    a = p.parse_args()
    if a.address.count("@") != 1 or not all(a.address.split("@")):
        p.error("--address must be local@domain")
    return a


def main():
    args = arguments()
    deadline = time.monotonic() + LIMIT - CLEANUP

    def stop(number, frame):
        raise Deadline("time limit reached" if number == signal.SIGALRM else "ended by a signal")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, stop)
    signal.alarm(LIMIT - CLEANUP + 1)

    program = shutil.which("thunderbird")
    if not program:
        print("thunderbird.py: no program thunderbird (Debian package thunderbird)", file=sys.stderr)
        return 1
    temp, process, account, reason = None, None, None, None
    closed = socket.socket()          # bound, never listening: connections are refused
    try:
        closed.bind(("127.0.0.1", 0))
        temp = tempfile.mkdtemp(prefix="tb-")
        profile, home = os.path.join(temp, "profile"), os.path.join(temp, "home")
        os.mkdir(profile, 0o700)
        os.mkdir(home, 0o700)
        with open(os.path.join(profile, "user.js"), "w") as f:
            f.write(user_js(args, closed.getsockname()[1]))
        with open(args.log or os.path.join(temp, "log"), "wb") as log:
            process = start(program, profile, home, log)
        account = drive(args, process, profile, deadline)
    except Exception as e:            # every failure has to end in a reason and status 1
        reason = str(e) if isinstance(e, Failure) else "%s: %s" % (type(e).__name__, e)
    finally:
        signal.alarm(0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if process:
            end(process)
        closed.close()
        if temp:
            for _ in range(20):       # a last process may still be writing
                shutil.rmtree(temp, ignore_errors=True)
                if not os.path.exists(temp):
                    break
                time.sleep(0.1)
    if reason is not None:
        print("thunderbird.py: " + reason, file=sys.stderr)
        return 1
    print(json.dumps(account))
    return 0


if __name__ == "__main__":
    sys.exit(main())
