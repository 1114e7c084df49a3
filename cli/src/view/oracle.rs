//! The price oracle's events as sentences.

use super::text::Scale;
use crate::amount::{bps, percent, tokens};
use crate::idl::{Node, ORACLE, text_of};
use crate::time;

/// The findings of a verdict, in the order of their numbers.
const VERDICTS: [&str; 7] = [
    "reported a price near the median",
    "abstained",
    "did not report",
    "proves nothing: too little weight reported or agrees",
    "is warned",
    "deviates so far that it is slashed",
    "manipulates",
];

/// Whether `event` is one of the oracle's.
pub fn is_of(event: &Node) -> bool {
    ORACLE.events.iter().any(|(name, _)| name == event.name())
}

/// The event as a sentence. Prices have the decimals of the plan's reward, which is the feed.
pub fn sentence(event: &Node, scale: &Scale) -> String {
    let figure = |field: &str| event.figure(field).unwrap_or(0);
    let shown = |field: &str| match event.field(field) {
        Some(Node::Address(address)) => address.to_string(),
        _ => "?".to_owned(),
    };
    let signed = |field: &str| match event.field(field) {
        Some(Node::Signed(value)) => *value,
        _ => 0,
    };
    let price = |field: &str| tokens(signed(field).unsigned_abs(), scale.reward.unwrap_or(0));
    match event.name() {
        "OracleOpened" => format!("The oracle of NCN {} was opened", shown("ncn")),
        "RulesSet" => format!("Rules were announced, from {}", time::near(signed("from"), scale.now)),
        "FeedOpened" => {
            let name = match event.field("name") {
                Some(Node::Bytes(bytes)) => text_of(bytes),
                _ => String::new(),
            };
            format!("Feed {} was opened: {name}, with {} accounts of rounds", figure("kind"), figure("rounds"))
        }
        "TableAdopted" => format!("Table {} of {} operators is in force", shown("table"), figure("operators")),
        "ReportsEntered" => format!(
            "{} votes were entered for height {}: {} with a price, {} without, in all",
            figure("entered"),
            figure("height"),
            figure("priced"),
            figure("abstained")
        ),
        "RoundFinalized" if signed("price") == 0 => format!(
            "The round of height {} is final without a price: {} operators reported one",
            figure("height"),
            figure("priced")
        ),
        "RoundFinalized" => format!(
            "The round of height {} is final: {} by {} operators, dispersion {}",
            figure("height"),
            price("price"),
            figure("priced"),
            bps(figure("dispersion_bps"))
        ),
        "OperatorJudged" => {
            let verdict = usize::try_from(figure("verdict")).ok().and_then(|place| VERDICTS.get(place));
            let verdict = verdict.copied().unwrap_or("has an unknown verdict");
            let told = format!("Operator {} {verdict} at height {}", shown("operator"), figure("height"));
            match figure("deviation_bps") {
                0 => told,
                deviation => format!("{told}: {} is {} from the median", price("price"), bps(deviation)),
            }
        }
        "OffenseSlashed" => format!(
            "A slash of {} of operator {} in vault {} was proposed: {}",
            percent(figure("fraction")),
            shown("operator"),
            shown("vault"),
            shown("proposal")
        ),
        "AbsentJailed" => format!(
            "Operator {} missed {} rounds and is in jail until {}",
            shown("operator"),
            figure("missed"),
            time::near(signed("until"), scale.now)
        ),
        "OffenseClosed" => {
            format!("The offense of operator {} at height {} was closed", shown("operator"), figure("height"))
        }
        "FeedRetired" => format!(
            "Feed {} ends {}, and its accounts can be closed {}",
            figure("kind"),
            time::near(signed("from"), scale.now),
            time::near(signed("closable_from"), scale.now)
        ),
        "RoundClosed" => format!("The account of rounds in slot {} was closed", figure("slot")),
        "ScoreClosed" => format!("The score of operator {} was closed", shown("operator")),
        "FeedClosed" => format!("Feed {} was closed", figure("kind")),
        name => name.to_owned(),
    }
}
