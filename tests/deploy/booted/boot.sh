# Boots a root folder with systemd of its own, in a container without a network, and runs /proof.sh there as its only
# task. It shows what that said, and ends with status 0 where it came to its end.
set -euo pipefail
root=$1

cat >"$root/etc/systemd/system/proof.service" <<'UNIT'
[Unit]
Wants=dbus.socket
[Service]
Type=oneshot
TimeoutStartSec=150
StandardOutput=append:/proof.log
StandardError=inherit
ExecStart=/bin/bash -eux /proof.sh
ExecStopPost=/bin/systemctl --no-block poweroff
UNIT

# Where no systemd runs on the outside, it is nobody's task to give the container a control group and to clean it away.
options=() groups=()
if [ ! -d /run/systemd/system ]; then
  options+=(--keep-unit)
  for tree in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
    [ -e "$tree/cgroup.procs" ] || continue
    mkdir "$tree/proof-$$"
    groups+=("$tree/proof-$$")
  done
fi
clean() {
  for group in "${groups[@]}"; do find "$group" -depth -type d -exec rmdir {} +; done
}
trap clean EXIT
(
  for group in "${groups[@]}"; do echo 0 >"$group/cgroup.procs"; done
  exec timeout --kill-after=10 180 systemd-nspawn --quiet --register=no "${options[@]}" --directory="$root" \
    --machine="proof-$$" --private-network --console=pipe --link-journal=no --boot \
    systemd.unit=basic.target systemd.wants=proof.service systemd.log_target=null
) </dev/null >"$root/console.log" 2>&1 || tail -n 30 "$root/console.log"
cat "$root/proof.log"
[ -e "$root/proven" ]
