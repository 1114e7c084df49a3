//! The usual scene with an NCN that slashes, and what slashes must leave true.

use harness::{Done, Split, Vault, entity, slash, split, token};
use restaking_client::{
    Event, LimitsArgs, OperatorRecord, PolicyArgs, ProposeSlashInstructionArgs, SlashPledged, SlashPolicy,
    SlashProposal, SlashProposed, SlashTerms, VaultLedger, pda,
};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Bank, EPOCH, GENESIS, OPEN, SETTLED, WEALTH, id, owed};

/// How long a slash of the usual scene can be vetoed, in seconds: half an epoch.
pub const CHALLENGE: u64 = 500;

/// A hundredth, as a fraction of a slash.
pub const PERCENT: u64 = slash::WHOLE / 100;

/// The possible recipients of a slash: the reporter, the insurance, and the harmed party.
pub const RECIPIENTS: [&str; 3] = ["reporter", "insurance", "harmed"];

/// Everybody with an account of the asset. The first three come with [`WEALTH`].
pub const HOLDERS: [&str; 6] = ["alice", "bob", "mallory", "reporter", "insurance", "harmed"];

/// The usual policy: [`CHALLENGE`] seconds for "resolver", 75% burned, 5% for the reporter, 20% for "insurance".
pub fn policy() -> PolicyArgs {
    slash::policy(&id("slasher"), &id("resolver"), &id("insurance"), CHALLENGE)
}

/// A policy as an account holds it.
pub fn policy_of(args: PolicyArgs) -> SlashPolicy {
    SlashPolicy {
        slasher: args.slasher,
        resolver: args.resolver,
        insurance: args.insurance,
        redistribution: args.redistribution,
        terms: SlashTerms {
            challenge_seconds: args.challenge_seconds,
            min_fraction: args.min_fraction,
            max_fraction: args.max_fraction,
            cooldown_seconds: args.cooldown_seconds,
            burn_bps: args.burn_bps,
            reporter_bps: args.reporter_bps,
            insurance_bps: args.insurance_bps,
            redistribution_bps: args.redistribution_bps,
            equivocation_fraction: args.equivocation_fraction,
            height_zero: args.height_zero,
            height_millis: args.height_millis,
        },
    }
}

impl Bank {
    /// The usual vault with an operator and an NCN of `policy`: the whole stake stands behind the operator in the NCN, which
    /// may take all of it. At the start of epoch [`SETTLED`], with a million of alice's in it.
    pub async fn with_slasher(policy: PolicyArgs) -> (Self, Split) {
        Self::with_slasher_and(policy, |_| vec![]).await
    }

    /// The same, where "creator" has said what `early` is long before.
    pub async fn with_slasher_and(policy: PolicyArgs, early: impl FnOnce(&Split) -> Vec<Instruction>) -> (Self, Split) {
        let mut bank = Self::bare().await;
        bank.configure().await;
        let split = bank.add_slasher(policy).await;
        for instruction in early(&split) {
            bank.by("creator", instruction).await;
        }
        bank.begin_with_a_million(&split.vault).await;
        (bank, split)
    }

    /// Comes to the start of epoch [`SETTLED`], where all that was agreed to counts, and has alice deposit a million, the first that
    /// come in.
    pub async fn begin_with_a_million(&mut self, vault: &Vault) {
        self.warp_to(SETTLED, 0).await;
        self.by("alice", vault.deposit(&id("alice"), 1_000_000, 1_000_000, false)).await;
    }

