//! The systemd unit: its sandboxing, and a stop timeout that allows a graceful shutdown.

use std::process::Command;

use super::{output_of, place};

const UNIT: &str = include_str!("../../deploy/pop-or-imap.service");

#[test]
fn the_unit_is_as_safe_as_it_says() {
    let unit = place("deploy/pop-or-imap.service");
    let report =
        output_of(Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager"]).arg(unit));
    let found = report.lines().find_map(|line| line.split_once("Overall exposure level for ")?.1.split_once(": "));
    let figure: Vec<_> = found.unwrap().1.split(' ').take(2).collect();
    let figure = figure.join(" ");
    assert!(UNIT.contains(&format!("`systemd-analyze security` reports {figure} ")), "{figure}: {report}");
}
