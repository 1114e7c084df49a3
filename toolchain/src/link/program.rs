//! From llc's object file to the program, and what llc says of functions that cannot be generated.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow, bail};
use object::{Object, ObjectSymbol};
use sbpf_linker::{OptimizationConfig, ProgramOptions, SbpfArch, SbpfLinkerError, link_program};

use super::{BUILTINS, STACK_FRAME, names};
use crate::verify;

/// What LLVM calls where the program must end, if the program does not define it.
const TRAP: &str = "__bpf_trap";

/// How many instructions a jump goes forward at the most.
const REACH: usize = i16::MAX as usize;

/// Names that an object file calls and does not define.
pub fn undefined(object: &[u8]) -> Result<BTreeSet<String>> {
    let file = object::File::parse(object).context("llc wrote no object file")?;
    let symbols = file.symbols().filter(|symbol| symbol.is_undefined());
    let names = symbols.map(|symbol| Ok(symbol.name()?.to_owned())).collect::<Result<BTreeSet<_>>>()?;
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}

/// The program's ELF file. `undefined` are the names that the runtime must know.
pub fn from_object(object: &[u8], undefined: &BTreeSet<String>) -> Result<Vec<u8>> {
    // The loader would refuse the program, or fail where the call is reached.
    let unknown: BTreeSet<String> = undefined.iter().filter(|name| !is_system_call(name)).cloned().collect();
    if !unknown.is_empty() {
        let builtins: Vec<_> = BUILTINS.into_iter().filter(|name| unknown.contains(*name)).collect();
        let reason = if builtins.is_empty() {
            ""
        } else {
            " (the standard library for this target lacks arithmetic that they need)"
        };
        bail!("the program calls what neither it nor the runtime has: {}{reason}", names(&unknown));
    }
    let options = ProgramOptions::new(OptimizationConfig::disabled(), SbpfArch::V3, i32::from(STACK_FRAME));
    link_program(object, options)
        .map_err(|errors| anyhow!("no program can be made: {}", SbpfLinkerError::format_errors(&errors)))
}

/// Whether every cluster's runtime has the system call `name`. The linker makes `abort` of LLVM's trap.
fn is_system_call(name: &str) -> bool {
    name == TRAP || verify::system_calls().any(|known| known == name)
}

/// Whether llc fails since a jump is longer than the 16 bits that an instruction has for it.
pub fn is_branch_out_of_range(error: &anyhow::Error) -> bool {
    error.to_string().contains("Branch target out of insn range")
}

/// The error of a jump that is too long, with the functions of `assembly` that are long enough for it.
pub fn explain_branch(assembly: &str) -> anyhow::Error {
    let lengths = lengths(assembly);
    let mut long: Vec<_> = lengths.iter().filter(|(_, length)| *length > REACH).collect();
    if long.is_empty() {
        // A constant of 64 bits takes two instructions, so that the longest may be above the limit after all.
        long.extend(lengths.iter().max_by_key(|(_, length)| *length));
    }
    let long: BTreeSet<_> = long.into_iter().map(|(name, _)| name.clone()).collect();
    anyhow!(
        "a jump reaches {REACH} instructions at the most, and these functions, with what is inlined into them, need a longer \
         one: {}. Divide the function and mark the parts #[inline(never)]",
        names(&long)
    )
}

/// The functions of `assembly` with the number of their instructions.
fn lengths(assembly: &str) -> Vec<(String, usize)> {
    let mut lengths: Vec<(String, usize)> = Vec::new();
    let mut inside = false;
    for line in assembly.lines() {
        if let Some(name) = line.strip_suffix(",@function").and_then(|line| line.trim().strip_prefix(".type")) {
            lengths.push((name.trim().trim_matches('"').to_owned(), 0));
            inside = true;
        } else if line.trim_start().starts_with(".size") {
            inside = false;
        } else if inside
            && line.starts_with([' ', '\t'])
            && !line.trim_start().starts_with(['.', '#'])
            && let Some((_, length)) = lengths.last_mut()
        {
            *length += 1;
        }
    }
    lengths
}

