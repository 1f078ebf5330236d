//! The files for Kubernetes: built with kustomize, validated against its schemas, and consistent with the program.

use std::process::Command;

use super::{output_of, place};

fn tool(name: &str) -> Command {
    Command::new(place("tests/deploy/.tools/bin").join(name))
}

/// Returns all objects as the cluster gets them.
fn objects() -> String {
    let mut kustomize = tool("kubectl");
    output_of(
        kustomize.args(["kustomize", "--load-restrictor", "LoadRestrictionsNone"]).arg(place("deploy/kubernetes")),
    )
}

#[test]
fn every_object_is_valid() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, objects()).unwrap();
    let words = output_of(tool("kubernetes-validate").arg("--strict").arg(file.path()));
    for object in ["configmap/pop-or-imap-rules-", "deployment/", "service/", "poddisruptionbudget/"] {
        assert!(words.contains(&format!("passed for resource {object}")), "{object} in {words}");
    }
}

#[test]
fn objects_fit_together_and_fit_the_program() {
    let objects = objects();
    let rules = objects.lines().find_map(|line| line.trim().strip_prefix("name: pop-or-imap-rules-")).unwrap();
    assert_eq!(objects.matches(&format!("name: pop-or-imap-rules-{rules}")).count(), 2, "named, and mounted");
    assert!(objects.contains(&format!("image: pop-or-imap:{}\n", env!("CARGO_PKG_VERSION"))), "another version");
    // Labels and selectors of deployment, pods, service, budget and spread.
    assert!(objects.matches("app.kubernetes.io/name: pop-or-imap").count() >= 8);
    // Every setting in them is one of the program's.
    let help = output_of(Command::new(super::program()).args(["serve", "--help"]));
    let settings: Vec<_> = objects
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- name: "))
        .filter(|name| name.starts_with("POP_"))
        .collect();
    assert_eq!(settings.len(), 4, "{settings:?}");
    assert!(settings.iter().all(|setting| help.contains(*setting)), "{settings:?}");
}
