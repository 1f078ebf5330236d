# Run as root in a Debian that systemd has just booted: installs the package, uses the service, removes the package.
unit=pop-or-imap.service

# Prints the response for a path.
answer() {
  local port=${2:-3000}
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
  cat <&3
}
# Fails if a command succeeds: `set -e` ignores the status of `!`.
never() {
  if "$@"; then exit 1; fi
}
# Waits until a command succeeds, at most 40 seconds.
wait_until() {
  { set +x; } 2>/dev/null
  for _ in {1..400}; do
    "$@" 2>/dev/null && set -x && return
    sleep 0.1
  done
  journalctl --no-pager --unit "$unit"
  exit 1
}
# Waits until the response for a path contains these words.
wait_for() { wait_until has "$@"; }
has() { (answer "$2" "${3:-3000}") | grep -q "$1"; }
runs_anew() { [ "$(systemctl show --value --property MainPID "$unit")" -gt 0 ]; }

files() {
  find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path '/var/log/*' \
    -o -path '/var/cache/*' -o -path '/var/tmp/*' -o -path /var/lib/dpkg -o -path /var/lib/systemd \
    -o -path '/proof*' -o -path '/etc/.pwd.lock' -o -path '/etc/machine-id' \) -prune -o -print | sort
}

files >/proof.before
dpkg --install /pop-or-imap.deb

: It serves as an unprivileged user without capabilities.
systemctl is-enabled "$unit"
wait_for ok /healthz
answer '/result?purpose=work&devices=pc-phone&away=yes&lang=en' | grep -q 'IMAP is strongly recommended'
pid=$(systemctl show --value --property MainPID "$unit")
never grep -qP '^Uid:\t0' "/proc/$pid/status"
grep -qP '^CapBnd:\t0+$' "/proc/$pid/status"
grep -qP '^NoNewPrivs:\t1$' "/proc/$pid/status"
grep -qP '^Seccomp:\t2$' "/proc/$pid/status"
grep -qP '^Max open files +4096 +4096 ' "/proc/$pid/limits"
systemd-analyze verify "$unit"
systemd-analyze security --no-pager "$unit" | tail -n 1

: Manual pages and completions are in their standard places.
for page in '' -serve -check -diff -recommend; do man --where "pop-or-imap$page"; done
man pop-or-imap | grep -q 'choose POP or IMAP'
bash -c 'source /usr/share/bash-completion/completions/pop-or-imap && complete -p pop-or-imap'
test -s /usr/share/zsh/vendor-completions/_pop-or-imap
test -s /usr/share/fish/vendor_completions.d/pop-or-imap.fish
test -s /usr/share/doc/pop-or-imap/copyright

: Valid rules are applied. A reload with faulty rules fails, and the old rules stay in use.
rules=/etc/pop-or-imap/rules.toml
sed -i 's/^version = .*/version = "2.0.0"/' "$rules"
systemctl reload "$unit"
wait_for '"version":"2.0.0"' /api/v1/recommendation
sed -i 's/^weight = 12$/weight = 99/' "$rules"
never systemctl reload "$unit"
answer /api/v1/recommendation | grep -q '"version":"2.0.0"'
sed -i 's/^weight = 99$/weight = 12/' "$rules"
test "$(systemctl show --value --property MainPID "$unit")" = "$pid"

: It restarts after it is killed, and does not restart with an invalid setting.
kill -KILL "$pid"
wait_until test ! -e "/proc/$pid"
wait_until runs_anew
wait_for '"version":"2.0.0"' /api/v1/recommendation
echo POP_OR_IMAP_PUBLIC_URL=nonsense >>/etc/default/pop-or-imap
systemctl restart "$unit" || true
wait_until systemctl --quiet is-failed "$unit"

: Settings take effect, and an upgrade keeps changed files.
sed -i '/nonsense/d' /etc/default/pop-or-imap
printf 'POP_OR_IMAP_LISTEN=127.0.0.1:8080\nPOP_OR_IMAP_ADMIN_LISTEN=127.0.0.1:9100\n' >>/etc/default/pop-or-imap
dpkg --install /pop-or-imap.deb
wait_for '"version":"2.0.0"' /api/v1/recommendation 8080
answer /readyz 9100 | grep -q '"version":"2.0.0"'

: It stops within its timeout, and its log contains no answer.
systemctl stop "$unit"
test "$(systemctl show --value --property Result "$unit")" = success
journalctl --no-pager --unit "$unit" >/proof.journal
grep -q 'new rules in use' /proof.journal
grep -q 'route="/result"' /proof.journal
never grep -q pc-phone /proof.journal

: Removal keeps its settings, and a purge leaves no file.
dpkg --remove pop-or-imap
test -e "$rules"
dpkg --purge pop-or-imap
files >/proof.after
diff /proof.before /proof.after
test -z "$(find /etc /usr /var/lib -name '*pop-or-imap*')"
touch /proven
