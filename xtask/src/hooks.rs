//! The git hook that runs the lints before each commit.

use std::process::Command;

use anyhow::Result;

use crate::{step, workspace::root};

/// The folder of the hooks, as git takes it: from the working tree's root on.
const FOLDER: &str = ".githooks";

/// Has git run the hooks of this repository; with `off`, no longer.
pub fn set(off: bool) -> Result<()> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["config", "--local"]);
    if off {
        git.args(["--unset-all", "core.hooksPath"])
    } else {
        git.args(["core.hooksPath", FOLDER])
    };
    step::run(&mut git)?;
    println!("{}", if off { "no hooks run" } else { "`cargo xtask lint --quick` runs before each commit" });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn the_hook_is_there_and_can_be_run() {
        let hook = root().join(FOLDER).join("pre-commit");
        assert_eq!(fs::metadata(&hook).unwrap().permissions().mode() & 0o111, 0o111);
        assert!(fs::read_to_string(hook).unwrap().contains("cargo xtask lint --quick"));
    }
}
