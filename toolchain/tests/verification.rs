//! What the build refuses of a program's file, whichever compiler made it.

mod common;

use common::{build, folder, program};
use sbf_toolchain::verify::{system_calls, verify};
use solana_sbpf::ebpf::{CALL_IMM, EXIT, hash_symbol_name};

/// Where a file has its machine, its flags, and the number of its segments.
const MACHINE: usize = 18;
const FLAGS: usize = 48;
const SEGMENTS: usize = 56;

/// Where the second segment's offset and size are in a file.
const CODE: usize = 64 + 56;

fn refused(elf: &[u8]) -> String {
    format!("{:#}", verify(elf).expect_err("refused"))
}

fn number(elf: &[u8], at: usize) -> usize {
    u64::from_le_bytes(elf[at..at + 8].try_into().unwrap()) as usize
}

#[test]
fn each_rule_is_refused_with_a_sentence() {
    let folder = folder();
    program(
        folder.path(),
        "#[inline(never)] fn call(n: u64) -> u64 { log(\"called\"); n }",
        "call(unsafe { *input }) + call(3)",
    );
    let elf = build(folder.path(), &folder.path().join("target")).unwrap();
    verify(&elf).unwrap();
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut elf = elf.clone();
        change(&mut elf);
        refused(&elf)
    };

    assert!(refused(b"text").contains("no ELF file"));
    // The machine that a first release of Anza's compiler wrote.
    assert!(changed(&|elf| elf[MACHINE..MACHINE + 2].copy_from_slice(&[7, 1])).contains("its machine is 0x107"));
    assert!(changed(&|elf| elf[FLAGS] = 0).contains("version 0"));
    assert!(changed(&|elf| elf[FLAGS] = 4).contains("version 4"));
    assert!(changed(&|elf| elf[SEGMENTS] = 1).contains("the loader refuses it"));
    assert!(changed(&|elf| elf[24..32].fill(0)).contains("the loader refuses it"), "an entry outside of the program");

    let (offset, size) = (number(&elf, CODE + 8), number(&elf, CODE + 32));
    let code = offset..offset + size;
    let find = |kind: u8| code.clone().step_by(8).find(|at| elf[*at] == CALL_IMM && elf[at + 1] >> 4 == kind).unwrap();
    let (system, own) = (find(0), find(1));
    let hash = |name: &str| hash_symbol_name(name.as_bytes()).to_le_bytes();
    let renamed = |name: &str| changed(&|elf| elf[system + 4..system + 8].copy_from_slice(&hash(name)));
    assert!(renamed("sol_alloc_free_").contains("system call that clusters do not have"));
    assert!(renamed("sol_nothing").contains("system call that clusters do not have"));
    assert!(
        changed(&|elf| elf[own + 4..own + 8].copy_from_slice(&i32::MAX.to_le_bytes())).contains("not in the program")
    );
    assert!(changed(&|elf| elf[own + 1] = 0x20).contains("of a kind"));
    let exit = code.clone().step_by(8).find(|at| elf[*at] == EXIT).unwrap();
    assert!(changed(&|elf| elf[exit] = 0xff).contains("verifier refuses"));
}

/// A program that Anza's tools compiled, of those that the runtime's own tests have.
fn of_anza(name: &str) -> Vec<u8> {
    let mut metadata = std::process::Command::new(env!("CARGO"));
    metadata
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.output().unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let runtime = packages.iter().find(|package| package["name"] == "solana-sbpf").unwrap();
    let manifest = std::path::Path::new(runtime["manifest_path"].as_str().unwrap());
    std::fs::read(manifest.with_file_name("tests/elfs").join(name)).unwrap()
}

#[test]
fn programs_of_anzas_tools_are_judged_too() {
    // They end with a segment that is not loaded.
    for name in
        ["strict_header.so", "rodata_section.so", "relative_call.so", "reloc_64_relative.so", "struct_func_pointer.so"]
    {
        verify(&of_anza(name)).unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }
    let mut writable = of_anza("strict_header.so");
    // The flags of the third segment, and that it is to be loaded.
    writable[64 + 2 * 56..64 + 2 * 56 + 8].copy_from_slice(&[1, 0, 0, 0, 6, 0, 0, 0]);
    assert!(refused(&writable).contains("segment 2 is to be loaded"));
    assert!(refused(&of_anza("syscall_static.so")).contains("system call that clusters do not have"));
    assert!(refused(&of_anza("data_section_sbpfv0.so")).contains("its machine is 0x107"));
    assert!(refused(&of_anza("callx_unaligned.so")).contains("version 0"));
}

#[test]
fn the_list_of_system_calls_is_sorted_and_without_doubles() {
    let list: Vec<_> = system_calls().collect();
    assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(list.contains(&"abort"));
}
