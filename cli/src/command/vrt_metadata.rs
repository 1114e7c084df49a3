//! The name of a vault's VRT, which wallets and explorers show.

use clap::Args;
use restaking_client::metadata::{self, PROGRAM};
use restaking_client::{self as client, Vault};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::common::SYSTEM;
use crate::amount::tokens;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};

/// What Metaplex's program charges for new metadata, in lamports.
const FEE: u64 = 10_000_000;

/// The texts of a VRT, as far as they are given.
#[derive(Args, Clone, Debug, Default)]
pub struct Texts {
    /// Name the VRT this in wallets and explorers, in at most 32 bytes
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Set the VRT's symbol, in at most 10 bytes
    #[arg(long, value_name = "TEXT")]
    symbol: Option<String>,
    /// Set the URI of a JSON file with the VRT's picture and description, in at most 200 bytes
    #[arg(long, value_name = "URI")]
    uri: Option<String>,
}

impl Texts {
    /// What names the VRT of the new vault at `vault`; none where no text is given.
    pub fn of_new(&self, session: &Session, vault: &Pubkey) -> Result<Option<Instruction>> {
        match self {
            Self { name: None, symbol: None, uri: None } => Ok(None),
            Self { name: Some(name), symbol: Some(symbol), uri } => {
                check_program(session)?;
                let vrt_mint = session.program().vrt_mint(vault);
                Ok(Some(create(session, vault, &vrt_mint, [name, symbol, uri.as_deref().unwrap_or_default()])))
            }
            _ => refuse!("new metadata needs --name and --symbol"),
        }
    }

    /// Name, symbol and URI once the given texts replace those of `before`.
    fn after(self, before: &[String; 3]) -> [String; 3] {
        let [name, symbol, uri] = before.clone();
        [self.name.unwrap_or(name), self.symbol.unwrap_or(symbol), self.uri.unwrap_or(uri)]
    }

    /// What writes the given texts in place of the `stored` ones.
    fn over(
        self,
        session: &Session,
        (vault, vrt_mint): (Pubkey, &Pubkey),
        stored: &[String; 3],
    ) -> Result<Instruction> {
        if matches!(self, Self { name: None, symbol: None, uri: None }) {
            refuse!("the VRT of vault {vault} has metadata: give --name, --symbol or --uri to change it");
        }
        let [name, symbol, uri] = self.after(stored);
        let metadata = metadata::address(vrt_mint);
        let accounts =
            client::UpdateVrtMetadata { admin: session.me(), vault, metadata, token_metadata_program: PROGRAM };
        let args = client::UpdateVrtMetadataInstructionArgs { name, symbol, uri };
        Ok(accounts.instruction_at(&session.program(), args))
    }
}

/// Names the VRT of a vault in wallets and explorers, by the Metaplex Token Metadata program; omitted texts stay.
#[derive(Args, Debug)]
pub struct SetMetadata {
    /// The vault
    vault: Pubkey,
    /// The texts.
    #[command(flatten)]
    texts: Texts,
}

impl SetMetadata {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { vault, texts } = self;
        let Vault { vrt_mint, .. } = session.load(&vault)?;
        check_program(session)?;
        let account = session.chain.account(&metadata::address(&vrt_mint))?.filter(|account| account.owner == PROGRAM);
        let stored = account.and_then(|account| metadata::stored(&account.data, &vrt_mint));
        let before = stored.clone().unwrap_or_default();
        let after = texts.clone().after(&before);
        let (is_new, changes) = (stored.is_none(), changes(&before, &after));
        let instruction = match stored {
            Some(stored) => texts.over(session, (vault, &vrt_mint), &stored)?,
            None => match texts.of_new(session, &vault)? {
                Some(create) => create,
                None => refuse!("the VRT of vault {vault} has no metadata: give --name and --symbol"),
            },
        };
        let fee =
            if is_new { format!(", for a fee of {} SOL to Metaplex's program", tokens(FEE, 9)) } else { String::new() };
        let what = format!("Name the VRT of vault {vault}: {changes}{fee}");
        session.carry_out(Plan::new(what).with(instruction))
    }
}

/// What changes of a VRT's texts, in words.
fn changes(before: &[String; 3], after: &[String; 3]) -> String {
    let each = ["name", "symbol", "URI"].into_iter().zip(before.iter().zip(after));
    let each = each.filter(|(_, (before, after))| before != after);
    let told: Vec<String> = each.map(|(what, (before, after))| format!("{what} {before:?} → {after:?}")).collect();
    if told.is_empty() { "no text changes".to_owned() } else { told.join(", ") }
}

fn create(session: &Session, vault: &Pubkey, vrt_mint: &Pubkey, [name, symbol, uri]: [&str; 3]) -> Instruction {
    let me = session.me();
    let accounts = client::CreateVrtMetadata {
        payer: me,
        admin: me,
        vault: *vault,
        vrt_mint: *vrt_mint,
        metadata: metadata::address(vrt_mint),
        token_metadata_program: PROGRAM,
        system_program: SYSTEM,
    };
    let args = client::CreateVrtMetadataInstructionArgs { name: name.into(), symbol: symbol.into(), uri: uri.into() };
    accounts.instruction_at(&session.program(), args)
}

/// Refuses a cluster without the program that keeps names.
fn check_program(session: &Session) -> Result<()> {
    if !session.chain.has_program(&PROGRAM)? {
        refuse!("the cluster has no Metaplex Token Metadata program ({PROGRAM}), so no VRT can be named on it");
    }
    Ok(())
}
