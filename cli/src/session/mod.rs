//! What a command runs in: it simulates a plan, says what it does, asks, and sends it.

mod failure;
mod plan;
mod sending;
mod summary;

pub use plan::Plan;
pub use sending::Sending;
pub use summary::{Change, Told, changes_json, events_json, read_events};

use std::io::{BufRead, Write};

use borsh::BorshDeserialize;
use restaking_client::Program;
use restaking_client::liquid::LiquidProgram;
use restaking_client::oracle::OracleProgram;
use restaking_client::transaction::{Budget, MOST_UNITS, Version};
use serde_json::{Value, json};
use solana_program::hash::Hash;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

use crate::absent::Parties;
use crate::accounts::{self, Kind};
use crate::amount::tokens;
use crate::chain::{Chain, Outcome, is_cut};
use crate::error::{Error, Result};
use crate::idl::{LIQUID, Node, ORACLE};
use crate::message::{Ours, unsigned};
use crate::refuse;
use crate::signer::Signers;

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
    /// The width of the terminal that is written to; none for a pipe or a file, which gets whole lines.
    pub width: Option<u16>,
    /// Show no names that accounts and tokens give themselves.
    pub no_names: bool,
    /// The addresses that the user gave.
    pub named: Vec<Pubkey>,
    /// The program of liquid restaking; none where nothing says where it is.
    pub liquid: Option<LiquidProgram>,
    /// The price oracle's program, likewise.
    pub oracle: Option<OracleProgram>,
    /// The sentences of a service's program, in its own command line.
    pub sentences: Option<Sentences>,
    /// Is told of each transaction before it is sent.
    pub sending: Option<Sending>,
}

/// Why an instruction of the program at this address failed, by its error and the log; none for what it does not say.
pub type Sentences = fn(Pubkey, &InstructionError, &[String]) -> Option<String>;

impl Options {
    /// Whether transactions are sent, so that later ones can build on them.
    pub fn sends(&self) -> bool {
        self.mode == Mode::Send && !self.dry_run
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

    /// The program of liquid restaking on the chain.
    ///
    /// # Errors
    /// Where nothing says where it is.
    pub fn liquid(&self) -> Result<LiquidProgram> {
        match self.known_liquid() {
            Some(liquid) => Ok(liquid),
            None => refuse!(
                "no address of liquid restaking is configured for this cluster: name it with --liquid-id, or add `liquid = \"ADDRESS\"` \
                 beside the program's in Anchor.toml"
            ),
        }
    }

    /// The program of liquid restaking, if its address is known. The core's address for local chains is refused on other clusters.
    pub fn known_liquid(&self) -> Option<LiquidProgram> {
        let is_local = self.program() == Program::LOCAL;
        self.options.liquid.or(is_local.then_some(LiquidProgram::LOCAL))
    }

    /// The price oracle's program on the chain.
    ///
    /// # Errors
    /// Where nothing says where it is.
    pub fn oracle(&self) -> Result<OracleProgram> {
        match self.known_oracle() {
            Some(oracle) => Ok(oracle),
            None => refuse!(
                "no address of the price oracle is configured for this cluster: name it with --oracle-id, or add \
                 `oracle_ncn = \"ADDRESS\"` beside the program's in Anchor.toml"
            ),
        }
    }

    /// The price oracle's program, if its address is known.
    pub fn known_oracle(&self) -> Option<OracleProgram> {
        let is_local = self.program() == Program::LOCAL;
        self.options.oracle.or(is_local.then_some(OracleProgram::LOCAL))
    }

    /// The programs of which instructions are told by their names.
    pub fn ours(&self) -> Ours {
        Ours { core: self.program(), liquid: self.known_liquid(), oracle: self.known_oracle() }
    }

    /// The events in a log: the core's, and those of liquid restaking and of the price oracle behind them.
    pub fn events(&self, logs: &[String]) -> Vec<Node> {
        let mut events = read_events(self.program(), logs);
        if let Some(liquid) = self.known_liquid() {
            let bytes = Program::at(liquid.address()).event_bytes(logs);
            events.extend(bytes.iter().filter_map(|bytes| LIQUID.event(bytes)));
        }
        if let Some(oracle) = self.known_oracle() {
            let bytes = Program::at(oracle.address()).event_bytes(logs);
            events.extend(bytes.iter().filter_map(|bytes| ORACLE.event(bytes)));
        }
        events
    }

    /// The chain's time.
    pub fn now(&self) -> Result<i64> {
        self.chain.now()
    }

    /// The account of kind `T` at `address`.
    pub fn load<T: Kind>(&self, address: &Pubkey) -> Result<T> {
        match accounts::find(self.chain, address)? {
            Some(found) => Ok(found),
            None => {
                let named = self.absent(&self.options.named, address);
                refuse!("{}", named.unwrap_or_else(|| accounts::missing(T::NOUN, address)))
            }
        }
    }

    /// Why there is nothing at `address`, if it follows from the signer's or `known` addresses.
    fn absent(&self, known: &[Pubkey], address: &Pubkey) -> Option<String> {
        Parties { program: self.program(), me: self.me(), known }.absent(address)
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
        let events = self.events(&outcome.logs);
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
        if self.options.mode != Mode::Send {
            self.use_nonce()?;
        }
        let Ready { mut plan, before, outcome, writable } = ready;
        if is_cut(&outcome.logs) {
            plan.warnings.push("note: the log of the simulation was cut: more happens than is shown".to_owned());
        }
        let units = (outcome.units + outcome.units / 10 + 2 * BUDGET_UNITS).min(u64::from(MOST_UNITS)) as u32;
        let budget = Budget { units, price: self.price(&writable, units)? };
        let events = self.events(&outcome.logs);
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
