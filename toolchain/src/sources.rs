//! Where this machine gets its Debian packages from, read from its own apt sources.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

/// Signs Debian's archives, and comes with the `debian-archive-keyring` package. Newer releases name it `.pgp`.
const KEYRINGS: [&str; 2] =
    ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"];

/// Names further archives, in apt's one-line form and a line each: some keep what others no longer serve.
pub const VARIABLE: &str = "SBF_SOURCES";

/// The release that the compiler is from, whichever the machine has.
pub const RELEASE: &str = "bookworm";

/// What to use on a machine that is not Debian.
pub const ALTERNATIVE: &str = "On other systems install Anza's tools and use `cargo build-sbf`.";

/// One archive: where it is, which suite of it, and what signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The mirror's address.
    pub uri: String,
    /// The release, such as `stable` or `sid`.
    pub suite: String,
    /// The keyring that its signature must be from; Debian's own where the machine names none.
    pub signed_by: Option<String>,
    /// Whether it is a state of the past, whose signature may be as old.
    pub past: bool,
}

/// The machine's Debian release, from text in the form of `/etc/os-release`.
pub fn codename(os_release: &str) -> Result<String> {
    let field = |name: &str| {
        os_release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.trim_matches('"').to_owned())
    };
    match field("ID").as_deref() {
        Some("debian") => field("VERSION_CODENAME")
            .context("this Debian names no VERSION_CODENAME in /etc/os-release, so its release is not known"),
        other => bail!(
            "this toolchain is put together from Debian's packages, and this machine is `{}`. {ALTERNATIVE}",
            other.unwrap_or("unnamed")
        ),
    }
}

/// Every Debian archive that the machine's sources name.
pub fn of_machine() -> Result<Vec<Source>> {
    let mut files = vec![Path::new("/etc/apt/sources.list").to_path_buf()];
    if let Ok(entries) = fs::read_dir("/etc/apt/sources.list.d") {
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let text = || fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()));
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("list") if file.exists() => sources.extend(one_line(&text()?)),
            Some("sources") => sources.extend(deb822(&text()?)),
            _ => {}
        }
    }
    Ok(sources)
}

/// The sources that `codename`'s packages come from, security updates included.
pub fn of_release(sources: &[Source], codename: &str) -> Result<Vec<Source>> {
    let release: Vec<_> = sources.iter().filter(|source| base(&source.suite) == codename).cloned().collect();
    if release.is_empty() {
        bail!(
            "no apt source of this machine is for `{codename}` with the component `main`: \
             add Debian's archive to /etc/apt/sources.list.d, or install Anza's tools and use `cargo build-sbf`"
        );
    }
    Ok(release)
}

/// [`RELEASE`]'s packages, security updates included, at the mirrors that the machine uses for its own release.
pub fn of_compiler(release: &[Source], codename: &str) -> Vec<Source> {
    let of = |source: &Source| {
        let suite = source.suite.replacen(codename, RELEASE, 1);
        // The machine may restrict its release to that release's key, which does not sign another.
        let signed_by = source.signed_by.clone().filter(|_| codename == RELEASE);
        Source { suite, signed_by, ..source.clone() }
    };
    release.iter().map(of).collect()
}

/// What [`VARIABLE`] names. Every file is compared with the lock, so that these may be states of the past.
pub fn further() -> Vec<Source> {
    let lines = std::env::var(VARIABLE).unwrap_or_default();
    one_line(&lines).into_iter().map(|source| Source { past: true, ..source }).collect()
}

/// Debian unstable, at the mirror that the machine uses for its own release.
pub fn unstable(release: &[Source], codename: &str) -> Result<Source> {
    let main = release.iter().find(|source| source.suite == codename).with_context(|| {
        format!("the apt sources of this machine name updates of `{codename}`, but not `{codename}` itself")
    })?;
    // The machine may restrict its release to that release's key, which does not sign unstable.
    Ok(Source { uri: main.uri.clone(), suite: "sid".to_owned(), signed_by: None, past: false })
}

/// `sources` in apt's one-line form, each with the keyring that it must be signed by.
pub fn to_list(sources: &[Source]) -> Result<String> {
    let debian = KEYRINGS.into_iter().find(|path| Path::new(path).exists());
    let mut list = String::new();
    for source in sources {
        let keyring = source.signed_by.as_deref().or(debian).with_context(|| {
            format!(
                "{} is missing, which Debian's packages are verified with: install debian-archive-keyring",
                KEYRINGS[0]
            )
        })?;
        let past = if source.past { " check-valid-until=no" } else { "" };
        list += &format!("deb [signed-by={keyring}{past}] {} {} main\n", source.uri, source.suite);
    }
    Ok(list)
}

/// `bookworm` of `bookworm-security` and of the older `bookworm/updates`.
fn base(suite: &str) -> &str {
    suite.split(['-', '/']).next().unwrap_or(suite)
}

