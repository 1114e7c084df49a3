//! Accounts and events as text.

use restaking_client::words::{Unit, any_of, liquid, one_of, unit};
use solana_program::pubkey::Pubkey;

use crate::amount::{bps, percent, tokens};
use crate::idl::{Node, hex, is_filler, is_text, text_of};
use crate::time;

/// The decimals of weights: an NCN's value of a unit.
const WEIGHT_DECIMALS: u8 = 9;

/// The units of shown figures: the decimals of each, where known, and the time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scale {
    /// The decimals of the vault's asset and VRT.
    pub vault: Option<u8>,
    /// The decimals of the reward's mint.
    pub reward: Option<u8>,
    /// The chain's time.
    pub now: i64,
    /// Whether accounts are those of liquid restaking: structs of one name have figures of other units there.
    pub is_liquid: bool,
}

/// The decimals of SOL, and of every liquid pool's token.
const SOL_DECIMALS: u8 = 9;

impl Scale {
    /// A figure in `unit`.
    pub fn figure(&self, figure: u64, unit: Unit) -> String {
        let of_mint = |decimals: Option<u8>, what: &str| match decimals {
            Some(decimals) => format!("{} {what}", tokens(figure, decimals)),
            None => format!("{figure} smallest units of {what}"),
        };
        match unit {
            Unit::Assets => of_mint(self.vault, "tokens"),
            Unit::Shares => of_mint(self.vault, "VRT"),
            Unit::BucketShares => of_mint(self.vault, "bucket shares"),
            Unit::Reward => of_mint(self.reward, "reward tokens"),
            Unit::Lrt => format!("{} LRT", tokens(figure, SOL_DECIMALS)),
            Unit::Lamports => format!("{} SOL", tokens(figure, SOL_DECIMALS)),
            Unit::Fraction => percent(figure),
            Unit::Bps => bps(figure),
            Unit::Weight => tokens(figure, WEIGHT_DECIMALS),
            Unit::Seconds => time::span(figure),
            Unit::Time => time::near(i64::try_from(figure).unwrap_or(i64::MAX), self.now),
            Unit::Flag => if figure == 0 { "no" } else { "yes" }.to_owned(),
            Unit::OneOf(words) => one_of(words, figure),
            Unit::AnyOf(words) => any_of(words, figure),
            Unit::Count => figure.to_string(),
        }
    }

    /// The unit of the figure `field` of the struct `owner`.
    fn unit(&self, owner: &str, field: &str) -> Option<Unit> {
        if self.is_liquid { liquid::unit(owner, field) } else { unit(owner, field) }
    }

    /// A value in one line, if it fits in one.
    pub fn line(&self, node: &Node, unit: Unit, short: bool) -> Option<String> {
        Some(match node {
            Node::Small(figure) | Node::Figure(figure) => self.figure(*figure, unit),
            Node::Signed(time) => time::near(*time, self.now),
            Node::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Node::Choice { words, .. } => words.clone(),
            Node::Address(address) => self.address(address, short),
            Node::Bytes(bytes) if bytes.iter().all(|byte| *byte == 0) => "none".to_owned(),
            Node::Bytes(bytes) => hex(bytes),
            Node::List(list) => {
                let lines: Option<Vec<_>> = list.iter().map(|each| self.line(each, unit, short)).collect();
                lines?.join(", ")
            }
            Node::Struct(name, _) if name == "Delayed" => {
                let (current, next) = (node.figure("current")?, node.figure("next")?);
                match node.field("effective")? {
                    Node::Signed(time) if *time > self.now && current != next => {
                        let (before, after) = (self.figure(current, unit), self.figure(next, unit));
                        format!("{before}; {after} {}", time::near(*time, self.now))
                    }
                    _ => self.figure(next, unit),
                }
            }
            Node::Struct(..) => return None,
        })
    }

