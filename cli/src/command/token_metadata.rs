//! The name of a vault's VRT or of a pool's LRT, which wallets and explorers show.

use clap::Args;
use restaking_client::liquid::{self, LiquidProgram};
use restaking_client::metadata::{self, PROGRAM};
use restaking_client::{self as client, Program, Vault};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::common::SYSTEM;
use crate::amount::tokens;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};

/// What Metaplex's program charges for new metadata, in lamports.
const FEE: u64 = 10_000_000;

/// A token that the programs mint.
#[derive(Clone, Copy, Debug)]
pub enum Token {
    /// The VRT of a vault.
    Vrt(Program, Pubkey),
    /// The LRT of a pool.
    Lrt(LiquidProgram, Pubkey),
}

impl Token {
    fn name(&self) -> String {
        match self {
            Self::Vrt(_, vault) => format!("the VRT of vault {vault}"),
            Self::Lrt(_, pool) => format!("the LRT of the pool {pool}"),
        }
    }

    fn mint(&self) -> Pubkey {
        match self {
            Self::Vrt(program, vault) => program.vrt_mint(vault),
            Self::Lrt(liquid, pool) => liquid.lrt_mint(pool),
        }
    }

    fn create(&self, me: Pubkey, [name, symbol, uri]: [String; 3]) -> Instruction {
        let mint = self.mint();
        let metadata = metadata::address(&mint);
        match *self {
            Self::Vrt(program, vault) => client::CreateVrtMetadata {
                payer: me,
                admin: me,
                vault,
                vrt_mint: mint,
                metadata,
                token_metadata_program: PROGRAM,
                system_program: SYSTEM,
            }
            .instruction_at(&program, client::CreateVrtMetadataInstructionArgs { name, symbol, uri }),
            Self::Lrt(program, pool) => liquid::CreateLrtMetadata {
                payer: me,
                admin: me,
                pool,
                lrt_mint: mint,
                metadata,
                token_metadata_program: PROGRAM,
                system_program: SYSTEM,
            }
            .instruction_at(&program, liquid::CreateLrtMetadataInstructionArgs { name, symbol, uri }),
        }
    }

    fn update(&self, admin: Pubkey, [name, symbol, uri]: [String; 3]) -> Instruction {
        let (metadata, token_metadata_program) = (metadata::address(&self.mint()), PROGRAM);
        match *self {
            Self::Vrt(program, vault) => client::UpdateVrtMetadata { admin, vault, metadata, token_metadata_program }
                .instruction_at(&program, client::UpdateVrtMetadataInstructionArgs { name, symbol, uri }),
            Self::Lrt(program, pool) => liquid::UpdateLrtMetadata { admin, pool, metadata, token_metadata_program }
                .instruction_at(&program, liquid::UpdateLrtMetadataInstructionArgs { name, symbol, uri }),
        }
    }
}

/// The texts of a token, as far as they are given.
#[derive(Args, Clone, Debug, Default)]
pub struct Texts {
    /// Name the token this in wallets and explorers, in at most 32 bytes
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Set the token's symbol, in at most 10 bytes
    #[arg(long, value_name = "TEXT")]
    symbol: Option<String>,
    /// Set the URI of a JSON file with the token's picture and description, in at most 200 bytes
    #[arg(long, value_name = "URI")]
    uri: Option<String>,
}

impl Texts {
    /// What names a token that has no metadata yet; none where no text is given.
    pub fn of_new(&self, session: &Session, token: &Token) -> Result<Option<Instruction>> {
        match self.clone() {
            Self { name: None, symbol: None, uri: None } => Ok(None),
            Self { name: Some(name), symbol: Some(symbol), uri } => {
                check_program(session)?;
                Ok(Some(token.create(session.me(), [name, symbol, uri.unwrap_or_default()])))
            }
            _ => refuse!("new metadata needs --name and --symbol"),
        }
    }

    /// Name, symbol and URI once the given texts replace those of `before`.
    fn after(self, before: &[String; 3]) -> [String; 3] {
        let [name, symbol, uri] = before.clone();
        [self.name.unwrap_or(name), self.symbol.unwrap_or(symbol), self.uri.unwrap_or(uri)]
    }

    /// Names `token`, or changes its name; omitted texts stay.
    pub fn set(self, session: &mut Session, token: &Token) -> Result<()> {
        check_program(session)?;
        let (mint, of) = (token.mint(), token.name());
        let account = session.chain.account(&metadata::address(&mint))?.filter(|account| account.owner == PROGRAM);
        let stored = account.and_then(|account| metadata::stored(&account.data, &mint));
        let before = stored.clone().unwrap_or_default();
        let after = self.clone().after(&before);
        let changes = changes(&before, &after);
        let (instruction, fee) = match stored {
            Some(_) if matches!(self, Self { name: None, symbol: None, uri: None }) => {
                refuse!("{of} has metadata: give --name, --symbol or --uri to change it")
            }
            Some(_) => (token.update(session.me(), after), String::new()),
            None => match self.of_new(session, token)? {
                Some(create) => (create, format!(", for a fee of {} SOL to Metaplex's program", tokens(FEE, 9))),
                None => refuse!("{of} has no metadata: give --name and --symbol"),
            },
        };
        session.carry_out(Plan::new(format!("Name {of}: {changes}{fee}")).with(instruction))
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
        // Refuses what is no vault.
        let _: Vault = session.load(&self.vault)?;
        let token = Token::Vrt(session.program(), self.vault);
        self.texts.set(session, &token)
    }
}

/// What changes of a token's texts, in words.
fn changes(before: &[String; 3], after: &[String; 3]) -> String {
    let each = ["name", "symbol", "URI"].into_iter().zip(before.iter().zip(after));
    let each = each.filter(|(_, (before, after))| before != after);
    let told: Vec<String> = each.map(|(what, (before, after))| format!("{what} {before:?} → {after:?}")).collect();
    if told.is_empty() { "no text changes".to_owned() } else { told.join(", ") }
}

/// Refuses a cluster without the program that keeps names.
fn check_program(session: &Session) -> Result<()> {
    if !session.chain.has_program(&PROGRAM)? {
        refuse!("the cluster has no Metaplex Token Metadata program ({PROGRAM}), so no token can be named on it");
    }
    Ok(())
}
