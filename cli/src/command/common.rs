//! What several commands share.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{Config, Ncn, NcnAllocation, OperatorDelegation, SlashProposal, Vault, deposits, sets};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::signer::{Source, open};
use crate::time;

/// The system program.
pub const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// SPL Token.
pub const TOKEN: Pubkey = spl_token_interface::ID;

/// The sysvar that lists a transaction's instructions.
pub const INSTRUCTIONS: Pubkey = solana_program::pubkey!("Sysvar1nstructions1111111111111111111111111");

/// How many addresses are looked at when a free one is sought.
const LOOKED_AT: u64 = 64;

/// Refuses to leave `vault` while its term holds everyone.
pub fn check_held(session: &Session, (address, vault): (&Pubkey, &Vault)) -> Result<()> {
    let (now, ledger) = (session.now()?, VaultLedger::from(&vault.ledger));
    if ledger.is_held(ledger.time_at(now)) {
        let opens = time::near(ledger.term_opens(), now);
        refuse!("vault {address} is in its term: exits can be requested {opens}");
    }
    Ok(())
}

/// Refuses a deposit into `vault` inside its term.
pub fn check_entry(session: &Session, (address, vault): (&Pubkey, &Vault)) -> Result<()> {
    let (now, ledger) = (session.now()?, VaultLedger::from(&vault.ledger));
    if ledger.term.is_running(ledger.time_at(now)) {
        refuse!("vault {address} takes no deposits inside its term, which ends {}", time::near(ledger.term.end, now));
    }
    Ok(())
}

/// The signer of a vault's deposit gate.
#[derive(Args, Clone, Debug)]
pub struct GateSigner {
    /// Sign as the vault's deposit gate with this signer, where the vault has one
    #[arg(long, value_name = "SIGNER")]
    deposit_gate: Option<Source>,
}

impl GateSigner {
    /// The account of a deposit's gate, with its signer at hand; none for a vault without a gate.
    ///
    /// # Errors
    /// Where the gate's signature would be missing.
    pub fn open(&self, session: &mut Session, (address, vault): (&Pubkey, &Vault)) -> Result<Option<Pubkey>> {
        let gate = vault.deposit_gate;
        let named = self.deposit_gate.as_ref().map(|source| open(source, "deposit gate", false)).transpose()?;
        if gate == Pubkey::default() {
            return match named {
                Some(_) => refuse!("vault {address} has no deposit gate: omit --deposit-gate"),
                None => Ok(None),
            };
        }
        if let Some(party) = named {
            if party.pubkey() != gate {
                refuse!("the deposit gate of vault {address} is {gate}, not {}", party.pubkey());
            }
            session.signers.gate = Some(party);
        }
        if session.options.sends() && !session.signers.can_sign(&gate) {
            if !gate.is_on_curve() {
                refuse!("vault {address} takes deposits through the program that signs for its deposit gate {gate}");
            }
            refuse!(
                "vault {address} takes deposits with the signature of its deposit gate {gate}: name its signer with \
                 --deposit-gate, or add its signature with --signer {gate}=SIGNATURE"
            );
        }
        Ok(Some(gate))
    }
}

/// `deposit`, through the vault's gate where it has one.
pub fn through(deposit: Instruction, gate: Option<Pubkey>) -> Instruction {
    match gate {
        Some(gate) => deposits::through_gate(deposit, &gate),
        None => deposit,
    }
}

/// The least that a result may be.
#[derive(Args, Clone, Debug)]
pub struct Bound {
    /// Refuse to get less than this, in tokens
    #[arg(long, value_name = "AMOUNT", conflicts_with = "slippage_bps")]
    pub min_out: Option<Amount>,
    /// Refuse to get less than simulated by more than this, in basis points
    #[arg(long, value_name = "BPS", default_value_t = 50, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    pub slippage_bps: u64,
}

impl Bound {
    /// Carries `make` out with a minimum: the given one, or what its event's `field` brings in a simulation, less a fee in basis
    /// points that is yet to be taken of it, and less the slippage.
    pub fn carry_out(
        &self,
        session: &mut Session,
        decimals: u8,
        (event, field, fee_bps): (&str, &str, u64),
        make: impl Fn(&Session, u64) -> Result<Plan>,
    ) -> Result<()> {
        let minimum = match &self.min_out {
            Some(amount) => amount.units(decimals, None)?,
            None => {
                let quote = u128::from(session.quote(&make(session, 0)?, event, field)?);
                let left = quote - (quote * u128::from(fee_bps)).div_ceil(10_000);
                let kept = left * u128::from(10_000 - self.slippage_bps) / 10_000;
                u64::try_from(kept).expect("no more than the quote")
            }
        };
        session.carry_out_made(&|session| {
            let mut plan = make(session, minimum)?;
            plan.what.push_str(&format!(" (at least {})", tokens(minimum, decimals)));
            Ok(plan)
        })
    }
}

