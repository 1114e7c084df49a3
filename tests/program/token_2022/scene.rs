//! The usual scene with a slasher, over an asset of Token-2022.

use harness::token_2022::{self, Extension};
use harness::{Done, Split, Vault, key};
use restaking_client::LimitsArgs;
use restaking_tests::{Bank, EPOCH, HOLDERS, OPEN, WEALTH, id, owed, policy};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use spl_token_2022_interface::extension::{BaseStateWithExtensions, ExtensionType, StateWithExtensions};
use spl_token_2022_interface::state::Account as TokenAccount;

/// The mint of the scene's vault.
pub fn mint() -> Keypair {
    key("a mint of Token-2022")
}

/// Makes the mint, with `extensions`; "issuer" mints it and can freeze it.
pub async fn make_mint(bank: &mut Bank, extensions: &[Extension]) -> Done {
    bank.fund(&id("issuer"));
    let (rent, mint) = (bank.rent().await, mint());
    let authorities = [Some(&id("issuer")), Some(&id("issuer"))];
    let create = token_2022::create_mint(&id("issuer"), &mint.pubkey(), authorities, extensions, rent);
    bank.send(&create, &[&key("issuer"), &mint]).await.expect("Token-2022 makes the mint")
}

/// Gives each of [`HOLDERS`] its accounts, those of the asset made by their programs; the first three get [`WEALTH`].
pub async fn open_holders(bank: &mut Bank, vault: &Vault) {
    for (place, name) in HOLDERS.into_iter().enumerate() {
        bank.open_accounts(vault, &id(name), 0).await;
        bank.put(&vault.assets_of(&id(name)), Default::default());
        bank.by("issuer", token_2022::create_account(&id("issuer"), &id(name), &vault.asset_mint)).await;
        if place < 3 {
            let to = vault.assets_of(&id(name));
            bank.by("issuer", token_2022::mint_to(&vault.asset_mint, &to, &id("issuer"), WEALTH)).await;
        }
    }
}

/// The usual vault with a slasher, over a mint with `extensions`: with a million of alice's in it, at the start of epoch
/// [`SETTLED`].
pub async fn scene(extensions: &[Extension]) -> (Bank, Split) {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    make_mint(&mut bank, extensions).await;
    bank.fund(&id("creator"));
    let vault = Vault::of_token_2022(id("creator"), 0, mint().pubkey());
    bank.by("creator", vault.initialize(EPOCH, LimitsArgs { instant_fee_bps: 0, ..OPEN })).await;
    open_holders(&mut bank, &vault).await;
    let split = bank.add_slasher_of(vault, policy()).await;
    bank.begin_with_a_million(&vault).await;
    (bank, split)
}

/// The types of the extensions of a token account.
pub async fn extensions(bank: &mut Bank, account: &Pubkey) -> Vec<ExtensionType> {
    let account = bank.account(account).await.expect("a token account");
    let state = StateWithExtensions::<TokenAccount>::unpack(&account.data).expect("a token account");
    state.get_extension_types().expect("known extensions")
}

/// Has `owner` turn an extension of its own on: `room` is made for it first.
pub async fn turn_on(bank: &mut Bank, owner: &str, account: &Pubkey, kind: ExtensionType, enable: Instruction) {
    let program = &token_2022::PROGRAM;
    let owner_id = &id(owner);
    let room = spl_token_2022_interface::instruction::reallocate(program, account, owner_id, owner_id, &[], &[kind]);
    bank.send(&[room.expect("Token-2022's id"), enable], &[&key(owner)]).await.expect("the extension is turned on");
}

/// Holds the token account of a vault without fees and rewards against its books, to the token, and looks for every token of
/// [`HOLDERS`].
pub async fn audit(bank: &mut Bank, vault: &Vault) {
    let ledger = bank.ledger(vault).await;
    let till = bank.balance(&vault.asset_account).await;
    assert_eq!(till, owed(&ledger.books) + ledger.escrowed + ledger.unpaid + ledger.pledged, "the asset account");
    let mut held = till;
    for name in HOLDERS {
        held += bank.balance(&vault.assets_of(&id(name))).await;
    }
    let mint = bank.account(&vault.asset_mint).await.expect("the mint");
    assert_eq!(held, harness::token::supply(&mint.data), "every token is somewhere");
}
