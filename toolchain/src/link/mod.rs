//! Makes a program of what rustc hands its linker: the bitcode of the program and of all its crates.
//!
//! llvm-link joins it, opt keeps what the entrypoint reaches and optimises it as a whole, llc writes BPF code, and
//! `sbpf-linker` puts that into the ELF file that the runtime loads.

mod carry;
mod ir;
mod llvm;
mod modules;
mod padding;
mod program;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::home::Home;
use llvm::Llvm;

/// Gives 128-bit arithmetic the names that code generation calls.
const WIDE: &str = include_str!("../../spec/wide.ll");

/// Names a folder to keep the intermediate files in, for a look at what was generated.
const KEEP: &str = "SBF_KEEP";

/// What is kept as it is, whether it is called or not: the runtime calls the first and code generation the second; code
/// generation knows the third by its name and arguments; and people look for the last two, the text that says whom to tell of
/// a vulnerability and the address that the program is built for.
const ROOTS: [&str; 5] = [ENTRYPOINT, "__bpf_trap", "memcmp", "SECURITY_TXT", "BUILT_FOR"];

/// What reports a panic: the program's hook, and the function of the standard library that calls it. Inlined into the
/// function that all panics end in, they show what of a message the hook reads. A hook that reads only the place leaves the
/// messages, and the code that formats them, without a reader.
const PANIC_HOOKS: [&str; 2] = ["custom_panic", "rust_begin_unwind"];

/// LLVM's passes over the whole program. Arguments that the first round leaves without a reader, those of panics mostly, are
/// dropped between the rounds, so that the second drops what only they needed.
const PASSES: &str = "always-inline,default<O2>,deadargelim,default<O2>,lower-atomic,globaldce";

/// How much LLVM may inline at a call, in its own measure; its default for this level is 225. Of 225, 300, 350, 400, 500 and
/// 800 this gives the restaking program the best of both: at 300 it is as small and takes 1% more units, at 400 it is 9%
/// larger for 1% fewer.
const INLINE_THRESHOLD: u32 = 350;

const ENTRYPOINT: &str = "entrypoint";

/// Functions of the standard library that code generation may call by name, of which LLVM's IR shows nothing.
const BUILTINS: [&str; 30] = [
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "__multi3",
    "__udivti3",
    "__umodti3",
    "__divti3",
    "__modti3",
    "__ashlti3",
    "__lshrti3",
    "__ashrti3",
    "__adddf3",
    "__subdf3",
    "__muldf3",
    "__divdf3",
    "__floatundidf",
    "__floatdidf",
    "__fixunsdfdi",
    "__fixdfdi",
    "__gedf2",
    "__gtdf2",
    "__ledf2",
    "__ltdf2",
    "__eqdf2",
    "__nedf2",
    "__unorddf2",
    "__floatunsidf",
    "__floatsidf",
    "__negdf2",
];

/// Bytes of stack that a call has.
pub const STACK_FRAME: u16 = 4096;

/// Links what `arguments`, those that rustc gives its linker, name.
pub fn main(arguments: impl Iterator<Item = String>) -> Result<()> {
    let arguments: Vec<String> = arguments.collect();
    let output = arguments.iter().skip_while(|argument| *argument != "-o").nth(1);
    let output = output.map(PathBuf::from).context("rustc names no output with `-o`")?;
    let scratch = tempfile::tempdir()?;
    // A folder for each output: a crate that is used as a library may ask for a program too.
    let keep = env::var_os(KEEP).map(|folder| PathBuf::from(folder).join(output.file_stem().unwrap_or_default()));
    let folder = keep.unwrap_or_else(|| scratch.path().to_path_buf());
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let program = Link { llvm: Llvm::new(&Home::from_env()?), folder: &folder }.link(&arguments)?;
    // What has no entrypoint is no program; cargo only wants the file to exist.
    fs::write(&output, program.unwrap_or_default()).with_context(|| format!("cannot write {}", output.display()))
}

struct Link<'a> {
    llvm: Llvm,
    folder: &'a Path,
}

