//! What programs return, in the runtime's own machine: that the version of the instruction set means what LLVM takes it for.

mod common;

use std::{ptr::NonNull, sync::Arc};

use common::{build, folder, program};
use solana_sbpf::{
    aligned_memory::AlignedMemory,
    ebpf::{self, HOST_ALIGN, LD_DW_IMM},
    elf::Executable,
    memory_region::{MemoryMapping, MemoryRegion},
    program::BuiltinProgram,
    vm::{CallFrame, ContextObject, EbpfVm, ExecutionMode},
};

/// What a program runs in: its memory, and how much it may do.
struct Context {
    memory: MemoryMapping,
    left: u64,
}

impl ContextObject for Context {
    fn consume(&mut self, amount: u64) {
        self.left = self.left.saturating_sub(amount);
    }

    fn get_remaining(&self) -> u64 {
        self.left
    }

    fn active_mapping_ptr(&mut self) -> NonNull<MemoryMapping> {
        NonNull::from_mut(&mut self.memory)
    }
}

/// What the program returns for `input`.
fn run(executable: &Executable<Context>, input: &[u64]) -> u64 {
    let mut bytes: Vec<u8> = input.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut stack = AlignedMemory::<HOST_ALIGN>::zero_filled(executable.get_config().stack_size());
    let stack_len = stack.len();
    let regions = vec![
        executable.get_ro_region(),
        MemoryRegion::new(&mut stack, ebpf::MM_STACK_START),
        MemoryRegion::new(&raw mut bytes[..], ebpf::MM_INPUT_START),
    ];
    // SAFETY: what the regions point to lives until the program has run.
    let memory = unsafe { MemoryMapping::new(regions, executable.get_config(), executable.get_sbpf_version()) };
    let mut context = Context { memory: memory.unwrap(), left: 1_000_000 };
    let mut vm = EbpfVm::new(executable.get_loader().clone(), executable.get_sbpf_version(), &mut context, stack_len);
    vm.registers[1] = ebpf::MM_INPUT_START;
    let mut frames = vec![CallFrame::default(); executable.get_config().max_call_depth];
    let (_, result) = vm.execute_program(executable, &mut ExecutionMode::Interpreted, &mut frames);
    result.unwrap()
}

/// Builds a program for [`run`].
fn executable(items: &str, body: &str) -> Executable<Context> {
    let folder = folder();
    program(folder.path(), items, body);
    let elf = build(folder.path(), &folder.path().join("target")).unwrap();
    Executable::load(&elf, Arc::new(BuiltinProgram::new_mock())).unwrap()
}

#[test]
fn nothing_lies_at_address_zero() {
    // A table that a program finds by index is no constant of the instructions, so each of these has an address.
    let items = "static FIRST: [u64; 4] = [11, 12, 13, 14]; static SECOND: [u8; 3] = [1, 2, 3];\n\
                 static TEXTS: [&str; 3] = [\"one\", \"three\", \"eleven\"];\n\
                 #[inline(never)] fn lengths(n: usize) -> Option<&'static str> { TEXTS.get(n).copied() }";
    let body = "let n = unsafe { *input } as usize;\n\
                let first = core::hint::black_box(FIRST.as_ptr()) as u64;\n\
                let second = core::hint::black_box(SECOND.as_ptr()) as u64;\n\
                let text = match lengths(n) { Some(text) => core::hint::black_box(text), None => return u64::MAX };\n\
                let lowest = first.min(second).min(text.as_ptr() as u64).min(TEXTS.as_ptr() as u64);\n\
                if unsafe { *input.add(1) } == 0 { lowest } else { FIRST[n] + text.len() as u64 }";
    let program = executable(items, body);
    for n in 0..3 {
        let address = run(&program, &[n, 0]);
        assert!((16..1 << 32).contains(&address), "a constant lies at {address}");
    }
    assert_eq!([0, 1, 2].map(|n| run(&program, &[n, 1])), [14, 17, 19]);
    assert_eq!(run(&program, &[3, 1]), u64::MAX);

    // The first bytes are no constant, and no instruction or constant has an address within them.
    let constants = program.get_ro_section();
    assert_eq!(constants[..16], [0; 16]);
    let (_, text) = program.get_text_bytes();
    let mut place = 0;
    while ebpf::is_pc_in_program(text, place) {
        let mut instruction = ebpf::get_insn(text, place);
        place += 1;
        if instruction.opc == LD_DW_IMM {
            ebpf::augment_lddw_unchecked(text, &mut instruction);
            place += 1;
            assert!(!(0..16).contains(&instruction.imm), "instruction {} loads {}", place - 2, instruction.imm);
        }
    }
}

