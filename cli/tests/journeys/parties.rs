//! The admins of vaults, operators and NCNs.

use harness::keys::domain;
use restake_cli::idl::hex;
use restaking_client::{pda, vote_message};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::world::{World, key_file, who};

/// A policy with a resolver, an insurance and a rule for two votes.
pub fn policy() -> String {
    let (council, insurance) = (who("council"), who("insurance"));
    format!(
        "--max-fraction 100% --challenge 1h --resolver {council} --reporter-bps 500 --insurance-bps 2000 --insurance \
         {insurance} --equivocation-fraction 10% --height-zero 0 --height-millis 1000"
    )
}

/// Two votes for different blocks by the key "vote key", at these heights, as a file of votes has them.
pub fn votes(ncn: &Pubkey, heights: [u64; 2]) -> String {
    let key = harness::key("vote key");
    let votes = [[1; 32], [2; 32]].into_iter().zip(heights).map(|(block, height)| {
        let message = vote_message(&domain(ncn), 0, height, &block);
        let signature = hex(key.sign_message(&message).as_ref());
        serde_json::json!({ "key": key.pubkey().to_string(), "signature": signature, "message": hex(&message) })
    });
    serde_json::json!({ "votes": votes.collect::<Vec<_>>() }).to_string()
}

/// A vault, an operator and an NCN that have agreed, with stake behind the operator.
pub struct Parties {
    pub world: World,
    pub vault: Pubkey,
    pub operator: Pubkey,
    pub ncn: Pubkey,
}

impl Parties {
    /// All three, with the NCN slashing by `policy`, half of the vault delegated, and half of that allocated.
    pub fn new(policy: &str) -> Self {
        Self::over(World::new().with("curator").with("oper").with("service").with("alice"), "freezable", policy)
    }

    /// The same in another world, over its mint; the NCN accepts that mint's flags.
    pub fn over(mut world: World, accept: &str, policy: &str) -> Self {
        let vault = world.vault("curator", "");
        world.ok("oper", "operator register --commission-bps 500 --uri https://oper.example");
        let operator = pda::operator(&who("oper"), 0);
        world.ok("service", &format!("ncn register --uri https://service.example {policy}"));
        let ncn = pda::ncn(&who("service"), 0);
        world.ok("service", &format!("ncn set-asset {ncn} {} 1 --accept {accept}", world.mint));
        world.ok("service", &format!("ncn open-record {ncn} {operator}"));

        // Opened on its own, or by the first party that joins.
        world.ok("curator", &format!("opt-in open {operator} {vault}"));
        world.ok("curator", &format!("opt-in join {vault} {operator}"));
        world.ok("oper", &format!("opt-in join {operator} {vault}"));
        world.ok("oper", &format!("opt-in join {operator} {ncn}"));
        world.ok("service", &format!("opt-in join {ncn} {operator}"));
        world.ok("curator", &format!("opt-in join {vault} {ncn}"));
        world.ok("service", &format!("opt-in join {ncn} {vault}"));
        world.ok("curator", &format!("opt-in set-limits {vault} {ncn} --incident-bps 5000 --epoch-bps 10000"));
        world.ok("curator", &format!("delegation set {vault} {operator} 50%"));
        world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 0.5"));
        world.ok("alice", &format!("deposit {vault} 100"));
        world.chain.wait(10_000);
        Self { world, vault, operator, ncn }
    }
}