/// 32 bytes, written in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl FromStr for Hash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = unhex(text)?;
        let count = bytes.len();
        bytes.try_into().map(Self).map_err(|_| Error::new(format!("`{text}` has {count} bytes (a hash has 32)")))
    }
}

/// Bytes written in hexadecimal.
pub fn unhex(text: &str) -> Result<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let digit = |place: usize| pair.get(place).and_then(|byte| (*byte as char).to_digit(16));
        Some((digit(0)? * 16 + digit(1)?) as u8)
    });
    pairs.collect::<Option<_>>().ok_or_else(|| Error::new(format!("`{text}` is not hexadecimal, two digits a byte")))
}

/// A URI, as accounts hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uri(pub [u8; 128]);

impl FromStr for Uri {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut bytes = [0; 128];
        match bytes.get_mut(..text.len()) {
            Some(space) => space.copy_from_slice(text.as_bytes()),
            None => refuse!("the URI is too long (got {} bytes, limit 128)", text.len()),
        }
        Ok(Self(bytes))
    }
}

/// A file's path.
pub type File = PathBuf;

/// An address, or the zero address, written as `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressOrNone(pub Pubkey);

impl FromStr for AddressOrNone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "none" {
            return Ok(Self(SYSTEM));
        }
        text.parse().map(Self).map_err(|_| Error::new(format!("`{text}` is neither an address nor `none`")))
    }
}

/// The first index, from 0 on, with a free address.
pub fn free_index(session: &Session, address: impl Fn(u64) -> Pubkey) -> Result<u64> {
    let mut from = 0;
    loop {
        let addresses: Vec<Pubkey> = (from..from + LOOKED_AT).map(&address).collect();
        let found = session.chain.accounts(&addresses)?;
        if let Some(free) = found.iter().position(Option::is_none) {
            return Ok(from + free as u64);
        }
        from += LOOKED_AT;
    }
}

/// The program's config.
pub fn config(session: &Session) -> Result<Config> {
    session.load(&session.program().config())
}

/// The party of vaults' opt-ins for `ncn`: its parent, if it is an operator set.
pub fn partner(session: &Session, ncn: &Pubkey) -> Result<Pubkey> {
    Ok(sets::partner(ncn, &session.load(ncn)?))
}

/// What operators' signatures for `ncn` begin with, by the genesis hash that the node gives: a config or an NCN that says
/// otherwise is of another cluster, and nothing is signed for it.
pub fn domain(session: &Session, ncn: &Pubkey) -> Result<[u8; 32]> {
    session.load::<Ncn>(ncn)?;
    domain_on(session.chain, ncn)
}

/// The same without a session.
pub fn domain_on(chain: &dyn Chain, ncn: &Pubkey) -> Result<[u8; 32]> {
    let (genesis, program) = (chain.genesis()?, chain.program());
    let config: Config = accounts::load(chain, &program.config())?;
    if config.genesis_hash != genesis.to_bytes() {
        refuse!("the config names another cluster than the one that begins with {genesis}");
    }
    let domain = program.signing_domain(&genesis.to_bytes(), ncn);
    if accounts::load::<Ncn>(chain, ncn)?.domain != domain {
        refuse!("NCN {ncn} names another program or cluster than the one that begins with {genesis}");
    }
    Ok(domain)
}

/// A vault's ledger as it is now, and its epoch.
pub fn now_of(session: &Session, vault: &Vault) -> Result<(VaultLedger, u64)> {
    let ledger = VaultLedger::from(&vault.ledger);
    Ok((ledger, ledger.epoch_at(session.now()?)))
}

/// The vault, the operator and the NCN of an allocation.
pub fn parties(session: &Session, allocation: &Pubkey) -> Result<(Pubkey, Pubkey, Pubkey)> {
    let found: NcnAllocation = session.load(allocation)?;
    let delegation: OperatorDelegation = session.load(&found.delegation)?;
    Ok((delegation.vault, delegation.operator, found.ncn))
}

/// The decimals of the mint at `address`.
pub fn decimals(session: &Session, address: &Pubkey) -> Result<u8> {
    Ok(accounts::mint(session.chain, address)?.decimals)
}

/// An exact part of the whole in basis points.
pub fn as_bps(fraction: crate::amount::Fraction) -> Result<u64> {
    const ONE: u64 = crate::amount::WHOLE / 10_000;
    if !fraction.0.is_multiple_of(ONE) {
        refuse!("{} is not a whole number of basis points (0.01% is one)", crate::amount::percent(fraction.0));
    }
    Ok(fraction.0 / ONE)
}

/// A slash, and its vault.
pub fn slash_of(session: &Session, address: &Pubkey) -> Result<(SlashProposal, Vault)> {
    let slash: SlashProposal = session.load(address)?;
    let vault = session.load(&slash.vault)?;
    Ok((slash, vault))
}
