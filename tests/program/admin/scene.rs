//! Everything that has an admin, and everything that an admin can do.

use harness::metadata::{self, Texts};
use harness::{Split, entity, fee, key, keys, role, slash, split, table};
use restaking_client::{Config, Ncn, Operator, RestakingError, Vault, pda};
use restaking_tests::{Bank, OPEN, id, policy};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

pub const NOBODY: Pubkey = Pubkey::new_from_array([0; 32]);

/// A name of the VRT.
const NAME: Texts<'_> = Texts { name: "Harbor SOL", symbol: "hSOL", uri: "" };

/// The index of a table that is open.
const TABLE: u64 = 7;

/// What has an admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Config,
    Vault,
    Operator,
    Ncn,
}

/// All four.
pub const KINDS: [Kind; 4] = [Kind::Config, Kind::Vault, Kind::Operator, Kind::Ncn];

/// Those that can be left without an admin.
pub const ENTITIES: [Kind; 3] = [Kind::Vault, Kind::Operator, Kind::Ncn];

impl Kind {
    /// Its address.
    pub fn of(self, split: &Split) -> Pubkey {
        match self {
            Self::Config => pda::config(),
            Self::Vault => split.vault.address,
            Self::Operator => split.operator,
            Self::Ncn => split.ncn,
        }
    }

    /// The name of its first admin.
    pub fn admin(self) -> &'static str {
        match self {
            Self::Config => "deployer",
            Self::Vault => "creator",
            Self::Operator => "operator",
            Self::Ncn => "ncn",
        }
    }

    /// Its admin, its proposed admin, and the number of its events.
    pub async fn read(self, bank: &mut Bank, split: &Split) -> (Pubkey, Pubkey, u64) {
        let address = self.of(split);
        match self {
            Self::Config => {
                let it: Config = bank.read(&address).await.expect("the config");
                (it.admin, it.pending_admin, it.events)
            }
            Self::Vault => {
                let it: Vault = bank.read(&address).await.expect("the vault");
                (it.admin, it.pending_admin, it.events)
            }
            Self::Operator => {
                let it: Operator = bank.read(&address).await.expect("the operator");
                (it.admin, it.pending_admin, it.events)
            }
            Self::Ncn => {
                let it: Ncn = bank.read(&address).await.expect("the NCN");
                (it.admin, it.pending_admin, it.events)
            }
        }
    }
}

/// The usual split, with lamports for every future or would-be admin, an approval of "carol" to revoke, and a table to
/// close.
pub async fn scene() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_split(OPEN).await;
    for name in ["heir", "other heir", "mallory", "curator"] {
        bank.fund(&id(name));
    }
    bank.by("creator", split.vault.approve(&id("carol"))).await;
    bank.by("ncn", table::open(&id("ncn"), &id("ncn"), &split.ncn, TABLE, 1, 60)).await;
    (bank, split)
}

/// `instruction` with `who` in the place of the admin.
fn by(mut instruction: Instruction, slot: usize, who: &Pubkey) -> Instruction {
    instruction.accounts[slot].pubkey = *who;
    instruction
}

