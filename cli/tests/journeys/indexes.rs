//! The index that a page reads from a static host.

use restake_cli::signer::Signers;
use serde_json::Value;

use crate::parties::Parties;

/// Every kind of the core that an index has.
const KINDS: [&str; 22] = [
    "Config",
    "DepositorApproval",
    "ExitBucket",
    "ExitTicket",
    "Grant",
    "Ncn",
    "NcnAllocation",
    "Operator",
    "OperatorDelegation",
    "OperatorRecord",
    "OptIn",
    "RewardClaim",
    "RewardOffer",
    "RewardTree",
    "SlashPledge",
    "SlashProposal",
    "StakeCapture",
    "StakeTable",
    "SweepNotice",
    "Vault",
    "VaultBondPool",
    "VaultPosition",
];

/// It has all accounts of each kind, and is whole in its file.
#[test]
fn an_index_has_every_account_by_its_kind() {
    let Parties { mut world, vault, operator, ncn } = Parties::new("--max-fraction 30%");
    world.ok("alice", &format!("exit request {vault} 8"));
    let printed = world.ask_by(Signers::nobody(), "index", "").unwrap();
    let index: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(index["format"], "restaking-index/1");
    assert_eq!(index["program"], restaking_client::ID.to_string());
    assert!(index["slot"].as_str().unwrap().parse::<u64>().is_ok(), "{printed}");
    for (kind, address) in [("Vault", vault), ("Operator", operator), ("Ncn", ncn)] {
        assert_eq!(index["accounts"][kind], serde_json::json!([address.to_string()]), "{kind}");
    }
    for (kind, count) in [("Config", 1), ("ExitTicket", 1), ("ExitBucket", 1), ("OptIn", 3), ("SlashProposal", 0)] {
        assert_eq!(index["accounts"][kind].as_array().unwrap().len(), count, "{kind}");
    }

    let kinds: Vec<&str> = index["accounts"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(kinds, KINDS, "the core's kinds alone");

    let folder = std::env::temp_dir().join(format!("restake-index-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("index.json");
    std::fs::write(&file, "an older one").unwrap();
    let said = world.ask_by(Signers::nobody(), &format!("index --static {}", file.display()), "").unwrap();
    assert!(said.contains("accounts at slot"), "{said}");
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(written["accounts"], index["accounts"]);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let nowhere = folder.join("none/index.json");
    let refused = world.ask_by(Signers::nobody(), &format!("index --static {}", nowhere.display()), "").unwrap_err();
    assert!(refused.to_string().contains("cannot be written"), "{refused}");
    std::fs::remove_dir_all(&folder).unwrap();
}
