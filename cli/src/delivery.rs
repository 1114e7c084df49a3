//! How plans become transactions: their version, their fee, their signatures, and their way onto the chain.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use restaking_client::transaction::{self, Budget, Draft, MOST_UNITS, Unfit, Version};
use solana_message::VersionedMessage;
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_system_interface::instruction::advance_nonce_account;
use solana_transaction::versioned::VersionedTransaction;

use crate::amount::tokens;
use crate::chain::{Landing, Lifetime};
use crate::error::{Error, Result};
use crate::nonce;
use crate::refuse;
use crate::session::{Mode, Plan, Session};

/// How often a transaction is signed anew that did not land in its lifetime.
const ATTEMPTS: usize = 3;

/// Whether this process handed a transaction over to a cluster.
static HANDED_OVER: AtomicBool = AtomicBool::new(false);

/// Whether a transaction of this process's may be on a chain. Where none is, repeating is safe.
pub fn may_have_sent() -> bool {
    HANDED_OVER.load(Ordering::Relaxed)
}

/// Notes that a transaction of this process's may be on a chain.
pub fn note_sending() {
    HANDED_OVER.store(true, Ordering::Relaxed);
}

impl Session<'_> {
    /// The price of a compute unit of a transaction that writes to `writable` and may take `units`: the given one, or recent
    /// fees of others. Both have a cap.
    pub fn price(&self, writable: &[Pubkey], units: u32) -> Result<u64> {
        let price = match self.options.priority_fee {
            Some(price) => price,
            None => self.chain.priority_fee(writable)?,
        };
        let (fee, most) = (Budget { units, price }.priority_fee(), self.options.most_priority_fee);
        if fee > most {
            let cause = if self.options.priority_fee.is_some() { "--priority-fee makes" } else { "others lately paid" };
            refuse!(
                "{cause} a priority fee of {} SOL for what this takes, over the cap of {} SOL: raise the cap with \
                 --max-priority-fee LAMPORTS, or set a lower --priority-fee",
                tokens(fee, 9),
                tokens(most, 9)
            );
        }
        Ok(price)
    }

    /// The message of `plan` for the blockhash or nonce `hash`.
    pub fn message(&self, plan: &Plan, budget: Option<Budget>, hash: Hash) -> Result<VersionedMessage> {
        let (first, payer) = (self.advance(), self.signers.payer());
        let draft = Draft { payer: &payer, first: &first, instructions: &plan.instructions, budget, lookup: &[] };
        let version = self.version(&draft)?;
        draft.message(version, hash).map_err(|unfit| too_large(&unfit))
    }

    /// The transaction that does what `plan` says, signed for the latest blockhash.
    pub fn transaction(&self, plan: &Plan, units: u32, price: u64) -> Result<VersionedTransaction> {
        let message = self.message(plan, Some(Budget { units, price }), self.chain.recent()?.hash())?;
        self.signers.sign(message, &plan.signers)?.whole()
    }

    /// How many signatures `plan` takes.
    pub fn signatures(&self, plan: &Plan) -> Result<u64> {
        let budget = Budget { units: MOST_UNITS, price: 0 };
        Ok(self.message(plan, Some(budget), Hash::default())?.header().num_required_signatures.into())
    }

    /// What stands before a transaction's other instructions: the advance of its nonce account.
    fn advance(&self) -> Vec<Instruction> {
        let nonce = self.signers.nonce.as_ref().zip(self.signers.nonce_authority());
        nonce.map(|(nonce, authority)| advance_nonce_account(&nonce.address, &authority)).into_iter().collect()
    }

    /// The version for `draft`: the given one, or the lowest that has room, can be signed, and lands.
    fn version(&self, draft: &Draft) -> Result<Version> {
        match self.options.version {
            Some(Version::V1) => self.takes_version_1().map(|()| Version::V1),
            Some(Version::V0) => Ok(Version::V0),
            None => match draft.smallest(&[Version::V0]) {
                Ok(version) => Ok(version),
                Err(unfit) if draft.smallest(&[Version::V1]).is_err() => Err(too_large(&unfit)),
                Err(unfit) => match self.takes_version_1() {
                    Ok(()) => Ok(Version::V1),
                    Err(error) => refuse!("{}, and {error}", too_large(&unfit)),
                },
            },
        }
    }

    /// Whether transactions of version 1 can be signed, and land.
    fn takes_version_1(&self) -> Result<()> {
        if self.signers.has_device() {
            refuse!("hardware wallets sign no transactions of version 1");
        }
        if !self.chain.has_feature(&agave_feature_set::enable_tx_v1::ID)? {
            refuse!("this cluster takes no transactions of version 1");
        }
        Ok(())
    }

    /// Whether `plan` has room in one transaction.
    pub fn fits(&self, plan: &Plan) -> bool {
        self.message(plan, Some(Budget { units: MOST_UNITS, price: 0 }), Hash::default()).is_ok()
    }

    /// Splits `items` into as few transactions as there can be; `plan` makes the one for some of them.
    pub fn parts<T>(&self, items: &[T], plan: impl Fn(&[T]) -> Result<Plan>) -> Result<Vec<Range<usize>>> {
        let budget = Budget { units: MOST_UNITS, price: 0 };
        let mut error = None;
        let parts = transaction::parts(items.len(), |range| {
            let fits = plan(&items[range]).and_then(|plan| self.message(&plan, Some(budget), Hash::default()));
            fits.map_err(|unfit| error = Some(unfit)).is_ok()
        });
        parts.map_err(|_| error.unwrap_or_else(|| Error::new("nothing fits in a transaction")))
    }

    /// Refuses `plan` if a required signer cannot sign.
    pub fn check_signers(&self, plan: &Plan) -> Result<()> {
        let (me, payer) = (self.me(), self.signers.payer());
        let metas = plan.instructions.iter().flat_map(|instruction| &instruction.accounts);
        let named = metas.filter(|meta| meta.is_signer).map(|meta| meta.pubkey);
        let mut others = named.filter(|address| plan.signers.iter().all(|key| key.pubkey() != *address));
        match self.options.mode {
            // Missing signatures are named in the end.
            Mode::SignOnly => Ok(()),
            Mode::Export => match others.find(|address| *address != me) {
                Some(other) => refuse!("{other} has to sign this beside {me}, and a multisig has no signature of its"),
                None if !plan.signers.is_empty() => {
                    refuse!("a new account has to sign this beside {me}, and a multisig has no signature of its")
                }
                None => Ok(()),
            },
            Mode::Send if self.options.dry_run => Ok(()),
            Mode::Send => match others.chain([payer]).find(|address| !self.signers.can_sign(address)) {
                None => Ok(()),
                Some(other) if other == me || other == payer => refuse!(
                    "{other} has to sign this and is not at hand: name its key, or add its signature with --signer \
                         {other}=SIGNATURE"
                ),
                Some(other) => refuse!("{other} has to sign this, and the key pair at hand is {me}'s"),
            },
        }
    }

    /// What the transaction is signed for: the nonce account, the given blockhash, or the latest.
    pub fn lifetime(&self) -> Result<Lifetime> {
        if let Some((nonce, authority)) = self.signers.nonce.as_ref().zip(self.signers.nonce_authority()) {
            let lifetime = nonce::lifetime(self.chain, &nonce.address, &authority)?;
            let holds = lifetime.hash();
            return match self.options.blockhash {
                Some(asked) if asked != holds => {
                    refuse!("the nonce account at {} holds {holds}, not {asked}: it was advanced", nonce.address)
                }
                _ => Ok(lifetime),
            };
        }
        match self.options.blockhash {
            Some(hash) => self.chain.given(hash),
            None => self.chain.recent(),
        }
    }

    /// Signs `plan` and brings it onto the chain; gives the signature. What did not land, and no longer can, is simulated and
    /// signed anew.
    pub fn deliver(&mut self, plan: &Plan, budget: Budget) -> Result<String> {
        let fixed = self.options.blockhash.is_some() || self.signers.nonce.is_some();
        if !fixed && !self.signers.given.is_empty() {
            refuse!(
                "a signature that was made elsewhere is for one blockhash: name it with --blockhash, or its --nonce account"
            );
        }
        let attempts = if fixed { 1 } else { ATTEMPTS };
        for attempt in 1..=attempts {
            let lifetime = self.lifetime()?;
            let message = self.message(plan, Some(budget), lifetime.hash())?;
            let first = message.instructions().len() - plan.instructions.len();
            let transaction = self.signers.sign(message, &plan.signers)?.whole()?;
            // The same command for the same blockhash makes the same transaction, which lands once.
            let signature = transaction.signatures[0];
            if !fixed && self.chain.has(&signature)? {
                refuse!(
                    "the same transaction landed a moment ago, as {signature}, and nothing was sent now: if it shall be done once more, \
                     repeat this"
                );
            }
            match self.land(&transaction, &lifetime, plan, first)? {
                Some(signature) => return Ok(signature),
                None if attempt < attempts => {
                    eprintln!("It did not land in its lifetime, and no longer can: signing it anew.");
                    self.simulate(plan, &[])?;
                }
                None => {}
            }
        }
        refuse!(
            "the transaction did not land in its lifetime, {attempts} times, and no longer can: nothing was done, and it is safe to \
             repeat; a higher --priority-fee may help"
        )
    }

    /// Brings `transaction` onto the chain; gives its signature, or nothing where it can no longer land.
    pub fn land(
        &self,
        transaction: &VersionedTransaction,
        lifetime: &Lifetime,
        plan: &Plan,
        first: usize,
    ) -> Result<Option<String>> {
        let signature = transaction.signatures[0];
        if let Some(sending) = &self.options.sending {
            sending.tell(&signature, lifetime)?;
        }
        eprintln!("Sending {signature}");
        let landing = self.chain.land(transaction, lifetime);
        if !matches!(landing, Ok(Landing::Failed { paid: false, .. })) {
            note_sending();
        }
        match landing? {
            Landing::Landed => Ok(Some(signature.to_string())),
            Landing::Expired => Ok(None),
            Landing::Failed { error, logs, paid } => {
                let why = self.explain(&error, &logs, plan, first)?;
                let text = match paid {
                    true => {
                        format!("transaction {signature} failed on the chain, and did nothing but pay its fee: {why}")
                    }
                    false => why,
                };
                Err(Error::new(text).with_logs(logs))
            }
        }
    }
}

fn too_large(unfit: &Unfit) -> Error {
    Error::new(format!("{unfit}: do it in smaller parts"))
}
