//! Running other programs, with errors that say what was run and what it said.

use std::{
    io,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// How much of a failed program's output an error repeats: its end, where the reason is.
const TAIL: usize = 4000;

/// Runs `command` and returns what it wrote to its standard output. `advice` follows the error when it cannot be started.
pub fn run(command: &mut Command, advice: &str) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(&name, &error, advice))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let mut line = arguments.join(" ");
        shorten(&mut line, 400);
        bail!("`{name} {line}` failed ({}):\n{}", output.status, tail(said.trim_end()));
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` wrote something that is not text"))
}

/// Runs `command` with its output going where this process's goes.
pub fn run_visibly(command: &mut Command, advice: &str) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.stdin(Stdio::null()).status().map_err(|error| not_started(&name, &error, advice))?;
    if !status.success() {
        bail!("`{name}` failed ({status}); its own messages are above");
    }
    Ok(())
}

fn not_started(name: &str, error: &io::Error, advice: &str) -> anyhow::Error {
    anyhow::anyhow!("`{name}` could not be started: {error}. {advice}")
}

fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn shorten(line: &mut String, length: usize) {
    if line.len() > length {
        let mut end = length;
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        line.truncate(end);
        line.push_str(" ...");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_repeats_what_the_program_said() {
        let error = run(Command::new("sh").args(["-c", "echo reason >&2; exit 3"]), "").unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.ends_with("reason"), "{error}");
    }

    #[test]
    fn a_missing_program_comes_with_advice() {
        let error = run(&mut Command::new("no-such-program"), "Install it.").unwrap_err().to_string();
        assert!(error.contains("no-such-program") && error.ends_with("Install it."), "{error}");
    }
}
