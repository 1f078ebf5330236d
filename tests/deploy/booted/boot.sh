# Boots a root folder with its own systemd in a container without a network, and runs /proof.sh there as the only task.
# Prints the output of /proof.sh and exits with 0 if it has run to its end.
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

# If the host does not run systemd, this script creates and removes the control group of the container.
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
