//! How a committed file differs from what would be written.

/// How two texts of one file differ.
pub fn difference(path: &str, before: &str, after: &str) -> String {
    format!("{path}\n{}", diffy::create_patch(before, after))
}