/// What only the admin may send, with `admin` for it, and what anybody else is told. Where the instruction has a payer, `payer`
/// is.
pub fn only_for_admin(
    kind: Kind,
    split: &Split,
    admin: &Pubkey,
    payer: &Pubkey,
) -> Vec<(&'static str, Instruction, RestakingError)> {
    let Split { vault, operator, ncn } = split;
    let opt_ins = split.opt_ins();
    let [with_operator, between, with_ncn] = opt_ins;
    let party = |(left, right): (Pubkey, Pubkey), side| {
        let leave = split::leave_opt_in(admin, &left, &right, side);
        let join = split::join_opt_in(admin, &left, &right, side);
        [("leave", leave, RestakingError::NotPartyAdmin), ("join", join, RestakingError::NotPartyAdmin)]
    };
    let address = kind.of(split);
    let hand = |role| ("set_role", role::set_role(admin, &address, role, admin), RestakingError::NotAdmin);
    let roles = [role::GUARDIAN, role::FEE_ADMIN, role::FEE_WALLET].map(hand);
    let mut all: Vec<_> = roles.into();
    all.extend(match kind {
        Kind::Config => vec![("set_protocol_fee", fee::set_protocol_fee(admin, 0), RestakingError::NotAdmin)],
        Kind::Vault => {
            let no = RestakingError::NotVaultAdmin;
            let mut all = vec![
                ("set_vault_limits", by(vault.set_limits(OPEN), 0, admin), no.clone()),
                ("set_curator", by(split::set_curator(vault, admin), 0, admin), no.clone()),
                ("set_exposure", by(split::set_exposure(vault, 10_000, 10_000, 1), 0, admin), no.clone()),
                ("set_breaker", by(slash::set_breaker(vault, 10_000, 10_000), 0, admin), no.clone()),
                ("approve_depositor", by(by(vault.approve(&id("bob")), 0, payer), 1, admin), no.clone()),
                ("revoke_depositor", by(vault.revoke(&id("carol")), 0, admin), no.clone()),
                ("create_vrt_metadata", metadata::create(payer, admin, vault, NAME), no.clone()),
                ("update_vrt_metadata", metadata::update(admin, vault, NAME), no),
            ];
            let limits = split::set_loss_limits(admin, &vault.address, ncn, 10_000, 10_000);
            all.push(("set_loss_limits", limits, RestakingError::NotPartyAdmin));
            let cover = split::cover_sets(admin, &vault.address, ncn, true);
            all.push(("cover_sets", cover, RestakingError::NotVaultAdmin));
            let stop = split::set_stop_loss(admin, &vault.address, ncn, 5_000);
            all.push(("set_stop_loss", stop, RestakingError::NotVaultAdmin));
            all.extend(party(with_operator, split::Side::Left));
            all.extend(party(with_ncn, split::Side::Left));
            all
        }
        Kind::Operator => {
            let no = RestakingError::NotOperatorAdmin;
            let fresh = id("fresh key").to_bytes();
            let mut all = vec![
                ("update_operator", entity::update_operator(admin, operator, admin, 0), no.clone()),
                ("retire_operator", entity::retire_operator(admin, operator), no.clone()),
                ("register_key", keys::register_key(payer, admin, ncn, operator, &fresh, None), no),
            ];
            all.extend(party(with_operator, split::Side::Right));
            all.extend(party(between, split::Side::Left));
            all
        }
        Kind::Ncn => {
            let no = RestakingError::NotNcnAdmin;
            let open = pda::stake_table(ncn, TABLE);
            let mut all = vec![
                ("update_ncn", entity::update_ncn(admin, ncn, 1), no.clone()),
                ("set_software", entity::set_software(admin, ncn, [7; 32], 0), no.clone()),
                ("set_ncn_asset", entity::set_ncn_asset(admin, ncn, &vault.asset_mint, 1), no.clone()),
                ("register_set", by(entity::register_set(admin, 99, admin, ncn, policy()), 0, payer), no.clone()),
                (
                    "set_vault_weight",
                    entity::set_vault_weight(admin, &vault.address, ncn, 1_000_000_000, 0),
                    no.clone(),
                ),
                ("retire_ncn", entity::retire_ncn(admin, ncn), no.clone()),
                ("set_slash_policy", slash::set_policy(admin, ncn, policy()), no.clone()),
                ("open_stake_table", table::open(payer, admin, ncn, TABLE + 1, 1, 60), no.clone()),
                ("close_stake_table", table::close(admin, ncn, &open, &id("ncn")), no),
            ];
            all.extend(party(between, split::Side::Right));
            all.extend(party(with_ncn, split::Side::Right));
            all
        }
    });
    all
}

/// Has the admin's instructions refused to `name`, which signs and pays.
pub async fn refuses_all(bank: &mut Bank, kind: Kind, split: &Split, name: &str) {
    for (what, instruction, error) in only_for_admin(kind, split, &id(name), &id(name)) {
        let failure = bank.refused(instruction, &[&key(name)]).await;
        assert_eq!(failure.restaking(), Some(error), "{name}: {what} of {kind:?}: {failure}: {:#?}", failure.logs);
    }
}
