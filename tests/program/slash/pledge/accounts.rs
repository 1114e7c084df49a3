//! Every account of a pledge and of its end, in turn another one, without its signature, read-only, or in a bad state.

use harness::{Vault, key, token};
use restaking_client::ID;
use restaking_client::RestakingError::{
    NotHolder, SlashClosed, SlashOpen, WrongAssetAccount, WrongMint, WrongPledge, WrongRentPayer, WrongSlash,
};
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedOrNew, Payee, Payer, Program, Read, RentPayer, Signer, SignerLeftOut,
};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::types::{PLEDGE, SLASH, TOKENS, VAULT};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};

use solana_program::instruction::Instruction;

use super::*;

/// All that can sign.
const PEOPLE: [&str; 7] = ["creator", "operator", "slasher", "resolver", "alice", "bob", "mallory"];

/// Two slashes with a pledge of bob's and one of alice's each: the first is open, or vetoed, and the second is open. A slash
/// of another vault of the same asset, and a pledge for it.
struct World {
    bank: Bank,
    split: Split,
    other: Vault,
    foreign: [Pubkey; 2],
}

impl World {
    async fn new(vetoed: bool) -> Self {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        for incident in [0, 1, 2] {
            bank.propose(&split, incident, PERCENT).await;
            for name in ["alice", "bob"] {
                bank.pledge(&split, incident, name, 1_000).await;
            }
        }
        bank.veto(&split, 2).await;
        if vetoed {
            bank.veto(&split, 0).await;
        }
        bank.fund(&id("mallory"));
        let other = Vault::new(id("creator"), 9, split.vault.asset_mint);
        bank.send(&[other.initialize(EPOCH, OPEN)], &[&key("creator")]).await.unwrap();
        bank.put(&other.asset_account, token::token_account(other.asset_mint, other.address, 1_000_000));
        // As alike as can be: only the vault, and the slash, are others.
        let foreign = [id("a slash of another vault"), id("a pledge for it")];
        let slash = bank.account(&split.proposal(0)).await.expect("a slash");
        bank.put(&foreign[0], slash);
        bank.change::<SlashProposal>(&foreign[0], |slash| slash.vault = other.address).await;
        let pledge = bank.account(&pda::pledge(&split.proposal(0), &id("bob"))).await.expect("a pledge");
        bank.put(&foreign[1], pledge);
        bank.change::<SlashPledge>(&foreign[1], |pledge| pledge.proposal = foreign[0]).await;
        bank.put(&split.vault.stray(), token::token_account(other.asset_mint, split.vault.address, 5_000));
        bank.put(&id("alien"), token::token_account(split.vault.vrt_mint, id("bob"), 5_000));
        Self { bank, split, other, foreign }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let (split, vault) = (self.split, self.split.vault);
        let pledge = |incident, name| pda::pledge(&split.proposal(incident), &id(name));
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("another vault", self.other.address),
            ("the operator", split.operator),
            ("the NCN", split.ncn),
            ("the delegation", split.delegation()),
            ("the record", pda::record(&split.ncn, &split.operator)),
            ("the slash", split.proposal(0)),
            ("another slash", split.proposal(1)),
            ("a vetoed slash", split.proposal(2)),
            ("a slash of another vault", self.foreign[0]),
            ("bob's pledge", pledge(0, "bob")),
            ("alice's pledge", pledge(0, "alice")),
            ("bob's pledge for another slash", pledge(1, "bob")),
            ("bob's pledge for a vetoed slash", pledge(2, "bob")),
            ("a pledge for a slash of another vault", self.foreign[1]),
            ("mallory's pledge to come", pledge(0, "mallory")),
            ("the vault's assets", vault.asset_account),
            ("another vault's assets", self.other.asset_account),
            ("a second account of the vault's", vault.stray()),
            ("the asset's mint", vault.asset_mint),
            ("the VRT's mint", vault.vrt_mint),
            ("alice's assets", vault.assets_of(&id("alice"))),
            ("bob's assets", vault.assets_of(&id("bob"))),
            ("bob's shares", vault.shares_of(&id("bob"))),
            ("bob's tokens of another mint", id("alien")),
            ("nothing", id("nothing")),
            ("SPL Token", token::PROGRAM),
            ("the system program", Pubkey::default()),
            ("the program", ID),
        ]);
        cast
    }

    async fn check(mut self, right: Instruction, slots: &[Slot]) {
        let cast = self.cast();
        let call = Call { right, slots, other: None, cast: &cast, signers: &PEOPLE };
        matrix::check(&mut self.bank, call).await;
    }
}