    /// All of it but the deposit, and the time for all to count.
    pub async fn add_slasher(&mut self, policy: PolicyArgs) -> Split {
        let vault = self.add_vault("creator", 0, LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
        self.open_holders(&vault).await;
        self.add_slasher_of(vault, policy).await
    }

    /// An NCN of `policy` for `vault` of "creator", with an operator: all of it but the time for all to count.
    pub async fn add_slasher_of(&mut self, vault: Vault, policy: PolicyArgs) -> Split {
        let operator = self.add_operator("operator", 0).await;
        let ncn = self.add_policy("ncn", 0, policy).await;
        for name in ["slasher", "resolver", "allocator"] {
            self.fund(&id(name));
        }
        let split = Split { vault, operator, ncn };
        self.expose(&split, slash::WHOLE, slash::WHOLE).await;
        split
    }

    /// Registers NCN `index` of `creator` with `policy`.
    pub async fn add_policy(&mut self, creator: &str, index: u64, policy: PolicyArgs) -> Pubkey {
        self.fund(&id(creator));
        self.by(creator, entity::register_ncn_with(&id(creator), index, u64::MAX, policy)).await;
        pda::ncn(&id(creator), index)
    }

    /// Gives each of [`HOLDERS`] its accounts of a vault's two tokens.
    pub async fn open_holders(&mut self, vault: &Vault) {
        for (place, name) in HOLDERS.into_iter().enumerate() {
            self.open_accounts(vault, &id(name), if place < 3 { WEALTH } else { 0 }).await;
        }
    }

    /// Opens what a slash of `split` needs and is not there yet; all parties agree, the vault without limits on its losses,
    /// and `units` and `magnitude` stand behind the operator in the NCN: of the vault, as if all was said long ago.
    pub async fn expose(&mut self, split: &Split, units: u64, magnitude: u64) {
        let (creator, vault) = (id("creator"), split.vault.address);
        let admins = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];
        for (parties, admins) in split.opt_ins().into_iter().zip(admins) {
            if self.account(&pda::opt_in(&parties.0, &parties.1)).await.is_none() {
                self.agree(parties, admins).await;
            }
        }
        self.by("creator", split::set_loss_limits(&creator, &vault, &split.ncn, 10_000, 10_000)).await;
        if self.account(&pda::record(&split.ncn, &split.operator)).await.is_none() {
            self.by("creator", entity::open_record(&creator, &split.ncn, &split.operator)).await;
        }
        if self.account(&split.delegation()).await.is_none() {
            self.by("creator", split.open_delegation(&creator)).await;
        }
        self.by("creator", split.delegate(&creator, units)).await;
        self.by("creator", split.open_allocation(&creator)).await;
        self.by("allocator", split.allocate(&id("allocator"), magnitude)).await;
        // Before that, it is long ago once the scene begins.
        if self.epoch().await >= SETTLED {
            self.age(split).await;
        }
    }

    /// The epoch of the usual vaults, by the clock.
    pub async fn epoch(&mut self) -> u64 {
        (self.now().await - GENESIS) as u64 / EPOCH
    }

    /// What "slasher" says of an offense of this second that "reporter" reported.
    pub async fn cause(&mut self, incident: u64, fraction: u64) -> ProposeSlashInstructionArgs {
        ProposeSlashInstructionArgs { incident, ..slash::args(fraction, self.now().await, &id("reporter")) }
    }

    /// A slash by "slasher" for [`Bank::cause`].
    pub async fn proposing(&mut self, split: &Split, incident: u64, fraction: u64) -> Instruction {
        let cause = self.cause(incident, fraction).await;
        self.proposing_for(split, cause).await
    }

    /// A slash by "slasher" for `cause`.
    pub async fn proposing_for(&mut self, split: &Split, cause: ProposeSlashInstructionArgs) -> Instruction {
        split.propose_slash(&id("slasher"), self.epoch().await, cause)
    }

    /// Runs [`Bank::proposing`]; returns what it says.
    pub async fn propose(&mut self, split: &Split, incident: u64, fraction: u64) -> SlashProposed {
        let instruction = self.proposing(split, incident, fraction).await;
        match self.by("slasher", instruction).await.events.pop() {
            Some(Event::SlashProposed(event)) => event,
            other => panic!("not a proposal: {other:?}"),
        }
    }

    /// A slash's account.
    pub async fn slash(&mut self, split: &Split, incident: u64) -> SlashProposal {
        self.read(&split.proposal(incident)).await.expect("a proposal")
    }

