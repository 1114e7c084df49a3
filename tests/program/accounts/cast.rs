//! Wrong accounts: one of each kind.

use harness::{key, token};
use restaking_client::pda;
use restaking_tests::id;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use super::parts::Parts;
use super::world::{SLASHED_IN, World};

impl World {
    /// One account of each kind, of this vault where it has one: what is passed in every slot where it does not belong.
    pub async fn cast(&mut self) -> Vec<(&'static str, Pubkey)> {
        let (alice, bob, vault) = (key("alice").pubkey(), key("bob").pubkey(), self.vault);
        let stray = key("a mint of no vault").pubkey();
        self.bank.put(&stray, token::mint_account(9, alice, None, 0));
        self.bank.put(&token::address(&alice, &stray), token::token_account(stray, alice, 1_000_000));
        let parts = Parts::of(&vault);
        let (first, [of_second, to_second], foreign) = (parts.first, parts.mixed(), parts.foreign());
        let [with_operator, below, with_ncn] = first.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        vec![
            ("a wallet", key("mallory").pubkey()),
            ("no account", key("nobody").pubkey()),
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("the vault's VRT mint", vault.vrt_mint),
            ("the vault's asset account", vault.asset_account),
            ("the asset's mint", vault.asset_mint),
            ("alice's approval", pda::depositor_approval(&vault.address, &alice)),
            ("bob's approval", pda::depositor_approval(&vault.address, &bob)),
            ("the bucket", vault.bucket(1)),
            ("the next bucket", vault.bucket(2)),
            ("alice's ticket", vault.ticket(&alice, 0)),
            ("bob's ticket", vault.ticket(&bob, 1)),
            ("alice's assets", vault.assets_of(&alice)),
            ("bob's assets", vault.assets_of(&bob)),
            ("alice's shares", vault.shares_of(&alice)),
            ("bob's shares", vault.shares_of(&bob)),
            ("a stray mint", stray),
            ("a stray token account", token::address(&alice, &stray)),
            ("the vault's admin", id(parts.admin)),
            ("the operator's admin", id(parts.operator_admin)),
            ("the NCN's admin", id(parts.ncn_admin)),
            ("the curator", id(parts.curator)),
            ("the allocator", id(parts.allocator)),
            ("the operator", first.operator),
            ("another operator", of_second.operator),
            ("the NCN", first.ncn),
            ("another NCN", to_second.ncn),
            ("the opt-in of vault and operator", with_operator),
            ("the opt-in of operator and NCN", below),
            ("the opt-in of vault and NCN", with_ncn),
            ("the opt-in with another operator", pda::opt_in(&vault.address, &of_second.operator)),
            ("the opt-in with another NCN", pda::opt_in(&first.operator, &to_second.ncn)),
            ("the opt-in of another vault", pda::opt_in(&foreign.vault.address, &foreign.operator)),
            ("the delegation", first.delegation()),
            ("the delegation to another operator", of_second.delegation()),
            ("the delegation of another vault", foreign.delegation()),
            ("the allocation", first.allocation()),
            ("the allocation of another delegation", of_second.allocation()),
            ("the allocation to another NCN", to_second.allocation()),
            ("the record", pda::record(&first.ncn, &first.operator)),
            ("the record of another operator", pda::record(&of_second.ncn, &of_second.operator)),
            ("the record in another NCN", pda::record(&to_second.ncn, &to_second.operator)),
            ("the key", pda::operator_key(&first.ncn, &id("key").to_bytes())),
            ("an earlier key", pda::operator_key(&first.ncn, &id("earlier key").to_bytes())),
            ("another operator's key", pda::operator_key(&first.ncn, &id("another's key").to_bytes())),
            ("the table", parts.tables()[0]),
            ("another table", parts.tables()[1]),
            ("alice's capture", pda::capture(&parts.tables()[0], &first.operator, &alice)),
            ("bob's capture", pda::capture(&parts.tables()[0], &first.operator, &bob)),
            ("the capture of another operator", pda::capture(&parts.tables()[0], &of_second.operator, &alice)),
            ("the capture for another table", pda::capture(&parts.tables()[1], &first.operator, &alice)),
            ("the allocation of another vault", foreign.allocation()),
            ("the opt-in of another operator and NCN", pda::opt_in(&of_second.operator, &of_second.ncn)),
            ("the opt-in of vault and another NCN", pda::opt_in(&vault.address, &to_second.ncn)),
            ("the opt-in of another vault and NCN", pda::opt_in(&foreign.vault.address, &foreign.ncn)),
            ("a second account of the vault's", vault.stray()),
            ("an older bucket", vault.bucket(SLASHED_IN - 1)),
            ("the slash", first.proposal(0)),
            ("the slash for another incident", first.proposal(1)),
            ("the slash of another operator", of_second.proposal(0)),
            ("the slash by another NCN", to_second.proposal(0)),
            ("the slash of another vault", foreign.proposal(0)),
            ("the slasher", id(parts.slasher)),
            ("the resolver", id(parts.resolver)),
            ("another NCN's slasher", id("another NCN's slasher")),
            ("another NCN's resolver", id("another NCN's resolver")),
            ("the reporter's assets", vault.assets_of(&id(parts.recipients[0]))),
            ("the insurance's assets", vault.assets_of(&id(parts.recipients[1]))),
            ("the harmed party's assets", vault.assets_of(&id(parts.recipients[2]))),
            ("the grant", pda::grant(&first.ncn, &id("carol"))),
            ("a grant to another holder", pda::grant(&first.ncn, &bob)),
            ("a grant of another NCN", pda::grant(&to_second.ncn, &id("carol"))),
            ("SPL Token", token::PROGRAM),
            ("the program", restaking_client::ID),
        ]
    }
}
