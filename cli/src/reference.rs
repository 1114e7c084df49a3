//! The commands as a page, from what clap knows of them.

use std::fmt::Write;

use clap::{Arg, Command};

use crate::examples;

/// `docs/cli.md`.
pub fn page() -> String {
    let mut root = examples::command();
    root.build();
    let mut page = String::from(
        "# `restake`, command by command\n\nGenerated from the program's help. `cargo test -p restake-cli` in `chain/` fails if they \
         differ, and updates this page with `UPDATE=1`. `restake COMMAND --help` shows the same texts.\n\n",
    );
    let about = root.get_long_about().or(root.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = writeln!(page, "{about}\n\n## Everywhere\n");
    root.get_arguments().filter(|each| each.is_global_set()).for_each(|each| argument(&mut page, each));
    for command in root.get_subcommands().filter(|each| each.get_name() != "help") {
        describe(&mut page, command, "restake", 2);
    }
    page
}

fn describe(page: &mut String, command: &Command, parent: &str, depth: usize) {
    let path = format!("{parent} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let aliases: Vec<String> = command.get_visible_aliases().map(|alias| format!("`{alias}`")).collect();
    let aliases = if aliases.is_empty() { String::new() } else { format!(" Aliases: {}.", aliases.join(", ")) };
    let _ = writeln!(page, "\n{} `{path}`\n\n{about}.{aliases}", "#".repeat(depth));
    let inner: Vec<&Command> = command.get_subcommands().filter(|each| each.get_name() != "help").collect();
    let own = |each: &&Arg| !each.is_global_set() && each.get_id() != "help" && each.get_id() != "version";
    let own: Vec<&Arg> = command.get_arguments().filter(own).collect();
    if !own.is_empty() {
        page.push('\n');
        own.into_iter().for_each(|each| argument(page, each));
    }
    if inner.is_empty() {
        let examples = examples::lines(path.trim_start_matches("restake "));
        let _ = writeln!(page, "\n```text\n{}\n```", examples.join("\n"));
    }
    inner.into_iter().for_each(|each| describe(page, each, &path, (depth + 1).min(4)));
}

fn argument(page: &mut String, argument: &Arg) {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let takes = argument.get_action().takes_values();
    let value = argument.get_value_names().map_or_else(|| argument.get_id().to_string(), |names| names[0].to_string());
    let name = match (argument.get_long(), takes) {
        (Some(long), true) => format!("--{long} {value}"),
        (Some(long), false) => format!("--{long}"),
        (None, _) if argument.is_required_set() => value,
        (None, _) => format!("[{value}]"),
    };
    let values: Vec<String> =
        argument.get_possible_values().iter().filter(|_| takes).map(|value| value.get_name().to_owned()).collect();
    let default = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>();
    let _ = write!(page, "- `{name}`: {help}");
    if !values.is_empty() {
        let _ = write!(page, " ({})", values.join(", "));
    }
    if takes && default.iter().any(|value| !value.is_empty()) {
        let _ = write!(page, " [default: {}]", default.join(" "));
    }
    page.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_what_the_commands_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written == page(), "docs/cli.md differs from the commands: run this test with UPDATE=1");
    }
}
