//! The parts that are Debian's, as its packages have them.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    apt::{self, Apt, Deb},
    home,
    packages::{self, Channel, Locked, Verdict},
    sources,
};

/// The file in a part that lists the packages it was made from.
pub const DOWNLOADED: &str = "packages";

/// The compiler runs with the machine's own C library, which its release was built for.
const OF_THE_MACHINE: [&str; 2] = ["libc6", "libgcc-s1"];

/// Unpacks rustc and its libraries into `folder/root`, and the standard library's source into `folder/library`.
pub fn rust(folder: &Path) -> Result<()> {
    // rustc-web depends on a C compiler, which any machine with cargo has: it is taken alone.
    let debs = fetch(folder, Channel::Release, &["libstd-rust-web-dev", "rust-web-src"], &["rustc-web"])?;
    let (source, compiler): (Vec<_>, Vec<_>) = debs.iter().partition(|deb| deb.name == "rust-web-src");
    eprintln!("unpacking rustc");
    let root = folder.join("root");
    for deb in compiler.into_iter().filter(|deb| !OF_THE_MACHINE.contains(&&*deb.name)) {
        apt::unpack(deb, &root)?;
    }
    let unpacked = folder.join("source");
    for deb in source {
        apt::unpack(deb, &unpacked)?;
    }
    // One folder, named for rustc's version. Only the library of it is used, a sixth of the whole.
    let source = unpacked.join("usr/src");
    let version = fs::read_dir(&source)?.next().with_context(|| format!("{} is empty", source.display()))??;
    let library = version.path().join("library");
    fs::rename(&library, folder.join("library"))
        .with_context(|| format!("rust-web-src has no {}", library.display()))?;
    home::remove(&unpacked)?;
    clear(folder)
}

/// Unpacks LLVM into `folder/root`, with its own C library: it was built for a newer one than the machine may have.
pub fn llvm(folder: &Path) -> Result<()> {
    // llvm-23 depends on what its debug-info server needs, which is not used: it is taken alone.
    let debs = fetch(folder, Channel::Unstable, &["libllvm23"], &["llvm-23"])?;
    eprintln!("unpacking LLVM");
    for deb in &debs {
        apt::unpack(deb, &folder.join("root"))?;
    }
    clear(folder)
}

/// Downloads packages below `folder`, compares them with the lock, and lists them in the form of the lock.
fn fetch(folder: &Path, channel: Channel, packages: &[&str], alone: &[&str]) -> Result<Vec<Deb>> {
    let os_release = fs::read_to_string("/etc/os-release").context("cannot read /etc/os-release")?;
    let codename = sources::codename(&os_release)?;
    let release = sources::of_release(&sources::of_machine()?, &codename)?;
    let (what, sources) = match channel {
        Channel::Release => (codename.as_str(), release),
        Channel::Unstable => ("unstable", vec![sources::unstable(&release, &codename)?]),
    };
    eprintln!("reading the package lists of Debian {what}");
    let apt = Apt::new(folder.join("apt"), &sources)?;
    apt.update()?;

    let locked: Vec<_> = packages::parse(packages::LOCK)?.into_iter().filter(|line| line.channel == channel).collect();
    for line in locked.iter().filter(|line| line.series.is_some()) {
        if let Verdict::Differs(warning) = line.judge_version(apt.candidate(&line.name)?.as_deref())? {
            eprintln!("warning: {warning}");
        }
    }
    eprintln!("downloading {} and what they need", [packages, alone].concat().join(", "));
    let debs = apt.download(packages, alone)?;
    let mut list = String::new();
    for Deb { name, version, sha256, .. } in &debs {
        let line = locked.iter().find(|line| line.name == *name);
        if let Some(line) = line {
            line.judge_file(version, sha256)?;
        }
        let series = line.and_then(|line| line.series.clone());
        let (name, version, sha256) = (name.clone(), version.clone(), sha256.clone());
        list += &(Locked { channel, series, name, version, sha256 }.line() + "\n");
    }
    fs::write(folder.join(DOWNLOADED), list)?;
    Ok(debs)
}

/// Removes the downloads and what no compiler reads.
fn clear(folder: &Path) -> Result<()> {
    home::remove(&folder.join("apt"))?;
    for unused in ["root/usr/share", "root/etc", "root/var"] {
        home::remove(&folder.join(unused))?;
    }
    Ok(())
}
