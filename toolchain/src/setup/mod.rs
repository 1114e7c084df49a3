//! Puts the toolchain together in its home folder, in parts that are each made once.

mod debian;
mod library;
mod sysroot;

use std::{env::consts, fs, time::Instant};

use anyhow::{Context, Result, bail};

use crate::{
    home::{self, Home},
    packages::{self, Channel},
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
    fn missing(&self, home: &Home) -> Vec<&'static str> {
        let parts = [
            ("rust", home.rust(), &self.rust),
            ("library", home.library(), &self.library),
            ("llvm", home.llvm(), &self.llvm),
            ("sysroot", home.sysroot(), &self.sysroot),
        ];
        parts.into_iter().filter(|(_, path, stamp)| !home::is_made(path, stamp)).map(|(name, ..)| name).collect()
    }
}

/// Makes what is missing of the toolchain. Returns the fingerprint of the whole.
pub fn setup(home: &Home) -> Result<String> {
    let parts = Fingerprints::new()?;
    let whole = home::fingerprint([&*parts.sysroot, &*parts.llvm]);
    if parts.missing(home).is_empty() {
        return Ok(whole);
    }
    let start = Instant::now();
    let _lock = home.lock()?;
    // Another process may have made them while this one waited.
    let missing = parts.missing(home);
    if missing.contains(&"rust") || missing.contains(&"llvm") {
        check_machine()?;
    }
    if missing.contains(&"rust") {
        home::make(&home.rust(), &parts.rust, debian::rust)?;
    }
    if missing.contains(&"library") {
        home::make(&home.library(), &parts.library, |partial| library::make(&home.rust().join("library"), partial))?;
    }
    if missing.contains(&"llvm") {
        home::make(&home.llvm(), &parts.llvm, debian::llvm)?;
    }
    if missing.contains(&"sysroot") {
        home::make(&home.sysroot(), &parts.sysroot, |partial| sysroot::build(home, partial))?;
    }
    eprintln!("the toolchain is ready in {} ({:.0?})", home.path().display(), start.elapsed());
    Ok(whole)
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
