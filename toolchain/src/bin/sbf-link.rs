//! The linker that rustc runs for the target.

use std::process::ExitCode;

fn main() -> ExitCode {
    match sbf_toolchain::link::main(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
