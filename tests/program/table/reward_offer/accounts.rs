//! Every account of the instructions of offers, in turn another one, without its signature, read-only, or in a bad state.

use harness::Vault;
use restaking_client::ID;
use restaking_client::RestakingError::{
    AssetShare, NoFees, NoReward, NoShare, NotAttributed, NotHolder, NotNcnAdmin, NotStanding, OfferRunning,
    ShareClaimed, TableOutOfOrder, WrongAssetAccount, WrongBondPool, WrongCapture, WrongMint, WrongOffer,
    WrongOfferTreasury, WrongRecipient, WrongRecord, WrongTable,
};
use restaking_tests::matrix::rules::Kind::{
    Changed, New, Payee, Payer, Program, Read, RentPayer, Signer, SignerLeftOut,
};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, WRONG_TYPE, ours};
use restaking_tests::matrix::types::{CAPTURE, CONFIG, MINT, NCN, OFFER, OPERATOR, POOL, RECORD, TABLE, TOKENS, VAULT};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};

use super::*;

/// All that can sign.
const PEOPLE: [&str; 7] = ["creator", "operator", "ncn", "alice", "bob", "carol", "mallory"];

/// Two offers of one NCN, and one of another. The first has been through two tables; the second through none. Alice's captures stand,
/// and bob's does not.
struct World {
    offering: Offering,
    second: RewardOffer,
    foreign: RewardOffer,
    tables: [Pubkey; 3],
    foreign_table: Pubkey,
    pools: [BondPool; 2],
}

impl World {
    async fn new() -> Self {
        let mut offering = Offering::new().await;
        for name in ["carol", "mallory"] {
            offering.scene.bank.fund(&id(name));
        }
        let mut pools = offering.scene.vaults.map(BondPool::new);
        pools[1] = offering.open_pool().await;
        offering.scene.bank.by("creator", pools[0].open(100)).await;
        offering.scene.bank.by("creator", pools[0].add_reward_mint(0, &offering.scene.vaults[1].asset_mint)).await;
        let other = offering.scene.bank.add_ncn("ncn", 1).await;
        let foreign = RewardOffer::new(other, offering.offer.mint, 0);
        let times = [offering.from, offering.from + LENGTH];
        let open = foreign.open(&id("ncn"), &id("bob"), AMOUNT, times, CLAIM);
        offering.scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap();
        let foreign_table = pda::stake_table(&other, 0);
        let open = build::open(&id("ncn"), &id("ncn"), &other, 0, 1, HOURLESS);
        offering.scene.bank.by("ncn", open).await;
        let first = offering.offer;
        let second = RewardOffer::new(first.ncn, first.mint, 1);
        let open = second.open(&id("ncn"), &id("bob"), AMOUNT, times, CLAIM);
        offering.scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap();
        let mut tables = [offering.attributed().await, offering.open_table().await, Pubkey::default()];
        offering.scene.capture("bob", 0, &[0]).await;
        for operator in 0..3 {
            offering.scene.capture("alice", operator, &[0, 1]).await;
        }
        offering.scene.enter(&[("bob", 0), ("alice", 0), ("alice", 1), ("alice", 2)]).await;
        offering.scene.warp(HOURLESS as i64).await;
        offering.attribute(&tables[1]).await;
        // Two operators have a commission.
        offering.claim(1, 0).await;
        offering.claim(2, 0).await;
        tables[2] = offering.table().await;
        offering.scene.table = tables[1];
        let vault = offering.scene.vaults[0];
        let bank = &mut offering.scene.bank;
        bank.put(&vault.stray(), token::token_account(vault.asset_mint, vault.address, 5_000));
        bank.put(&id("alien"), token::token_account(vault.vrt_mint, id("bob"), 5_000));
        bank.put(&id("second treasury"), token::token_account(first.mint, first.address, AMOUNT));
        Self { offering, second, foreign, tables, foreign_table, pools }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let (scene, offer) = (&self.offering.scene, self.offering.offer);
        let [vault, other] = scene.vaults;
        let capture = |table: usize, operator: usize, captor| {
            pda::capture(&self.tables[table], &scene.operators[operator], &id(captor))
        };
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("another vault", other.address),
            ("the operator", scene.operators[0]),
            ("another operator", scene.operators[1]),
            ("the NCN", scene.ncn),
            ("another NCN", self.foreign.ncn),
            ("the record", pda::record(&scene.ncn, &scene.operators[0])),
            ("another record", pda::record(&scene.ncn, &scene.operators[1])),
            ("the offer", offer.address),
            ("the second offer", self.second.address),
            ("another NCN's offer", self.foreign.address),
            ("an offer to come", pda::reward_offer(&scene.ncn, 2)),
            ("a later offer to come", pda::reward_offer(&scene.ncn, 3)),
            ("the treasury", offer.treasury()),
            ("the second offer's treasury", self.second.treasury()),
            ("another account of the offer's", id("second treasury")),
            ("the first table", self.tables[0]),
            ("the table", self.tables[1]),
            ("the next table", self.tables[2]),
            ("another NCN's table", self.foreign_table),
            ("the capture", capture(1, 0, "alice")),
            ("bob's capture", capture(1, 0, "bob")),
            ("the capture of another operator", capture(1, 1, "alice")),
            ("the capture for the first table", capture(0, 0, "alice")),
            ("the bond pool", self.pools[1].address),
            ("another bond pool", self.pools[0].address),
            ("the pool's treasury", self.pools[1].treasury(0)),
            ("another pool's treasury", self.pools[0].treasury(0)),
            ("the vault's assets", vault.asset_account),
            ("another vault's assets", other.asset_account),
            ("a second account of the vault's", vault.stray()),
            ("the asset's mint", vault.asset_mint),
            ("another asset's mint", other.asset_mint),
            ("the VRT's mint", vault.vrt_mint),
            ("alice's assets", vault.assets_of(&id("alice"))),
            ("bob's assets", vault.assets_of(&id("bob"))),
            ("the operator's assets", vault.assets_of(&id("operator"))),
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
        matrix::check(&mut self.offering.scene.bank, call).await;
    }

