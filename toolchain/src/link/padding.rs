//! Keeps address 0 free: read-only data begins there, and a pointer to the first of it would be null.
//!
//! The compiler takes no reference for null, so it may drop a check of one or make `None` of `Some(&FIRST)`. So the first
//! constant is one that nothing refers to.

use std::collections::HashSet;

use anyhow::{Context, Result, bail};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};

/// As many bytes as the most that a constant is aligned to, so that the padding is one section without another's.
pub const BYTES: usize = 16;

/// The section that the padding has for itself.
const SECTION: &str = ".rodata.null";

/// Sections of which the linker makes read-only data, in their order.
const READ_ONLY: [&str; 2] = [".rodata", ".data.rel.ro"];

/// `text`, LLVM's IR, with the padding before its first global.
pub fn pad(text: &str) -> String {
    let global =
        format!("@__null = dso_local constant [{BYTES} x i8] zeroinitializer, section \"{SECTION}\", align {BYTES}\n");
    let first = if text.starts_with('@') { Some(0) } else { text.find("\n@").map(|place| place + 1) };
    // What has no constants has no address of one either.
    let Some(first) = first else { return text.to_owned() };
    [&text[..first], &global, &text[first..]].concat()
}

/// Checks that read-only data begins with the padding, and that nothing points to it.
pub fn check(object: &[u8]) -> Result<()> {
    let file = object::File::parse(object).context("llc wrote no object file")?;
    let is_read_only = |name: &str| READ_ONLY.iter().any(|prefix| name.starts_with(prefix));
    let first = file.sections().find(|section| section.size() > 0 && section.name().is_ok_and(is_read_only));
    let Some(first) = first else { return Ok(()) };
    let name = first.name().unwrap_or_default();
    if name != SECTION || first.size() < BYTES as u64 {
        bail!("read-only data begins with the section `{name}`, so a pointer to its first constant would be null");
    }
    let padding: HashSet<_> = file
        .symbols()
        .filter(|symbol| symbol.section_index() == Some(first.index()))
        .map(|symbol| symbol.index())
        .collect();
    for section in file.sections() {
        let mut targets = section.relocations().map(|(_, relocation)| relocation.target());
        if targets.any(|target| matches!(target, RelocationTarget::Symbol(symbol) if padding.contains(&symbol))) {
            bail!("the section `{}` points to address 0", section.name().unwrap_or_default());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use object::{
        Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
        write::{Object, Relocation, StandardSection, Symbol, SymbolSection},
    };

    use super::*;

    /// An object file with the read-only sections `names`, and code that points to the section `to`.
    fn object_file(names: &[&str], to: usize) -> Vec<u8> {
        let mut file = Object::new(BinaryFormat::Elf, Architecture::Bpf, Endianness::Little);
        let mut symbols = Vec::new();
        for name in names {
            let section = file.add_section(vec![], name.as_bytes().to_vec(), SectionKind::ReadOnlyData);
            file.append_section_data(section, &[0; BYTES], BYTES as u64);
            symbols.push(file.add_symbol(Symbol {
                name: format!("of {name}").into_bytes(),
                value: 0,
                size: BYTES as u64,
                kind: SymbolKind::Data,
                scope: SymbolScope::Dynamic,
                weak: false,
                section: SymbolSection::Section(section),
                flags: SymbolFlags::None,
            }));
        }
        let text = file.section_id(StandardSection::Text);
        file.append_section_data(text, &[0; 16], 8);
        if let Some(symbol) = symbols.get(to).copied() {
            let flags = object::RelocationFlags::Elf { r_type: object::elf::R_BPF_64_64 };
            file.add_relocation(text, Relocation { offset: 0, symbol, addend: 0, flags }).unwrap();
        }
        file.write().unwrap()
    }

    #[test]
    fn the_padding_is_the_first_global() {
        let padded = pad("target triple = \"bpfel\"\n\n@A = constant i8 1\n@B = constant i8 2\n");
        let globals: Vec<_> = padded.lines().filter_map(|line| line.strip_prefix('@')?.split(' ').next()).collect();
        assert_eq!(globals, ["__null", "A", "B"]);
        assert_eq!(pad("define void @f() {\n}\n"), "define void @f() {\n}\n");
    }

    #[test]
    fn nothing_else_is_first_and_nothing_points_to_it() {
        check(&object_file(&[SECTION, ".rodata.cst16"], 1)).unwrap();
        check(&object_file(&[], 0)).unwrap();
        let error = check(&object_file(&[".rodata.cst16", SECTION], 0)).unwrap_err().to_string();
        assert!(error.contains("`.rodata.cst16`"), "{error}");
        let error = check(&object_file(&[".data.rel.ro", SECTION], 0)).unwrap_err().to_string();
        assert!(error.contains("`.data.rel.ro`"), "{error}");
        let error = check(&object_file(&[SECTION, ".rodata.cst16"], 0)).unwrap_err().to_string();
        assert!(error.contains("points to address 0"), "{error}");
    }
}
