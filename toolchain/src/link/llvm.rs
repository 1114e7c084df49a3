//! LLVM's programs, run with the C library that they were built for.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{home::Home, tool};

/// LLVM in the toolchain's folder.
pub struct Llvm(PathBuf);

impl Llvm {
    /// The LLVM of `home`.
    pub fn new(home: &Home) -> Self {
        Self(home.llvm().join("root/usr/lib"))
    }

    /// Runs one of its programs with the arguments that `arguments` adds.
    pub fn run(&self, program: &str, arguments: impl FnOnce(&mut Command) -> &mut Command) -> Result<()> {
        let libraries = self.0.join("x86_64-linux-gnu");
        let mut command = Command::new(libraries.join("ld-linux-x86-64.so.2"));
        command.arg("--library-path").arg(&libraries).arg(self.0.join("llvm-23/bin").join(program));
        arguments(&mut command);
        tool::run(&mut command, "Run `sbf-toolchain setup` first.").map(drop)
    }
}
