//! The addresses of a program's accounts: methods of [`Program`], and functions for the program of local chains with the feature
//! `local`.

use solana_program::pubkey::Pubkey;

use crate::Program;

/// The loader of upgradeable programs: it owns the program's data account.
pub(crate) const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

macro_rules! addresses {
    ($($(#[$doc:meta])* fn $name:ident($($part:ident: $type:ty),*) = $seeds:expr;)*) => {
        impl Program {
            $($(#[$doc])*
            pub fn $name(&self $(, $part: $type)*) -> Pubkey {
                self.find(&$seeds)
            })*
        }

        $($(#[$doc])*
        #[cfg(feature = "local")]
        pub fn $name($($part: $type),*) -> Pubkey {
            Program::LOCAL.$name($($part),*)
        })*
    };
}

addresses! {
    /// The config.
    fn config() = [b"config"];

    /// The vault number `index` of `creator`.
    fn vault(creator: &Pubkey, index: u64) = [b"vault", creator.as_ref(), &index.to_le_bytes()];

    /// The mint of a vault's shares.
    fn vrt_mint(vault: &Pubkey) = [b"vrt", vault.as_ref()];

    /// The token account of a vault's assets.
    fn asset_account(vault: &Pubkey) = [b"assets", vault.as_ref()];

    /// The slash of an allocation for incident `incident`: of the slasher's numbers for `kind` 0, of proven equivocations' for 1.
    fn slash(allocation: &Pubkey, kind: u8, incident: u64) =
        [b"slash", allocation.as_ref(), &[kind], &incident.to_le_bytes()];

    /// What `pledger` pledged for the slash at `proposal`.
    fn pledge(proposal: &Pubkey, pledger: &Pubkey) = [b"pledge", proposal.as_ref(), pledger.as_ref()];

    /// A reporter's word that it knows of an offense.
    fn report(reporter: &Pubkey, commitment: &[u8; 32]) = [b"report", reporter.as_ref(), commitment];

    /// The proof that `operator` voted twice.
    fn equivocation(ncn: &Pubkey, operator: &Pubkey, kind: u8, height: u64) =
        [b"equivocation", ncn.as_ref(), operator.as_ref(), &[kind], &height.to_le_bytes()];

    /// A depositor's approval by a restricted vault.
    fn depositor_approval(vault: &Pubkey, depositor: &Pubkey) = [b"depositor", vault.as_ref(), depositor.as_ref()];

    /// What `entity` lets `holder` do in its admin's place.
    fn grant(entity: &Pubkey, holder: &Pubkey) = [b"grant", entity.as_ref(), holder.as_ref()];

    /// The bucket of what leaves a vault with `epoch`'s end.
    fn exit_bucket(vault: &Pubkey, epoch: u64) = [b"exit_bucket", vault.as_ref(), &epoch.to_le_bytes()];

    /// The ticket that `owner` requested with `nonce`; it stays there when it changes hands.
    fn exit_ticket(vault: &Pubkey, owner: &Pubkey, nonce: u64) =
        [b"exit_ticket", vault.as_ref(), owner.as_ref(), &nonce.to_le_bytes()];

    /// The operator number `index` of `creator`.
    fn operator(creator: &Pubkey, index: u64) = [b"operator", creator.as_ref(), &index.to_le_bytes()];

    /// The NCN number `index` of `creator`.
    fn ncn(creator: &Pubkey, index: u64) = [b"ncn", creator.as_ref(), &index.to_le_bytes()];

    /// The opt-in of two entities: vault and operator, operator and NCN, or vault and NCN, in this order.
    fn opt_in(left: &Pubkey, right: &Pubkey) = [b"opt_in", left.as_ref(), right.as_ref()];

    /// What a vault delegates to an operator.
    fn delegation(vault: &Pubkey, operator: &Pubkey) = [b"delegation", vault.as_ref(), operator.as_ref()];

    /// What is allocated of a delegation to an NCN.
    fn allocation(delegation: &Pubkey, ncn: &Pubkey) = [b"allocation", delegation.as_ref(), ncn.as_ref()];

    /// What `ncn` knows of `operator`.
    fn record(ncn: &Pubkey, operator: &Pubkey) = [b"record", ncn.as_ref(), operator.as_ref()];

    /// The account of an operator's ed25519 key in `ncn`.
    fn operator_key(ncn: &Pubkey, key: &[u8; 32]) = [b"key", ncn.as_ref(), key];

    /// The table number `index` of the weights in `ncn`.
    fn stake_table(ncn: &Pubkey, index: u64) = [b"stake_table", ncn.as_ref(), &index.to_le_bytes()];

    /// What `captor` captures of `operator` for `table`.
    fn capture(table: &Pubkey, operator: &Pubkey, captor: &Pubkey) =
        [b"capture", table.as_ref(), operator.as_ref(), captor.as_ref()];

    /// The reward number `index` that `ncn` offers for the stake in its tables.
    fn reward_offer(ncn: &Pubkey, index: u64) = [b"reward_offer", ncn.as_ref(), &index.to_le_bytes()];

    /// The token account of what is funded of a reward offer and not paid.
    fn offer_treasury(offer: &Pubkey) = [b"offer_treasury", offer.as_ref()];

    /// The rewards that `ncn` pays in the token of `mint`.
    fn reward_tree(ncn: &Pubkey, mint: &Pubkey) = [b"reward_tree", ncn.as_ref(), mint.as_ref()];

    /// The token account of what is funded of a reward tree and not claimed.
    fn treasury(tree: &Pubkey) = [b"treasury", tree.as_ref()];

    /// What `earner` has claimed of a reward tree.
    fn reward_claim(tree: &Pubkey, earner: &Pubkey) = [b"reward_claim", tree.as_ref(), earner.as_ref()];

    /// A vault's bond pool.
    fn bond_pool(vault: &Pubkey) = [b"bond_pool", vault.as_ref()];

    /// The token account of the shares that are bonded in a vault's pool.
    fn bonded_account(vault: &Pubkey) = [b"bonded", vault.as_ref()];

    /// A bond pool's token account of its reward at `place`.
    fn reward_treasury(bond_pool: &Pubkey, place: u8) = [b"reward", bond_pool.as_ref(), &[place]];

    /// The notice of a sweep of the token account `tokens` of a vault's.
    fn sweep_notice(vault: &Pubkey, tokens: &Pubkey) = [b"sweep", vault.as_ref(), tokens.as_ref()];

    /// What `owner` has bonded in a pool.
    fn position(bond_pool: &Pubkey, owner: &Pubkey) = [b"position", bond_pool.as_ref(), owner.as_ref()];
}

/// The account that holds the code of the program at `address` and names its upgrade authority.
pub(crate) fn program_data_of(address: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[address.as_ref()], &LOADER).0
}

impl Program {
    /// The account that holds the program's code and names its upgrade authority.
    pub fn program_data(&self) -> Pubkey {
        program_data_of(&self.address())
    }

    fn find(&self, seeds: &[&[u8]]) -> Pubkey {
        Pubkey::find_program_address(seeds, &self.address()).0
    }
}

/// The account that holds the program's code and names its upgrade authority.
#[cfg(feature = "local")]
pub fn program_data() -> Pubkey {
    Program::LOCAL.program_data()
}
