//! Programs that a test starts: ended, with the processes that they started, when dropped.

use std::process::{Child, Command};

/// A process of a test, and its descendants.
pub struct Process(Child);

impl Process {
    /// Starts a program. A missing one is an error: `./tests/run` installs all of them.
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        let child = command.spawn();
        Self(child.unwrap_or_else(|error| panic!("{}: {error}: ./tests/run installs it", name.display())))
    }

    /// Returns the process itself, for its output.
    pub const fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Returns whether the process is running.
    pub fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

/// Lists a process and its descendants.
fn family(process: u32) -> Vec<u32> {
    let listed = Command::new("ps").args(["-eo", "pid=,ppid="]).output().expect("ps runs");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let pairs: Vec<(u32, u32)> = listed
        .lines()
        .filter_map(|line| {
            let (child, parent) = line.trim().split_once(char::is_whitespace)?;
            Some((child.parse().ok()?, parent.trim().parse().ok()?))
        })
        .collect();
    let mut found = vec![process];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(pairs.iter().filter(|pair| pair.1 == parent).map(|pair| pair.0));
        at += 1;
    }
    found
}

impl Drop for Process {
    fn drop(&mut self) {
        // A process that has ended has no descendants, and its id may belong to another process.
        if !matches!(self.0.try_wait(), Ok(None)) {
            return;
        }
        let ids = family(self.0.id()).into_iter().map(|id| id.to_string());
        let _ = Command::new("kill").arg("-KILL").args(ids).stderr(std::process::Stdio::null()).status();
        let _ = self.0.wait();
    }
}
