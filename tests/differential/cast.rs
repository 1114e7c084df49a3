//! The accounts that transactions use, vaults, operators, NCNs, bond pools and reward trees, and the parties that sign.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use harness::bond::BondPool;
use harness::{RewardTree, Split, Svm, Vault, entity, key, pause, role, slash, split, token, token_2022};
use restaking_client::ledger;
use restaking_client::merkle::Earnings;
use restaking_client::{EQUIVOCATION_DISCRIMINATOR, Equivocation, ID, LimitsArgs, PolicyArgs, pda};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank};
use crate::sweeps;

/// When all begins.
const GENESIS: i64 = 1_700_000_000;

/// The longest epoch that the config allows: opt-ins of operators and NCNs take effect after twice the time.
const LONGEST: u64 = 2_000;

/// The term of one of the vaults, with epochs of 600 seconds.
const TERM: [i64; 2] = [GENESIS + 8 * 600, GENESIS + 18 * 600];

/// An NCN counts a smallest unit of an asset with this weight as one.
pub const WEIGHT_ONE: u64 = 1_000_000_000;

/// How many proofs of two votes there are at a time.
const PROOFS: usize = 6;

/// What is to become of the accounts.
type Effect = Box<dyn FnOnce(&mut Draft<'_>) -> Result<(), Refused>>;

/// An instruction, with what it must do.
pub struct Step {
    pub name: &'static str,
    pub instruction: Instruction,
    pub effect: Effect,
}

/// An instruction, with what it must do.
pub fn step(
    name: &'static str,
    instruction: Instruction,
    effect: impl FnOnce(&mut Draft<'_>) -> Result<(), Refused> + 'static,
) -> Step {
    Step { name, instruction, effect: Box::new(effect) }
}

/// An address by a name: of the key that the harness has by it, which takes long to derive.
pub fn id(name: &'static str) -> Pubkey {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<&'static str, Pubkey>> = const { RefCell::new(BTreeMap::new()) };
    }
    KNOWN.with_borrow_mut(|known| *known.entry(name).or_insert_with(|| key(name).pubkey()))
}

/// All of them.
pub struct Cast {
    pub vaults: Vec<Vault>,
    pub operators: Vec<Pubkey>,
    pub ncns: Vec<Pubkey>,
    /// An operator set of the second NCN, which all vaults cover.
    pub set: Pubkey,
    pub holders: Vec<Pubkey>,
    pub pools: Vec<BondPool>,
    pub trees: Vec<RewardTree>,
    pub creator: Pubkey,
    /// The admin of operators and NCNs; also allocator, slasher, resolver, publisher, disputer and guardian.
    pub admin: Pubkey,
    /// The admin of the config.
    pub deployer: Pubkey,
    /// The largest amounts.
    pub size: u64,
    /// The mints of what bond pools and trees pay.
    pub rewards: Vec<Pubkey>,
    /// The vault that most of what is done is done with, at times.
    pub focus: Option<Vault>,
    /// The lists that were published, by their roots.
    pub lists: BTreeMap<[u8; 32], Earnings>,
    /// Proofs of two votes, the oldest first.
    proofs: VecDeque<Pubkey>,
    nonces: u64,
    /// What decides on sets: apart, so that all else comes as it would without them.
    others: RefCell<Numbers>,
}

/// The recipients of slashes and fees.
const RECIPIENTS: [&str; 4] = ["reporter", "insurance", "harmed", "treasurer"];

/// The NCNs' policies at first: with time to veto, final at once and in need of a pause in between, and with all to the harmed.
pub fn policies(admin: Pubkey) -> [PolicyArgs; 3] {
    let insured = slash::policy(&admin, &admin, &id("insurance"), 500);
    let at_once = PolicyArgs {
        min_fraction: slash::WHOLE / 1_000,
        max_fraction: slash::WHOLE / 4,
        cooldown_seconds: 300,
        ..slash::no_policy(&admin)
    };
    let harmed = PolicyArgs {
        redistribution: id("harmed"),
        burn_bps: 0,
        reporter_bps: ledger::state::slash_terms::MAX_REPORTER_BPS,
        insurance_bps: 0,
        redistribution_bps: ledger::math::BPS - ledger::state::slash_terms::MAX_REPORTER_BPS,
        ..slash::policy(&admin, &admin, &Pubkey::default(), 1_500)
    };
    [
        slash::with_rule(insured, slash::WHOLE / 10, GENESIS),
        at_once,
        slash::with_rule(harmed, slash::WHOLE / 2, GENESIS),
    ]
}

/// The mint of a Token-2022 asset.
const DOLLAR: &str = "dollar";

/// What the dollar's issuer can do: one of the NCNs does not accept it.
const FLAGS: u64 = ledger::state::weight::AssetFlags::FREEZABLE | ledger::state::weight::AssetFlags::PAUSABLE;

/// Makes the dollar by Token-2022 itself: its accounts have an extension each.
fn make_dollar(svm: &mut Svm, issuer: Pubkey) {
    let mint = id(DOLLAR);
    let pausable = [token_2022::pausable(&mint, &issuer)];
    let authorities = [Some(&issuer); 2];
    let create = token_2022::create_mint(&issuer, &mint, authorities, &pausable, |bytes| svm.rent(bytes));
    svm.send_unsigned(&create, &id("payer")).expect("Token-2022 makes the mint");
    let mut account = svm.account(&mint).expect("the mint");
    account.data[36..44].copy_from_slice(&u64::MAX.to_le_bytes());
    svm.put(mint, account);
}

/// Puts a token account of `owner` on the chain: for the dollar, made by its program.
fn put_tokens(svm: &mut Svm, at: Pubkey, mint: Pubkey, owner: Pubkey, amount: u64) {
    if mint != id(DOLLAR) {
        svm.put(at, token::token_account(mint, owner, amount));
        return;
    }
    let create = token_2022::create_account(&id("payer"), &owner, &mint);
    svm.send_unsigned(&[create], &id("payer")).expect("Token-2022 makes the account");
    let mut account = svm.account(&at).expect("the account");
    account.data[64..72].copy_from_slice(&amount.to_le_bytes());
    svm.put(at, account);
}

impl Cast {
    /// Puts all of it on the chain, with amounts of up to `size`: nothing is staked yet, and all agree.
    pub fn new(svm: &mut Svm, size: u64, others: Numbers) -> (Self, State) {
        svm.warp(GENESIS);
        let holders: Vec<Pubkey> = ["alice", "bob", "carol", "dave"].map(id).to_vec();
        let (creator, admin) = (id("creator"), id("admin"));
        for who in holders.iter().copied().chain(RECIPIENTS.map(id)).chain([creator, admin, id("payer")]) {
            svm.put(who, Account { lamports: 1 << 58, ..Account::default() });
        }
        let limits = LimitsArgs {
            deposit_cap: u64::MAX,
            instant_fee_bps: 100,
            instant_capacity: size.min(ledger::state::allowance::MAX_ALLOWANCE),
            instant_refill_seconds: 1_000,
            restricted: false,
        };
        let kinds = [
            ("staked", 1_000, [0; 2], limits.clone()),
            ("staked", 600, TERM, LimitsArgs { deposit_cap: size, instant_capacity: size / 100, ..limits.clone() }),
            (DOLLAR, LONGEST, [0; 2], LimitsArgs { instant_capacity: 0, ..limits }),
        ];
        let mut vaults = vec![];
        let deployer = svm.deployer.pubkey();
        let mut all = vec![harness::vault::initialize_config(&deployer, 60, LONGEST)];
        all.push(role::set_role(&deployer, &pda::config(), role::FEE_WALLET, &id("treasurer")));
        all.push(pause::set_guardian(&deployer, &pda::config(), &admin));
        for (index, (mint, epoch, term, limits)) in kinds.into_iter().enumerate() {
            let vault = match mint {
                DOLLAR => Vault::of_token_2022(creator, index as u64, id(mint)),
                _ => Vault::new(creator, index as u64, id(mint)),
            };
            vaults.push(vault);
            all.push(vault.initialize_for(epoch, limits, term));
            all.push(role::set_role(&creator, &vault.address, role::FEE_WALLET, &id("treasurer")));
            all.push(pause::set_guardian(&creator, &vault.address, &admin));
            if mint == DOLLAR {
                make_dollar(svm, creator);
            } else {
                svm.put(vault.asset_mint, token::mint_account(9, creator, None, u64::MAX));
            }
        }
        let (mut operators, mut ncns) = (vec![], vec![]);
        for index in 0..2 {
            all.push(entity::register_operator(&admin, index, &admin, 500 * index));
            operators.push(pda::operator(&admin, index));
        }
        for (index, policy) in (0..).zip(policies(admin)) {
            all.push(entity::register_ncn_with(&admin, index, u64::MAX, policy));
            ncns.push(pda::ncn(&admin, index));
            let ncn = pda::ncn(&admin, index);
            all.push(entity::set_ncn_asset(&admin, &ncn, &id("staked"), WEIGHT_ONE));
            let accepted = if index == 0 { 0 } else { FLAGS };
            all.push(entity::set_ncn_asset_with(&admin, &ncn, &id(DOLLAR), WEIGHT_ONE / 3, accepted));
        }
        let (set, parent) = (pda::ncn(&admin, ncns.len() as u64), ncns[1]);
        let [policy, _, _] = policies(admin);
        all.push(entity::register_set(&admin, ncns.len() as u64, &admin, &parent, policy));
        all.push(entity::set_ncn_asset(&admin, &set, &id("staked"), WEIGHT_ONE));
        all.push(entity::set_ncn_asset_with(&admin, &set, &id(DOLLAR), WEIGHT_ONE / 3, FLAGS));
        let mut agree = |left: &Pubkey, right: &Pubkey, speaker: &Pubkey| {
            all.push(split::open_opt_in(&admin, left, right));
            all.push(split::join_opt_in(speaker, left, right, split::Side::Left));
            all.push(split::join_opt_in(&admin, left, right, split::Side::Right));
        };
        for vault in &vaults {
            operators.iter().chain(&ncns).for_each(|other| agree(&vault.address, other, &creator));
        }
        for operator in &operators {
            ncns.iter().chain([&set]).for_each(|ncn| agree(operator, ncn, &admin));
        }
        for (vault, ncn) in vaults.iter().flat_map(|vault| ncns.iter().map(move |ncn| (vault, ncn))) {
            all.push(split::set_loss_limits(&creator, &vault.address, ncn, 10_000, 10_000));
        }
        // So high that none passes it soon: of the first NCN's slashes, vetoed ones are there to be taken off.
        for vault in &vaults {
            all.push(split::set_stop_loss(&creator, &vault.address, &ncns[0], 10_000));
        }
        for vault in &vaults {
            all.push(split::cover_sets(&creator, &vault.address, &parent, true));
        }
        let with_set: Vec<Pubkey> = ncns.iter().copied().chain([set]).collect();
        for (operator, ncn) in operators.iter().flat_map(|operator| with_set.iter().map(move |ncn| (operator, ncn))) {
            all.push(entity::open_record(&admin, ncn, operator));
        }
        let rewards: Vec<Pubkey> = ["first reward", "second reward"].map(id).to_vec();
        let foreign: Vec<Pubkey> = rewards.iter().copied().chain([id(sweeps::AIRDROP)]).collect();
        foreign.iter().for_each(|mint| svm.put(*mint, token::mint_account(6, admin, None, u64::MAX)));
        let pools: Vec<BondPool> = vaults[..2].iter().map(|vault| BondPool::new(*vault)).collect();
        for pool in &pools {
            all.push(pool.open(1_000));
            (0..2).for_each(|place| all.push(pool.add_reward_mint(place, &rewards[usize::from(place)])));
        }
        let trees: Vec<RewardTree> = ncns[..2].iter().map(|ncn| RewardTree::new(*ncn, rewards[0])).collect();
        trees.iter().for_each(|tree| all.push(tree.open(&admin, &admin, &admin, 3_600)));

        let mut accounts = vec![];
        for instruction in all {
            accounts.extend(instruction.accounts.iter().map(|meta| meta.pubkey));
            if let Err(failure) = svm.send_unsigned(&[instruction], &id("payer")) {
                panic!("{failure}: {:#?}", failure.logs);
            }
        }
        let mut state = State { now: GENESIS, slot: svm.slot(), ..State::default() };
        for who in holders.iter().copied().chain(RECIPIENTS.map(id)).chain([creator, admin]) {
            let of_vaults = vaults
                .iter()
                .flat_map(|vault| [(vault.assets_of(&who), vault.asset_mint), (vault.shares_of(&who), vault.vrt_mint)]);
            for (at, mint) in of_vaults.chain(foreign.iter().map(|mint| (token::address(&who, mint), *mint))) {
                // Two have as much as fits beside the others.
                let wealth = if holders[..2].contains(&who) { size } else { size.min(u64::MAX / 100) };
                let wealth = if vaults.iter().any(|vault| vault.vrt_mint == mint) { 0 } else { wealth };
                put_tokens(svm, at, mint, who, wealth);
                accounts.extend([at, mint]);
            }
        }
        for vault in &vaults {
            for stray in sweeps::strays(vault, &rewards) {
                put_tokens(svm, stray.tokens, stray.mint, vault.address, 0);
                accounts.push(stray.tokens);
            }
        }
        let mints: Vec<Pubkey> =
            vaults.iter().flat_map(|vault| [vault.asset_mint, vault.vrt_mint]).chain(foreign).collect();
        for at in accounts {
            let Some(account) = svm.account(&at) else { continue };
            match account.owner {
                ID => drop(state.accounts.insert(at, account.data)),
                token::PROGRAM | token_2022::PROGRAM if mints.contains(&at) => {
                    state.supplies.insert(at, token::supply(&account.data));
                }
                token::PROGRAM | token_2022::PROGRAM => {
                    state.tokens.insert(at, token::amount(&account.data));
                }
                _ => {}
            }
        }
        let cast = Self {
            vaults,
            operators,
            ncns,
            set,
            holders,
            pools,
            trees,
            creator,
            admin,
            deployer,
            size,
            rewards,
            focus: None,
            lists: BTreeMap::new(),
            proofs: VecDeque::new(),
            nonces: 0,
            others: RefCell::new(others),
        };
        (cast, state)
    }

    /// One of the vaults: mostly the one in focus, if one is.
    pub fn vault(&self, numbers: &mut Numbers) -> Vault {
        if let Some(vault) = self.focus.filter(|_| !numbers.once_in(8)) {
            return vault;
        }
        numbers.one_of(&self.vaults).expect("vaults")
    }

    pub fn holder(&self, numbers: &mut Numbers) -> Pubkey {
        numbers.one_of(&self.holders).expect("holders")
    }

    /// One operator's part of a vault in an NCN.
    pub fn split(&self, numbers: &mut Numbers) -> Split {
        let (operator, ncn) = (numbers.one_of(&self.operators), numbers.one_of(&self.ncns));
        Split { vault: self.vault(numbers), operator: operator.expect("operators"), ncn: ncn.expect("NCNs") }
    }

    /// The same, or one in the operator set.
    pub fn split_or_set(&self, numbers: &mut Numbers) -> Split {
        let split = self.split(numbers);
        if self.others.borrow_mut().once_in(5) { Split { ncn: self.set, ..split } } else { split }
    }

    /// Puts a proof of two votes on the chain, as it would be after its submission.
    pub fn prove(&mut self, svm: &mut Svm, state: &mut State, numbers: &mut Numbers, split: &Split) {
        let (height, offense_at) = (self.nonce(), state.now - numbers.below(800) as i64);
        // The number is its key's, which may be that of an earlier proof.
        let mut earlier = self.proofs.iter().map(|at| state.read::<Equivocation>(at));
        let of_key = earlier.rfind(|proof| (proof.ncn, proof.operator) == (split.ncn, split.operator));
        let number = of_key.filter(|_| numbers.once_in(2)).map_or(height, |proof| proof.number);
        let proof = Equivocation {
            version: 1,
            kind: numbers.below(3) as u8,
            ncn: split.ncn,
            operator: split.operator,
            reporter: id("reporter"),
            rent_payer: self.admin,
            number,
            height,
            offense_at,
            proven_at: state.now,
            ..blank(Equivocation::LEN, EQUIVOCATION_DISCRIMINATOR)
        };
        let at = pda::equivocation(&split.ncn, &split.operator, proof.kind, height);
        let data = borsh::to_vec(&proof).expect("memory");
        svm.put(at, Account { lamports: 1 << 40, data: data.clone(), owner: ID, ..Account::default() });
        state.accounts.insert(at, data);
        self.proofs.push_back(at);
        if self.proofs.len() > PROOFS {
            // Too old to be slashed: of no more use.
            if let Some(old) = self.proofs.pop_front() {
                state.accounts.remove(&old);
                svm.put(old, Account::default());
            }
        }
    }

    /// A number that was not given before.
    pub fn nonce(&mut self) -> u64 {
        self.nonces += 1;
        self.nonces
    }
}
