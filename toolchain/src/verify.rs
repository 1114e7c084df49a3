//! What a program must be to run, checked before it is deployed.
//!
//! Clusters check less of a version 3 program at its deployment than of those before: a system call that they do not have
//! fails when it is reached. So the build checks all of it, of whichever compiler's program.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result, bail, ensure};
use object::{
    Endianness,
    elf::FileHeader64,
    read::elf::{FileHeader, ProgramHeader, SectionHeader},
};
use solana_sbpf::{
    ebpf,
    elf::Executable,
    elf_parser::consts::{EM_BPF, PF_W, PT_LOAD, SHF_ALLOC, SHF_WRITE},
    program::{BuiltinProgram, SBPFVersion},
    verifier::RequisiteVerifier,
    vm::{Config, ContextObject},
};

/// The system calls that every cluster has, by the runtime's own registration.
const SYSTEM_CALLS: &str = include_str!("../spec/system-calls");

/// The version of the instruction set that clusters deploy, as it stands in a file's flags.
pub const VERSION: u32 = 3;

/// The segments that are loaded of a program: its constants, and its instructions.
const SEGMENTS: usize = 2;

/// The names of the system calls that every cluster has.
pub fn system_calls() -> impl Iterator<Item = &'static str> {
    SYSTEM_CALLS.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Checks that clusters deploy and run the program `elf`.
pub fn verify(elf: &[u8]) -> Result<()> {
    headers(elf)?;
    let executable =
        Executable::load(elf, loader()).map_err(|error| anyhow::anyhow!("the loader refuses it: {error}"))?;
    executable
        .verify::<RequisiteVerifier>()
        .map_err(|error| anyhow::anyhow!("the runtime's verifier refuses its bytecode: {error}"))?;
    calls(executable.get_text_bytes().1)
}

/// A loader that takes what clusters take.
fn loader() -> Arc<BuiltinProgram<Nothing>> {
    let config = Config {
        enabled_sbpf_versions: SBPFVersion::V3..=SBPFVersion::V3,
        reject_broken_elfs: true,
        optimize_rodata: false,
        ..Config::default()
    };
    Arc::new(BuiltinProgram::new_loader(config))
}

/// The file's head, and that nothing in it is to be written to.
fn headers(elf: &[u8]) -> Result<()> {
    let header = FileHeader64::<Endianness>::parse(elf).context("it is no ELF file of 64 bits")?;
    let endian = header.endian()?;
    let (machine, version) = (header.e_machine(endian).0, header.e_flags(endian).0);
    ensure!(machine == EM_BPF, "its machine is {machine:#x}, and clusters take {EM_BPF:#x} (EM_BPF)");
    ensure!(
        version == VERSION,
        "it is of version {version} of the instruction set, and clusters deploy version {VERSION} alone"
    );
    let segments = header.program_headers(endian, elf).context("its segments cannot be read")?;
    for (place, segment) in segments.iter().enumerate().filter(|(_, segment)| segment.p_type(endian).0 == PT_LOAD) {
        ensure!(place < SEGMENTS, "its segment {place} is to be loaded, and the loader loads the first {SEGMENTS}");
        ensure!(
            segment.p_flags(endian).0 & PF_W == 0,
            "its segment {place} is writable, and a program has no memory for statics"
        );
    }
    let sections = header.sections(endian, elf).context("its sections cannot be read")?;
    for section in sections.iter() {
        let flags = section.sh_flags(endian).0;
        if flags & (SHF_ALLOC | SHF_WRITE) == SHF_ALLOC | SHF_WRITE && section.sh_size.get(endian) > 0 {
            let name = String::from_utf8_lossy(sections.section_name(endian, section)?).into_owned();
            bail!("its section `{name}` is writable, and a program has no memory for statics that change");
        }
    }
    Ok(())
}

/// That every call goes to a system call that clusters have, or to an instruction of the program.
fn calls(text: &[u8]) -> Result<()> {
    let known: BTreeMap<u32, &str> =
        system_calls().map(|name| (ebpf::hash_symbol_name(name.as_bytes()), name)).collect();
    let mut place = 0;
    while ebpf::is_pc_in_program(text, place) {
        let instruction = ebpf::get_insn(text, place);
        if instruction.opc == ebpf::CALL_IMM {
            match instruction.src {
                0 => ensure!(
                    known.contains_key(&(instruction.imm as u32)),
                    "instruction {place} makes a system call that clusters do not have (its name's hash is {:#010x})",
                    instruction.imm as u32
                ),
                1 => {
                    let target = usize::try_from(place as i64 + 1 + instruction.imm).ok();
                    let target = target.filter(|target| ebpf::is_pc_in_program(text, *target));
                    let Some(target) = target else { bail!("instruction {place} calls what is not in the program") };
                    // The second half of a constant is no instruction.
                    ensure!(ebpf::get_insn(text, target).opc != 0, "instruction {place} calls the middle of another");
                }
                kind => bail!("instruction {place} is a call of a kind that clusters do not have ({kind})"),
            }
        }
        place += if instruction.opc == ebpf::LD_DW_IMM { 2 } else { 1 };
    }
    Ok(())
}

/// The context of programs that are not run.
struct Nothing;

impl ContextObject for Nothing {
    fn consume(&mut self, _: u64) {}

    fn get_remaining(&self) -> u64 {
        0
    }

    fn active_mapping_ptr(&mut self) -> std::ptr::NonNull<solana_sbpf::memory_region::MemoryMapping> {
        unreachable!("nothing is run")
    }
}
