//! A chain of a test's own, by the test's clock: a service of one kind of votes, and all that goes wrong between nodes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ncn_kit::packing::{self, Signed};
use ncn_kit::vote::Vote;
use restake_cli::chain::{Chain, Lifetime, Listed, Outcome, Past};
use restake_cli::error::{Error, Result};
use restake_cli::session::Session;
use restake_node::link::{BalanceChanges, Fate, Handed, Link};
use restake_node::service::{Chore, Height, Round, Service, Window};
use restaking_client::{KeyKind, NCN_DISCRIMINATOR, Ncn, OPERATOR_KEY_DISCRIMINATOR, OperatorKey, Program};
use solana_account::Account;
use solana_program::hash::{Hash, hashv};
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

pub const NCN: Pubkey = Pubkey::new_from_array([1; 32]);
pub const DOMAIN: [u8; 32] = [2; 32];
pub const KIND: u8 = 1;
/// The seconds between heights, and the usual window.
pub const HEIGHT: i64 = 60;
pub const BEGIN: i64 = 1_800_000_000;

const SERVICE: Pubkey = Pubkey::new_from_array([3; 32]);

/// What the content of a vote begins with that the chain refuses.
pub const BAD: u8 = 0xBD;

/// For how many blocks a blockhash is good, and how many blocks a second has.
const LIFETIME: u64 = 150;
const BLOCKS: i64 = 2;

/// The program's refusals.
const REFUSED: u32 = 1;
const NOTHING_NEW: u32 = 40;

/// Numbers by a seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    /// Whether what happens once in `times` happens.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// The kill of a process, thrown through whatever it was doing.
pub struct Killed;

pub struct State {
    pub now: i64,
    /// For how long a height takes votes.
    pub window: i64,
    /// The accounts of a report beside the keys: as many as the oracle's has.
    pub accounts: u8,
    /// The table has no weights until then.
    pub weightless_until: i64,
    /// By how many seconds the RPC of a node lags.
    pub lags: BTreeMap<usize, i64>,
    pub keys: BTreeMap<[u8; 32], Pubkey>,
    pub rounds: BTreeMap<u64, BTreeMap<Pubkey, Vec<u8>>>,
    pub landed: HashMap<Signature, std::result::Result<(), TransactionError>>,
    /// Transactions that a node has, and when each lands.
    on_their_way: Vec<(VersionedTransaction, u64)>,
    lifetimes: HashMap<Hash, u64>,
    pub stopped: bool,
    /// Nodes of which the RPC limits or fails all requests.
    pub limited: BTreeSet<usize>,
    /// Each message that left a node, by operator and height.
    pub seen: BTreeMap<(Pubkey, u64), BTreeSet<Vec<u8>>>,
    /// The transactions that a node was handed.
    pub sent: BTreeSet<Signature>,
    random: Random,
    /// One of so many transactions is lost; none is where it is zero.
    pub loses: u64,
    /// After how many more requests a node is killed.
    pub fuses: BTreeMap<usize, u64>,
}

pub struct World(Mutex<State>);

impl World {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            now: BEGIN,
            window: HEIGHT,
            accounts: 6,
            weightless_until: 0,
            lags: BTreeMap::new(),
            keys: BTreeMap::new(),
            rounds: BTreeMap::new(),
            landed: HashMap::new(),
            on_their_way: vec![],
            lifetimes: HashMap::new(),
            stopped: false,
            limited: BTreeSet::new(),
            seen: BTreeMap::new(),
            sent: BTreeSet::new(),
            random: Random::new(seed),
            loses: 0,
            fuses: BTreeMap::new(),
        })))
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kills `node` here, if its fuse has burnt down.
    pub fn burn(&self, node: usize) {
        let is_over = match self.state().fuses.get_mut(&node) {
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        };
        if is_over {
            self.state().fuses.remove(&node);
            std::panic::resume_unwind(Box::new(Killed));
        }
    }

    /// Notes a vote that left a node.
    pub fn see(&self, vote: &Signed) {
        let mut state = self.state();
        let (Some(parsed), Some(operator)) = (Vote::parse(&vote.message), state.keys.get(&vote.key).copied()) else {
            return;
        };
        state.seen.entry((operator, parsed.height)).or_default().insert(vote.message.clone());
    }

    /// A second later.
    pub fn pass(&self) {
        let mut state = self.state();
        if state.stopped {
            return;
        }
        state.now += 1;
        let height = state.height();
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut state.on_their_way).into_iter().partition(|(_, at)| *at <= height);
        state.on_their_way = rest;
        for (transaction, _) in due {
            let signature = transaction.signatures[0];
            let is_over = state.lifetimes[transaction.message.recent_blockhash()] < height;
            if !is_over && !state.landed.contains_key(&signature) {
                let done = state.run(&transaction, true);
                state.landed.insert(signature, done);
            }
        }
    }
}

impl State {
    fn height(&self) -> u64 {
        ((self.now - BEGIN) * BLOCKS).unsigned_abs()
    }

