//! Puts the toolchain together in its home folder, in parts that are each made once.

mod debian;
mod library;
mod sysroot;

use std::{collections::BTreeSet, env::consts, fs, path::Path, time::Instant};

use anyhow::{Context, Result, bail};

use crate::{
    home::{self, Home},
    packages::{self, Channel, Locked, Policy},
    sources::ALTERNATIVE,
};

/// Changes when a part must be made anew though none of its inputs has changed.
const VERSION: &str = "1";

/// What each part is made from.
struct Fingerprints {
    rust: String,
    library: String,
    llvm: String,
    sysroot: String,
}

impl Fingerprints {
    fn new() -> Result<Self> {
        let locked = packages::parse(packages::LOCK)?;
        let of = |channel| {
            let lines: Vec<_> = locked.iter().filter(|line| line.channel == channel).map(|line| line.line()).collect();
            lines.join("\n")
        };
        let rust = home::fingerprint([VERSION, &*of(Channel::Release)]);
        let library = home::fingerprint([&*rust, &*library::fingerprint()]);
        let llvm = home::fingerprint([VERSION, &*of(Channel::Unstable)]);
        let sysroot = home::fingerprint([&*library, &*sysroot::fingerprint()]);
        Ok(Self { rust, library, llvm, sysroot })
    }

    /// The parts that are missing or were made from something else.
    fn missing(&self, home: &Home, policy: Policy) -> Result<BTreeSet<&'static str>> {
        let parts = [
            ("rust", home.rust(), &self.rust),
            ("library", home.library(), &self.library),
            ("llvm", home.llvm(), &self.llvm),
            ("sysroot", home.sysroot(), &self.sysroot),
        ];
        let missing = parts.into_iter().filter(|(_, path, stamp)| !home::is_made(path, stamp));
        let mut missing: BTreeSet<_> = missing.map(|(name, ..)| name).collect();
        if policy == Policy::Locked {
            for (name, part) in [("rust", home.rust()), ("llvm", home.llvm())] {
                if !missing.contains(name) && !differences(&part)?.is_empty() {
                    missing.insert(name);
                }
            }
        }
        if missing.contains("rust") {
            // What another compiler made is not this one's.
            missing.extend(["library", "sysroot"]);
        }
        Ok(missing)
    }
}

/// The toolchain as it was put together.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// Stands for all that it was made of.
    pub fingerprint: String,
    /// Its packages that are not the lock's.
    pub other: Vec<String>,
}

/// Makes what is missing of the toolchain.
pub fn setup(home: &Home, policy: Policy) -> Result<Toolchain> {
    let parts = Fingerprints::new()?;
    if parts.missing(home, policy)?.is_empty() {
        return toolchain(home, &parts);
    }
    let start = Instant::now();
    let _lock = home.lock()?;
    // Another process may have made them while this one waited.
    let missing = parts.missing(home, policy)?;
    if missing.contains("rust") || missing.contains("llvm") {
        check_machine()?;
    }
    if missing.contains("rust") {
        home::make(&home.rust(), &parts.rust, |partial| debian::rust(partial, policy))?;
    }
    if missing.contains("library") {
        home::make(&home.library(), &parts.library, |partial| library::make(&home.rust().join("library"), partial))?;
    }
    if missing.contains("llvm") {
        home::make(&home.llvm(), &parts.llvm, |partial| debian::llvm(partial, policy))?;
    }
    if missing.contains("sysroot") {
        home::make(&home.sysroot(), &parts.sysroot, |partial| sysroot::build(home, partial))?;
    }
    eprintln!("the toolchain is ready in {} ({:.0?})", home.path().display(), start.elapsed());
    toolchain(home, &parts)
}

/// What `home` has, which is whole.
fn toolchain(home: &Home, parts: &Fingerprints) -> Result<Toolchain> {
    let other = [differences(&home.rust())?, differences(&home.llvm())?].concat();
    let inputs = [&*parts.sysroot, &*parts.llvm].into_iter().chain(other.iter().map(String::as_str));
    Ok(Toolchain { fingerprint: home::fingerprint(inputs), other })
}

/// The packages that a part was made of and that are not the lock's.
fn differences(part: &Path) -> Result<Vec<String>> {
    let path = part.join(debian::DOWNLOADED);
    let list =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}: remove its folder", path.display()))?;
    let locked = packages::parse(packages::LOCK)?;
    Ok(different(&packages::parse(&list)?, &locked))
}

/// The packages of `made` that `locked` does not have.
fn different(made: &[Locked], locked: &[Locked]) -> Vec<String> {
    let other = made.iter().filter(|package| {
        let same = |line: &&Locked| line.channel == package.channel && line.name == package.name;
        locked.iter().find(same).is_none_or(|line| line.sha256 != package.sha256)
    });
    other.map(|package| format!("{} {}", package.name, package.version)).collect()
}

/// The packages lock, rewritten to what was downloaded when the toolchain was last put together.
pub fn lock(home: &Home) -> Result<String> {
    let mut text = String::from(packages::LOCK.split("\n\n").next().unwrap_or_default());
    for part in [home.rust(), home.llvm()] {
        let path = part.join(debian::DOWNLOADED);
        let downloaded =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}: run `setup` first", path.display()))?;
        text += &format!("\n\n{}", downloaded.trim_end());
    }
    Ok(text + "\n")
}

fn check_machine() -> Result<()> {
    if (consts::OS, consts::ARCH) != ("linux", "x86_64") {
        bail!(
            "this toolchain runs on Linux on x86_64, and this machine is {} on {}. {ALTERNATIVE}",
            consts::OS,
            consts::ARCH
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_that_are_not_the_locks_are_named() {
        let locked = packages::parse(packages::LOCK).unwrap();
        assert_eq!(different(&locked, &locked), Vec::<String>::new());
        let mut made = locked.clone();
        made[3] = Locked { version: "9".to_owned(), sha256: "abc".to_owned(), ..made[3].clone() };
        made.push(Locked { name: "new".to_owned(), ..made[0].clone() });
        let expected = [format!("{} 9", locked[3].name), format!("new {}", locked[0].version)];
        assert_eq!(different(&made, &locked), expected);
    }

    #[test]
    fn what_was_made_of_other_packages_is_made_again_for_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let parts = Fingerprints::new().unwrap();
        let list = |text: &str| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        for (path, stamp, packages) in [
            (home.rust(), &parts.rust, list(packages::LOCK)),
            (home.library(), &parts.library, String::new()),
            (home.llvm(), &parts.llvm, list(packages::LOCK).replace("9e57298", "0000000")),
            (home.sysroot(), &parts.sysroot, String::new()),
        ] {
            home::make(&path, stamp, |partial| Ok(fs::write(partial.join(debian::DOWNLOADED), packages)?)).unwrap();
        }
        assert_eq!(parts.missing(&home, Policy::Other).unwrap(), BTreeSet::new());
        assert_eq!(parts.missing(&home, Policy::Locked).unwrap(), BTreeSet::from(["llvm"]));
        let other = toolchain(&home, &parts).unwrap();
        assert_eq!(other.other, ["libllvm23 1:23.1.4-2"]);
        fs::write(home.llvm().join(debian::DOWNLOADED), list(packages::LOCK)).unwrap();
        assert_ne!(toolchain(&home, &parts).unwrap().fingerprint, other.fingerprint);
    }
}