/// llc's error, with the functions named as in the source where their stack is the reason.
pub fn explain_function(error: anyhow::Error, frame: u16) -> anyhow::Error {
    let message = error.to_string();
    let functions = |what: &str| -> BTreeSet<String> {
        message.lines().filter_map(|line| refused_for(line, what)).map(str::to_owned).collect()
    };
    let (large, signed) = (functions("BPF stack limit"), functions("unsupported signed division"));
    if !signed.is_empty() {
        return anyhow!(
            "the instruction set has no division of signed numbers, and these functions, with what is inlined into them, \
             divide some: {}. Divide absolute values, which are unsigned",
            names(&signed)
        );
    }
    if large.is_empty() {
        return error;
    }
    anyhow!(
        "a call has {frame} bytes of stack, and these functions, with what is inlined into them, use more: {}. Put large \
         values in a `Box`, or divide the function and mark the parts #[inline(never)]",
        names(&large)
    )
}

/// The function in a line such as `error: <unknown>:0:0: in function NAME i64 (ptr): Looks like the BPF stack limit ...`.
fn refused_for<'a>(line: &'a str, what: &str) -> Option<&'a str> {
    let (before, _) = line.split_once(what)?;
    before.split_once("in function ")?.1.split(' ').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_frame_is_an_error_that_names_the_function() {
        let said = "error: <unknown>:0:0: in function _RNvCs1234_7program5large i64 (ptr): Looks like the BPF stack limit \
                    is exceeded. Please move large on stack variables into BPF per-cpu array map.\n";
        let error = explain_function(anyhow!("`llc` failed:\n{said}"), 4096).to_string();
        assert!(error.contains("`program::large`") && error.contains("4096"), "{error}");
        let said = "error: <unknown>:0:0: in function _RNvCs1234_7program5share i64 (ptr): unsupported signed division, please \
                    convert to unsigned div/mod.\n";
        let error = explain_function(anyhow!("`llc` failed:\n{said}"), 4096).to_string();
        assert!(error.contains("`program::share`") && error.contains("signed"), "{error}");
        assert_eq!(explain_function(anyhow!("another"), 4096).to_string(), "another");
    }

    #[test]
    fn a_jump_that_is_too_long_is_an_error_that_names_the_function() {
        let error = anyhow!("`llc` failed:\nerror: Branch target out of insn range");
        assert!(is_branch_out_of_range(&error) && !is_branch_out_of_range(&anyhow!("another")));
        let function = |name: &str, length: usize| {
            let body = "\tr0 = 1\n".repeat(length);
            format!(
                "\t.type\t{name},@function\n{name}:\n# %bb.0:\n{body}.L:\n\t.size\t{name}, .L-{name}\n\t.section x\n"
            )
        };
        let text = function("_RNvCs1234_7program5short", 10) + &function("_RNvCs1234_7program5large", REACH + 1);
        assert_eq!(lengths(&text).iter().map(|(_, length)| *length).collect::<Vec<_>>(), [10, REACH + 1]);
        let error = explain_branch(&text).to_string();
        assert!(error.contains("`program::large`") && !error.contains("short") && error.contains("32767"), "{error}");
        let error = explain_branch(&text.replace("r0 = 1\n\tr0 = 1\n", "")).to_string();
        assert!(error.contains("`program::large`"), "{error}");
    }

    #[test]
    fn only_the_runtime_may_have_what_the_program_lacks() {
        let error = from_object(b"", &BTreeSet::from(["sol_log_", "fmod", "sol_alloc_free_"].map(str::to_owned)))
            .unwrap_err()
            .to_string();
        assert!(error.contains("fmod") && error.contains("sol_alloc_free_") && !error.contains("sol_log_"), "{error}");
        let error = from_object(b"", &BTreeSet::from(["__divdf3".to_owned()])).unwrap_err().to_string();
        assert!(error.contains("arithmetic"), "{error}");
    }

    #[test]
    fn what_is_no_object_file_is_refused() {
        assert!(undefined(b"text").unwrap_err().to_string().contains("object file"));
    }
}
