//! The tests that a source file has, read from its text.

/// The tests of a Rust file, each with the modules inside the file that it is in: `tests::adds_up`.
///
/// Modules are told by their indentation, which `rustfmt` holds.
pub fn rust(text: &str) -> Vec<Vec<String>> {
    let mut tests = vec![];
    let mut modules: Vec<(usize, String)> = vec![];
    let mut attribute = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.starts_with('}') {
            while modules.last().is_some_and(|(at, _)| *at >= indent) {
                modules.pop();
            }
        } else if let Some(name) = trimmed.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(" {")) {
            modules.push((indent, name.to_owned()));
        } else if let Some(inside) = trimmed.strip_prefix("#[") {
            let path = inside.split(['(', ']']).next().unwrap_or_default();
            attribute |= path == "test" || path.ends_with("::test");
        } else if let Some(name) = function(trimmed).filter(|_| attribute) {
            let within = modules.iter().map(|(_, module)| module.clone());
            tests.push(within.chain([name.to_owned()]).collect());
            attribute = false;
        }
    }
    tests
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches("pub ").trim_start_matches("async ").strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// The titles of the tests of a TypeScript file, and of the groups that they are in.
pub fn typescript(text: &str) -> Vec<String> {
    let calls = ["test(", "it(", "describe("];
    let titles = text.lines().filter_map(|line| {
        let rest = calls.iter().find_map(|call| line.trim_start().strip_prefix(call))?;
        let quote = rest.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        rest[1..].split(quote).next()
    });
    titles.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tests_of_rust_with_their_modules() {
        let text = "#[test]\nfn one() {}\n\nmod inner {\n    #[tokio::test(flavor = \"multi_thread\")]\n    #[ignore]\n    async fn \
                    two() {\n        if true {\n        }\n    }\n    mod deep {\n        #[test]\n        fn three() {}\n    }\n}\n\n\
                    proptest! {\n    /// Words.\n    #[test]\n    fn four(n in 0..3u8) {}\n}\nfn helper() {}\n#[testing]\nfn five() {}\n";
        let found: Vec<String> = rust(text).into_iter().map(|path| path.join("::")).collect();
        assert_eq!(found, ["one", "inner::two", "inner::deep::three", "four"]);
    }

    #[test]
    fn finds_tests_of_typescript() {
        let text = "test(\"one\", () => {});\ndescribe(`two ${x}`, () => {\n  it('three', async () => {\n    latest(\"no\");\n  });\n\
                    it(name, () => {});\n";
        assert_eq!(typescript(text), ["one", "two ${x}", "three"]);
    }
}
