//! Transactions on their way: kept before they are handed over, handed over again until they have landed or no longer can, and
//! picked up again after a crash.

use std::time::Duration;

use restake_cli::chain::{Chain, Lifetime, instruction_error};
use restake_cli::error::{Error, Result};
use restaking_client::transaction::{Budget, Draft, Version};
use solana_keypair::Keypair;
use solana_message::VersionedMessage;
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::context::{Context, Tick};
use crate::link::{Fate, Handed};
use crate::store::SentRow;

/// How far apart a transaction is handed over again.
const RESEND: Duration = Duration::from_secs(2);

/// What a signature costs, in lamports.
const SIGNATURE_FEE: u64 = 5_000;

/// What a transaction may take and pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pay {
    /// The most compute units.
    pub units: u32,
    /// The price of a unit in millionths of a lamport; what others lately paid, where it is none.
    pub price: Option<u64>,
    /// The most lamports of the priority fee.
    pub most_lamports: u64,
}

/// Transactions of one role on their way.
pub struct Outbox {
    role: &'static str,
    payer: Keypair,
    pay: Pay,
    open: Vec<Open>,
}

struct Open {
    row: SentRow,
    signature: Signature,
    transaction: VersionedTransaction,
    handed: Option<Duration>,
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It is on the chain.
    Landed,
    /// An instruction refuses it.
    Refused(String),
    /// Something else than an instruction: another transaction may do.
    Failed(String),
}

