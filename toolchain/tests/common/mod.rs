//! Small programs, and the toolchain that builds them.

#![allow(dead_code, reason = "each test uses a part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A program without dependencies: `body` is what its entrypoint does with the input, and `items` stand beside it.
pub fn program(folder: &Path, items: &str, body: &str) {
    let manifest = "[package]\nname = \"small-program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                    [lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n\n[profile.release]\ncodegen-units = 1\n";
    let source = format!(
        "unsafe extern \"C\" {{ fn sol_log_(text: *const u8, length: u64); fn abort() -> !; }}\n\
         #[unsafe(no_mangle)] pub fn custom_panic(_: &core::panic::PanicInfo<'_>) {{ unsafe {{ abort() }} }}\n\
         struct NoHeap;\n\
         unsafe impl core::alloc::GlobalAlloc for NoHeap {{\n\
             unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 {{ core::ptr::null_mut() }}\n\
             unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {{}}\n\
         }}\n\
         #[global_allocator] static HEAP: NoHeap = NoHeap;\n\
         #[allow(dead_code)] fn log(text: &str) {{ unsafe {{ sol_log_(text.as_ptr(), text.len() as u64) }} }}\n\
         {items}\n\
         #[unsafe(no_mangle)] pub unsafe extern \"C\" fn entrypoint(input: *mut u64) -> u64 {{ {body} }}\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), source).unwrap();
}

/// Builds the program in `folder` into `target`: the ELF file, or what was said.
pub fn build(folder: &Path, target: &Path) -> Result<Vec<u8>, String> {
    build_with(folder, target, &[])
}

/// The same with more of an environment.
pub fn build_with(folder: &Path, target: &Path, environment: &[(&str, &str)]) -> Result<Vec<u8>, String> {
    let mut toolchain = Command::new(env!("CARGO_BIN_EXE_sbf-toolchain"));
    // The tests' programs are compared with each other alone.
    let output = toolchain
        .args(["build", "--other-packages", "small-program"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(said);
    }
    let path = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    assert_eq!(path, target.join("deploy/small_program.so"));
    Ok(fs::read(path).unwrap())
}

/// A folder for a program.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What is said of a program that must not link.
pub fn refused(items: &str, body: &str) -> String {
    let folder = folder();
    program(folder.path(), items, body);
    build(folder.path(), &folder.path().join("target")).expect_err("the program must not link")
}
