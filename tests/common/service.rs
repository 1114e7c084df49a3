//! The scene of a service (NCN): operators with equal parts of a vault at stake, a key each, and stake tables.

use std::panic::Location;

use borsh::BorshDeserialize;
use harness::{Failure, Signatures, Split, entity, key, keys, slash, table};
use restaking_client::{LimitsArgs, Ncn, OperatorRecord, PolicyArgs, SlashPolicy, pda};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program_test::ProgramTest;
use solana_signer::Signer;

use crate::{Bank, EPOCH, GENESIS, OPEN, id};

/// The least challenge window of the reference rules: seven days.
pub const SEVEN_DAYS: u64 = 7 * 86_400;

/// What the operators of a [`Service`] have at stake together.
pub const WHOLE_STAKE: u64 = 1_000_000;

/// The entries that one instruction gives a table, which it can allocate, and the captures that one transaction enters.
const TABLE_STEP: u64 = 100;
const CAPTURES: usize = 20;

/// An NCN "ncn" of the key of that name, and its operators. The operator at place n of a table is number n.
pub struct Service {
    /// The bank.
    pub bank: Bank,
    /// The NCN.
    pub ncn: Pubkey,
    /// The vault's part of each operator.
    pub splits: Vec<Split>,
    /// The milliseconds between heights, by the policy.
    height_millis: u64,
    /// The index of the next table.
    next_table: u64,
}

/// The policy of a service: slashes of all by `slasher`, seven days for "resolver", all for two votes at one height, and a height
/// each `height_seconds` from [`GENESIS`] on.
pub fn service_policy(slasher: &Pubkey, height_seconds: u64) -> PolicyArgs {
    let policy = slash::policy(slasher, &id("resolver"), &id("insurance"), SEVEN_DAYS);
    PolicyArgs { height_millis: height_seconds * 1_000, ..slash::with_rule(policy, slash::WHOLE, GENESIS) }
}

/// The key of operator `number`.
pub fn voter(number: usize) -> Keypair {
    key(&format!("voter {number}"))
}

/// The key pair called `name`, if an instruction asks for its signature.
fn signers(name: &str, instructions: &[Instruction]) -> Vec<Keypair> {
    let mut metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    metas.any(|meta| meta.is_signer && meta.pubkey == id(name)).then(|| key(name)).into_iter().collect()
}

impl Service {
    /// `operators` operators with an equal part of [`WHOLE_STAKE`] each, under `policy` of the NCN's address, on a bank with `programs`
    /// beside the core.
    pub async fn new(
        operators: usize,
        programs: impl IntoIterator<Item = (Pubkey, Account)>,
        policy: impl FnOnce(&Pubkey) -> PolicyArgs,
    ) -> Self {
        let add =
            |chain: &mut ProgramTest| programs.into_iter().for_each(|(at, account)| chain.add_account(at, account));
        Self::beside(operators, add, policy).await
    }

