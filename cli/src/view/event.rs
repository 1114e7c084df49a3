//! Events as sentences, by the words that the clients share.

use restaking_client::words::{Condition, Field, Path, Piece, SENTENCES, Term, Unit, liquid};

use super::text::Scale;
use crate::amount::WHOLE;
use crate::idl::{self, Node};
use crate::time;

/// The event as a sentence; its name and fields where this command line has no sentence for it.
pub fn sentence(event: &Node, scale: &Scale) -> String {
    match parts(event) {
        Some(parts) => parts.iter().map(|part| part.text(scale)).collect(),
        None if super::oracle::is_of(event) => super::oracle::sentence(event, scale),
        None => format!("{}: {}", event.name(), scale.lines(event, 0).join(", ")),
    }
}

/// A ratio is rounded to a whole number of these steps, so that units that wear leave no tail of decimals.
const RATIO_STEPS: u128 = 100_000_000;

/// A part of a sentence.
#[derive(Debug)]
enum Part<'a> {
    /// Text.
    Text(&'a str),
    /// A figure.
    Figure(u64, Unit),
    /// A value that is no figure.
    Value(&'a Node),
    /// The bytes of a text.
    Bytes(&'a [u8]),
}

impl Part<'_> {
    fn text(&self, scale: &Scale) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Figure(time, Unit::Time) => dated(i64::try_from(*time).unwrap_or(i64::MAX), scale.now),
            Self::Figure(figure, unit) => scale.figure(*figure, *unit),
            Self::Value(node) => scale.line(node, Unit::Count, true).unwrap_or_else(|| "?".to_owned()),
            Self::Bytes(bytes) => idl::text_of(bytes),
        }
    }

    /// Whether all of a value is zero. Commas of a list are no value.
    fn is_blank(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Figure(figure, _) => *figure == 0,
            Self::Value(node) => node.is_blank(),
            Self::Bytes(bytes) => bytes.iter().all(|byte| *byte == 0),
        }
    }
}

/// `time` as it stands behind a preposition, with how far it is from `now`.
fn dated(time: i64, now: i64) -> String {
    match time {
        i64::MAX => "never".to_owned(),
        _ if time > now => format!("{} (in {})", time::utc(time), time::span(time.abs_diff(now))),
        _ => time::utc(time),
    }
}

/// The sentence of an event in parts; none where it has none.
fn parts(event: &Node) -> Option<Vec<Part<'_>>> {
    // No event of one program has the name of an event of the other.
    let (_, cases) = SENTENCES.iter().chain(liquid::SENTENCES).find(|(name, _)| *name == event.name())?;
    let case = cases.iter().find(|case| case.conditions.iter().all(|one| applies(one, event) == Some(true)))?;
    pieces(case.pieces, event)
}

fn pieces<'a>(list: &'static [Piece], event: &'a Node) -> Option<Vec<Part<'a>>> {
    let mut parts = vec![];
    for piece in list {
        match piece {
            Piece::Text(text) => parts.push(Part::Text(text)),
            Piece::Field(field) => parts.extend(values(field, event)?),
            Piece::Optional(list) => {
                let optional = list.iter().map(|piece| match piece {
                    Piece::Field(field) => values(field, event).map(|values| values.iter().all(Part::is_blank)),
                    _ => Some(false),
                });
                if !optional.collect::<Option<Vec<_>>>()?.contains(&true) {
                    parts.extend(pieces(list, event)?);
                }
            }
        }
    }
    Some(parts)
}

/// The values of a field of a sentence: several, with commas between them, for a list.
fn values<'a>(field: &Field, event: &'a Node) -> Option<Vec<Part<'a>>> {
    let unit = field.unit.unwrap_or(Unit::Count);
    let figure = |path: Path| figure(at(event, path)?);
    let calculated = match field.term {
        Term::Value(path) => {
            let node = at(event, path)?;
            return Some(match node {
                Node::Bytes(bytes) if path.last().is_some_and(|name| idl::is_text(name)) => vec![Part::Bytes(bytes)],
                Node::List(list) => {
                    let commas = list.iter().enumerate().flat_map(|(place, each)| {
                        (place > 0).then_some(Part::Text(", ")).into_iter().chain([value(each, unit)])
                    });
                    commas.collect()
                }
                node => vec![value(node, unit)],
            });
        }
        Term::Pending(path) => {
            let delayed = at(event, path)?;
            let is_pending = delayed.figure("current") != delayed.figure("next");
            if is_pending { self::figure(delayed.field("effective")?)? } else { 0 }
        }
        Term::Ratio(part, whole) => {
            let (part, whole) = (u128::from(figure(part)?), u128::from(figure(whole)?));
            let steps = (part * RATIO_STEPS + whole / 2).checked_div(whole).unwrap_or(0);
            u64::try_from(steps * (u128::from(WHOLE) / RATIO_STEPS)).unwrap_or(u64::MAX)
        }
        Term::Difference(first, rest) => {
            rest.iter().try_fold(figure(first)?, |left, path| Some(left.saturating_sub(figure(path)?)))?
        }
    };
    Some(vec![Part::Figure(calculated, unit)])
}

fn value(node: &Node, unit: Unit) -> Part<'_> {
    figure(node).map_or(Part::Value(node), |figure| Part::Figure(figure, unit))
}

