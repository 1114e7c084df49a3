//! The context of a command: a chain, the signers, and the output. A command that changes something makes a [`Plan`], and
//! [`Session::carry_out`] simulates it, says what it does, asks, and sends it.

use std::io::{BufRead, Write};

use borsh::BorshDeserialize;
use restaking_client::gate::GateProgram;
use restaking_client::transaction::{Budget, MOST_UNITS, Version};
use restaking_client::{Program, logs};
use serde_json::{Value, json};
use solana_keypair::Keypair;
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::accounts::{self, Kind};
use crate::amount::tokens;
use crate::chain::{Chain, Outcome, instruction_error};
use crate::delivery::unsigned;
use crate::error::{Error, Result};
use crate::idl::{IDL, Node};
use crate::refuse;
use crate::signer::Signers;
use crate::view::event;
use crate::view::text::Scale;

/// What the instructions that set the compute budget take themselves.
const BUDGET_UNITS: u64 = 300;

/// What a signature costs, in lamports.
const SIGNATURE_FEE: u64 = 5_000;

/// What becomes of a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is sent.
    #[default]
    Send,
    /// The signers at hand sign it, and it is written.
    SignOnly,
    /// It is written unsigned, for a multisig to propose.
    Export,
}

/// How a command does what it does.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Ask nothing.
    pub yes: bool,
    /// Send nothing.
    pub dry_run: bool,
    /// Write JSON.
    pub json: bool,
    /// What to pay for a compute unit, in millionths of a lamport; what others pay, where it is none.
    pub priority_fee: Option<u64>,
    /// The most lamports of a transaction's priority fee.
    pub most_priority_fee: u64,
    /// The version of transactions; the lowest that has room, where it is none.
    pub version: Option<Version>,
    /// What becomes of transactions.
    pub mode: Mode,
    /// The blockhash to sign for; the latest, where it is none.
    pub blockhash: Option<Hash>,
    /// Token accounts to use in place of the associated ones, each for its owner and mint.
    pub token_accounts: Vec<Pubkey>,
    /// Whether power and value may go to addresses that only a program can act for, without a question.
    pub program_addresses: bool,
}

impl Options {
    /// Whether transactions are sent, so that later ones can build on them.
    pub fn sends(&self) -> bool {
        self.mode == Mode::Send && !self.dry_run
    }
}

/// A transaction to come.
#[derive(Default)]
pub struct Plan {
    /// What it does, as a sentence.
    pub what: String,
    /// Its instructions.
    pub instructions: Vec<Instruction>,
    /// The signers beside the payer.
    pub signers: Vec<Keypair>,
    /// Token accounts with balances that may change: the name of each, and its mint's decimals.
    pub balances: Vec<(String, Pubkey, u8)>,
    /// The decimals to show amounts with.
    pub scale: Scale,
    /// What to know before it is agreed to, as sentences.
    pub warnings: Vec<String>,
    /// The gate program, if its own instructions include some of that program.
    pub gates: Option<GateProgram>,
}

impl Plan {
    /// A plan to do `what`.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// With one instruction more.
    #[must_use]
    pub fn with(mut self, instruction: Instruction) -> Self {
        self.instructions.push(instruction);
        self
    }

    /// With `sentences` to know before it is agreed to.
    #[must_use]
    pub fn warning(mut self, sentences: impl IntoIterator<Item = String>) -> Self {
        self.warnings.extend(sentences);
        self
    }

    /// With amounts of a vault's asset shown by `decimals`.
    #[must_use]
    pub fn of_vault(mut self, decimals: u8) -> Self {
        self.scale.vault = Some(decimals);
        self
    }

    /// With amounts of a reward shown by `decimals`.
    #[must_use]
    pub fn of_reward(mut self, decimals: u8) -> Self {
        self.scale.reward = Some(decimals);
        self
    }

    /// With the balance of `account` told, as `name`.
    #[must_use]
    pub fn watching(mut self, name: &str, account: Pubkey, decimals: u8) -> Self {
        self.balances.push((name.to_owned(), account, decimals));
        self
    }
}

/// A plan that was simulated.
pub struct Ready {
    /// The plan.
    pub plan: Plan,
    /// Its balances' accounts, and the one that acts, as they were.
    before: Vec<Option<solana_account::Account>>,
    outcome: Outcome,
    writable: Vec<Pubkey>,
}

/// What makes a plan, as things are now.
pub type Make<'a> = dyn Fn(&Session) -> Result<Plan> + 'a;