    /// The same with what `add` puts on the bank.
    pub async fn beside(
        operators: usize,
        add: impl FnOnce(&mut ProgramTest),
        policy: impl FnOnce(&Pubkey) -> PolicyArgs,
    ) -> Self {
        let mut bank = Bank::beside(add).await;
        bank.configure().await;
        let vault = bank.add_vault("creator", 0, LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
        bank.open_holders(&vault).await;
        let ncn = pda::ncn(&id("ncn"), 0);
        let policy = policy(&ncn);
        let height_millis = policy.height_millis;
        bank.add_policy("ncn", 0, policy).await;
        bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &vault.asset_mint, 1_000_000_000)).await;
        for name in ["resolver", "allocator", "keeper", "reporter", "mallory"] {
            bank.fund(&id(name));
        }
        let mut splits = vec![];
        for number in 0..operators {
            let operator = bank.add_operator("operator", number as u64).await;
            let split = Split { vault, operator, ncn };
            bank.expose(&split, slash::WHOLE / operators as u64, slash::WHOLE).await;
            splits.push(split);
        }
        bank.begin_with_a_million(&vault).await;
        splits.sort_by_key(|split| split.operator);
        let mut service = Self { bank, ncn, splits, height_millis, next_table: 0 };
        for number in 0..operators {
            service.register(number, &voter(number), None).await;
        }
        service
    }

    /// Registers a key of an operator.
    pub async fn register(&mut self, number: usize, voter: &Keypair, previous: Option<&Keypair>) {
        let (admin, split) = (id("operator"), self.splits[number]);
        let previous = previous.map(|key| key.pubkey().to_bytes());
        let public = voter.pubkey().to_bytes();
        let both = [
            Signatures::possession(voter, &split.ncn, &split.operator).instruction(),
            keys::register_key(&admin, &admin, &split.ncn, &split.operator, &public, previous.as_ref()),
        ];
        self.bank.send(&both, &[&key("operator")]).await.expect("a key");
    }

    /// Puts a policy of the NCN in force, as if it was announced long ago.
    pub async fn in_force(&mut self, policy: PolicyArgs) {
        self.announced(policy.clone(), policy, i64::MIN).await;
    }

    /// Puts a policy of the NCN in force until `from`, and the next one as announced for then.
    pub async fn announced(&mut self, policy: PolicyArgs, next: PolicyArgs, from: i64) {
        let mut account = self.bank.account(&self.ncn).await.expect("an NCN");
        let mut ncn = Ncn::deserialize(&mut account.data.as_slice()).expect("an NCN");
        // The argument has the fields of the policy.
        let of = |args: PolicyArgs| {
            let bytes = borsh::to_vec(&args).expect("a policy");
            SlashPolicy::try_from_slice(&bytes).expect("a policy")
        };
        (ncn.policy, ncn.next_policy, ncn.policy_from) = (of(policy), of(next), from);
        let head = borsh::to_vec(&ncn).expect("an NCN");
        account.data[..head.len()].copy_from_slice(&head);
        self.bank.put(&self.ncn, account);
    }

    /// The last second of the vault's next epoch: no stake is certain for longer.
    pub async fn most_certain(&mut self) -> i64 {
        GENESIS + ((self.bank.epoch().await + 2) * EPOCH) as i64 - 1
    }

    /// A table of the first operators, final, which guarantees its stake for as long as a table can.
    pub async fn new_table(&mut self, operators: usize) -> Pubkey {
        let until = self.most_certain().await;
        self.new_table_until(operators, until).await
    }

    /// The same with a guarantee until a time; zero for none.
    pub async fn new_table_until(&mut self, operators: usize, certain_until: i64) -> Pubkey {
        let table = self.open_table(operators, certain_until).await;
        let now = self.bank.now().await;
        self.bank.warp(now + 10).await;
        table
    }

    /// The same in its window of ten seconds.
    pub async fn open_table(&mut self, operators: usize, certain_until: i64) -> Pubkey {
        let (ncn, index) = (self.ncn, self.next_table);
        self.next_table += 1;
        let table = pda::stake_table(&ncn, index);
        let room = operators.max(8) as u64;
        let first = room.min(TABLE_STEP);
        let open = table::open_certain(&id("ncn"), &id("ncn"), &ncn, index, first, 10, certain_until);
        self.bank.by("ncn", open).await;
        for more in (first..room).step_by(TABLE_STEP as usize).map(|from| (room - from).min(TABLE_STEP)) {
            self.bank.by("ncn", table::grow(&id("ncn"), &table, more)).await;
        }
        let keeper = id("keeper");
        let mut captures = vec![];
        for split in self.splits.clone().iter().take(operators) {
            self.bank.by("keeper", table::capture(&keeper, &table, &ncn, &split.operator, &[*split])).await;
            captures.push(pda::capture(&table, &split.operator, &keeper));
        }
        for captures in captures.chunks(CAPTURES) {
            self.bank.send(&[table::enter(&table, captures)], &[]).await.expect("the captures");
        }
        table
    }

    /// The next height, of which the time is now.
    pub async fn next_height(&mut self) -> u64 {
        let now = self.bank.now().await;
        let seconds = (self.height_millis / 1_000) as i64;
        let height = (now - GENESIS).div_euclid(seconds) + 1;
        self.bank.warp(GENESIS + height * seconds).await;
        height as u64
    }

    /// Moves the clock by `seconds`.
    pub async fn pass(&mut self, seconds: i64) {
        let now = self.bank.now().await;
        self.bank.warp(now + seconds).await;
    }

    /// The record of an operator in the NCN.
    pub async fn record(&mut self, number: usize) -> OperatorRecord {
        let split = self.splits[number];
        self.bank.record(&split).await
    }

    /// Runs `instructions`, signed by `name` if one asks for that, which must succeed; gives the log.
    pub async fn by(&mut self, name: &str, instructions: &[Instruction]) -> Vec<String> {
        let signers = signers(name, instructions);
        let done = self.bank.send(instructions, &signers.iter().collect::<Vec<_>>()).await;
        done.unwrap_or_else(|failure| panic!("{name} failed: {failure}: {:#?}", failure.logs)).logs
    }

    /// Runs `instructions`, which must be refused with the program's error `code` and change nothing.
    #[track_caller]
    pub fn refuses(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        code: u32,
    ) -> impl Future<Output = Failure> + use<'_> {
        let (signers, at) = (signers(name, instructions), Location::caller());
        let instructions = instructions.to_vec();
        async move {
            let failure = self.bank.all_refused(&instructions, &signers.iter().collect::<Vec<_>>()).await;
            assert_eq!(failure.code(), Some(code), "at {at}: {:#?}", failure.logs);
            failure
        }
    }
}
