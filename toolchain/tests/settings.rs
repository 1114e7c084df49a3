//! Settings from outside: none of them changes a program.

mod common;

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use common::{build, build_with, folder, program};
use sbf_toolchain::home::sha256_of;

/// A program whose bytes a change of its profile, of its flags or of its environment changes.
fn sensitive(folder: &Path) {
    let items = "const TOLD: Option<&str> = option_env!(\"HOSTILE\");\n#[cfg(hostile)] compile_error!(\"hostile\");";
    let body = "let (a, b) = unsafe { (*input, *input.add(1)) };\n\
                if let Some(told) = TOLD { log(told); }\n\
                debug_assert!(a != 7, \"seven\");\n\
                let sum = a + b; log(\"sum\"); sum * 3";
    program(folder, items, body);
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, text + "overflow-checks = true\n").unwrap();
}

/// A file that leaves a mark when it is run, and fails.
fn trap(folder: &Path) -> (String, std::path::PathBuf) {
    let (path, mark) = (folder.join("trap"), folder.join("mark"));
    fs::write(&path, format!("#!/bin/sh\ntouch {}\nexit 1\n", mark.display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    (path.display().to_string(), mark)
}

#[test]
fn hostile_variables_change_nothing() {
    let (plain, hostile) = (folder(), folder());
    sensitive(plain.path());
    sensitive(hostile.path());
    let expected = sha256_of(&build(plain.path(), &plain.path().join("target")).unwrap());

    // What the variables ask for would be seen.
    let manifest = plain.path().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("overflow-checks = true", "overflow-checks = false")).unwrap();
    assert_ne!(sha256_of(&build(plain.path(), &plain.path().join("target")).unwrap()), expected);

    let (trap, mark) = trap(hostile.path());
    let variables = [
        ("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "false"),
        ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_BUILD_RUSTC", &trap),
        ("CARGO_BUILD_RUSTC_WRAPPER", &trap),
        ("CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER", &trap),
        ("RUSTC", &trap),
        ("RUSTC_WRAPPER", &trap),
        ("RUSTC_WORKSPACE_WRAPPER", &trap),
        ("RUSTFLAGS", "--cfg hostile"),
        ("CARGO_BUILD_RUSTFLAGS", "--cfg hostile"),
        ("CARGO_ENCODED_RUSTFLAGS", "--cfg\u{1f}hostile"),
        ("CARGO_TARGET_SBPF_SOLANA_RUSTFLAGS", "--cfg hostile"),
        ("CARGO_TARGET_SBPF_SOLANA_LINKER", &trap),
        ("CARGO_BUILD_TARGET", "x86_64-unknown-linux-gnu"),
        ("CARGO_INCREMENTAL", "1"),
        ("CARGO_UNSTABLE_BUILD_STD", "core"),
        ("RUSTUP_TOOLCHAIN", "nightly"),
        ("SBF_SYSROOT", "/nowhere"),
        ("HOSTILE", "told"),
    ];
    let got = build_with(hostile.path(), &hostile.path().join("target"), &variables).unwrap();
    assert_eq!(sha256_of(&got), expected);
    assert!(!mark.exists(), "what a variable names was run");
}

#[test]
fn configuration_files_that_could_change_a_program_are_refused_by_name() {
    let folder = folder();
    let project = folder.path().join("project");
    sensitive(&project);
    let settings = folder.path().join(".cargo/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    let target = folder.path().join("target");

    let (trap, mark) = trap(folder.path());
    fs::write(&settings, format!("[build]\nrustc-wrapper = {trap:?}\nrustflags = [\"--cfg\", \"hostile\"]\n")).unwrap();
    let got = build(&project, &target).unwrap();
    assert!(!mark.exists(), "what a file names was run");
    fs::remove_file(&settings).unwrap();
    assert_eq!(got, build(&project, &target).unwrap());

    for (text, name) in [
        ("[profile.release]\noverflow-checks = false\n", "profile"),
        ("[env]\nHOSTILE = \"told\"\n", "env"),
        ("[target.sbpf-solana]\nlinker = \"false\"\n", "target.sbpf-solana"),
    ] {
        fs::write(&settings, text).unwrap();
        let said = build(&project, &target).unwrap_err();
        assert!(said.contains(&format!("sets `{name}`")), "{said}");
    }
}