    /// Whether a height takes votes now.
    pub fn is_open(&self, number: u64) -> bool {
        let opens_at = number.cast_signed() * HEIGHT;
        opens_at <= self.now && self.now < opens_at + self.window
    }

    pub fn current(&self) -> u64 {
        (self.now / HEIGHT).unsigned_abs()
    }

    /// Runs a transaction, and keeps what it does where `keeps`.
    fn run(&mut self, transaction: &VersionedTransaction, keeps: bool) -> std::result::Result<(), TransactionError> {
        let place = transaction.message.instructions().len() - 1;
        let refused = |code| Err(TransactionError::InstructionError(place as u8, InstructionError::Custom(code)));
        let (verified, report) =
            (&transaction.message.instructions()[place - 1], &transaction.message.instructions()[place]);
        let number = u64::from_le_bytes(report.data[..8].try_into().unwrap());
        if !self.is_open(number) {
            return refused(REFUSED);
        }
        let mut entered = vec![];
        for vote in votes_in(&verified.data) {
            let parsed = Vote::parse(&vote.message).unwrap();
            let is_signed = Signature::from(vote.signature).verify(&vote.key, &vote.message);
            if !is_signed || parsed.height != number || parsed.content[0] == BAD {
                return refused(REFUSED);
            }
            let operator = self.keys[&vote.key];
            if !self.rounds.get(&number).is_some_and(|round| round.contains_key(&operator)) {
                entered.push((operator, parsed.content.to_vec()));
            }
        }
        if entered.is_empty() {
            return refused(NOTHING_NEW);
        }
        if keeps {
            let round = self.rounds.entry(number).or_default();
            for (operator, content) in entered {
                round.entry(operator).or_insert(content);
            }
        }
        Ok(())
    }
}

/// The votes in the data of an Ed25519 instruction.
fn votes_in(data: &[u8]) -> Vec<Signed> {
    let figure = |at: usize| usize::from(u16::from_le_bytes(data[at..at + 2].try_into().unwrap()));
    let vote = |place: usize| {
        let at = 2 + 14 * place;
        let (signature, key, message, length) = (figure(at), figure(at + 4), figure(at + 8), figure(at + 10));
        Signed {
            key: data[key..key + 32].try_into().unwrap(),
            signature: data[signature..signature + 64].try_into().unwrap(),
            message: data[message..message + length].to_vec(),
        }
    };
    (0..usize::from(data[0])).map(vote).collect()
}

/// The chain as one node reaches it.
pub struct Reach {
    pub world: Arc<World>,
    pub node: usize,
}

impl Reach {
    fn ask(&self) -> Result<MutexGuard<'_, State>> {
        self.world.burn(self.node);
        let state = self.world.state();
        if state.limited.contains(&self.node) { Err(Error::new("429 Too Many Requests")) } else { Ok(state) }
    }
}

fn unused<T>() -> Result<T> {
    Err(Error::new("Simulation has no such request"))
}

impl Chain for Reach {
    fn program(&self) -> Program {
        Program::LOCAL
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        drop(self.ask()?);
        let ncn = || {
            let mut data = vec![0; Ncn::LEN];
            data[..8].copy_from_slice(&NCN_DISCRIMINATOR);
            Account { lamports: 1, data, owner: *Program::LOCAL, ..Account::default() }
        };
        Ok(addresses.iter().map(|address| (*address == NCN).then(ncn)).collect())
    }

