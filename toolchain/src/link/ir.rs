//! LLVM's IR as text, read and changed by line: opt writes a function's head and a global on one line each.

use std::collections::BTreeSet;

/// Registers that a call passes its arguments in; SBPF version 0 has no other place for them.
const REGISTERS: u32 = 5;

/// The head of a function's definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function<'a> {
    /// Its name, without the quotes around an unusual one.
    pub name: &'a str,
    /// Its parameters, without the parentheses.
    pub parameters: &'a str,
    /// All before and with the parameters, as it stands in the text.
    head: &'a str,
    /// Its attributes and what else is between the parameters and the brace.
    tail: &'a str,
}

/// The functions that `text` defines.
pub fn functions(text: &str) -> impl Iterator<Item = Function<'_>> {
    text.lines().filter_map(function)
}

/// Functions whose parameters do not fit the registers.
pub fn wide_functions(text: &str) -> BTreeSet<String> {
    let wide = functions(text).filter(|function| registers(function.parameters) > REGISTERS);
    wide.map(|function| function.name.to_owned()).collect()
}

/// `text` with `names` to be inlined wherever they are called.
pub fn mark_always_inline(text: &str, names: &BTreeSet<String>) -> String {
    let mut marked = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(function) = function(line).filter(|function| names.contains(function.name)) {
            marked += function.head;
            marked += &always_inline(function.tail);
            marked += " {";
        } else if let Some((call, rest)) =
            call(line).filter(|(name, ..)| names.contains(*name)).map(|(_, call, rest)| (call, rest))
        {
            marked += call;
            marked += without_group(rest);
        } else {
            marked += line;
        }
        marked.push('\n');
    }
    marked
}

/// Statics that the program may change: LLVM has made constants of those that nothing writes to.
pub fn mutable_statics(text: &str) -> BTreeSet<String> {
    let mut statics = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with('@')) {
        let Some((name, rest)) = symbol(&line[1..]) else { continue };
        let mut words = rest.trim_start_matches([' ', '=']).split_whitespace();
        // Its linkage and such stand before the word that tells; a declaration is `external`. LLVM's own lists are not
        // of the program.
        let kind = words.find(|word| matches!(*word, "global" | "constant" | "external" | "alias"));
        if kind == Some("global") && !name.starts_with("llvm.") {
            statics.insert(name.to_owned());
        }
    }
    statics
}

fn function(line: &str) -> Option<Function<'_>> {
    let definition = line.strip_prefix("define ")?.strip_suffix(" {")?;
    let at = definition.find('@')?;
    let (name, rest) = symbol(&definition[at + 1..])?;
    let inner = rest.strip_prefix('(')?;
    let end = closing(inner)?;
    let tail = &inner[end + 1..];
    let head = &line[..line.len() - " {".len() - tail.len()];
    Some(Function { name, parameters: &inner[..end], head, tail })
}

/// The function that a line calls by name, the line up to the end of its arguments, and what follows them.
fn call(line: &str) -> Option<(&str, &str, &str)> {
    let callee = line.find("call ").and_then(|start| Some(start + line[start..].find(" @")? + " @".len()))?;
    let (name, rest) = symbol(&line[callee..])?;
    let inner = rest.strip_prefix('(')?;
    let end = line.len() - inner.len() + closing(inner)? + 1;
    Some((name, &line[..end], &line[end..]))
}

/// What follows a call's arguments without the group of attributes that it may begin with: of a function that its source
/// wants not inlined, each call says so too. Nothing that the calls mean is lost, only hints on them.
fn without_group(rest: &str) -> &str {
    match rest.strip_prefix(" #") {
        Some(group) => group.trim_start_matches(|character: char| character.is_ascii_digit()),
        None => rest,
    }
}

/// A name after its `@`, and what follows it.
fn symbol(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"')?;
        return Some((&quoted[..end], &quoted[end + 1..]));
    }
    let end = text.find(|character: char| !(character.is_alphanumeric() || "._$-".contains(character)))?;
    Some(text.split_at(end))
}

/// Where the parenthesis is that closes the one before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut nesting = Nesting::default();
    text.char_indices().find(|&(_, character)| nesting.step(character) && nesting.depth < 0).map(|(place, _)| place)
}

/// How many registers a list of parameters takes.
fn registers(parameters: &str) -> u32 {
    split(parameters).into_iter().map(|parameter| width(parameter.trim())).sum()
}