/// Terms, roles, and what ends.
pub fn terms() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    world.ok("oper", &format!("operator update {operator} --commission-bps 400"));
    world.ok("service", &format!("ncn update {ncn} --max-operator-weight 1000000000"));
    world.ok("service", &format!("ncn set-policy {ncn} --max-fraction 10% --challenge 1h --resolver {}", who("alice")));
    world.ok("service", &format!("ncn set-weight {ncn} {vault} 0.5 --accept freezable,display-scaled"));
    let agreed = world.json("alice", &format!("show {}", pda::opt_in(&vault, &ncn)));
    assert_eq!((&agreed["data"]["weight"], &agreed["data"]["accepted_flags"]), (&"500000000".into(), &"5".into()));
    world.ok("service", &format!("ncn set-weight {ncn} {vault} 0"));
    let stranger = world.refused("curator", &format!("ncn set-weight {ncn} {vault} 1"));
    assert!(stranger.contains("Signer is not the NCN's admin"), "{stranger}");
    let mistaken = world.refused("curator", &format!("opt-in join {vault} {ncn} --weight 1"));
    assert!(mistaken.contains("--weight is for an NCN"), "{mistaken}");
    world.ok("curator", &format!("opt-in set-stop-loss {vault} {ncn} 500"));
    let parted = sets(&mut world, vault, ncn);
    world.ok("service", &format!("ncn jail {ncn} {operator} 2000000000 --reason 7"));
    let shown = world.json("alice", &format!("show {}", pda::record(&ncn, &operator)));
    assert_eq!((&shown["derived"]["jailed"], &shown["data"]["jailings"]), (&true.into(), &"1".into()));
    world.ok("service", &format!("ncn jail {ncn} {operator} 0"));
    world.ok("curator", &format!("vault set-exposure {vault} --max-delegated-bps 9000 --leverage 2"));
    world.ok("curator", &format!("vault set-breaker {vault} --incident-bps 2000 --epoch-bps 3000"));
    world.ok("curator", &format!("vault set-curator {vault} {}", who("alice")));
    world.ok("alice", &format!("delegation set {vault} {operator} 0.6"));

    world.ok("oper", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    let stranger = world.refused("alice", &format!("key retire {operator} {ncn}"));
    assert!(stranger.contains("Only") || stranger.contains("admin"), "{stranger}");
    world.ok("oper", &format!("key retire {operator} {ncn}"));

    world.ok("curator", &format!("admin propose {vault} {}", who("alice")));
    world.ok("alice", &format!("admin accept {vault}"));
    let told = world.ask("alice", &format!("admin renounce {vault} --dry-run"), "").unwrap();
    assert!(told.contains("permanently: nobody will ever change it again"), "{told}");
    world.ok("alice", &format!("admin renounce {vault}"));
    world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 0.25"));
    world.ok("service", &format!("allocation release {vault} {operator} {ncn}"));
    world.ok("oper", &format!("opt-in leave {operator} {ncn}"));
    world.ok("service", &format!("opt-in release {operator} {ncn}"));
    world.ok("oper", &format!("operator retire {operator}"));
    world.ok("service", &format!("ncn retire {parted}"));
    world.ok("service", &format!("ncn retire {ncn}"));
    world
}

/// A set of the NCN, which the vault covers, and then no more.
fn sets(world: &mut World, vault: Pubkey, ncn: Pubkey) -> Pubkey {
    world.ok("service", &format!("ncn register --parent {ncn} --uri https://set.example"));
    let set = pda::ncn(&who("service"), 1);
    let shown = world.json("alice", &format!("show {set}"));
    assert_eq!(shown["data"]["parent"], ncn.to_string());
    let nested = world.refused("service", &format!("ncn register --parent {set}"));
    assert!(nested.contains("Parent is itself an operator set"), "{nested}");
    let own = world.refused("curator", &format!("opt-in open {vault} {set}"));
    assert!(own.contains("use its parent"), "{own}");
    world.ok("curator", &format!("opt-in cover-sets {vault} {ncn}"));
    let covered = world.json("alice", &format!("show {}", pda::opt_in(&vault, &ncn)));
    assert_eq!(covered["data"]["sets"]["next"], "1");
    world.ok("curator", &format!("opt-in cover-sets {vault} {ncn} --end"));
    set
}

