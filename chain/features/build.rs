//! Cargo takes the features of build dependencies from a package that has a build script.

fn main() {}