#[tokio::test]
async fn pledge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "payer",
            Payer,
            &[
                (ANY_OTHER, Answer::Accepted("any signer may pay")),
                ("foreign", Answer::Accepted("nothing is made, so it pays nothing")),
                ("gone", Answer::Accepted("nothing is made, so it pays nothing")),
            ],
        ),
        Slot("pledger", Signer, &[(ANY_OTHER, ours(WrongPledge))]),
        Slot(
            "proposal",
            Changed(SLASH),
            &[
                ("another slash", ours(WrongPledge)),
                ("a vetoed slash", ours(SlashClosed)),
                ("a slash of another vault", ours(WrongSlash)),
            ],
        ),
        Slot("vault", Changed(VAULT), &[("another vault", ours(WrongSlash))]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot(
            "pledger_assets",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(NotHolder)),
                ("bob's shares", ours(WrongMint)),
                ("bob's tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot(
            "pledge",
            ChangedOrNew(PLEDGE),
            &[
                (ANY_OTHER, ours(WrongPledge)),
                ("gone", Answer::Accepted("a pledge that is gone is one that was not made")),
            ],
        ),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new(false).await;
    let mut right = world.split.pledge(&world.split.proposal(0), &id("bob"), 500);
    right.accounts[0].pubkey = id("mallory");
    // A pledge that is gone is one that was not made: it is opened.
    world.check(right, SLOTS).await;
}

/// The first pledge opens its account, at its own address alone, even if lamports were sent there.
#[tokio::test]
async fn a_first_pledge_opens_its_account_and_no_other() {
    let mut world = World::new(false).await;
    let (vault, mallory) = (world.split.vault, id("mallory"));
    let proposal = world.split.proposal(0);
    let right = world.split.pledge(&proposal, &mallory, 500);
    for wrong in
        [id("nothing"), pda::pledge(&proposal, &id("creator")), pda::pledge(&world.split.proposal(1), &mallory)]
    {
        let mut other = right.clone();
        other.accounts[6].pubkey = wrong;
        let failure = world.bank.refuses("mallory", other).await;
        assert!(failure.restaking().is_none(), "{failure}");
    }
    let address = pda::pledge(&proposal, &mallory);
    world.bank.put(&address, solana_account::Account { lamports: 1, ..Default::default() });
    world.bank.by("mallory", right).await;
    let pledge: SlashPledge = world.bank.read(&address).await.unwrap();
    assert_eq!((pledge.pledger, pledge.proposal, pledge.amount), (mallory, proposal, 500));
    world.bank.audit(&vault).await;
}

#[tokio::test]
async fn withdraw_pledge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "proposal",
            Read(SLASH),
            &[(ANY_OTHER, ours(WrongPledge)), ("a slash of another vault", ours(WrongSlash))],
        ),
        Slot("vault", Changed(VAULT), &[("another vault", ours(WrongSlash))]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("pledge", Changed(PLEDGE), &[(ANY_OTHER, ours(WrongPledge)), ("alice's pledge", ours(WrongRentPayer))]),
        Slot("pledger", SignerLeftOut, &[]),
        Slot(
            "pledger_assets",
            Payee,
            &[("bob's shares", ours(WrongMint)), ("bob's tokens of another mint", ours(WrongMint))],
        ),
        Slot("rent_payer", RentPayer, &[]),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new(true).await;
    let right = world.split.withdraw_pledge(&world.split.proposal(0), &id("bob"));
    world.check(right, SLOTS).await;
}

/// While its slash is open a pledge cannot be ended, by itself or in place of one with a slash that is over.
#[tokio::test]
async fn the_pledge_for_an_open_slash_is_not_ended() {
    let mut world = World::new(true).await;
    for (proposal, pledge, refusal) in [
        (1, pda::pledge(&world.split.proposal(1), &id("bob")), SlashOpen),
        (1, pda::pledge(&world.split.proposal(0), &id("bob")), WrongPledge),
        (0, pda::pledge(&world.split.proposal(1), &id("bob")), WrongPledge),
    ] {
        let mut withdraw = world.split.withdraw_pledge(&world.split.proposal(proposal), &id("bob"));
        withdraw.accounts[3].pubkey = pledge;
        assert_eq!(world.bank.refused(withdraw, &[]).await.restaking(), Some(refusal));
    }
}