fn applies(condition: &Condition, event: &Node) -> Option<bool> {
    let is_equal = |one, other| match (at(event, one)?, at(event, other)?) {
        (Node::Address(one), Node::Address(other)) => Some(one == other),
        (one, other) => Some(figure(one)? == figure(other)?),
    };
    Some(match condition {
        Condition::Shown(path) => !value(at(event, path)?, Unit::Count).is_blank(),
        Condition::Equal(one, other) => is_equal(one, other)?,
        Condition::Different(one, other) => !is_equal(one, other)?,
        Condition::Over(one, other) => figure(at(event, one)?)? > figure(at(event, other)?)?,
    })
}

/// The field at `path`.
fn at(event: &Node, path: Path) -> Option<&Node> {
    path.iter().try_fold(event, |node, name| node.field(name))
}

/// A figure, a time, or the next value of a delayed figure.
fn figure(node: &Node) -> Option<u64> {
    match node {
        Node::Small(figure) | Node::Figure(figure) => Some(*figure),
        Node::Signed(time) => Some(u64::try_from(*time).unwrap_or(0)),
        Node::Bool(yes) => Some(u64::from(*yes)),
        Node::Choice { byte, .. } => Some(u64::from(*byte)),
        Node::Struct(name, _) if name == "Delayed" => node.figure("next"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use solana_program::pubkey::Pubkey;

    use super::*;
    use crate::idl::{IDL, Idl, LIQUID};

    /// Events and their sentences, which the TypeScript client is held against as well.
    const EXAMPLES: &str = include_str!("../../../clients/vectors/sentences.json");

    /// Those of liquid restaking.
    const OF_LIQUID: &str = include_str!("../../../clients/vectors/liquid-sentences.json");

    /// The event called `name` with zero in all fields but `fields`.
    fn event(name: &str, fields: &Value) -> Node {
        event_of(&IDL, name, fields)
    }

    fn event_of(idl: &Idl, name: &str, fields: &Value) -> Node {
        let mut data = idl.events.iter().find(|(event, _)| event == name).unwrap().1.clone();
        data.resize(2_000, 0);
        let mut event = idl.event(&data).unwrap();
        for (path, text) in fields.as_object().unwrap() {
            let field = path.split('.').fold(&mut event, |node, name| match node {
                Node::Struct(_, fields) => &mut fields.iter_mut().find(|(field, _)| field == name).unwrap().1,
                Node::List(list) => &mut list[name.parse::<usize>().unwrap()],
                other => panic!("{path}: {other:?}"),
            });
            set(field, text.as_str().unwrap());
        }
        event
    }

    /// `7` is a figure, `address 7` and `bytes 7` are 32 bytes of 7, and `text …` is a URI.
    fn set(field: &mut Node, text: &str) {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        match (field, kind) {
            (Node::Address(address), "address") => *address = Pubkey::new_from_array([rest.parse().unwrap(); 32]),
            (Node::Bytes(bytes), "bytes") => bytes.fill(rest.parse().unwrap()),
            (Node::Bytes(bytes), "text") => bytes[..rest.len()].copy_from_slice(rest.as_bytes()),
            (Node::Small(figure) | Node::Figure(figure), _) => *figure = text.parse().unwrap(),
            (Node::Signed(time), _) => *time = text.parse().unwrap(),
            (Node::Bool(yes), _) => *yes = text != "0",
            (Node::Choice { byte, .. }, _) => *byte = text.parse().unwrap(),
            (field, _) => panic!("{field:?} is not {text}"),
        }
    }

    /// A part as the examples have it: `<assets 5>`.
    fn shown(part: &Part) -> String {
        let name = |unit: &Unit| match unit {
            Unit::BucketShares => "bucket_shares".to_owned(),
            unit => format!("{unit:?}").to_lowercase(),
        };
        match part {
            Part::Figure(_, Unit::OneOf(_) | Unit::AnyOf(_)) | Part::Text(_) | Part::Bytes(_) => {
                part.text(&Scale::default())
            }
            Part::Figure(figure, unit) => format!("<{} {figure}>", name(unit)),
            Part::Value(Node::Address(address)) => format!("<address {}>", address.to_bytes()[0]),
            Part::Value(Node::Bytes(bytes)) => format!("<bytes {}>", bytes[0]),
            Part::Value(node) => panic!("{node:?}"),
        }
    }

    #[test]
    fn an_event_is_told_as_the_examples_say() {
        for (idl, examples) in [(&*IDL, EXAMPLES), (&*LIQUID, OF_LIQUID)] {
            let examples: Vec<Value> = serde_json::from_str(examples).unwrap();
            for example in &examples {
                let name = example["event"].as_str().unwrap();
                let event = event_of(idl, name, &example["fields"]);
                let told: String = parts(&event).unwrap().iter().map(shown).collect();
                assert_eq!(told, example["sentence"].as_str().unwrap(), "{name}");
            }
            let told: BTreeSet<&str> = examples.iter().filter_map(|example| example["event"].as_str()).collect();
            let all: BTreeSet<&str> = idl.events.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(told, all);
        }
    }

    #[test]
    fn values_are_written_by_their_units() {
        let scale = Scale { vault: Some(1), now: 1_699_996_400, ..Scale::default() };
        let fields = serde_json::json!({ "owner": "address 0", "shares": "15", "assets": "20", "ticket": "address 7" });
        let told = sentence(&event("ExitRequested", &fields), &scale);
        assert_eq!(told, "nobody requested an exit of 1.5 VRT, worth 2 tokens, with ticket US51…ELFx");
        let fields = serde_json::json!({ "after.until": "1700000000", "after.flags": "33" });
        let told = sentence(&event("PauseRaised", &fields), &scale);
        let until = "2023-11-14T22:13:20Z (in 1 h)";
        assert_eq!(told, format!("nobody paused nobody until {until}: deposits, unknown flags 32"));
    }
}