    fn vault(&self, place: usize) -> Vault {
        self.offering.scene.vaults[place]
    }
}

/// The admin may pay as well, and does not here.
const PAYS_NOTHING: Answer = Answer::Accepted("it pays nothing");

#[tokio::test]
async fn open_reward_offer_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Payer, &[(ANY_OTHER, ours(NotNcnAdmin)), ("foreign", PAYS_NOTHING), ("gone", PAYS_NOTHING)]),
        Slot("funder", Signer, &[(ANY_OTHER, ours(NotHolder))]),
        Slot("ncn", Changed(NCN), &[("another NCN", WRONG_ADDRESS)]),
        Slot("mint", Read(MINT), &[(ANY_OTHER, ours(WrongMint))]),
        Slot("offer", New, &[]),
        Slot("treasury", New, &[]),
        Slot(
            "funder_tokens",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(NotHolder)),
                ("another pool's treasury", ours(WrongMint)),
                ("another vault's assets", ours(WrongMint)),
                ("bob's shares", ours(WrongMint)),
                ("bob's tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new().await;
    let offer = RewardOffer::new(world.offering.scene.ncn, world.offering.offer.mint, 2);
    let from = world.offering.from;
    let mut right = offer.open(&id("ncn"), &id("bob"), AMOUNT, [from, from + LENGTH], CLAIM);
    right.accounts[0].pubkey = id("mallory");
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn attribute_reward_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "offer",
            Changed(OFFER),
            &[("the second offer", ours(TableOutOfOrder)), ("another NCN's offer", ours(WrongOffer))],
        ),
        Slot("ncn", Changed(NCN), &[("another NCN", ours(WrongOffer))]),
        Slot(
            "table",
            Changed(TABLE),
            &[(ANY_OTHER, ours(TableOutOfOrder)), ("another NCN's table", ours(WrongTable)), ("short", WRONG_TYPE)],
        ),
    ];
    let world = World::new().await;
    let right = world.offering.offer.attribute(&world.tables[2]);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn claim_reward_share_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("offer", Changed(OFFER), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot(
            "table",
            Changed(TABLE),
            &[(ANY_OTHER, ours(NotAttributed)), ("the first table", ours(WrongCapture)), ("short", WRONG_TYPE)],
        ),
        Slot(
            "capture",
            Changed(CAPTURE),
            &[(ANY_OTHER, ours(WrongCapture)), ("bob's capture", ours(NotStanding)), ("short", WRONG_TYPE)],
        ),
        Slot("operator", Read(OPERATOR), &[("another operator", ours(WrongCapture))]),
        Slot("record", Changed(RECORD), &[("another record", ours(WrongRecord))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("vault", Changed(VAULT), &[("another vault", ours(WrongAssetAccount))]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.offering.claiming(0);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn claim_position_share_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("offer", Changed(OFFER), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot(
            "table",
            Changed(TABLE),
            &[(ANY_OTHER, ours(NotAttributed)), ("the first table", ours(WrongCapture)), ("short", WRONG_TYPE)],
        ),
        Slot(
            "capture",
            Changed(CAPTURE),
            &[(ANY_OTHER, ours(WrongCapture)), ("bob's capture", ours(NotStanding)), ("short", WRONG_TYPE)],
        ),
        Slot("operator", Read(OPERATOR), &[("another operator", ours(WrongCapture))]),
        Slot("record", Changed(RECORD), &[("another record", ours(WrongRecord))]),
        Slot("vault", Read(VAULT), &[("the vault", ours(WrongBondPool))]),
        Slot("bond_pool", Changed(POOL), &[("another bond pool", ours(WrongBondPool))]),
        Slot("pool_treasury", Changed(TOKENS), &[(ANY_OTHER, ours(NoReward))]),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let captured = world.offering.captured("alice", 0);
    let right = world.offering.offer.claim_to_pool(&captured, &world.vault(1).address, 0);
    world.check(right, SLOTS).await;
}

/// Accounts that fit each other, and not the share.
#[tokio::test]
async fn a_share_is_of_the_offer_the_vault_and_the_pool_that_belong_together() {
    let mut world = World::new().await;
    let captured = world.offering.captured("alice", 0);
    let vault = world.vault(0);
    // The second offer has been through no table; the first vault's own asset is for no pool; what was claimed is.
    world.offering.refuses(world.second.claim(&captured, &vault), NotAttributed).await;
    let to_pool = world.offering.offer.claim_to_pool(&captured, &vault.address, 0);
    world.offering.refuses(to_pool, AssetShare).await;
    world.offering.refuses(world.offering.claiming(1), ShareClaimed).await;
    // A vault that the capture has nothing of, with all else as it should be.
    let bank = &mut world.offering.scene.bank;
    let stranger = Vault { address: id("a stranger"), asset_account: id("its assets"), ..vault };
    let account = bank.account(&vault.address).await.expect("a vault");
    bank.put(&stranger.address, account);
    bank.change::<restaking_client::Vault>(&stranger.address, |vault| vault.asset_account = stranger.asset_account)
        .await;
    let assets = bank.account(&vault.asset_account).await.expect("its assets");
    bank.put(&stranger.asset_account, assets);
    world.offering.refuses(world.offering.offer.claim(&captured, &stranger), NoShare).await;
}

#[tokio::test]
async fn collect_reward_commission_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("offer", Changed(OFFER), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot("operator", Read(OPERATOR), &[("the operator", ours(WrongRecord))]),
        Slot("record", Changed(RECORD), &[("the record", ours(WrongRecord))]),
        Slot("wallet", SignerLeftOut, &[]),
        Slot(
            "recipient_tokens",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongRecipient)),
                ("another pool's treasury", ours(WrongMint)),
                ("another vault's assets", ours(WrongMint)),
                ("bob's shares", ours(WrongMint)),
                ("bob's tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let operator = world.offering.scene.operators[1];
    let right = world.offering.offer.collect(&operator, &id("operator"));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn a_commission_is_of_the_offer_that_owes_it() {
    let mut world = World::new().await;
    let [first, operator, _] = world.offering.scene.operators;
    world.offering.refuses(world.second.collect(&operator, &id("operator")), NoFees).await;
    world.offering.refuses(world.offering.offer.collect(&first, &id("operator")), NoFees).await;
}

#[tokio::test]
async fn close_reward_offer_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("ncn", Changed(NCN), &[("another NCN", ours(WrongOffer))]),
        Slot(
            "offer",
            Changed(OFFER),
            &[("the offer", ours(WrongOfferTreasury)), ("another NCN's offer", ours(WrongOffer))],
        ),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongOfferTreasury))]),
        Slot("funder", SignerLeftOut, &[]),
        Slot(
            "funder_tokens",
            Payee,
            &[
                ("another pool's treasury", ours(WrongMint)),
                ("another vault's assets", ours(WrongMint)),
                ("bob's shares", ours(WrongMint)),
                ("bob's tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
        Slot("token_program", Program, &[]),
    ];
    let mut world = World::new().await;
    for table in world.tables {
        world.offering.scene.bank.send(&[world.second.attribute(&table)], &[]).await.unwrap();
    }
    let early = world.second.close(&id("bob"));
    world.offering.refuses(early.clone(), OfferRunning).await;
    world.offering.scene.bank.warp(world.offering.from + LENGTH + 2 * CLAIM as i64).await;
    world.check(early, SLOTS).await;
}
