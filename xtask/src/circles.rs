//! Imports go one way: no two modules of a crate need each other, straight or through others.
//!
//! An import is a path of `crate`, `super` or `self` outside of comments, strings and tests. Between a module and the modules inside
//! it, paths may go both ways.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    step,
    workspace::{WORKSPACES, cargo, manifest, root},
};

/// A module: the names on the way to it, none for the crate's root.
type Module = Vec<String>;

/// The modules that each module imports from.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// Refuses circles within each crate of the workspaces.
pub fn check() -> Result<()> {
    let mut faults = vec![];
    for folder in folders()? {
        let shown = folder.strip_prefix(root()).unwrap_or(&folder).display().to_string();
        let circles = circles(&imports(&sources(&folder, &folder)?));
        faults.extend(circles.into_iter().map(|circle| format!("{shown}: {circle}")));
    }
    if !faults.is_empty() {
        bail!("modules import each other; move what they share to a module of its own:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// The folders of sources of all packages.
fn folders() -> Result<BTreeSet<PathBuf>> {
    let mut folders = BTreeSet::new();
    for workspace in WORKSPACES {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest(workspace));
        let metadata: Value = serde_json::from_str(&step::output(&mut command)?)?;
        for package in metadata["packages"].as_array().context("a workspace has packages")? {
            let manifest = package["manifest_path"].as_str().context("a package has no manifest")?;
            let folder = Path::new(manifest).with_file_name("src");
            folders.extend(folder.is_dir().then_some(folder));
        }
    }
    Ok(folders)
}

/// The code of each module below `folder`, in the crate with its root in `top`. Programs in `bin` are crates of their own.
fn sources(top: &Path, folder: &Path) -> Result<BTreeMap<Module, String>> {
    let mut found: BTreeMap<Module, String> = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            if path != top.join("bin") {
                for (module, text) in sources(top, &path)? {
                    found.entry(module).or_default().push_str(&text);
                }
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let parts = path.strip_prefix(top)?.with_extension("");
            let mut module: Module =
                parts.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            let is_face = ["mod", "lib", "main"].contains(&module.last().map_or("", String::as_str));
            module.truncate(module.len() - usize::from(is_face));
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            found.entry(module).or_default().push_str(&code(&text));
        }
    }
    Ok(found)
}

/// The text without comments, strings and its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_raw = ["r\"", "r#\""].iter().any(|start| rest.starts_with(start));
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if is_raw && !code.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
            let end = if rest.starts_with("r#") { "\"#" } else { "\"" };
            let open = end.len() + 1;
            rest[open..].find(end).map_or(rest.len(), |at| open + at + end.len())
        } else if first == '"' {
            string(rest)
        } else if let Some(quoted) = ["'\"'", "'\\\"'"].into_iter().find(|quoted| rest.starts_with(quoted)) {
            quoted.len()
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[length..];
    }
    code
}

/// The length of the string that `text` begins with.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == '"' && !is_escaped {
            return at + 1;
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    text.len()
}

/// What each module imports from. The crate's modules and what is inside of a module are not imports of it.
fn imports(sources: &BTreeMap<Module, String>) -> Imports {
    let mut imports = Imports::new();
    for (module, code) in sources {
        let from = paths(code).into_iter().filter_map(|path| resolve(module, &path, sources));
        let from = from.filter(|from| !from.starts_with(module) && !module.starts_with(from));
        imports.insert(module.clone(), from.collect());
    }
    imports
}

/// The paths of `crate`, `super` and `self` in code; each of a tree.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = vec![];
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    for start in ["crate", "super", "self"] {
        for (at, _) in code.match_indices(start) {
            let is_path = code[at + start.len()..].starts_with("::");
            let is_first = !code[..at].ends_with(|last: char| is_part(last) || last == '$' || last == ':');
            if is_path && is_first {
                tree(&code[at + start.len()..], vec![start.to_owned()], &mut found);
            }
        }
    }
    found
}