/// What an NCN counts, and what stakers are told that they could lose.
pub fn stake() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new("--max-fraction 100%");
    let counted = world.json("alice", &format!("ncn stake {ncn} {operator}"));
    assert_eq!(counted["weight"], "25000000");
    assert_eq!(counted["vaults"][0], serde_json::json!({ "vault": vault.to_string(), "stake": "25000000" }));
    let shown = world.json("alice", &format!("show {vault}"));
    let risk = &shown["exposure"][0];
    assert_eq!([&risk["now"], &risk["most"], &risk["ncn"]], ["25000000", "25000000", ncn.to_string().as_str()]);
    let text = world.ok("alice", &format!("show {vault}"));
    assert!(text.contains(&format!("  {ncn}  {operator}  25 tokens  25 tokens  ")), "{text}");

    let hash = "ab".repeat(32);
    world.ok("service", &format!("ncn set-software {ncn} --sha256 {hash}"));
    let past = world.refused("service", &format!("ncn set-software {ncn} --sha256 {hash} --by 1000"));
    assert!(past.starts_with("--by is in the past ("), "{past}");
    let none = world.refused("service", &format!("ncn set-software {ncn} --sha256 {}", "00".repeat(32)));
    assert_eq!(none, "a hash of zero names no software: use `--none`");
    assert_eq!(world.json("alice", &format!("show {ncn}"))["data"]["software"]["sha256"], hash);
    let text = world.ok("alice", &format!("show {ncn}"));
    assert!(text.contains(&hash) && text.contains("Run by:             none"), "{text}");
    world.ok("service", &format!("ncn set-software {ncn} --none"));
    assert!(!world.ok("alice", &format!("show {ncn}")).contains(&hash));

    // An announced change adds to the possible loss only if it takes effect before an exit requested now is out.
    world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 1"));
    world.chain.wait(250);
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!((&shown["exposure"][0]["now"], &shown["exposure"][0]["most"]), (&"25000000".into(), &"50000000".into()));

    world.ok("service", &format!("table open {ncn} --capacity 2 --window 1h"));
    let table = pda::stake_table(&ncn, 0);
    world.ok("service", &format!("table grow {table} 3"));
    let nobody = world.refused("alice", &format!("table enter {table}"));
    assert_eq!(nobody, format!("there are no captures for table {table} yet"));
    let dry = world.json("alice", &format!("table capture {table} {operator} --dry-run"));
    let later = "note: this is transaction 1 of 2: the next can be simulated when it has landed, so repeat this then";
    assert_eq!(dry["warnings"], serde_json::json!([later]));
    // A line that dies between the two leaves a capture, and the same command goes on with it.
    *world.chain.left.borrow_mut() = Some(1);
    world.refused("alice", &format!("table capture {table} {operator}"));
    *world.chain.left.borrow_mut() = None;
    assert_eq!(world.json("alice", &format!("show {table}"))["entries"], serde_json::json!([]));
    world.ok("alice", &format!("table capture {table} {operator}"));
    assert_eq!(world.json("alice", &format!("show {table}"))["entries"][0]["weight"], "25000000");
    world.ok("alice", &format!("table enter {table}"));
    let shown = world.json("alice", &format!("show {table}"));
    assert_eq!(shown["entries"][0]["weight"], "25000000");
    world.ok("service", &format!("table capture {table} {operator} --vault {vault}"));
    world.chain.wait(3_601);
    for captor in ["alice", "service"] {
        world.ok(captor, &format!("table close-capture {}", pda::capture(&table, &operator, &who(captor))));
    }
    world.ok("service", &format!("table close {table}"));
    world
}

