//! The bitcode among what rustc gives its linker.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use object::read::archive::ArchiveFile;

/// Files of bitcode: those named in `arguments`, and those in the libraries named there, written to `folder`.
pub fn collect(arguments: &[String], folder: &Path) -> Result<Vec<PathBuf>> {
    let mut modules = Vec::new();
    for (place, path) in arguments.iter().map(Path::new).enumerate() {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("rlib") => {
                let archive = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                for (member, bitcode) in
                    members(&archive).with_context(|| format!("cannot read {}", path.display()))?.iter().enumerate()
                {
                    // Numbered, since two libraries or two members may have one name.
                    let module = folder.join(format!("{place:04}-{member:04}.bc"));
                    fs::write(&module, bitcode)?;
                    modules.push(module);
                }
            }
            Some("o") if path.exists() && is_bitcode(&fs::read(path)?) => modules.push(path.to_path_buf()),
            _ => {}
        }
    }
    Ok(modules)
}

/// The members of an rlib that are bitcode: not its metadata, nor what a C compiler made.
fn members(archive: &[u8]) -> Result<Vec<&[u8]>> {
    let mut bitcode = Vec::new();
    for member in ArchiveFile::parse(archive)?.members() {
        let data = member?.data(archive)?;
        if is_bitcode(data) {
            bitcode.push(data);
        }
    }
    Ok(bitcode)
}

/// Whether a file is LLVM bitcode, plain or in its wrapper.
fn is_bitcode(data: &[u8]) -> bool {
    data.starts_with(b"BC\xc0\xde") || data.starts_with(b"\xde\xc0\x17\x0b")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = b"!<arch>\n".to_vec();
        for (name, data) in members {
            let header = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", format!("{name}/"), 0, 0, 0, 644, data.len());
            archive.extend(header.as_bytes());
            archive.extend(*data);
            if data.len() % 2 == 1 {
                archive.push(b'\n');
            }
        }
        archive
    }

    #[test]
    fn takes_bitcode_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let members: [(&str, &[u8]); 4] =
            [("lib.rmeta", b"rust"), ("a.o", b"BC\xc0\xde first"), ("a.o", b"BC\xc0\xde second"), ("c.o", b"\x7fELF")];
        fs::write(path("libone.rlib"), archive(&members)).unwrap();
        fs::write(path("main.o"), b"\xde\xc0\x17\x0b").unwrap();
        fs::write(path("native.o"), b"\x7fELF").unwrap();

        let arguments = [
            "--flag",
            "-o",
            &path("out.so"),
            &path("main.o"),
            &path("native.o"),
            &path("libone.rlib"),
            &path("gone.o"),
        ];
        let modules = collect(&arguments.map(str::to_owned), folder.path()).unwrap();
        let found: Vec<_> = modules.iter().map(|module| fs::read(module).unwrap()).collect();
        let expected: [&[u8]; 3] = [b"\xde\xc0\x17\x0b", b"BC\xc0\xde first", b"BC\xc0\xde second"];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_broken_library_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libbroken.rlib");
        fs::write(&path, "no archive").unwrap();
        let error = collect(&[path.display().to_string()], folder.path()).unwrap_err();
        assert!(format!("{error:#}").contains("libbroken.rlib"), "{error:#}");
    }
}