/// Lines such as `deb [signed-by=KEYRING] URI SUITE main contrib`.
fn one_line(text: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some(rest) = line.strip_prefix("deb ") else { continue };
        let (options, rest) = match rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some(split) => split,
            None => ("", rest),
        };
        let mut words = rest.split_whitespace();
        if let (Some(uri), Some(suite)) = (words.next(), words.next())
            && words.any(|component| component == "main")
        {
            let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
            sources.extend(source(uri, suite, signed_by));
        }
    }
    sources
}

/// Paragraphs of `Field: value` lines.
fn deb822(text: &str) -> Vec<Source> {
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut sources = Vec::new();
    for paragraph in lines.split(|line| line.trim().is_empty()) {
        let field = |name: &str| {
            paragraph.iter().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let words = |name| field(name).unwrap_or_default().split_whitespace();
        let enabled = !field("Enabled").is_some_and(|value| value.eq_ignore_ascii_case("no"));
        if !enabled || !words("Types").any(|kind| kind == "deb") || !words("Components").any(|name| name == "main") {
            continue;
        }
        for uri in words("URIs") {
            for suite in words("Suites") {
                sources.extend(source(uri, suite, field("Signed-By")));
            }
        }
    }
    sources
}

/// A source that packages can be fetched from; `signed_by` counts where it is a file's path.
fn source(uri: &str, suite: &str, signed_by: Option<&str>) -> Option<Source> {
    (!uri.starts_with("cdrom:")).then(|| Source {
        uri: uri.to_owned(),
        suite: suite.trim_end_matches('/').to_owned(),
        signed_by: signed_by.filter(|path| path.starts_with('/')).map(str::to_owned),
        past: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEB822: &str = "Types: deb deb-src\n# a remark\nURIs: http://mirror/debian\nSuites: bookworm bookworm-updates\n\
                          Components: main contrib\nSigned-By: /keyring.gpg\n\n\
                          Types: deb\nURIs: http://mirror/security\nSuites: bookworm-security\nComponents: main\n\n\
                          Types: deb\nEnabled: no\nURIs: http://off/debian\nSuites: bookworm\nComponents: main\n\n\
                          Types: deb\nURIs: http://other/node\nSuites: nodistro\nComponents: main\n";

    #[test]
    fn reads_both_forms() {
        let sources = deb822(DEB822);
        let suites: Vec<_> = sources.iter().map(|source| source.suite.as_str()).collect();
        assert_eq!(suites, ["bookworm", "bookworm-updates", "bookworm-security", "nodistro"]);
        assert_eq!(sources[0].signed_by.as_deref(), Some("/keyring.gpg"));

        let list = "# deb http://no/debian bookworm main\ndeb-src http://no/debian bookworm main\n\
                    deb [arch=amd64 signed-by=/k.gpg] http://mirror/debian bookworm main contrib # yes\n\
                    deb http://mirror/tools stable tools\ndeb cdrom:[Debian] bookworm main\n";
        let expected = Source {
            uri: "http://mirror/debian".to_owned(),
            suite: "bookworm".to_owned(),
            signed_by: Some("/k.gpg".to_owned()),
            past: false,
        };
        assert_eq!(one_line(list), [expected]);
    }

    #[test]
    fn keeps_the_release_and_finds_unstable_beside_it() {
        let release = of_release(&deb822(DEB822), "bookworm").unwrap();
        assert_eq!(release.len(), 3);
        let unstable = unstable(&release, "bookworm").unwrap();
        assert_eq!((unstable.uri.as_str(), unstable.suite.as_str()), ("http://mirror/debian", "sid"));
        assert!(of_release(&release, "trixie").unwrap_err().to_string().contains("trixie"));
    }

    #[test]
    fn the_compiler_is_of_one_release_on_any() {
        let text = DEB822.replace("bookworm", "trixie");
        let release = of_release(&deb822(&text), "trixie").unwrap();
        let compiler = of_compiler(&release, "trixie");
        let suites: Vec<_> = compiler.iter().map(|source| source.suite.as_str()).collect();
        assert_eq!(suites, ["bookworm", "bookworm-updates", "bookworm-security"]);
        assert!(compiler.iter().all(|source| source.signed_by.is_none()));
        let same = of_release(&deb822(DEB822), "bookworm").unwrap();
        assert_eq!(of_compiler(&same, "bookworm"), same);
    }

    #[test]
    fn a_state_of_the_past_may_have_an_old_signature() {
        let source = one_line("deb [signed-by=/k.gpg] http://past/debian sid main\n").remove(0);
        let line = to_list(&[Source { past: true, ..source.clone() }]).unwrap();
        assert_eq!(line, "deb [signed-by=/k.gpg check-valid-until=no] http://past/debian sid main\n");
        assert!(!to_list(&[source]).unwrap().contains("valid"));
    }

    #[test]
    fn names_the_release_or_the_alternative() {
        assert_eq!(codename("ID=debian\nVERSION_CODENAME=bookworm\n").unwrap(), "bookworm");
        let error = codename("NAME=\"Fedora\"\nID=fedora\n").unwrap_err().to_string();
        assert!(error.contains("fedora") && error.contains("cargo build-sbf"), "{error}");
    }
}