    /// All fields of a struct, a line each.
    pub fn lines(&self, node: &Node, depth: usize) -> Vec<String> {
        let mut lines = vec![];
        for (name, value) in node.fields().iter().filter(|(name, _)| !is_filler(name) && name != "version") {
            let (label, indent) = (name.replace('_', " "), "  ".repeat(depth));
            let line = match value {
                Node::Bytes(bytes) if is_text(name) => Some(text_of(bytes)),
                // Nothing that ends, or happened, at zero ends or happened at all.
                Node::Signed(0 | i64::MIN) if !is_beginning(node.name(), name) => Some("none".to_owned()),
                Node::Signed(price) if name == "price" => Some(self.price(*price)),
                _ => self.line(value, self.unit(node.name(), name).unwrap_or_else(|| named(name)), false),
            };
            match (line, value) {
                (Some(line), _) => lines.push(format!("{indent}{label}: {line}")),
                (None, Node::List(list)) => {
                    for (place, each) in list.iter().enumerate().filter(|(_, each)| !each.is_blank()) {
                        lines.push(format!("{indent}{label} {place}:"));
                        lines.extend(self.lines(each, depth + 1));
                    }
                }
                (None, _) => {
                    lines.push(format!("{indent}{label}:"));
                    lines.extend(self.lines(value, depth + 1));
                }
            }
        }
        lines
    }

    /// A price of the oracle, by its feed's decimals.
    fn price(&self, price: i64) -> String {
        let sign = if price < 0 { "-" } else { "" };
        self.reward
            .map_or_else(|| price.to_string(), |decimals| sign.to_owned() + &tokens(price.unsigned_abs(), decimals))
    }

    fn address(&self, address: &Pubkey, short: bool) -> String {
        match (address, short) {
            (address, _) if *address == Pubkey::default() => "nobody".to_owned(),
            (address, true) => shortened(address),
            (address, false) => address.to_string(),
        }
    }
}

/// Whether a time of this name begins something: at zero, it has always been. What was not announced begins never.
fn is_beginning(owner: &str, field: &str) -> bool {
    let last = field.rsplit_once('_').map_or(field, |(_, last)| last);
    owner != "Retirement" && ["from", "start", "effective", "genesis"].contains(&last)
}

/// The unit of a figure of a program without a table of units: by its name.
fn named(field: &str) -> Unit {
    match field.rsplit_once('_') {
        Some((_, "seconds")) => Unit::Seconds,
        Some((_, "bps")) => Unit::Bps,
        Some((_, "fraction")) => Unit::Fraction,
        _ if field.starts_with("is_") => Unit::Flag,
        _ => Unit::Count,
    }
}

/// The first and last four characters of an address.
pub fn shortened(address: &Pubkey) -> String {
    let text = address.to_string();
    format!("{}…{}", &text[..4], &text[text.len() - 4..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::IDL;

    /// The fields of `node` that are figures, or lists of figures, and have no unit.
    fn without_unit(node: &Node, found: &mut Vec<String>) {
        for (name, value) in node.fields().iter().filter(|(name, _)| !is_filler(name) && name != "version") {
            let mut value = value;
            while let Node::List(list) = value {
                value = &list[0];
            }
            let is_figure = matches!(value, Node::Small(_) | Node::Figure(_)) || value.name() == "Delayed";
            if is_figure && unit(node.name(), name).is_none() {
                found.push(format!("{}.{name}", node.name()));
            }
            without_unit(value, found);
        }
    }

    #[test]
    fn every_figure_of_accounts_and_events_has_a_unit() {
        let mut found = vec![];
        for (name, tag) in IDL.accounts.iter().chain(&IDL.events) {
            let mut data = tag.clone();
            data.resize(10_000, 0);
            let node = IDL.account(&data).or_else(|| IDL.event(&data)).unwrap_or_else(|| panic!("{name}"));
            without_unit(&node, &mut found);
        }
        assert_eq!(found, Vec::<String>::new());
        assert_eq!([unit("Books", "nothing"), unit("Ticket", "shares")], [None, Some(Unit::BucketShares)]);
    }
}
