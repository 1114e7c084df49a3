//! Programs from source to ELF file, with the whole toolchain. It is set up first where it is not.

mod common;

use std::{fs, path::Path};

use common::{build, folder, program, refused};
use sbf_toolchain::verify::verify;
use solana_sbpf::ebpf::{CALL_IMM, hash_symbol_name};

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

    verify(&first).unwrap();
    for name in ["sol_log_", "abort"] {
        let hash = hash_symbol_name(name.as_bytes()).to_le_bytes();
        assert!(first.chunks(8).any(|code| code[..2] == [CALL_IMM, 0] && code[4..] == hash), "{name} is not called");
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

#[test]
fn messages_that_the_panic_hook_does_not_read_are_left_out() {
    let items = "#[inline(never)] fn checked(n: u64) -> u64 {\n\
                 if n > 3 { panic!(\"the number {n} is over three\"); }\n\
                 u64::try_from(i64::try_from(n).unwrap() - 1).expect(\"a number of one or more\") }";
    let folder = folder();
    program(folder.path(), items, "log(\"before\"); unsafe { checked(*input) }");
    let program = build(folder.path(), &folder.path().join("target")).unwrap();
    let has = |text: &str| program.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(has("before"));
    for text in ["over three", "a number of one or more", "TryFromIntError"] {
        assert!(!has(text), "{text:?} is in a program that never shows it");
    }
    // The code that formats numbers and texts alone takes ten times as much.
    assert!(program.len() < 3_000, "{} bytes", program.len());
}

#[test]
fn a_comparison_of_a_few_words_calls_nothing() {
    let compare = |length: usize| {
        let folder = folder();
        let body = format!(
            "log(\"compare\"); let (a, b) = unsafe {{ (&*input.cast::<[u8; {length}]>(), \
             &*input.add({length}).cast::<[u8; {length}]>()) }}; u64::from(a == b)"
        );
        program(folder.path(), "", &body);
        let program = build(folder.path(), &folder.path().join("target")).unwrap();
        // Calls of the program's own functions: `memcmp`, which makes the system call, is one of them.
        program.chunks(8).filter(|code| code[..2] == [CALL_IMM, 1 << 4]).count()
    };
    let (discriminator, address, page) = (compare(8), compare(32), compare(4096));
    assert_eq!(address, discriminator, "an address is compared by a call");
    assert_eq!(page, discriminator + 1, "a page is compared in line, or a discriminator by a call");
}
