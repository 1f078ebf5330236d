//! The Debian package: built, checked by lintian, and installed in a Debian system that systemd boots.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{output_of, place, program};

/// Builds the package of the program that the tests run.
fn build(folder: &Path) -> PathBuf {
    let built = program().parent().unwrap();
    let profile = if built.ends_with("debug") { "dev" } else { "release" };
    let package = folder.join("pop-or-imap.deb");
    let mut packing = Command::new("cargo");
    packing.args(["deb", "--quiet", "--no-build", "--profile", profile, "--strip", "--fast"]);
    packing.args(["-Z", "gz", "--compress-system", "--manifest-path"]).arg(place("Cargo.toml"));
    output_of(packing.arg("--output").arg(&package).env("CARGO_TARGET_DIR", built.parent().unwrap()));
    package
}

#[test]
fn lintian_finds_no_fault_with_the_package() {
    let folder = tempfile::tempdir().unwrap();
    let package = build(folder.path());
    // It is not for Debian's own archive; the changelog keeps its name; and its one line begins as the crate's does.
    let fine =
        "initial-upload-closes-no-bugs,wrong-name-for-upstream-changelog,description-synopsis-starts-with-article";
    let faults = output_of(Command::new("lintian").args(["--allow-root", "--suppress-tags", fine]).arg(package));
    assert_eq!(faults, "");
}

#[test]
fn an_installed_package_serves_reloads_and_leaves_nothing() {
    let root = output_of(Command::new("id").arg("-u"));
    assert_eq!(root.trim(), "0", "this test boots a Debian of its own and has to be root: sudo -E cargo nextest run");
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let release = std::fs::read_to_string("/etc/os-release").unwrap();
    let release = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap();
    let include = "--include=systemd,dbus,man-db";
    output_of(Command::new("mmdebstrap").args(["--quiet", "--variant=essential", include, release]).arg(&root));
    std::fs::rename(build(folder.path()), root.join("pop-or-imap.deb")).unwrap();
    std::fs::copy(place("tests/deploy/booted/proof.sh"), root.join("proof.sh")).unwrap();
    output_of(Command::new("bash").arg(place("tests/deploy/booted/boot.sh")).arg(&root));
}
