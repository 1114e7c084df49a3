//! A compiler for Solana programs from what Debian and the crates registry carry.
//!
//! Anza's own tools come as an archive from a release page. Where only package registries are reached, [`setup`] puts
//! together rustc and the standard library's source (Debian's `rustc-web` and `rust-web-src`) and LLVM 23 (Debian
//! unstable's `llvm-23`); [`build`] has cargo compile a program with them; and [`link`] makes the program's ELF file of
//! the bitcode that rustc hands over. The result is SBPF version 3, the one version that clusters deploy; [`verify`]
//! checks what they do not check themselves, of other compilers' programs too.

pub mod apt;
pub mod build;
pub mod environment;
pub mod home;
pub mod link;
pub mod packages;
pub mod setup;
pub mod sources;
pub mod tool;
pub mod verify;
