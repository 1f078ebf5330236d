//! The container image: one static file, which runs without anything else.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{output_of, place, program};
use crate::support::server::Server;

/// Links the program as the Containerfile does, from the object files of the tests' build: only the last step differs.
fn link(folder: &Path) -> PathBuf {
    let parts = program().parent().unwrap().join("deps");
    let library = |prefix: &str| {
        let libraries = std::fs::read_dir(&parts).unwrap().map(|entry| entry.unwrap().path());
        let libraries = libraries.filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(prefix) && name.ends_with(".rlib")
        });
        libraries.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap().display().to_string()
    };
    let out = folder.join("image/pop-or-imap");
    std::fs::create_dir(folder.join("image")).unwrap();
    let mut link = Command::new("rustc");
    link.args(["--edition", "2024", "--crate-name", "static_program", "-C", "target-feature=+crt-static"]);
    link.args(["-C", "strip=symbols"]).arg("-L").arg(format!("dependency={}", parts.display()));
    for name in ["pop_or_imap", "tikv_jemallocator"] {
        link.arg("--extern").arg(format!("{name}={}", library(&format!("lib{name}-"))));
    }
    output_of(link.arg(place("src/main.rs")).arg("-o").arg(&out));
    out
}

#[test]
fn the_image_holds_one_static_file_that_serves_as_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let linked = link(folder.path());
    // A dynamic executable contains the name of its loader.
    assert!(!output_of(Command::new("readelf").args(["--wide", "--program-headers"]).arg(linked)).contains("INTERP"));
    let containers = |arguments: &[&str]| {
        let mut buildah = Command::new("buildah");
        buildah.args(["--storage-driver", "vfs", "--root"]).arg(folder.path().join("images"));
        buildah.arg("--runroot").arg(folder.path().join("run")).args(arguments).current_dir(folder.path());
        output_of(&mut buildah)
    };
    // No image can be fetched here, so the folder replaces the first stage; the second is built as it is.
    let build = format!("build={}", folder.path().display());
    let file = place("deploy/Containerfile");
    containers(&[
        "build",
        "--isolation",
        "chroot",
        "--build-context",
        &build,
        "-t",
        "image",
        "-f",
        file.to_str().unwrap(),
    ]);
    let image: serde_json::Value = serde_json::from_str(&containers(&["inspect", "--type", "image", "image"])).unwrap();
    let config = &image["OCIv1"]["config"];
    assert_eq!(config["User"], "65532:65532");
    assert_eq!(config["Entrypoint"], serde_json::json!(["/pop-or-imap"]));
    assert_eq!(config["Cmd"], serde_json::json!(["serve"]));
    assert!(config["Env"].as_array().unwrap().contains(&"POP_OR_IMAP_LISTEN=0.0.0.0:3000".into()), "{config}");
    let container = containers(&["from", "--name", "container", "image"]);
    let root = PathBuf::from(containers(&["mount", container.trim()]).trim());
    let inside: Vec<_> = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(inside, ["pop-or-imap"]);
    // Every container engine provides these two; the program needs /dev/urandom.
    let enter = "mkdir $0/dev $0/proc && mount --rbind /dev $0/dev && mount --rbind /proc $0/proc && \
                 exec chroot --userspec 65532:65532 $0 /pop-or-imap \"$@\"";
    let mut engine = Command::new("unshare");
    engine.args(["--mount", "sh", "-c", enter]).arg(&root);
    let mut server = Server::start_with(engine, "info", "127.0.0.1:0", &[]);
    let page = server.get("/result?purpose=work&devices=pc-phone&away=yes&lang=en");
    assert!(page.contains("IMAP is strongly recommended"), "{page}");
    server.signal("TERM");
    assert!(server.ended().success());
    containers(&["umount", "container"]);
    containers(&["rm", "container"]);
}

#[test]
fn the_containerfile_has_no_fault_and_copies_what_there_is() {
    let file = place("deploy/Containerfile");
    output_of(Command::new(place("tests/deploy/.tools/bin/hadolint")).arg(&file));
    let text = std::fs::read_to_string(file).unwrap();
    for source in text.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--")) {
        let (sources, _) = source.rsplit_once(' ').unwrap();
        assert!(sources.split(' ').all(|source| place(source).exists()), "{source}");
    }
    let rust =
        include_str!("../../Cargo.toml").lines().find_map(|line| line.strip_prefix("rust-version = \"")).unwrap();
    assert!(text.contains(&format!("FROM rust:{} AS build", rust.trim_end_matches('"'))), "{rust}");
}