#[test]
fn arithmetic_is_what_the_host_says() {
    let body = "let (a, b, c) = unsafe { (*input.add(1), *input.add(2), *input.add(3)) };\n\
                let wide = u128::from(a) * u128::from(b);\n\
                match unsafe { *input } {\n\
                    0 => (wide / u128::from(c)) as u64,\n\
                    1 => (wide % u128::from(c)) as u64,\n\
                    2 => u64::from((a as u32).wrapping_add(b as u32)),\n\
                    3 => u64::from((a as u32).wrapping_sub(b as u32)),\n\
                    4 => u64::from((a as u32).wrapping_mul(b as u32)),\n\
                    5 => u64::from(a as u32 / (c as u32 | 1)),\n\
                    6 => i64::from((a as i32).wrapping_sub(b as i32)) as u64,\n\
                    7 => i64::from((a as i32).wrapping_mul(b as i32) >> 3) as u64,\n\
                    8 => i64::from((a as i32) < (b as i32)) as u64 + 2 * u64::from((a as u32) < (b as u32)),\n\
                    9 => a.checked_mul(b).unwrap_or(c),\n\
                    10 => u64::from((a as u16).wrapping_mul(b as u16)) ^ a.rotate_left(c as u32),\n\
                    11 => a / c ^ a % (b | 1),\n\
                    _ => a.leading_zeros() as u64 * 100 + u64::from(b.count_ones()) + u64::from(c.swap_bytes() as u32),\n\
                }";
    let host = |which: u64, a: u64, b: u64, c: u64| {
        let wide = u128::from(a) * u128::from(b);
        match which {
            0 => (wide / u128::from(c)) as u64,
            1 => (wide % u128::from(c)) as u64,
            2 => u64::from((a as u32).wrapping_add(b as u32)),
            3 => u64::from((a as u32).wrapping_sub(b as u32)),
            4 => u64::from((a as u32).wrapping_mul(b as u32)),
            5 => u64::from(a as u32 / (c as u32 | 1)),
            6 => i64::from((a as i32).wrapping_sub(b as i32)) as u64,
            7 => i64::from((a as i32).wrapping_mul(b as i32) >> 3) as u64,
            8 => u64::from((a as i32) < (b as i32)) + 2 * u64::from((a as u32) < (b as u32)),
            9 => a.checked_mul(b).unwrap_or(c),
            10 => u64::from((a as u16).wrapping_mul(b as u16)) ^ a.rotate_left(c as u32),
            11 => (a / c) ^ (a % (b | 1)),
            _ => u64::from(a.leading_zeros()) * 100 + u64::from(b.count_ones()) + u64::from(c.swap_bytes() as u32),
        }
    };
    let program = executable("", body);
    let edges = [1, 2, 3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0001, i64::MAX as u64, 1 << 63, u64::MAX];
    for which in 0..13 {
        for a in edges {
            for b in edges {
                for c in [1, 7, 0xffff_fffb, u64::MAX] {
                    let got = run(&program, &[which, a, b, c]);
                    assert_eq!(got, host(which, a, b, c), "{which} of {a:#x}, {b:#x}, {c:#x}");
                }
            }
        }
    }
}
