//! What people write and name, by examples that every client follows.

use std::path::Path;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use restaking_client::Program;
use restaking_client::amount::{self, Written};
use restaking_client::holding::Found;
use restaking_client::recipient::{Recipient, recipient};
use serde_json::Value;
use solana_program::pubkey::Pubkey;

/// The examples in `name`.
fn examples(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn decimals(example: &Value) -> u8 {
    example["decimals"].as_u64().unwrap().try_into().unwrap()
}

#[test]
fn amounts_are_read_as_the_examples_say() {
    let examples = examples("amounts.json");
    let parsed = examples["parsed"].as_array().unwrap();
    assert!(parsed.len() > 100);
    for example in parsed {
        let read = amount::parsed(text(&example["text"]), decimals(example));
        match &example["units"] {
            Value::Null => {
                let refused = read.expect_err(&example.to_string());
                assert_eq!(refused.name(), text(&example["refused"]), "{example}");
                assert!(!refused.to_string().is_empty());
            }
            units => assert_eq!(read.map(|units| units.to_string()).as_deref(), Ok(text(units)), "{example}"),
        }
    }
}

#[test]
fn amounts_are_shown_as_the_examples_say() {
    for example in examples("amounts.json")["formatted"].as_array().unwrap() {
        let shown = amount::formatted(text(&example["units"]).parse().unwrap(), decimals(example));
        assert_eq!(shown, text(&example["text"]), "{example}");
    }
}

#[test]
fn smallest_units_are_digits_alone() {
    assert_eq!(amount::digits("0"), Some(0));
    assert_eq!(amount::digits("18446744073709551615"), Some(u64::MAX));
    for text in ["", "+1", "-1", " 1", "1 ", "01", "00", "1.0", "1e3", "0x10", "1_0", "18446744073709551616", "\u{661}"]
    {
        assert_eq!(amount::digits(text), None, "{text}");
    }
}

#[test]
fn recipients_are_what_the_examples_say() {
    let examples = examples("recipients.json");
    let address = |value: &Value| Pubkey::from_str(text(value)).unwrap();
    let program = Program::at(address(&examples["program"]));
    let recipients = examples["recipients"].as_array().unwrap();
    assert!(recipients.len() > 20);
    for example in recipients {
        let account = (!example["account"].is_null()).then(|| {
            let account = &example["account"];
            (address(&account["owner"]), BASE64_STANDARD.decode(text(&account["data"])).unwrap())
        });
        let found = account.as_ref().map(|(program, data)| Found { program, data });
        let executable = example["account"]["executable"].as_bool().unwrap_or(false);
        let said = match (example.get("refusal"), example.get("warning")) {
            (Some(refusal), None) => Recipient::Unfit(text(refusal).to_owned()),
            (None, Some(warning)) => Recipient::Unsure(text(warning).to_owned()),
            (None, None) => Recipient::Fit,
            both => panic!("{both:?}"),
        };
        assert_eq!(recipient(&program, &address(&example["address"]), found, executable), said, "{example}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_reads_back(units: u64, decimals: u8) {
        let shown = amount::formatted(units, decimals);
        prop_assert_eq!(amount::parsed(&shown, decimals), Ok(units));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,24}", decimals: u8) {
        if let Ok(written) = Written::from_str(&text) {
            let _ = written.units(decimals);
        }
    }
}
