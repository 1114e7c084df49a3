//! Keeps the carry of a sum a comparison.
//!
//! `sum < a` tells that `sum = a + b` did not fit, and a jump on it is one instruction. LLVM makes one intrinsic of the two
//! wherever both are used, for machines with a carry. For one without, it computes the carry as a number and then
//! compares that: five instructions for each checked sum of a program.

use std::collections::HashMap;

/// `text`, LLVM's optimised IR, with the sum frozen where its carry is asked for: the value is the same, and LLVM no longer
/// sees that the comparison belongs to the sum.
pub fn freeze_sums(text: &str) -> String {
    let mut sums: HashMap<&str, [&str; 2]> = HashMap::new();
    let mut frozen = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with("define ") {
            sums.clear();
        }
        match instruction(line) {
            Some((name, operation, operands)) if operation.starts_with("add") => {
                sums.insert(name, operands);
            }
            Some((name, operation, [left, right])) if operation.starts_with("icmp") => {
                let sum = match operation.rsplit(' ').next() {
                    Some("ult") => Some((left, right)),
                    Some("ugt") => Some((right, left)),
                    _ => None,
                };
                if let Some((sum, _)) = sum.filter(|(sum, part)| sums.get(sum).is_some_and(|sum| sum.contains(part))) {
                    let other = format!("%carry.{}", &name[1..]);
                    let operand = |each: &str| if each == sum { other.clone() } else { each.to_owned() };
                    frozen += &format!("  {other} = freeze i64 {sum}\n");
                    frozen += &format!("  {name} = {operation} i64 {}, {}\n", operand(left), operand(right));
                    continue;
                }
            }
            _ => {}
        }
        frozen += line;
        frozen.push('\n');
    }
    frozen
}

/// The name, the operation and the operands of an instruction on two numbers of 64 bits.
fn instruction(line: &str) -> Option<(&str, &str, [&str; 2])> {
    let (name, rest) = line.strip_prefix("  ")?.split_once(" = ")?;
    let (operation, operands) = rest.split_once(" i64 ")?;
    let mut operands = operands.split(", ");
    let operands = [operands.next()?, operands.next()?];
    // What is quoted may have any character, and is left as it is.
    let is_plain = |value: &&str| !value.contains(['"', ' ']);
    (name.starts_with('%') && [name, operands[0], operands[1]].iter().all(is_plain))
        .then_some((name, operation, operands))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_frozen_where_its_carry_is_asked_for() {
        let text = "define i64 @f(i64 %a, i64 %b) {\n  %sum = add i64 %b, %a\n  %over = icmp ult i64 %sum, %a\n  \
                    %7 = icmp samesign ugt i64 %b, %sum\n";
        let expected = "define i64 @f(i64 %a, i64 %b) {\n  %sum = add i64 %b, %a\n  %carry.over = freeze i64 %sum\n  \
                        %over = icmp ult i64 %carry.over, %a\n  %carry.7 = freeze i64 %sum\n  \
                        %7 = icmp samesign ugt i64 %b, %carry.7\n";
        assert_eq!(freeze_sums(text), expected);
    }

    #[test]
    fn all_else_stays() {
        for text in [
            // Another function's sum, another comparison, another operation, another width.
            "define void @f() {\n  %sum = add i64 %b, %a\n}\ndefine void @g() {\n  %c = icmp ult i64 %sum, %a\n",
            "define void @f() {\n  %sum = add i64 %b, %a\n  %c = icmp ult i64 %a, %sum\n  %d = icmp ule i64 %sum, %a\n",
            "define void @f() {\n  %sum = add i64 %b, %a\n  %c = icmp ult i64 %sum, %other\n",
            "define void @f() {\n  %sum = sub i64 %b, %a\n  %c = icmp ult i64 %sum, %a\n",
            "define void @f() {\n  %sum = add i32 %b, %a\n  %c = icmp ult i32 %sum, %a\n",
            "define void @f() {\n  %\"a sum\" = add i64 %b, %a\n  %c = icmp ult i64 %\"a sum\", %a\n",
        ] {
            assert_eq!(freeze_sums(text), text);
        }
    }
}