/// The parameters of a list, which commas within types and attributes do not divide.
fn split(list: &str) -> Vec<&str> {
    let mut nesting = Nesting::default();
    let (mut parts, mut start) = (Vec::new(), 0);
    for (place, character) in list.char_indices() {
        if nesting.step(character) && character == ',' && nesting.depth == 0 {
            parts.push(&list[start..place]);
            start = place + 1;
        }
    }
    parts.push(&list[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// How many registers a parameter takes: one, but for wide integers, and for arrays, which are passed by element.
fn width(parameter: &str) -> u32 {
    if let Some(array) = parameter.strip_prefix('[') {
        let Some((length, element)) = array.split_once(" x ") else { return 1 };
        return length.parse::<u32>().unwrap_or(1) * width(element);
    }
    let integer = parameter.strip_prefix('i').and_then(|rest| {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse::<u32>().ok()
    });
    integer.map_or(1, |bits| bits.div_ceil(64).max(1))
}

/// The attributes `tail` with `alwaysinline` for the group that they name, which may say the opposite. The grammar wants
/// attributes after `unnamed_addr`, and before all else.
fn always_inline(tail: &str) -> String {
    let (mut before, mut after) = (String::new(), String::new());
    for word in tail.split_whitespace() {
        match word {
            "unnamed_addr" | "local_unnamed_addr" => before += &format!(" {word}"),
            group if group.starts_with('#') => {}
            other => after += &format!(" {other}"),
        }
    }
    format!("{before} alwaysinline{after}")
}

/// Brackets and quotes, read one character after the other.
#[derive(Default)]
struct Nesting {
    depth: i32,
    quoted: bool,
}

impl Nesting {
    /// Takes a character; whether it stands outside of quotes.
    fn step(&mut self, character: char) -> bool {
        if character == '"' {
            self.quoted = !self.quoted;
            return false;
        }
        if !self.quoted {
            self.depth += i32::from("([{<".contains(character)) - i32::from(")]}>".contains(character));
        }
        !self.quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arity(line: &str) -> usize {
        split(function(line).unwrap().parameters).len()
    }

    #[test]
    fn reads_heads_of_functions() {
        let line =
            "define internal fastcc noundef range(i64 0, 26) i64 @_RNvC4test(ptr %0, i1 zeroext %1) unnamed_addr #2 {";
        let function = function(line).unwrap();
        assert_eq!((function.name, function.parameters), ("_RNvC4test", "ptr %0, i1 zeroext %1"));
        assert_eq!(format!("{}{} {{", function.head, function.tail), line);

        let quoted = r#"define { i64, i64 } @"a name (odd), <T as U>"(i64 %"a, b", ptr %1) {"#;
        assert_eq!(functions(quoted).next().unwrap().name, "a name (odd), <T as U>");
        assert_eq!(arity(quoted), 2);
        assert_eq!(functions("declare void @f(i64)\n  call void @g(i64 1)\n; define x\n").count(), 0);
    }

    #[test]
    fn counts_parameters() {
        assert_eq!(arity("define void @f() {"), 0);
        assert_eq!(arity("define void @f(ptr %p) #0 {"), 1);
        let attributes = "define void @f(ptr noalias sret({ i64, [3 x i8] }) align 8 dereferenceable(24) %0, \
                          i64 range(i64 0, 5) %1, ptr captures(address, read_provenance) %2, <2 x i64> %3) {";
        assert_eq!(arity(attributes), 4);
    }

    #[test]
    fn finds_functions_wider_than_the_registers() {
        let text = "define void @five(i64 %0, i64 %1, i64 %2, i64 %3, ptr %4) {\n\
                    define void @six(i64 %0, i64 %1, i64 %2, i64 %3, i8 %4, i1 zeroext %5) #3 {\n\
                    define void @three_wide(i128 %0, i128 noundef %1, i128 %2) {\n\
                    define void @two_wide(i128 %0, i128 %1, i64 %2) {\n\
                    define void @array([3 x i128] %0) {\n\
                    declare void @declared(i64, i64, i64, i64, i64, i64)\n";
        let wide: Vec<_> = wide_functions(text).into_iter().collect();
        assert_eq!(wide, ["array", "six", "three_wide"]);
    }

    #[test]
    fn marks_functions_and_leaves_the_rest() {
        let names = BTreeSet::from(["f".to_owned(), "odd name".to_owned()]);
        let marked = |line: &str| mark_always_inline(line, &names);
        assert_eq!(
            marked("define void @f(i64 %0) unnamed_addr #7 align 8 {"),
            "define void @f(i64 %0) unnamed_addr alwaysinline align 8 {\n"
        );
        assert_eq!(marked("define i64 @f(i64 %0) #7 {"), "define i64 @f(i64 %0) alwaysinline {\n");
        assert_eq!(marked("define i64 @f() {"), "define i64 @f() alwaysinline {\n");
        assert_eq!(
            marked("define void @\"odd name\"() local_unnamed_addr {"),
            "define void @\"odd name\"() local_unnamed_addr alwaysinline {\n"
        );
        assert_eq!(
            marked("  %1 = tail call fastcc i64 @f(i64 %0, ptr @g) #7, !range !1"),
            "  %1 = tail call fastcc i64 @f(i64 %0, ptr @g), !range !1\n"
        );
        assert_eq!(marked("  call void @f(i64 1)"), "  call void @f(i64 1)\n");
        for other in
            ["define void @g(ptr %f) #7 {\n", "  call void @g(ptr @f) #7\n", "  call void %2(ptr @f) #7\n", "}\n"]
        {
            assert_eq!(marked(other), other);
        }
    }

    #[test]
    fn finds_statics_that_change() {
        let text = "@COUNTER = internal unnamed_addr global i64 0, align 8\n\
                    @TABLE = private unnamed_addr constant [2 x i64] [i64 1, i64 2], align 8\n\
                    @\"odd name\" = dso_local local_unnamed_addr global i8 0\n\
                    @llvm.compiler.used = appending global [1 x ptr] [ptr @TABLE], section \"llvm.metadata\"\n\
                    @elsewhere = external global i8\n";
        let statics: Vec<_> = mutable_statics(text).into_iter().collect();
        assert_eq!(statics, ["COUNTER", "odd name"]);
    }
}