/// Adds the paths of a tree behind `path`; returns what follows it.
fn tree<'a>(text: &'a str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text;
    while let Some(behind) = rest.trim_start().strip_prefix("::").map(str::trim_start) {
        if let Some(mut branches) = behind.strip_prefix('{') {
            loop {
                branches = branches.trim_start_matches(|letter: char| letter == ',' || letter.is_whitespace());
                if let Some(end) = branches.strip_prefix('}') {
                    return end;
                }
                let (name, after) = name(branches);
                let inside = path.iter().cloned().chain(name.map(str::to_owned)).collect();
                branches = tree(after, inside, found);
                // What remains of a branch: a star, or another name for it.
                branches = &branches[branches.find([',', '}']).unwrap_or(branches.len())..];
                if branches.is_empty() {
                    return branches;
                }
            }
        }
        let (name, after) = name(behind);
        path.extend(name.map(str::to_owned));
        rest = after;
        if name.is_none() {
            break;
        }
    }
    found.push(path);
    rest
}

/// The name that `text` begins with, and what follows it.
fn name(text: &str) -> (Option<&str>, &str) {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    ((end > 0).then_some(&text[..end]), &text[end..])
}

/// The innermost module on the way of `path`, as seen from `module`.
fn resolve(module: &Module, path: &[String], sources: &BTreeMap<Module, String>) -> Option<Module> {
    let mut at = if path[0] == "crate" { vec![] } else { module.clone() };
    let mut best = None;
    for part in path {
        match part.as_str() {
            "crate" | "self" => continue,
            "super" => {
                at.pop();
                continue;
            }
            name => at.push(name.to_owned()),
        }
        if !sources.contains_key(&at) {
            break;
        }
        best = Some(at.clone());
    }
    best
}

/// The shortest circle through each module that is in one, each circle once.
fn circles(imports: &Imports) -> Vec<String> {
    let mut known: BTreeSet<BTreeSet<&Module>> = BTreeSet::new();
    let mut circles = vec![];
    for module in imports.keys() {
        let Some(circle) = circle(imports, module) else { continue };
        if known.insert(circle.iter().copied().collect()) {
            let names: Vec<String> = circle.iter().chain([&module]).map(|module| module.join("::")).collect();
            circles.push(names.join(" -> "));
        }
    }
    circles
}

/// The shortest way from `start` back to it.
fn circle<'a>(imports: &'a Imports, start: &'a Module) -> Option<Vec<&'a Module>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in imports.get(*way.last()?)? {
            if next == start {
                return Some(way);
            }
            if seen.insert(next) {
                ways.push_back(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let module = |path: &str| path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        circles(&imports(&files.iter().map(|(path, text)| (module(path), code(text))).collect()))
    }

    #[test]
    fn no_modules_import_each_other() {
        check().unwrap();
    }

    #[test]
    fn circles_are_found_straight_and_through_others() {
        let straight = [("a", "use crate::b::B;"), ("b", "fn f() { super::a::f() }")];
        assert_eq!(found(&straight), ["a -> b -> a"]);
        let through =
            [("a", "use crate::{b::B, d};"), ("b", "use super::c::{self, C};"), ("c", "use crate::a;"), ("d", "")];
        assert_eq!(found(&through), ["a -> b -> c -> a"]);
        assert_eq!(found(&[("a", "use crate::b;"), ("b", "use crate::c;"), ("c", "")]), [""; 0]);
    }

    #[test]
    fn a_module_and_what_is_inside_may_use_each_other() {
        assert_eq!(
            found(&[("", "use crate::a::A;"), ("a", "use self::b::B; use crate::Root;"), ("a::b", "use super::A;")]),
            [""; 0]
        );
        assert_eq!(
            found(&[("a::b", "use super::c::C;"), ("a::c", "use crate::a::b;"), ("a", "")]),
            ["a::b -> a::c -> a::b"]
        );
    }

    #[test]
    fn comments_strings_and_tests_import_nothing() {
        let text = "use crate::b;\n// use crate::c;\nconst S: &str = \"a \\\" crate::c\";\nconst R: &str = r#\"crate::c\"#;\n\
                    const Q: char = '\"';\n#[cfg(test)]\nmod tests {\n    use crate::c;\n}\n";
        assert_eq!(paths(&code(text)), [["crate", "b"]]);
    }
}
