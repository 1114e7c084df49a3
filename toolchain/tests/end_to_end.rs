//! Programs from source to ELF file, with the whole toolchain. It is set up first where it is not.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use object::{Endianness, Object, ObjectSymbol, read::elf::ElfFile64};
use tempfile::TempDir;

/// A program without dependencies: `body` is what its entrypoint does with the input, and `items` stand beside it.
fn program(folder: &Path, items: &str, body: &str) {
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
fn build(folder: &Path, target: &Path) -> Result<Vec<u8>, String> {
    let mut toolchain = Command::new(env!("CARGO_BIN_EXE_sbf-toolchain"));
    let output = toolchain
        .args(["build", "small-program"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
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

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn refused(items: &str, body: &str) -> String {
    let folder = folder();
    program(folder.path(), items, body);
    build(folder.path(), &folder.path().join("target")).expect_err("the program must not link")
}

#[test]
fn builds_the_same_program_in_any_folder() {
    let arithmetic = "let (a, b, c) = unsafe { (*input, *input.add(1), *input.add(2)) };\n\
                      if c == 0 { log(\"no divisor\"); return 1; }\n\
                      let words = [a, b, c];\n\
                      (u128::from(words[(a % 4) as usize]) * u128::from(b) / u128::from(c)) as u64";
    let (one, two) = (folder(), folder());
    let deep = two.path().join("somewhere/deeper");
    program(one.path(), "", arithmetic);
    program(&deep, "", arithmetic);
    let first = build(one.path(), &one.path().join("target")).unwrap();
    let second = build(&deep, &two.path().join("elsewhere")).unwrap();
    assert!(first == second, "the bytes depend on the folder");

    let elf = ElfFile64::<Endianness>::parse(&*first).unwrap();
    assert!(elf.entry() != 0);
    let symbols: Vec<_> = elf.dynamic_symbols().filter_map(|symbol| symbol.name().ok().map(str::to_owned)).collect();
    for name in ["entrypoint", "sol_log_", "abort"] {
        assert!(symbols.iter().any(|symbol| symbol == name), "{name} is not among {symbols:?}");
    }
    let home = std::env::home_dir().unwrap();
    for path in [one.path(), home.as_path(), Path::new(env!("CARGO_MANIFEST_DIR"))] {
        let path = path.to_str().unwrap().as_bytes();
        assert!(!first.windows(path.len()).any(|bytes| bytes == path), "the program names a folder of this machine");
    }
}

#[test]
fn an_unchanged_program_keeps_its_time() {
    let folder = folder();
    let target = folder.path().join("target");
    let time = || fs::metadata(target.join("deploy/small_program.so")).unwrap().modified().unwrap();
    program(folder.path(), "", "unsafe { *input }");
    build(folder.path(), &target).unwrap();
    let before = time();
    build(folder.path(), &target).unwrap();
    assert_eq!(before, time());
}

#[test]
fn a_large_frame_is_refused_by_name() {
    let items = "#[inline(never)] fn large_frame(n: u64) -> u64 {\n\
                 let mut bytes = [0u8; 5000]; bytes[n as usize] = 1;\n\
                 log(unsafe { core::str::from_utf8_unchecked(&bytes) }); u64::from(bytes[(n * 7 % 5000) as usize]) }";
    let said = refused(items, "unsafe { large_frame(*input) }");
    assert!(said.contains("large_frame`") && said.contains("4096 bytes of stack"), "{said}");
}

#[test]
fn a_function_wider_than_the_registers_is_inlined_or_refused_by_name() {
    let wide = "#[inline(never)] fn wide(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {\n\
                log(\"wide\"); a ^ b.rotate_left(3) ^ c ^ d ^ e.wrapping_mul(f) }";
    let body = "let p = input; unsafe { wide(*p, *p.add(1), *p.add(2), *p.add(3), *p.add(4), *p.add(5)) }";
    let folder = folder();
    program(folder.path(), wide, body);
    build(folder.path(), &folder.path().join("target")).unwrap();

    let recursive = "#[inline(never)] fn wide(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {\n\
                     if a == 0 { return f; } log(\"wide\");\n\
                     wide(b % 7, c, d, e, f, a).wrapping_mul(wide(c % 5, d, e, f, a, b)) }";
    let said = refused(recursive, body);
    assert!(said.contains("::wide`") && said.contains("five registers"), "{said}");
}

#[test]
fn a_static_that_changes_is_refused_by_name() {
    let items = "use core::sync::atomic::{AtomicU64, Ordering};\nstatic COUNTER: AtomicU64 = AtomicU64::new(0);";
    let said = refused(items, "unsafe { COUNTER.fetch_add(*input, Ordering::Relaxed) }");
    assert!(said.contains("COUNTER`") && said.contains("no memory for statics"), "{said}");
}

#[test]
fn a_library_without_entrypoint_is_refused() {
    let folder = folder();
    program(folder.path(), "", "0");
    let source = folder.path().join("src/lib.rs");
    let text = fs::read_to_string(&source).unwrap().replace("fn entrypoint", "fn other");
    fs::write(&source, text).unwrap();
    let said = build(folder.path(), &folder.path().join("target")).unwrap_err();
    assert!(said.contains("small-program") && said.contains("entrypoint"), "{said}");
}
