//! The blocks of a guide that a shell runs, and what the guide shows of what they write.

use anyhow::{Context, Result, bail};

/// What stands for anything in output that is shown.
const ANYTHING: char = '…';

/// A block of commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line of its first command, from 1 on.
    pub line: usize,
    /// The commands.
    pub commands: String,
    /// Whether it has to fail.
    pub fails: bool,
    /// The lines that are shown of what it writes, each in its place in the guide; none if nothing is shown.
    pub shown: Vec<(usize, String)>,
}

/// Reads the blocks of a guide: fenced ones of `sh`, each with the fenced `text` that follows it as what it writes. A block that
/// is to fail is one of `sh fails`, has a single command, and shows why it fails.
pub fn read(text: &str) -> Result<Vec<Block>> {
    let mut blocks: Vec<Block> = vec![];
    let mut follows = false;
    let mut lines = text.lines().enumerate().map(|(place, line)| (place + 1, line));
    while let Some((start, line)) = lines.next() {
        let Some(kind) = line.trim_start().strip_prefix("```") else {
            follows &= line.trim().is_empty();
            continue;
        };
        let mut inside = vec![];
        loop {
            let (number, line) = lines.next().with_context(|| format!("line {start}: the block has no end"))?;
            if line.trim() == "```" {
                break;
            }
            inside.push((number, line.to_owned()));
        }
        let before = std::mem::take(&mut follows);
        match kind.trim() {
            "sh" | "sh fails" => {
                let commands = inside.iter().map(|(_, line)| format!("{line}\n")).collect();
                let fails = kind.trim() == "sh fails";
                blocks.push(Block { line: start + 1, commands, fails, shown: vec![] });
                follows = true;
            }
            "text" if before => blocks.last_mut().context("a block is before it")?.shown = inside,
            "bash" | "shell" | "console" | "zsh" => {
                bail!("line {start}: commands are in blocks of `sh`, or they are not run")
            }
            kind if kind.starts_with("sh ") => bail!("line {start}: `{kind}` is neither `sh` nor `sh fails`"),
            _ => {}
        }
    }
    for block in blocks.iter().filter(|block| block.fails) {
        if block.shown.is_empty() {
            bail!("line {}: it is to fail, and the guide does not show how: say it in a block of `text`", block.line);
        }
        let lines =
            block.commands.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        if lines.filter(|line| !line.ends_with('\\')).count() != 1 {
            bail!("line {}: it is to fail, and has several commands: which of them is to?", block.line);
        }
    }
    Ok(blocks)
}

impl Block {
    /// The first line that is shown and is not in `output`, behind those before it. A `…` that is shown stands for anything.
    pub fn missing(&self, output: &str) -> Option<&(usize, String)> {
        let mut written = output.lines();
        self.shown.iter().find(|(_, shown)| !shown.trim().is_empty() && !written.any(|line| is_like(shown, line)))
    }
}

/// Whether `line` is what `shown` says, but for space around it.
fn is_like(shown: &str, line: &str) -> bool {
    let parts: Vec<&str> = shown.trim().split(ANYTHING).collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let Some(mut rest) = line.trim().strip_prefix(first) else { return false };
    if parts.len() == 1 {
        return rest.is_empty();
    }
    for part in &parts[1..parts.len() - 1] {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_with_their_lines() {
        let text = "# A guide\n\n```sh\na\nb\n```\n\n```text\n1\n```\nText\n```sh fails\nc \\\n  d\n```\n```text\nno\n```\n```json\n{}\n```\n";
        let blocks = read(text).unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].line, blocks[0].commands.as_str(), blocks[0].fails), (4, "a\nb\n", false));
        assert_eq!(blocks[0].shown, [(9, "1".to_owned())]);
        assert_eq!((blocks[1].line, blocks[1].fails), (13, true));
        // Text that something else stands before is no output.
        assert_eq!(read("```sh\na\n```\nwords\n```text\nx\n```\n").unwrap()[0].shown, []);
    }

    #[test]
    fn what_would_not_be_run_is_refused() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert!(error("```sh\na\n").contains("line 1: the block has no end"));
        assert!(error("```bash\na\n```\n").contains("are not run"));
        assert!(error("```sh maybe\na\n```\n").contains("neither `sh` nor `sh fails`"));
        assert!(error("```sh fails\na\n```\n").contains("does not show how"));
        assert!(error("```sh fails\na\nb\n```\n```text\nno\n```\n").contains("which of them"));
    }

    #[test]
    fn what_is_shown_is_looked_for_in_order() {
        let block = |shown: &str| Block {
            line: 1,
            commands: String::new(),
            fails: false,
            shown: shown.lines().map(|line| (7, line.to_owned())).collect(),
        };
        let output = "one 1\n  two 2 tokens\nthree\n";
        for shown in ["", "one 1\nthree", "two … tokens", "…", "o… 1\n\nthr…", "one 1\ntwo 2 tokens\nthree"] {
            assert_eq!(block(shown).missing(output), None, "{shown}");
        }
        for shown in ["one", "three\none 1", "two … token", "two… 3 …", "three\nthree", "one 1…1"] {
            assert!(block(shown).missing(output).is_some(), "{shown}");
        }
    }
}
