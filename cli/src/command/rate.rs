//! The rating of an NCN or an operator.

use clap::Args;
use restaking_client::rating::Input;
use restaking_client::{Ncn, Operator};
use serde_json::json;
use solana_program::pubkey::Pubkey;

use crate::accounts;
use crate::error::Result;
use crate::idl::IDL;
use crate::rating;
use crate::session::Session;
use crate::view::facts::Reader;
use crate::view::rating as view;

/// Rates an NCN or an operator.
#[derive(Args, Debug)]
pub struct Rate {
    /// The NCN, or the operator
    address: Pubkey,
}

impl Rate {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (address, reader) = (self.address, Reader::new(session.chain)?);
        let account = reader.account(&address)?;
        let is_operator = account.is_some_and(|account| IDL.kind(&account.data) == Some("Operator"));
        let (noun, rating, fact): (_, _, Box<dyn Fn(Input) -> String>) = if is_operator {
            let operator: Operator = accounts::load(session.chain, &address)?;
            let facts = rating::operator(&reader, session.chain, &address, &operator)?;
            ("Operator", facts.rating(), Box::new(move |input| view::of_operator(&facts, input)))
        } else {
            let ncn: Ncn = session.load(&address)?;
            let facts = rating::ncn(&reader, session.chain, &address, &ncn)?.facts;
            ("NCN", facts.rating(), Box::new(move |input| view::of_ncn(&facts, input)))
        };
        if session.options.json {
            let kind = if is_operator { "Operator" } else { "Ncn" };
            let rating = view::as_json(&rating, &*fact);
            return session.write_json(&json!({ "address": address.to_string(), "type": kind, "rating": rating }));
        }
        session.say(format!("{noun} {address}"))?;
        let lines = view::lines(&rating, &*fact, session.options.width);
        lines.into_iter().try_for_each(|line| session.say(line))
    }
}