impl Link<'_> {
    fn link(&self, arguments: &[String]) -> Result<Option<Vec<u8>>> {
        let (response, wide, linked) =
            (self.folder.join("modules.rsp"), self.folder.join("wide.ll"), self.folder.join("linked.bc"));
        fs::write(&wide, WIDE)?;
        let mut modules = modules::collect(arguments, self.folder)?;
        modules.push(wide);
        let lines: Vec<_> = modules.iter().map(|path| format!("{:?}", path.display().to_string())).collect();
        fs::write(&response, lines.join("\n"))?;
        self.llvm.run("llvm-link", |llvm| llvm.arg("-o").arg(&linked).arg(format!("@{}", response.display())))?;

        // Which functions code generation calls is known only once it has run: keep those, and run it again.
        let mut builtins = BTreeSet::new();
        loop {
            let Some(object) = self.generate(&linked, &builtins)? else { return Ok(None) };
            let undefined = program::undefined(&object)?;
            let missing: BTreeSet<_> =
                BUILTINS.into_iter().filter(|name| undefined.contains(*name) && !builtins.contains(name)).collect();
            if missing.is_empty() {
                return program::from_object(&object, &undefined).map(Some);
            }
            builtins.extend(missing);
        }
    }

    /// The object file of what the entrypoint reaches in `linked`: none if there is no entrypoint.
    fn generate(&self, linked: &Path, builtins: &BTreeSet<&str>) -> Result<Option<Vec<u8>>> {
        let [reached, marked, optimised, padded, object] =
            ["reached.ll", "marked.ll", "optimised.ll", "padded.ll", "program.o"].map(|name| self.folder.join(name));
        let keep = ROOTS.into_iter().chain(builtins.iter().copied()).collect::<Vec<_>>().join(",");
        // One thread runs a program, and the instruction set has no atomic operations.
        self.llvm.run("opt", |llvm| {
            llvm.args(["-passes=internalize,globaldce,lower-atomic", "-S"]);
            llvm.arg(format!("-internalize-public-api-list={keep}")).arg(linked).arg("-o").arg(&reached)
        })?;
        let text = read(&reached)?;
        if !ir::functions(&text).any(|function| function.name == ENTRYPOINT) {
            return Ok(None);
        }
        let mut inline = ir::wide_functions(&text);
        let hooks =
            ir::functions(&text).filter(|function| PANIC_HOOKS.iter().any(|hook| function.name.ends_with(hook)));
        inline.extend(hooks.map(|function| function.name.to_owned()));
        loop {
            fs::write(&marked, ir::mark_always_inline(&text, &inline))?;
            self.llvm.run("opt", |llvm| {
                llvm.arg(format!("-passes={PASSES}")).arg(format!("-inline-threshold={INLINE_THRESHOLD}"));
                llvm.args(["-S", "-mtriple=bpfel", "-mcpu=v2"]);
                llvm.arg(&marked).arg("-o").arg(&optimised)
            })?;
            let left = ir::wide_functions(&read(&optimised)?);
            if left.is_empty() {
                break;
            }
            if left.is_subset(&inline) {
                bail!(
                    "a call passes its arguments in five registers of 64 bits, and these functions take more and cannot \
                     be inlined (they are recursive, or called through a pointer): {}. Pass some of their arguments in a struct \
                     by reference",
                    names(&left)
                );
            }
            inline.extend(left);
        }
        let statics = ir::mutable_statics(&read(&optimised)?);
        if !statics.is_empty() {
            bail!(
                "a program has no memory for statics that change: {}. Keep such a value in an account or pass it along",
                names(&statics)
            );
        }
        fs::write(&padded, padding::pad(&carry::freeze_sums(&read(&optimised)?)))?;
        if let Err(error) = self.compile(&padded, "obj", &object) {
            return Err(self.explain(error, &padded));
        }
        let object = fs::read(&object)?;
        padding::check(&object)?;
        Ok(Some(object))
    }

    /// Has llc write what `kind` says, an object file or assembly. The second version of the instruction set has no
    /// arithmetic of 32 bits, of which the runtime's differs from what LLVM takes it for.
    fn compile(&self, ir: &Path, kind: &str, to: &Path) -> Result<()> {
        self.llvm.run("llc", |llvm| {
            llvm.args(["-march=bpfel", "-mcpu=v2", "-mattr=+allows-misaligned-mem-access", "-O3"]);
            llvm.args(["--bpf-allows-libcalls", "--bpf-max-stores-per-memfunc=8", "-function-sections"]);
            llvm.arg(format!("--bpf-stack-size={STACK_FRAME}")).arg(format!("-filetype={kind}"));
            llvm.arg(ir).arg("-o").arg(to)
        })
    }

    /// llc's error in terms of the source.
    fn explain(&self, error: anyhow::Error, ir: &Path) -> anyhow::Error {
        if !program::is_branch_out_of_range(&error) {
            return program::explain_function(error, STACK_FRAME);
        }
        // llc does not say where; its assembly has the lengths of all functions.
        let assembly = self.folder.join("program.s");
        match self.compile(ir, "asm", &assembly).and_then(|()| read(&assembly)) {
            Ok(text) => program::explain_branch(&text),
            Err(_) => error,
        }
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Mangled names as they are in the source.
fn names(mangled: &BTreeSet<String>) -> String {
    let names = mangled.iter().map(|name| {
        // rustc numbers the parts of a static.
        let name = match name.rsplit_once('.') {
            Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
            _ => name,
        };
        format!("`{:#}`", rustc_demangle::demangle(name))
    });
    names.collect::<Vec<_>>().join(", ")
}