impl Outbox {
    /// The outbox of `role`, with what an earlier process left on its way.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn open(context: &Context, role: &'static str, payer: Keypair, pay: Pay) -> Result<Self> {
        let mut open = vec![];
        for row in context.store().sent(role)? {
            let Ok(transaction) = wincode::deserialize::<VersionedTransaction>(&row.wire) else {
                return Err(Error::new(format!("State has a damaged transaction {}", row.signature)));
            };
            open.push(Open::of(row, transaction)?);
        }
        Ok(Self { role, payer, pay, open })
    }

    /// The address that pays.
    pub fn payer(&self) -> Pubkey {
        self.payer.pubkey()
    }

    /// What is on its way.
    pub fn works(&self) -> impl Iterator<Item = &str> {
        self.open.iter().map(|open| open.row.work.as_str())
    }

    /// Whether a transaction of these instructions fits, at this price of a unit.
    pub fn fits(&self, instructions: &[Instruction], price: u64) -> bool {
        self.message(instructions, price, Hash::default()).is_ok()
    }

    /// The message of a transaction. Without a price it has no instruction that sets the budget, and room for one vote more: the
    /// default budget of an instruction is enough for a report.
    fn message(&self, instructions: &[Instruction], price: u64, hash: Hash) -> Result<VersionedMessage> {
        let payer = self.payer.pubkey();
        let budget = (price > 0).then_some(Budget { units: self.pay.units, price });
        let draft = Draft { payer: &payer, first: &[], instructions, budget, lookup: &[] };
        draft.message(Version::V0, hash).map_err(|unfit| Error::new(unfit.to_string()))
    }

    /// The price of a compute unit for transactions like this one, in millionths of a lamport, within the cap.
    ///
    /// # Errors
    /// If no node can be asked.
    pub fn price(&self, chain: &dyn Chain, instructions: &[Instruction]) -> Result<u64> {
        let price = match self.pay.price {
            Some(price) => price,
            None => {
                let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
                let mut writable: Vec<Pubkey> = metas.filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect();
                writable.sort_unstable();
                writable.dedup();
                chain.priority_fee(&writable)?
            }
        };
        // A vote is sent at the cap rather than not at all.
        Ok(price.min(self.pay.most_lamports.saturating_mul(1_000_000) / u64::from(self.pay.units.max(1))))
    }

    /// Signs and keeps a transaction of `instructions`, then hands it over. `work` says what it does, for a later process.
    ///
    /// # Errors
    /// If nothing was handed over.
    pub fn send(
        &mut self,
        context: &Context,
        tick: Tick,
        work: &str,
        (instructions, price): (&[Instruction], u64),
    ) -> Result<Option<End>> {
        let Lifetime::Recent { hash, last_height } = context.link.recent()? else {
            return Err(Error::new("Chain gives no recent blockhash"));
        };
        let message = self.message(instructions, price, hash)?;
        let transaction = VersionedTransaction::try_new(message, &[&self.payer])
            .map_err(|error| Error::new(format!("Transaction cannot be signed: {error}")))?;
        let wire = wincode::serialize(&transaction)
            .map_err(|error| Error::new(format!("Transaction cannot be written: {error}")))?;
        let signature = transaction.signatures[0].to_string();
        // The same work for the same blockhash is the same transaction.
        if self.open.iter().any(|open| open.row.signature == signature) {
            return Ok(None);
        }
        let signed: u64 = instructions
            .iter()
            .filter(|instruction| instruction.program_id == solana_sdk_ids::ed25519_program::ID)
            .map(|instruction| u64::from(instruction.data.first().copied().unwrap_or_default()))
            .sum();
        let fee = SIGNATURE_FEE * (1 + signed) + Budget { units: self.pay.units, price }.priority_fee();
        let row = SentRow { signature, work: work.to_owned(), wire, last_height, fee };
        context.store().add_sent(self.role, &row)?;
        let mut open = Open::of(row, transaction)?;
        let refused = self.hand_over(context, tick, &mut open)?;
        if let Some(end) = refused {
            context.store().remove_sent(&open.row.signature)?;
            self.count(context, "refused");
            return Ok(Some(end));
        }
        self.count(context, "sent");
        self.open.push(open);
        Ok(None)
    }

    /// Hands a transaction over; gives its end, if the node refuses it before it was ever handed over.
    fn hand_over(&self, context: &Context, tick: Tick, open: &mut Open) -> Result<Option<End>> {
        let is_first = open.handed.is_none();
        let handed = context.link.hand_over(&open.transaction, is_first);
        match handed {
            Ok(Handed::Refused(error, logs)) if is_first => return Ok(Some(end(&error, &logs))),
            // Without an answer it may have arrived, so it was handed over.
            Ok(Handed::Over | Handed::Refused(..)) | Err(_) => open.handed = Some(tick.uptime),
            Ok(Handed::Later) => {}
        }
        Ok(None)
    }

    /// Looks after all transactions on their way, and gives the works of those that ended.
    ///
    /// # Errors
    /// If no node can be asked, or the state cannot be written.
    pub fn poll(&mut self, context: &Context, tick: Tick) -> Result<Vec<(String, End)>> {
        context.metrics.transactions_open.with_label_values(&[self.role]).set(self.open.len() as i64);
        if self.open.is_empty() {
            return Ok(vec![]);
        }
        // The height first: what is not on the chain after it was passed cannot land.
        let height = context.link.final_height()?;
        let signatures: Vec<Signature> = self.open.iter().map(|open| open.signature).collect();
        let mut fates = vec![];
        for part in signatures.chunks(256) {
            fates.extend(context.link.fates(part)?);
        }
        if fates.len() != self.open.len() {
            let (got, limit) = (fates.len(), self.open.len());
            return Err(Error::new(format!(
                "RPC node told of another number of transactions (got {got}, limit {limit})"
            )));
        }
        let mut ended = vec![];
        let mut rest = std::mem::take(&mut self.open).into_iter().zip(fates);
        while let Some((mut open, fate)) = rest.next() {
            match self.end_one(context, tick, (&mut open, fate), height) {
                Ok(Some(done)) => ended.push((open.row.work, done)),
                Ok(None) => self.open.push(open),
                Err(error) => {
                    // Nothing is forgotten: this one and the rest are looked after again, and what has ended is told of now.
                    self.open.push(open);
                    self.open.extend(rest.map(|(open, _)| open));
                    if ended.is_empty() {
                        return Err(error);
                    }
                    context.log.warn(self.role, error.to_string());
                    break;
                }
            }
        }
        Ok(ended)
    }

    /// The end of a transaction, if it has ended.
    fn end_one(
        &self,
        context: &Context,
        tick: Tick,
        (open, fate): (&mut Open, Fate),
        height: u64,
    ) -> Result<Option<End>> {
        let (done, result) = match fate {
            Fate::Landed => (Some(End::Landed), "landed"),
            Fate::Failed(error) => (Some(end(&error, &[])), "failed"),
            Fate::Open if height > open.row.last_height => {
                (Some(End::Failed("Transaction expired before it landed".to_owned())), "expired")
            }
            Fate::Open => {
                let is_due = open.handed.is_none_or(|handed| tick.uptime.saturating_sub(handed) >= RESEND);
                let refused = if is_due { self.hand_over(context, tick, open)? } else { None };
                (refused, "refused")
            }
        };
        if done.is_none() {
            return Ok(None);
        }
        let paid = if matches!(result, "landed" | "failed") { open.row.fee } else { 0 };
        context.store().end_sent(&open.row.signature, tick.now, self.role, paid)?;
        self.count(context, result);
        context.metrics.lamports_spent_total.with_label_values(&[self.role]).inc_by(paid);
        Ok(done)
    }

    /// Forgets transactions of which the work is one that is not to be done any more.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn drop_works(&mut self, context: &Context, is_over: impl Fn(&str) -> bool) -> Result<()> {
        for open in self.open.iter().filter(|open| is_over(&open.row.work)) {
            context.store().remove_sent(&open.row.signature)?;
        }
        self.open.retain(|open| !is_over(&open.row.work));
        Ok(())
    }

    fn count(&self, context: &Context, result: &str) {
        context.metrics.transactions_total.with_label_values(&[self.role, result]).inc();
    }
}

impl Open {
    fn of(row: SentRow, transaction: VersionedTransaction) -> Result<Self> {
        let signature = transaction.signatures.first().copied();
        let signature = signature.ok_or_else(|| Error::new("State has a transaction without a signature"))?;
        Ok(Self { row, signature, transaction, handed: None })
    }
}

/// What a failure means for the work.
fn end(error: &TransactionError, logs: &[String]) -> End {
    let said = logs.iter().rev().find_map(|line| line.strip_prefix("Program log: "));
    let text = said.map_or_else(|| error.to_string(), |said| format!("{said} ({error})"));
    match (error, instruction_error(error)) {
        // It has landed before: its fate tells the rest.
        (TransactionError::AlreadyProcessed, _) => End::Landed,
        (_, Some(_)) => End::Refused(text),
        (_, None) => End::Failed(text),
    }
}
