//! The addresses of the program's accounts.

use solana_program::pubkey::Pubkey;

use crate::ID;

/// The loader that owns the program's data account.
const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The config.
pub fn config() -> Pubkey {
    find(&[b"config"])
}

/// The account that holds the program's code and names its upgrade authority.
pub fn program_data() -> Pubkey {
    Pubkey::find_program_address(&[ID.as_ref()], &LOADER).0
}

/// The vault number `index` of `creator`.
pub fn vault(creator: &Pubkey, index: u64) -> Pubkey {
    find(&[b"vault", creator.as_ref(), &index.to_le_bytes()])
}

/// The mint of a vault's shares.
pub fn vrt_mint(vault: &Pubkey) -> Pubkey {
    find(&[b"vrt", vault.as_ref()])
}

/// The token account of a vault's assets.
pub fn asset_account(vault: &Pubkey) -> Pubkey {
    find(&[b"assets", vault.as_ref()])
}

/// The token account of what slashes took from a vault.
pub fn escrow(vault: &Pubkey) -> Pubkey {
    find(&[b"escrow", vault.as_ref()])
}

/// The slash of an allocation for incident `incident`: of the slasher's numbers for `kind` 0, of proven equivocations' for 1.
pub fn slash(allocation: &Pubkey, kind: u8, incident: u64) -> Pubkey {
    find(&[b"slash", allocation.as_ref(), &[kind], &incident.to_le_bytes()])
}

/// A reporter's word that it knows of an offence.
pub fn report(reporter: &Pubkey, commitment: &[u8; 32]) -> Pubkey {
    find(&[b"report", reporter.as_ref(), commitment])
}

/// The proof that `operator` voted twice.
pub fn equivocation(ncn: &Pubkey, operator: &Pubkey, kind: u8, height: u64) -> Pubkey {
    find(&[b"equivocation", ncn.as_ref(), operator.as_ref(), &[kind], &height.to_le_bytes()])
}

/// A depositor's approval by a restricted vault.
pub fn depositor_approval(vault: &Pubkey, depositor: &Pubkey) -> Pubkey {
    find(&[b"depositor", vault.as_ref(), depositor.as_ref()])
}

/// The bucket of what leaves a vault with `epoch`'s end.
pub fn exit_bucket(vault: &Pubkey, epoch: u64) -> Pubkey {
    find(&[b"exit_bucket", vault.as_ref(), &epoch.to_le_bytes()])
}

/// The ticket that `owner` asked for with `nonce`; it stays there when it changes hands.
pub fn exit_ticket(vault: &Pubkey, owner: &Pubkey, nonce: u64) -> Pubkey {
    find(&[b"exit_ticket", vault.as_ref(), owner.as_ref(), &nonce.to_le_bytes()])
}

/// The operator number `index` of `creator`.
pub fn operator(creator: &Pubkey, index: u64) -> Pubkey {
    find(&[b"operator", creator.as_ref(), &index.to_le_bytes()])
}

/// The NCN number `index` of `creator`.
pub fn ncn(creator: &Pubkey, index: u64) -> Pubkey {
    find(&[b"ncn", creator.as_ref(), &index.to_le_bytes()])
}

/// The agreement of two entities: vault and operator, operator and NCN, or vault and NCN, in this order.
pub fn opt_in(left: &Pubkey, right: &Pubkey) -> Pubkey {
    find(&[b"opt_in", left.as_ref(), right.as_ref()])
}

/// What a vault delegates to an operator.
pub fn delegation(vault: &Pubkey, operator: &Pubkey) -> Pubkey {
    find(&[b"delegation", vault.as_ref(), operator.as_ref()])
}

/// What is allocated of a delegation to an NCN.
pub fn allocation(delegation: &Pubkey, ncn: &Pubkey) -> Pubkey {
    find(&[b"allocation", delegation.as_ref(), ncn.as_ref()])
}

/// What `ncn` knows of `operator`.
pub fn record(ncn: &Pubkey, operator: &Pubkey) -> Pubkey {
    find(&[b"record", ncn.as_ref(), operator.as_ref()])
}

/// The account of an operator's ed25519 key in `ncn`.
pub fn operator_key(ncn: &Pubkey, key: &[u8; 32]) -> Pubkey {
    find(&[b"key", ncn.as_ref(), key])
}

/// The table number `index` of the weights in `ncn`.
pub fn stake_table(ncn: &Pubkey, index: u64) -> Pubkey {
    find(&[b"stake_table", ncn.as_ref(), &index.to_le_bytes()])
}

/// What `captor` captures of `operator` for `table`.
pub fn capture(table: &Pubkey, operator: &Pubkey, captor: &Pubkey) -> Pubkey {
    find(&[b"capture", table.as_ref(), operator.as_ref(), captor.as_ref()])
}

/// The rewards that `ncn` pays in the token of `mint`.
pub fn reward_tree(ncn: &Pubkey, mint: &Pubkey) -> Pubkey {
    find(&[b"reward_tree", ncn.as_ref(), mint.as_ref()])
}

/// The token account of what is funded of a reward tree and not claimed.
pub fn treasury(tree: &Pubkey) -> Pubkey {
    find(&[b"treasury", tree.as_ref()])
}

/// What `earner` has claimed of a reward tree.
pub fn reward_claim(tree: &Pubkey, earner: &Pubkey) -> Pubkey {
    find(&[b"reward_claim", tree.as_ref(), earner.as_ref()])
}

/// A vault's bond pool.
pub fn bond_pool(vault: &Pubkey) -> Pubkey {
    find(&[b"bond_pool", vault.as_ref()])
}

/// The token account of the shares that are bonded in a vault's pool.
pub fn bonded_account(vault: &Pubkey) -> Pubkey {
    find(&[b"bonded", vault.as_ref()])
}

/// A bond pool's token account of its reward at `place`.
pub fn reward_treasury(bond_pool: &Pubkey, place: u8) -> Pubkey {
    find(&[b"reward", bond_pool.as_ref(), &[place]])
}

/// What `owner` has bonded in a pool.
pub fn position(bond_pool: &Pubkey, owner: &Pubkey) -> Pubkey {
    find(&[b"position", bond_pool.as_ref(), owner.as_ref()])
}

fn find(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}
