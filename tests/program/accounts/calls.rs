//! What an instruction under test is; one of each of vaults and stakers that succeeds in its stage; and the list of all.

use harness::{Vault, key};
use restaking_tests::matrix::{self, Slot};
use restaking_tests::{EPOCH, OPEN};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use super::parts::{creator_of, paid_by_sponsor};
use super::world::{PEOPLE, Stage, World};
use super::{delegation, delegation_move, entities, evidence, grant, key, opt_in, slash, stake_table, vault};

/// Signs where no other person does: a stranger with lamports.
const STRANGER: &str = "mallory";

/// An instruction under test.
#[derive(Clone, Copy)]
pub struct Call {
    pub stage: Stage,
    /// The instruction on a vault, and the names of its signers.
    pub build: fn(&Vault) -> (Instruction, Vec<&'static str>),
}

impl Call {
    /// The instruction on the world's own vault, with what it asks for just before it.
    pub fn ready(&self, world: &mut World) -> Instruction {
        let (right, _) = (self.build)(&world.vault);
        world.bank.preface = key::proof(&right).or_else(|| evidence::signed(&right));
        right
    }

    /// The key pairs behind the signatures of the instruction on the world's own vault.
    pub fn signers(&self, world: &World) -> Vec<Keypair> {
        (self.build)(&world.vault).1.into_iter().map(key).collect()
    }
}

/// Holds `call` against the matrix, in the world of its stage: with the accounts that it has on the other vault, and one of
/// each kind.
pub async fn check(call: Call, slots: &[Slot]) {
    let mut world = World::at(call.stage).await;
    let right = call.ready(&mut world);
    world.bank.fund(&key(STRANGER).pubkey());
    let (other, _) = (call.build)(&world.other);
    let cast = world.cast().await;
    let signers: Vec<&str> = PEOPLE.into_iter().chain([STRANGER]).collect();
    let call = matrix::Call { right, slots, other: Some(other), cast: &cast, signers: &signers };
    matrix::check(&mut world.bank, call).await;
}

pub const INITIALIZE_CONFIG: Call = Call {
    stage: Stage::NoConfig,
    build: |_| (harness::vault::initialize_config(&key("deployer").pubkey(), 60, 86_400), vec!["deployer"]),
};

pub const INITIALIZE_VAULT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let new = Vault::new(vault.creator, 7, vault.asset_mint);
        (paid_by_sponsor(new.initialize(EPOCH, OPEN), 0), vec!["sponsor", creator_of(vault)])
    },
};

pub const SET_VAULT_LIMITS: Call =
    Call { stage: Stage::Live, build: |vault| (vault.set_limits(OPEN), vec![creator_of(vault)]) };

pub const VAULT_RATES: Call = Call { stage: Stage::Live, build: |vault| (vault.rates(0), vec![]) };

pub const APPROVE_DEPOSITOR: Call = Call {
    stage: Stage::Live,
    build: |vault| (paid_by_sponsor(vault.approve(&key("carol").pubkey()), 0), vec!["sponsor", creator_of(vault)]),
};

pub const REVOKE_DEPOSITOR: Call = Call {
    stage: Stage::Live,
    build: |vault| (paid_by_sponsor(vault.revoke(&key("alice").pubkey()), 3), vec![creator_of(vault)]),
};

pub const DEPOSIT: Call =
    Call { stage: Stage::Live, build: |vault| (vault.deposit(&key("alice").pubkey(), 500, 500, true), vec!["alice"]) };

/// The first request of an epoch, which opens the bucket.
pub const FIRST_REQUEST_EXIT: Call = Call {
    stage: Stage::NextEpoch,
    build: |vault| {
        let request = vault.request_exit(&key("alice").pubkey(), 5, 500, 500, 2);
        (paid_by_sponsor(request, 0), vec!["sponsor", "alice"])
    },
};

/// A later request, into a bucket that is open.
pub const REQUEST_EXIT: Call = Call { stage: Stage::TwoBuckets, build: FIRST_REQUEST_EXIT.build };

pub const CANCEL_EXIT: Call = Call {
    stage: Stage::TwoBuckets,
    build: |vault| {
        let (alice, sponsor) = (key("alice").pubkey(), key("sponsor").pubkey());
        (vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &sponsor, 1, 1_000), vec!["alice"])
    },
};

