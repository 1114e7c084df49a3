//! The shell that runs a guide's blocks, all of them in one, in their order.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use super::blocks::Block;

/// The longest that a guide may take, in seconds.
const LONGEST: &str = "3600";

/// What bash says of itself where a command that fails in a function ends it.
const OWN: &str = "pop_var_context: head of shell_variables not a function context";

/// What the shell does first: the same as `bash -euo pipefail`, and a failure tells its line in the block. Commands that a
/// function runs fail where the block calls it. What runs in the background ends with the guide.
const BEGINNING: &str = r#"set -Eeuo pipefail
exec 3>&1
where() {
  for ((where_place = ${#BASH_SOURCE[@]} - 1; where_place > 0; where_place--)); do
    if [[ ${BASH_SOURCE[where_place]} == "$block" ]]; then
      if ((where_place > 1)); then set -- "${BASH_LINENO[where_place - 1]}"; fi
      echo "line $1" >&3
      return
    fi
  done
}
trap 'where $LINENO' ERR
trap 'jobs -p | xargs -r kill' EXIT
"#;

/// Runs the blocks of the guide called `name`, with files for the shell in `folder`, by `command`'s environment.
pub fn run(name: &str, blocks: &[Block], folder: &Path, command: &mut Command) -> Result<()> {
    let mut script = BEGINNING.to_owned();
    for (place, block) in blocks.iter().enumerate() {
        let (file, output) = (folder.join(format!("{place}.sh")), folder.join(format!("{place}.out")));
        // Behind as many empty lines as there are before it in the guide: the shell's own messages tell the guide's lines.
        fs::write(&file, "\n".repeat(block.line - 1) + &block.commands)?;
        let (file, output) = (file.display(), output.display());
        writeln!(script, "block='{file}'\necho 'begin {place}' >&3")?;
        if block.fails {
            // Not in a condition: there, a command that fails does not end what is sourced.
            writeln!(script, "set +e\n(trap - ERR; set -e; source '{file}') >'{output}' 2>&1\nfailed=$?\nset -e")?;
            writeln!(script, "if ((failed == 0)); then echo 'passed' >&3; exit 1; fi")?;
        } else {
            writeln!(script, "source '{file}' >'{output}' 2>&1")?;
        }
        writeln!(script, "echo 'end {place}' >&3")?;
    }
    let path = folder.join("guide.sh");
    fs::write(&path, script)?;
    command.args(["--kill-after=10", LONGEST, "bash"]).arg(&path);
    let mut shell = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("bash could not be started")?;
    let told = shell.stdout.take().context("the shell's output is not there to read")?;

    let written = |place: usize| {
        let text = fs::read_to_string(folder.join(format!("{place}.out"))).unwrap_or_default();
        text.lines().filter(|line| !line.contains(OWN)).map(|line| format!("{line}\n")).collect::<String>()
    };
    let (mut current, mut line, mut passed) = (None, None, false);
    let mut start = Instant::now();
    for told in BufReader::new(told).lines() {
        let told = told?;
        let number = |prefix| told.strip_prefix(prefix).and_then(|number: &str| number.parse::<usize>().ok());
        if let Some(place) = number("begin ") {
            (current, line, start) = (Some(place), None, Instant::now());
        } else if let Some(place) = number("end ") {
            let block = &blocks[place];
            let output = written(place);
            if let Some((at, shown)) = block.missing(&output) {
                // What comes after may stand on it: the first difference is what to look at. It ends with all that it started.
                let _ = Command::new("kill").arg(shell.id().to_string()).status();
                let _ = shell.wait();
                bail!("{name}:{at}: this is shown, and was not written:\n{shown}\nWritten was:\n{output}");
            }
            println!("    {name}:{} {:.1} s", block.line, start.elapsed().as_secs_f64());
            current = None;
        } else if let Some(number) = number("line ") {
            line = Some(number);
        } else if told == "passed" {
            passed = true;
        }
    }
    let status = shell.wait()?;
    match current {
        Some(place) if passed => {
            bail!("{name}:{}: this is to fail, and passed:\n{}", blocks[place].line, written(place))
        }
        Some(place) => {
            let line = line.unwrap_or(blocks[place].line);
            let late =
                if status.code() == Some(124) { format!(": the guide took over {LONGEST} s") } else { String::new() };
            bail!("{name}:{line}: this failed{late}:\n{}", written(place))
        }
        None if !status.success() => bail!("{name}: the shell failed ({status})"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    /// What comes of a guide, run by itself.
    fn outcome(test: &str, text: &str) -> std::result::Result<(), String> {
        let folder = std::env::temp_dir().join(format!("guide-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let blocks = blocks::read(text).unwrap();
        let outcome = run("guide.md", &blocks, &folder, &mut Command::new("timeout"));
        fs::remove_dir_all(&folder).unwrap();
        outcome.map_err(|error| error.to_string())
    }

    #[test]
    fn blocks_share_a_shell() {
        let text = "```sh\nname=Ada\n```\n\n```sh\necho \"I am $name\"\n```\n```text\nI am …\n```\n\
                    ```sh fails\ncat /nowhere\n```\n```text\n… No such file or directory\n```\n```sh\ntrue\n```\n";
        assert_eq!(outcome("shares", text), Ok(()));
    }

    #[test]
    fn what_runs_in_the_background_ends_with_the_guide() {
        let file = std::env::temp_dir().join(format!("guide-background-{}.pid", std::process::id()));
        let text = format!("```sh\nsleep 1000 &\necho $! > {}\n```\n", file.display());
        assert_eq!(outcome("background", &text), Ok(()));
        let process = fs::read_to_string(&file).unwrap();
        fs::remove_file(file).unwrap();
        let is_there = || Path::new("/proc").join(process.trim()).exists();
        // It is told to end, and takes a moment.
        for _ in 0..50 {
            if is_there() {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
        assert!(!is_there());
    }

    #[test]
    fn the_line_that_failed_is_told() {
        let told = outcome("line", "words\n```sh\ntrue\necho before\nfalse\ntrue\n```\n").unwrap_err();
        assert_eq!(told, "guide.md:5: this failed:\nbefore\n");
        let text = "```sh\nlater() {\n  true\n  false\n}\n```\n\n```sh\ntrue\nlater\n```\n";
        assert_eq!(outcome("called", text).unwrap_err(), "guide.md:10: this failed:\n", "where it is called");
        let told = outcome("unset", "```sh\necho $nothing_of_the_kind\n```\n").unwrap_err();
        assert!(told.starts_with("guide.md:2: this failed:\n") && told.contains("unbound variable"), "{told}");
        let told = outcome("pipe", "```sh\nfalse | cat\n```\n").unwrap_err();
        assert_eq!(told, "guide.md:2: this failed:\n");
    }

    #[test]
    fn what_should_fail_and_what_is_shown_is_held_to_it() {
        let told = outcome("passes", "```sh fails\necho fine\n```\n```text\nno\n```\n").unwrap_err();
        assert_eq!(told, "guide.md:2: this is to fail, and passed:\nfine\n");
        let told = outcome("otherwise", "```sh fails\ncat /nowhere\n```\n```text\nforbidden\n```\n").unwrap_err();
        assert!(
            told.starts_with("guide.md:5: this is shown, and was not written:\nforbidden\nWritten was:\n"),
            "{told}"
        );
        let told = outcome("shown", "```sh\necho 1\n```\n```text\n2\n```\n").unwrap_err();
        assert_eq!(told, "guide.md:5: this is shown, and was not written:\n2\nWritten was:\n1\n");
    }
}