    fn addresses_where(&self, _: &Pubkey, _: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>> {
        unused()
    }

    fn accounts_where(&self, _: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>> {
        let state = self.ask()?;
        assert_eq!(parts[0].1, OPERATOR_KEY_DISCRIMINATOR, "only keys are scanned");
        let account = |(key, operator): (&[u8; 32], &Pubkey)| {
            let mut found = OperatorKey::from_bytes(&[0; OperatorKey::LEN]).unwrap();
            found.discriminator = OPERATOR_KEY_DISCRIMINATOR;
            (found.kind, found.ncn, found.operator, found.key) = (KeyKind::Ed25519, NCN, *operator, *key);
            found.until = i64::MAX;
            let data = borsh::to_vec(&found).unwrap();
            (Pubkey::from(*key), Account { data, owner: *Program::LOCAL, ..Account::default() })
        };
        Ok(state.keys.iter().map(account).collect())
    }

    fn accounts_of(&self, _: &Pubkey, _: usize) -> Result<Vec<(Pubkey, Account)>> {
        unused()
    }

    fn recent(&self) -> Result<Lifetime> {
        let mut state = self.ask()?;
        let height = state.height();
        // A blockhash of its own for each request: real ones change faster than a node asks.
        let hash = hashv(&[&height.to_le_bytes(), &state.random.below(u64::MAX).to_le_bytes()]);
        state.lifetimes.insert(hash, height + LIFETIME);
        Ok(Lifetime::Recent { hash, last_height: height + LIFETIME })
    }

    fn given(&self, _: Hash) -> Result<Lifetime> {
        unused()
    }

    fn simulate(&self, _: &VersionedTransaction, _: &[Pubkey]) -> Result<Outcome> {
        unused()
    }

    fn land(&self, _: &VersionedTransaction, _: &Lifetime) -> Result<restake_cli::chain::Landing> {
        unused()
    }

    fn has(&self, _: &Signature) -> Result<bool> {
        unused()
    }

    fn send_all(&self, _: &[VersionedTransaction]) -> Result<()> {
        unused()
    }

    fn genesis(&self) -> Result<Hash> {
        unused()
    }

    fn priority_fee(&self, _: &[Pubkey]) -> Result<u64> {
        self.ask().map(|_| 0)
    }

    fn latest(&self, _: &Pubkey) -> Result<Option<String>> {
        unused()
    }

    fn history(&self, _: &Pubkey, _: Option<&str>, _: u64, _: &mut dyn FnMut(Past)) -> Result<()> {
        unused()
    }

    fn signatures(&self, _: &Pubkey, _: Option<&str>, _: Option<&str>, _: u64) -> Result<Vec<Listed>> {
        unused()
    }

    fn transactions(&self, _: &[Listed]) -> Result<Vec<Past>> {
        unused()
    }

    fn clock(&self) -> Result<(i64, u64)> {
        let state = self.ask()?;
        let lag = state.lags.get(&self.node).copied().unwrap_or_default();
        Ok((state.now - lag, state.height()))
    }
}

impl Link for Reach {
    fn hand_over(&self, transaction: &VersionedTransaction, is_first: bool) -> Result<Handed> {
        let place = transaction.message.instructions().len() - 2;
        for vote in votes_in(&transaction.message.instructions()[place].data) {
            self.world.see(&vote);
        }
        let mut state = self.ask()?;
        if is_first && let Err(error) = state.run(transaction, false) {
            return Ok(Handed::Refused(error, vec![]));
        }
        state.sent.insert(transaction.signatures[0]);
        let (height, loses) = (state.height(), state.loses);
        if loses == 0 || !state.random.once_in(loses) {
            let lands_at = height + 1 + state.random.below(8);
            state.on_their_way.push((transaction.clone(), lands_at));
        }
        Ok(Handed::Over)
    }

    fn fates(&self, signatures: &[Signature]) -> Result<Vec<Fate>> {
        let state = self.ask()?;
        let fate = |signature: &Signature| match state.landed.get(signature) {
            None => Fate::Open,
            Some(Ok(())) => Fate::Landed,
            Some(Err(error)) => Fate::Failed(error.clone()),
        };
        Ok(signatures.iter().map(fate).collect())
    }

    fn balance_changes(&self, _: &Signature, _: &Pubkey) -> Result<Option<BalanceChanges>> {
        unused()
    }

    fn final_height(&self) -> Result<u64> {
        Ok(self.ask()?.height())
    }
}

/// The service, as the world has it.
pub struct OneKind(pub Arc<World>);

impl Service for OneKind {
    fn ncn(&self) -> Pubkey {
        NCN
    }

    fn windows(&self, _: &dyn Chain, now: i64) -> Result<Vec<Window>> {
        let length = self.0.state().window;
        let last = now / HEIGHT;
        let first = (now - length) / HEIGHT + 1;
        let window = |number: i64| {
            let opens_at = number * HEIGHT;
            let at = Height { kind: KIND, number: number.unsigned_abs() };
            Window { at, opens_at, closes_at: opens_at + length }
        };
        Ok((first..=last).map(window).collect())
    }

    fn round(&self, chain: &dyn Chain, at: Height) -> Result<Round> {
        // By way of the node, so that what stops its requests stops this one.
        let now = chain.now()?;
        let state = self.0.state();
        let weights = state.keys.values().filter(|_| now >= state.weightless_until);
        let round = state.rounds.get(&at.number);
        Ok(Round {
            weights: weights.map(|operator| (*operator, 1)).collect(),
            reported: round.map(|round| round.keys().copied().collect()).unwrap_or_default(),
            contents: round.cloned().unwrap_or_default(),
            is_final: !state.is_open(at.number),
            ..Round::default()
        })
    }

    fn report(&self, _: &dyn Chain, at: Height, _: &Round, votes: &[Signed]) -> Result<Vec<Instruction>> {
        let data = packing::instruction_data(votes).ok_or_else(|| Error::new("Votes fit in no transaction"))?;
        let keys = votes.iter().map(|vote| AccountMeta::new_readonly(Pubkey::from(vote.key), false));
        let fixed = (0..self.0.state().accounts)
            .map(|number| AccountMeta::new_readonly(Pubkey::new_from_array([100 + number; 32]), false));
        Ok(vec![
            Instruction { program_id: solana_sdk_ids::ed25519_program::ID, accounts: vec![], data },
            Instruction {
                program_id: SERVICE,
                accounts: fixed.chain(keys).collect(),
                data: [&at.number.to_le_bytes()[..], &[0]].concat(),
            },
        ])
    }

    fn abstention(&self, _: &Window, now: i64) -> Option<Vec<u8>> {
        Some([&0u64.to_le_bytes()[..], &now.to_le_bytes()].concat())
    }

    fn chores(&self, _: &Session, _: i64) -> Result<Vec<Chore>> {
        Ok(vec![])
    }
}