/// What a command runs in.
pub struct Session<'a> {
    /// The chain.
    pub chain: &'a dyn Chain,
    /// The signers and the payer.
    pub signers: Signers,
    /// How.
    pub options: Options,
    /// Where it writes.
    pub out: &'a mut dyn Write,
    /// Where answers come from.
    pub input: &'a mut dyn BufRead,
}

impl Session<'_> {
    /// The address that the command acts as.
    pub fn me(&self) -> Pubkey {
        self.signers.acting.pubkey()
    }

    /// The program on the chain.
    pub fn program(&self) -> Program {
        self.chain.program()
    }

    /// The chain's time.
    pub fn now(&self) -> Result<i64> {
        self.chain.now()
    }

    /// The account of kind `T` at `address`.
    pub fn load<T: Kind>(&self, address: &Pubkey) -> Result<T> {
        accounts::load(self.chain, address)
    }

    /// Writes a line.
    pub fn say(&mut self, line: impl AsRef<str>) -> Result<()> {
        Ok(writeln!(self.out, "{}", line.as_ref())?)
    }

    /// Writes a JSON document.
    pub fn write_json(&mut self, document: &Value) -> Result<()> {
        let text = serde_json::to_string_pretty(document).expect("a document of strings and figures");
        self.say(text)
    }

    /// Simulates `plan`, and gives the figure `field` of its event `name`: what it would bring without a minimum.
    pub fn quote(&self, plan: &Plan, name: &str, field: &str) -> Result<u64> {
        self.check_signers(plan)?;
        let (outcome, _) = self.simulate(plan, &[])?;
        let events = read_events(self.program(), &outcome.logs);
        let figure = events.iter().find(|event| event.name() == name).and_then(|event| event.figure(field));
        figure.ok_or_else(|| {
            Error::new(format!("the simulation brought no {name} event: the program is another version"))
        })
    }

    /// Simulates `plan` and gives what its last instruction returned.
    pub fn view<T: BorshDeserialize>(&self, plan: &Plan) -> Result<T> {
        let returned = self.simulate(plan, &[])?.0.returned;
        T::deserialize(&mut returned.as_slice())
            .map_err(|error| Error::new(format!("what the program returned cannot be read: {error}")))
    }

    /// Simulates `plan`, says what it does and costs, asks, and sends it. Nothing is sent that failed in the simulation.
    pub fn carry_out(&mut self, plan: Plan) -> Result<()> {
        self.check_asked(&plan)?;
        let ready = self.ready(plan)?;
        self.propose(ready, None)
    }

    /// The same with the plan that `make` makes. If the plan has changed by the time of the answer, it is made anew and
    /// confirmed again.
    pub fn carry_out_made(&mut self, make: &Make) -> Result<()> {
        let plan = make(self)?;
        self.check_asked(&plan)?;
        let ready = self.ready(plan)?;
        self.propose(ready, Some(make))
    }

    /// Refuses a plan that cannot be confirmed, or that lacks a required signer.
    pub fn check_asked(&self, plan: &Plan) -> Result<()> {
        if self.options.json && !self.options.yes && self.options.sends() {
            refuse!("--output json cannot ask: add --yes to send, or --dry-run to only simulate");
        }
        self.check_signers(plan)
    }

    /// Simulates `plan`.
    ///
    /// # Errors
    /// Why it would fail.
    pub fn ready(&self, plan: Plan) -> Result<Ready> {
        let mut plan = self.granted(plan)?;
        plan.scale.now = self.now()?;
        let watched: Vec<Pubkey> = plan.balances.iter().map(|(_, account, _)| *account).chain([self.me()]).collect();
        let before = self.chain.accounts(&watched)?;
        let (outcome, writable) = self.simulate(&plan, &watched)?;
        Ok(Ready { plan, before, outcome, writable })
    }

    /// Says what a plan does and costs, asks, and sends it; another that `make` makes by the time of the answer, where there is one.
    pub fn propose(&mut self, ready: Ready, make: Option<&Make>) -> Result<()> {
        let Ready { plan, before, outcome, writable } = ready;
        let units = (outcome.units + outcome.units / 10 + 2 * BUDGET_UNITS).min(u64::from(MOST_UNITS)) as u32;
        let budget = Budget { units, price: self.price(&writable, units)? };
        let events = read_events(self.program(), &outcome.logs);
        let changes = self.changes(&plan, &before, &outcome);
        if self.options.mode == Mode::Export {
            let told = Told { outcome: &outcome, events: &events, changes: &changes };
            return self.export(&plan, &told);
        }
        let fee = SIGNATURE_FEE * self.signatures(&plan)? + budget.priority_fee();
        if !self.options.json {
            self.summarize(&plan, &events, &changes)?;
            self.say(format!("  fee: {} SOL, {} compute units", tokens(fee, 9), outcome.units))?;
        }
        if self.options.mode == Mode::SignOnly {
            return self.sign_only(&plan, budget);
        }
        let sent = if self.options.dry_run {
            None
        } else {
            self.agree()?;
            if let Some(make) = make.filter(|_| !self.options.yes) {
                let again = self.granted(make(self)?)?;
                if again.instructions != plan.instructions {
                    self.say("Time has passed since the question, and it has to be done another way:")?;
                    self.check_asked(&again)?;
                    let ready = self.ready(again)?;
                    return self.propose(ready, Some(make));
                }
            }
            Some(self.deliver(&plan, budget)?)
        };
        if self.options.json {
            return self.write_json(&json!({
                "what": plan.what,
                "signature": sent,
                "units": outcome.units,
                "unit_limit": units,
                "fee_lamports": fee.to_string(),
                "events": events_json(&events),
                "balances": changes_json(&changes),
                "warnings": plan.warnings,
            }));
        }
        match sent {
            Some(signature) => self.say(format!("Done: {signature}")),
            None => self.say("Nothing was sent."),
        }
    }

    /// Simulates `plan`; gives what it did, with `watched` as they would be, and what it writes to. It needs no
    /// signature.
    pub fn simulate(&self, plan: &Plan, watched: &[Pubkey]) -> Result<(Outcome, Vec<Pubkey>)> {
        if self.signers.nonce.is_some() {
            // What is wrong with the nonce account is said of it, and not by the runtime's refusal to advance it.
            self.lifetime()?;
        }
        let budget = Budget { units: MOST_UNITS, price: 0 };
        let message = self.message(plan, Some(budget), self.chain.recent()?.hash())?;
        let first = message.instructions().len() - plan.instructions.len();
        let outcome = self.chain.simulate(&unsigned(message), watched)?;
        if let Some(error) = &outcome.error {
            let text = self.explain(error, &outcome.logs, plan, first)?;
            return Err(Error::new(text).with_logs(outcome.logs));
        }
        let metas = plan.instructions.iter().flat_map(|instruction| &instruction.accounts);
        let mut writable: Vec<Pubkey> = metas.filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect();
        writable.sort_unstable();
        writable.dedup();
        Ok((outcome, writable))
    }

    /// Why a transaction failed, as a sentence. `first` of its instructions stand before the plan's.
    pub fn explain(&self, error: &TransactionError, logs: &[String], plan: &Plan, first: usize) -> Result<String> {
        let (me, program) = (self.signers.payer(), self.program());
        let Some((place, reason)) = instruction_error(error) else {
            return Ok(match error {
                TransactionError::AccountNotFound | TransactionError::InsufficientFundsForFee => {
                    format!("{me} has not enough SOL on this cluster to pay for the transaction")
                }
                TransactionError::InsufficientFundsForRent { .. } => {
                    format!("{me} has not enough SOL on this cluster to pay for the accounts")
                }
                TransactionError::ProgramAccountNotFound => "there is no such program on this cluster".to_owned(),
                other => format!("the cluster refuses the transaction: {other}"),
            });
        };
        let failed = place.checked_sub(first).and_then(|place| plan.instructions.get(place));
        if let Some(instruction) = failed.filter(|instruction| instruction.program_id == *program) {
            if self.chain.account(&program)?.is_none() {
                return Ok(format!("the program {} is not on this cluster: `restake deploy` puts it there", *program));
            }
            if logs::is_about_an_account(reason)
                && let Some(missing) = self.missing(instruction)?
            {
                return Ok(missing);
            }
        }
        let of_the_gate = plan.gates.and_then(|gates| gates.sentence(reason, logs));
        Ok(of_the_gate
            .or_else(|| program.sentence(reason, logs))
            .unwrap_or_else(|| format!("the program failed: {reason}")))
    }

    /// The first account that `instruction` takes and that is not there, but for those that it makes itself.
    fn missing(&self, instruction: &Instruction) -> Result<Option<String>> {
        let Some(known) = IDL.instructions.iter().find(|known| instruction.data.starts_with(&known.discriminator))
        else {
            return Ok(None);
        };
        let addresses: Vec<Pubkey> = instruction.accounts.iter().map(|meta| meta.pubkey).collect();
        let found = self.chain.accounts(&addresses)?;
        let named = known.accounts.iter().zip(&instruction.accounts).zip(found);
        let missing = named.filter(|((name, meta), found)| {
            found.is_none() && !meta.is_signer && !known.made.contains(name) && meta.pubkey != *self.program()
        });
        let mut missing = missing.map(|((name, meta), _)| format!("{} at {}", name.replace('_', " "), meta.pubkey));
        Ok(missing.next().map(|first| format!("there is no {first} on this cluster")))
    }

    fn changes(&self, plan: &Plan, before: &[Option<solana_account::Account>], outcome: &Outcome) -> Vec<Change> {
        let amount = |account: Option<&Option<solana_account::Account>>| {
            accounts::token(account.and_then(Option::as_ref)).map_or(0, |account| account.amount)
        };
        let tokens = plan.balances.iter().enumerate().map(|(place, (name, account, decimals))| Change {
            name: name.clone(),
            account: *account,
            before: amount(before.get(place)),
            after: amount(outcome.accounts.get(place)),
            decimals: *decimals,
        });
        let mut changes: Vec<Change> = tokens.collect();
        let lamports = |accounts: &[Option<solana_account::Account>]| {
            accounts.get(plan.balances.len()).and_then(Option::as_ref).map_or(0, |account| account.lamports)
        };
        let (before, after) = (lamports(before), lamports(&outcome.accounts));
        changes.push(Change { name: "SOL".to_owned(), account: self.me(), before, after, decimals: 9 });
        changes.retain(|change| change.before != change.after);
        changes
    }

    /// Says what a plan does, and which balances change.
    pub fn summarize(&mut self, plan: &Plan, events: &[Node], changes: &[Change]) -> Result<()> {
        self.say(&plan.what)?;
        for each in events {
            self.say(format!("  - {}", event::sentence(each, &plan.scale)))?;
        }
        for change in changes {
            let (before, after) = (tokens(change.before, change.decimals), tokens(change.after, change.decimals));
            self.say(format!("  {}: {before} -> {after}", change.name))?;
        }
        for warning in &plan.warnings {
            self.say(format!("  {warning}"))?;
        }
        Ok(())
    }

    /// Asks the user at the terminal for confirmation.
    ///
    /// # Errors
    /// If the answer is no, or there is none.
    pub fn agree(&mut self) -> Result<()> {
        if self.options.yes { Ok(()) } else { self.confirm("Send this?") }
    }

    /// Asks a question that only a plain yes agrees to.
    ///
    /// # Errors
    /// If the answer is another, or there is none.
    pub fn confirm(&mut self, question: &str) -> Result<()> {
        write!(self.out, "{question} [y/N] ")?;
        self.out.flush()?;
        let mut answer = String::new();
        if self.input.read_line(&mut answer)? == 0 {
            // The question's line is not ended by an answer.
            self.say("")?;
            return Err(Error::declined("no answer, and nothing was sent: add --yes to send without a question"));
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Error::declined("nothing was sent: only y or yes agrees")),
        }
    }
}

/// What a simulation tells.
pub struct Told<'a> {
    /// What it did.
    pub outcome: &'a Outcome,
    /// The program's events.
    pub events: &'a [Node],
    /// The balances that change.
    pub changes: &'a [Change],
}

/// A balance that changes.
pub struct Change {
    name: String,
    account: Pubkey,
    before: u64,
    after: u64,
    decimals: u8,
}

/// Events as JSON.
pub fn events_json(events: &[Node]) -> Value {
    events.iter().map(|event| json!({ "name": event.name(), "data": event.json() })).collect()
}

/// Balances that change as JSON.
pub fn changes_json(changes: &[Change]) -> Value {
    let one = |change: &Change| {
        json!({
            "name": change.name, "account": change.account.to_string(), "before": change.before.to_string(),
            "after": change.after.to_string(), "decimals": change.decimals,
        })
    };
    changes.iter().map(one).collect()
}

/// The events in a log that this command line knows.
pub fn read_events(program: Program, logs: &[String]) -> Vec<Node> {
    program.event_bytes(logs).iter().filter_map(|bytes| IDL.event(bytes)).collect()
}
