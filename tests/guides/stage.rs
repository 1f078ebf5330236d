//! The environment of a page's commands: a folder with the rules, and a server that follows them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pop_or_imap::digest::Digest;
use pop_or_imap::loader;
use tempfile::TempDir;

/// The addresses of the server in the guides, for visitors and for the operator.
const SHOWN: [&str; 2] = ["127.0.0.1:3000", "127.0.0.1:9100"];
/// The timeout of a command in seconds: a comparison over all answers takes long in a test build.
const LONGEST: &str = "120";

/// The day of the guides, in seconds since 1970: 2026-12-01.
const TODAY: &str = "1796083200";

/// A folder with `rules.toml`, and the server that follows it; ended when dropped.
///
/// Its curl finds the server at the addresses in the guides. `journalctl` shows what the server has logged, as
/// systemd's does where the server is a service.
pub struct Stage {
    folder: TempDir,
    server: Child,
    /// The digest of the rules that the server is known to have read last.
    digest: Digest,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("rules.toml"), loader::EMBEDDED).unwrap();
        fs::create_dir(at("bin")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_pop-or-imap"), at("bin/pop-or-imap")).unwrap();
        let journal = at("journal");
        write_program(&at("bin/journalctl"), &format!("tail -n 1 '{}'", journal.display()));
        let server = on_stage(&folder, env!("CARGO_BIN_EXE_pop-or-imap"))
            .args(["serve", "--rules", "rules.toml", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(File::create(&journal).unwrap())
            .spawn()
            .unwrap();
        let stage = Self { folder, server, digest: Digest::of(loader::EMBEDDED) };
        let addresses = [" url=", " admin="].map(|name| stage.wait_for_address(name));
        let routes = SHOWN.iter().zip(addresses).map(|(shown, real)| format!("connect-to = \"{shown}:{real}\"\n"));
        fs::write(stage.path(".curlrc"), routes.collect::<String>()).unwrap();
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command; Cargo's commands run in the source folder. Returns its output, including errors, and its
    /// success.
    pub fn run(&mut self, typed: &str) -> (String, bool) {
        let before = self.looks();
        let typed = format!("exec 2>&1\n{typed}");
        let mut command = on_stage(&self.folder, "timeout");
        if typed.contains("\ncargo ") {
            command.current_dir(env!("CARGO_MANIFEST_DIR"));
        }
        let output = command.args([LONGEST, "bash", "-c", &typed]).output().unwrap();
        self.settle(before);
        (String::from_utf8(output.stdout).unwrap(), output.status.success())
    }

    /// Waits until the server has logged that it has read new rules, if there are any.
    fn settle(&mut self, looks: usize) {
        let digest = Digest::of(fs::read(self.path("rules.toml")).unwrap());
        if digest != self.digest {
            wait(|| (self.looks() > looks).then_some(()));
            self.digest = digest;
        }
    }

    /// Returns how many times the server has logged the result of reading new rules.
    fn looks(&self) -> usize {
        self.journal().matches("pop_or_imap::cli::follow: ").count()
    }

    fn journal(&self) -> String {
        fs::read_to_string(self.path("journal")).unwrap()
    }

    fn wait_for_address(&self, name: &str) -> String {
        wait(|| {
            let journal = self.journal();
            let address = journal.split(&format!("{name}http://")).nth(1)?.split_once('/')?;
            Some(address.0.to_owned())
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The process may have exited already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Returns a command in the folder, with the programs there first in the path and without this crate's settings.
fn on_stage(folder: &TempDir, program: &str) -> Command {
    let folder = folder.path();
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.current_dir(folder).env("PATH", path).env("CURL_HOME", folder);
    for name in std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("POP_OR_IMAP_")) {
        command.env_remove(name);
    }
    // The age of texts is judged as on the day of the guides.
    command.env("SOURCE_DATE_EPOCH", TODAY);
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn write_program(path: &Path, line: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, format!("#!/bin/sh\n{line}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Waits until there is a value, for a minute at most.
fn wait<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1200 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing came for a minute");
}
