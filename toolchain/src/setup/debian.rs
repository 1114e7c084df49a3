//! The parts that are Debian's, as its packages have them.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    apt::{self, Apt, Deb},
    home,
    packages::{self, Channel, Locked, Policy, Verdict},
    sources,
};

/// The file in a part that lists the packages it was made from.
pub const DOWNLOADED: &str = "packages";

/// The compiler runs with the machine's own C library, which its release was built for.
const OF_THE_MACHINE: [&str; 2] = ["libc6", "libgcc-s1"];

/// Unpacks rustc and its libraries into `folder/root`, and the standard library's source into `folder/library`.
pub fn rust(folder: &Path, policy: Policy) -> Result<()> {
    // rustc-web depends on a C compiler, which any machine with cargo has: it is taken alone.
    let debs = fetch(folder, Channel::Release, policy, &["libstd-rust-web-dev", "rust-web-src"], &["rustc-web"])?;
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
pub fn llvm(folder: &Path, policy: Policy) -> Result<()> {
    // llvm-23 depends on what its debug-info server needs, which is not used: it is taken alone.
    let debs = fetch(folder, Channel::Unstable, policy, &["libllvm23"], &["llvm-23"])?;
    eprintln!("unpacking LLVM");
    for deb in &debs {
        apt::unpack(deb, &folder.join("root"))?;
    }
    clear(folder)
}

/// Has the packages of `channel` in files below `folder`, and lists them in the form of the lock.
fn fetch(folder: &Path, channel: Channel, policy: Policy, packages: &[&str], alone: &[&str]) -> Result<Vec<Deb>> {
    let locked: Vec<_> = packages::parse(packages::LOCK)?.into_iter().filter(|line| line.channel == channel).collect();
    let own = packages::folder();
    let mut debs = Vec::new();
    for (_, path) in packages::in_folder(own.as_deref().unwrap_or(Path::new("")), locked.iter())? {
        debs.push(apt::deb(path)?);
    }
    let missing: Vec<_> = locked.iter().filter(|line| !debs.iter().any(|deb| deb.sha256 == line.sha256)).collect();
    if !missing.is_empty() {
        let apt = archives(folder, channel)?;
        let mut gone = Vec::new();
        for line in &missing {
            if !apt.has(&line.name, &line.version)? {
                gone.push(*line);
            }
        }
        debs = match policy {
            _ if gone.is_empty() => {
                eprintln!("downloading {} packages of {}", missing.len(), channel.name());
                let exactly: Vec<_> = missing.iter().map(|line| (&*line.name, &*line.version)).collect();
                debs.into_iter().chain(apt.download_exactly(&exactly)?).collect()
            }
            Policy::Locked => return Err(packages::unavailable(&gone)),
            Policy::Other => others(&apt, &locked, packages, alone)?,
        };
    }
    debs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut list = String::new();
    for Deb { name, version, sha256, path } in &debs {
        let line = locked.iter().find(|line| line.name == *name);
        if let Some(line) = line {
            line.judge_file(version, sha256, policy)?;
        }
        let series = line.and_then(|line| line.series.clone());
        let (name, version, sha256) = (name.clone(), version.clone(), sha256.clone());
        list += &(Locked { channel, series, name, version, sha256 }.line() + "\n");
        keep(path, own.as_deref())?;
    }
    fs::write(folder.join(DOWNLOADED), list)?;
    Ok(debs)
}

/// The archives that have the packages of `channel`.
fn archives(folder: &Path, channel: Channel) -> Result<Apt> {
    let os_release = fs::read_to_string("/etc/os-release").context("cannot read /etc/os-release")?;
    let codename = sources::codename(&os_release)?;
    let release = sources::of_release(&sources::of_machine()?, &codename)?;
    let mut sources = match channel {
        Channel::Release => sources::of_compiler(&release, &codename),
        Channel::Unstable => vec![sources::unstable(&release, &codename)?],
    };
    sources.extend(sources::further());
    eprintln!("reading the package lists of Debian {}", channel.name());
    let apt = Apt::new(folder.join("apt"), &sources)?;
    apt.update()?;
    Ok(apt)
}

/// The archives' newest packages with all that they need, where they are of the series of the lock's.
fn others(apt: &Apt, locked: &[Locked], packages: &[&str], alone: &[&str]) -> Result<Vec<Deb>> {
    for line in locked.iter().filter(|line| line.series.is_some()) {
        if let Verdict::Differs(warning) = line.judge_version(apt.candidate(&line.name)?.as_deref())? {
            eprintln!("warning: {warning}");
        }
    }
    eprintln!("downloading {} and what they need", [packages, alone].concat().join(", "));
    apt.download(packages, alone)
}

/// Puts a downloaded file into the folder that keeps them.
fn keep(path: &Path, folder: Option<&Path>) -> Result<()> {
    let (Some(folder), Some(name)) = (folder, path.file_name()) else { return Ok(()) };
    if path.parent() == Some(folder) {
        return Ok(());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let to = folder.join(name);
    fs::copy(path, &to).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(())
}

/// Removes the downloads and what no compiler reads.
fn clear(folder: &Path) -> Result<()> {
    home::remove(&folder.join("apt"))?;
    for unused in ["root/usr/share", "root/etc", "root/var"] {
        home::remove(&folder.join(unused))?;
    }
    Ok(())
}