pub const CLAIM_EXIT: Call = Call {
    stage: Stage::Matured,
    build: |vault| {
        let (alice, sponsor) = (key("alice").pubkey(), key("sponsor").pubkey());
        (vault.claim_exit(&alice, &vault.ticket(&alice, 0), &sponsor, 1), vec!["alice"])
    },
};

/// Of one ticket.
pub const SETTLE_EXITS: Call = Call {
    stage: Stage::Matured,
    build: |vault| (vault.settle_exits(1, &[vault.ticket(&key("alice").pubkey(), 0)]), vec![]),
};

pub const TRANSFER_EXIT_TICKET: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let (alice, bob) = (key("alice").pubkey(), key("bob").pubkey());
        (vault.transfer_ticket(&alice, &vault.ticket(&alice, 0), &bob), vec!["alice"])
    },
};

pub const EXIT_INSTANTLY: Call =
    Call { stage: Stage::Live, build: |vault| (vault.exit_instantly(&key("alice").pubkey(), 500, 1), vec!["alice"]) };

pub const CLOSE_EXIT_BUCKET: Call =
    Call { stage: Stage::Settled, build: |vault| (vault.close_bucket(&key("sponsor").pubkey(), 1), vec![]) };

/// Every instruction; those that go two ways, both ways.
pub const CALLS: [Call; 75] = [
    INITIALIZE_CONFIG,
    INITIALIZE_VAULT,
    SET_VAULT_LIMITS,
    VAULT_RATES,
    APPROVE_DEPOSITOR,
    REVOKE_DEPOSITOR,
    DEPOSIT,
    FIRST_REQUEST_EXIT,
    REQUEST_EXIT,
    CANCEL_EXIT,
    CLAIM_EXIT,
    SETTLE_EXITS,
    TRANSFER_EXIT_TICKET,
    EXIT_INSTANTLY,
    CLOSE_EXIT_BUCKET,
    entities::REGISTER_OPERATOR,
    entities::UPDATE_OPERATOR,
    entities::RETIRE_OPERATOR,
    entities::REGISTER_NCN,
    entities::UPDATE_NCN,
    entities::SET_SOFTWARE,
    entities::SET_NCN_ASSET,
    entities::RETIRE_NCN,
    entities::REGISTER_SET,
    vault::SET_CURATOR,
    vault::SET_EXPOSURE,
    opt_in::OPEN_OPT_IN,
    opt_in::JOIN_AS_LEFT,
    opt_in::JOIN_AS_RIGHT,
    opt_in::LEAVE_AS_LEFT,
    opt_in::LEAVE_AS_RIGHT,
    opt_in::SET_LOSS_LIMITS,
    opt_in::CLOSE_OPT_IN,
    opt_in::SET_VAULT_WEIGHT,
    opt_in::COVER_SETS,
    opt_in::SET_STOP_LOSS,
    opt_in::RELEASE_OPT_IN,
    delegation::RELEASE_ALLOCATION,
    slash::UNCOUNT_SLASH,
    delegation::OPEN_DELEGATION,
    delegation::DELEGATE,
    delegation::SETTLE_DELEGATION,
    delegation::CLOSE_DELEGATION,
    delegation::OPEN_ALLOCATION,
    delegation::ALLOCATE,
    delegation::SETTLE_ALLOCATION,
    delegation::CLOSE_ALLOCATION,
    delegation::SLASHABLE_STAKE,
    delegation_move::ANNOUNCE_MOVE,
    delegation_move::COMPLETE_MOVE,
    delegation_move::CANCEL_MOVE,
    key::OPEN_RECORD,
    key::REGISTER_FIRST_KEY,
    key::REGISTER_KEY,
    key::RETIRE_KEY,
    stake_table::OPEN_STAKE_TABLE,
    stake_table::GROW_STAKE_TABLE,
    stake_table::FIRST_CAPTURE_STAKE,
    stake_table::CAPTURE_STAKE,
    stake_table::ENTER_CAPTURES,
    stake_table::CLOSE_CAPTURE,
    stake_table::CLOSE_STAKE_TABLE,
    entities::SET_SLASH_POLICY,
    vault::SET_BREAKER,
    slash::PROPOSE_SLASH,
    slash::VETO_SLASH,
    slash::EXECUTE_SLASH,
    slash::PAY_SLASH_SHARE,
    entities::SET_JAIL,
    evidence::COMMIT_REPORT,
    evidence::SUBMIT_EQUIVOCATION,
    evidence::SLASH_EQUIVOCATION,
    grant::SET_GRANT,
    grant::REVOKE_GRANT,
    grant::VOID_GRANTS,
];
