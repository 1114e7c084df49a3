//! From llc's object file to the program, and what llc says of functions that cannot be generated.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow, bail};
use object::{Object, ObjectSymbol};
use sbpf_linker::{OptimizationConfig, ProgramOptions, SbpfArch, SbpfLinkerError, link_program};

use super::{BUILTINS, STACK_FRAME, names};

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
    let options = ProgramOptions::new(OptimizationConfig::disabled(), SbpfArch::V0, i32::from(STACK_FRAME));
    link_program(object, options)
        .map_err(|errors| anyhow!("no program can be made: {}", SbpfLinkerError::format_errors(&errors)))
}

/// Whether the runtime knows `name`: its system calls are `abort` and those that begin with `sol_`.
fn is_system_call(name: &str) -> bool {
    name == "abort" || name.starts_with("sol_")
}

/// llc's error, with the functions named as in the source where their stack is the reason.
pub fn explain(error: anyhow::Error, frame: u16) -> anyhow::Error {
    let message = error.to_string();
    let large: BTreeSet<String> = message.lines().filter_map(over_the_stack).map(str::to_owned).collect();
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
fn over_the_stack(line: &str) -> Option<&str> {
    let (before, _) = line.split_once("BPF stack limit")?;
    before.split_once("in function ")?.1.split(' ').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_frame_is_an_error_that_names_the_function() {
        let said = "error: <unknown>:0:0: in function _RNvCs1234_7program5large i64 (ptr): Looks like the BPF stack limit \
                    is exceeded. Please move large on stack variables into BPF per-cpu array map.\n";
        let error = explain(anyhow!("`llc` failed:\n{said}"), 4096).to_string();
        assert!(error.contains("`program::large`") && error.contains("4096"), "{error}");
        assert_eq!(explain(anyhow!("another"), 4096).to_string(), "another");
    }

    #[test]
    fn only_the_runtime_may_have_what_the_program_lacks() {
        let error =
            from_object(b"", &BTreeSet::from(["sol_log_".to_owned(), "fmod".to_owned()])).unwrap_err().to_string();
        assert!(error.contains("fmod") && !error.contains("sol_log_"), "{error}");
        let error = from_object(b"", &BTreeSet::from(["__divdf3".to_owned()])).unwrap_err().to_string();
        assert!(error.contains("arithmetic"), "{error}");
    }

    #[test]
    fn what_is_no_object_file_is_refused() {
        assert!(undefined(b"text").unwrap_err().to_string().contains("object file"));
    }
}
