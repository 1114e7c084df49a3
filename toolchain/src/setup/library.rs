//! The standard library's source, taught the target.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};

use crate::home;

const PATCH: &str = include_str!("../../std/std.patch");

/// Files that the source has not, or that replace its own.
const FILES: [(&str, &str); 5] = [
    ("std/src/sys/alloc/solana.rs", include_str!("../../std/solana.rs")),
    ("std/src/sys/alloc/solana/wide.rs", include_str!("../../std/wide.rs")),
    ("Cargo.toml", include_str!("../../std/workspace.toml")),
    ("sysroot/Cargo.toml", include_str!("../../std/sysroot.toml")),
    ("sysroot/lib.rs", "#![no_std]\n"),
];

/// Stands for what is changed.
pub fn fingerprint() -> String {
    home::fingerprint([PATCH].into_iter().chain(FILES.into_iter().flat_map(|(path, text)| [path, text])))
}

/// Copies `source` to `library` and changes the copy.
pub fn make(source: &Path, library: &Path) -> Result<()> {
    copy(source, library).with_context(|| format!("cannot copy {} to {}", source.display(), library.display()))?;
    patch(library)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        // Links to files are followed: what they point to may lie outside of the copy.
        if entry.path().is_dir() {
            copy(&entry.path(), &to)?;
        } else if entry.path().exists() {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Changes the source in `library`: no threads, no system allocator, a panic goes to the program's `custom_panic`, the
/// memory functions are system calls, and 128-bit arithmetic is in software.
fn patch(library: &Path) -> Result<()> {
    for change in PatchSet::parse(PATCH, ParseOptions::unidiff()) {
        let change = change.context("std.patch cannot be read")?;
        let FileOperation::Modify { modified, .. } = change.operation().strip_prefix(1) else {
            bail!("std.patch creates, renames or deletes a file: list whole files in the setup instead")
        };
        let hunks = change.patch().as_text().context("std.patch changes a file that is not text")?;
        let path = library.join(&*modified);
        let before = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let after = diffy::apply(&before, hunks).with_context(|| {
            format!(
                "std.patch does not fit {}: this standard library is of another version than the patch",
                path.display()
            )
        })?;
        fs::write(&path, after)?;
    }
    for (path, text) in FILES {
        let path = library.join(path);
        fs::create_dir_all(path.parent().expect("a file of the library is in a folder"))?;
        fs::write(path, text)?;
    }
    // The lock file is of the workspace that ours replaces. Ours can only resolve to the crates that are there.
    fs::remove_file(library.join("Cargo.lock")).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_patch_changes_one_file() {
        let changes: Vec<_> = PatchSet::parse(PATCH, ParseOptions::unidiff()).collect::<Result<_, _>>().unwrap();
        assert_eq!(changes.len(), PATCH.matches("\n+++ ").count());
        assert!(changes.iter().all(|change| change.operation().is_modify()));
    }

    #[test]
    fn another_library_is_refused() {
        let library = tempfile::tempdir().unwrap();
        fs::create_dir_all(library.path().join("std")).unwrap();
        fs::write(library.path().join("std/build.rs"), "fn main() {}\n").unwrap();
        let error = patch(library.path()).unwrap_err().to_string();
        assert!(error.contains("std.patch does not fit") && error.contains("build.rs"), "{error}");
    }
}