/// Stake moves to another operator, and some of it after all does not.
pub fn moves() -> World {
    let Parties { mut world, vault, operator, .. } = Parties::new("");
    world.ok("oper", "operator register");
    let other = pda::operator(&who("oper"), 1);
    let line = |part: &str| format!("delegation move {vault} {operator} {other}{part}");
    let apart = world.refused("curator", &line(" 10%"));
    assert!(apart.ends_with("have no opt-in: both join it first, by `restake opt-in join`"), "{apart}");
    world.ok("curator", &format!("opt-in join {vault} {other}"));
    world.ok("oper", &format!("opt-in join {other} {vault}"));
    world.chain.wait(10_000);
    let same = world.refused("curator", &format!("delegation move {vault} {operator} {operator}"));
    assert_eq!(same, format!("both operators are {operator}: name another one to move the stake to"));
    let still = world.refused("alice", &format!("delegation complete-move {vault} {operator}"));
    assert_eq!(still, format!("nothing that vault {vault} delegates to operator {operator} is moving"));
    world.ok("curator", &line(" 10%"));
    let early = world.refused("alice", &format!("delegation complete-move {vault} {operator}"));
    assert!(early.starts_with("Move is not effective yet"), "{early}");
    world.chain.wait(10_000);
    world.ok("alice", &format!("delegation complete-move {vault} {operator}"));
    let moved = world.json("alice", &format!("show {}", pda::delegation(&vault, &other)));
    assert_eq!(moved["data"]["delegation"]["units"]["next"], "100000000000000000");
    // All that is left, after all not.
    world.ok("curator", &line(""));
    world.ok("curator", &format!("delegation cancel-move {vault} {operator}"));
    world
}

/// Everything is undone, and every account's rent goes back.
pub fn winding_up() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 0"));
    world.ok("curator", &format!("delegation set {vault} {operator} 0"));
    world.chain.wait(10_000);
    world.ok("alice", &format!("allocation settle {vault} {operator} {ncn}"));
    world.ok("alice", &format!("allocation close {vault} {operator} {ncn}"));
    world.ok("alice", &format!("delegation settle {vault} {operator}"));
    world.ok("alice", &format!("delegation close {vault} {operator}"));
    for (one, mine, other) in [("curator", vault, operator), ("oper", operator, vault), ("oper", operator, ncn)] {
        world.ok(one, &format!("opt-in leave {mine} {other}"));
    }
    world.chain.wait(10_000);
    world.ok("alice", &format!("opt-in close {vault} {operator}"));
    let stands = world.refused("alice", &format!("opt-in close {operator} {ncn}"));
    assert_eq!(stands, "Opt-in is still active");

    world.ok("curator", &format!("delegation open {vault} {operator}"));
    world.ok("oper", &format!("allocation open {vault} {operator} {ncn}"));
    let kind = world.refused("curator", &format!("opt-in open {vault} {vault}"));
    assert!(kind.contains("of one kind"), "{kind}");
    world
}

/// Rewards in the vault's own asset, and fees.
pub fn income() -> World {
    let Parties { mut world, vault, operator, .. } = Parties::new("");
    let config = pda::config();
    for (admin, governed) in [("curator", vault), ("deployer", config)] {
        world.ok(admin, &format!("admin set-role {governed} fee-wallet {}", who("treasurer")));
    }
    world.ok("oper", &format!("admin set-role {operator} fee-wallet {}", who("oper")));
    world.ok("curator", &format!("admin set-role {vault} fee-admin {}", who("alice")));
    world.ok("alice", &format!("vault set-fees {vault} --reward-bps 1000 --stream 1h"));
    world.ok("deployer", "config set-protocol-fee 2%");
    world.chain.wait(10_000);
    let told = world.json("alice", &format!("vault pay-reward {vault} {operator} 100"));
    let paid = &told["events"][0]["data"];
    assert_eq!([&paid["commission"], &paid["vault_fee"], &paid["protocol_fee"]], ["5000000", "9500000", "1900000"]);
    let before = world.json("alice", &format!("show {vault}"))["derived"]["rate"].clone();
    world.chain.wait(3_600);
    let after = world.json("alice", &format!("show {vault}"))["derived"]["rate"].clone();
    assert_eq!((before, after), ("1.000000000".into(), "1.836000000".into()), "the reward came out");

    for of in ["vault".to_owned(), "protocol".to_owned(), operator.to_string()] {
        world.ok("alice", &format!("vault collect-fees {vault} --of {of}"));
    }
    assert_eq!(world.tokens_of("treasurer"), 9_500_000 + 1_900_000);
    assert_eq!(world.tokens_of("oper"), 1_005_000_000);
    world
}