    /// "resolver" vetoes a slash.
    pub async fn vetoing(&mut self, split: &Split, incident: u64) -> Instruction {
        let epoch = self.slash(split, incident).await.slash.epoch;
        split.veto_slash(&id("resolver"), &split.proposal(incident), epoch)
    }

    /// Runs [`Bank::vetoing`].
    pub async fn veto(&mut self, split: &Split, incident: u64) -> Done {
        let instruction = self.vetoing(split, incident).await;
        self.by("resolver", instruction).await
    }

    /// A slash is executed, for the usual recipients.
    pub async fn executing(&mut self, split: &Split, incident: u64) -> Instruction {
        let epoch = self.slash(split, incident).await.slash.epoch;
        split.execute_slash(&split.proposal(incident), epoch, RECIPIENTS.map(id))
    }

    /// Runs [`Bank::executing`], in the first second in which it may be; nobody has to sign.
    pub async fn execute(&mut self, split: &Split, incident: u64) -> Done {
        let from = self.slash(split, incident).await.final_from.max(self.now().await);
        self.warp(from).await;
        let instruction = self.executing(split, incident).await;
        self.send(&[instruction], &[]).await.unwrap()
    }

    /// The operator's record in the NCN.
    pub async fn record(&mut self, split: &Split) -> OperatorRecord {
        self.read(&pda::record(&split.ncn, &split.operator)).await.expect("a record")
    }

    /// A vault's ledger, as of the last transaction that touched it.
    pub async fn ledger(&mut self, vault: &Vault) -> VaultLedger {
        self.read::<restaking_client::Vault>(&vault.address).await.expect("a vault").ledger
    }

    /// What `name` has gained in assets since it was funded.
    pub async fn gained(&mut self, vault: &Vault, name: &str) -> i64 {
        let start = if HOLDERS[..3].contains(&name) { WEALTH } else { 0 };
        self.balance(&vault.assets_of(&id(name))).await as i64 - start as i64
    }

    /// What was burned of the asset of [`Bank::add_vault`].
    pub async fn burned(&mut self, vault: &Vault) -> u64 {
        u64::MAX - token::supply(&self.account(&vault.asset_mint).await.expect("a mint").data)
    }

    /// `name` pledges `amount` for a slash; returns what it says.
    pub async fn pledge(&mut self, split: &Split, incident: u64, name: &str, amount: u64) -> SlashPledged {
        match self.by(name, split.pledge(&split.proposal(incident), &id(name), amount)).await.events.pop() {
            Some(Event::SlashPledged(event)) => event,
            other => panic!("not a pledge: {other:?}"),
        }
    }

    /// What a vault's token account holds over what its books owe: what slashes took, in a vault without fees and rewards.
    pub async fn taken(&mut self, vault: &Vault) -> u64 {
        let books = self.ledger(vault).await.books;
        self.balance(&vault.asset_account).await - owed(&books)
    }

    /// Holds a vault's token account against its books, to the token, and looks for every token of [`HOLDERS`]: it is theirs, in the
    /// vault or burned. So it takes a vault that nobody has donated to.
    pub async fn audit(&mut self, vault: &Vault) {
        let ledger = self.ledger(vault).await;
        let till = self.balance(&vault.asset_account).await;
        let slashed = ledger.escrowed + ledger.unpaid;
        assert_eq!(till, owed(&ledger.books) + slashed + ledger.pledged, "the asset account");
        let mut held = till + self.burned(vault).await;
        for name in HOLDERS {
            held += self.balance(&vault.assets_of(&id(name))).await;
        }
        assert_eq!(held, 3 * WEALTH, "every token is somewhere");
        let mint = self.account(&vault.vrt_mint).await.expect("the VRT mint");
        assert_eq!(token::supply(&mint.data), ledger.books.supply, "the shares");
        assert!(ledger.contested <= ledger.escrowed && ledger.books.idle <= ledger.books.units);
    }
}
