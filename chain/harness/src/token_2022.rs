//! Mints and token accounts of Token-2022, made by its own instructions.

use restaking_client::asset;
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use spl_token_2022_interface::extension::pausable::instruction as pausable;
use spl_token_2022_interface::extension::transfer_fee::TransferFeeConfig;
use spl_token_2022_interface::extension::{
    BaseStateWithExtensionsMut, ExtensionType, StateWithExtensionsMut, metadata_pointer, scaled_ui_amount,
};
use spl_token_2022_interface::instruction as token;
use spl_token_2022_interface::state::Mint;

use crate::metadata::Texts;

pub use asset::TOKEN_2022 as PROGRAM;

/// The program of associated token accounts.
const ASSOCIATED: Pubkey = solana_program::pubkey!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// An extension of a new mint: its type, and the instruction that sets it up.
pub type Extension = (ExtensionType, Instruction);

/// A mint of 9 decimals with `extensions`, at `mint`, which signs with `payer`. `rent` says what an account costs.
pub fn create_mint(
    payer: &Pubkey,
    mint: &Pubkey,
    [authority, freeze]: [Option<&Pubkey>; 2],
    extensions: &[Extension],
    rent: impl Fn(usize) -> u64,
) -> Vec<Instruction> {
    let types: Vec<ExtensionType> = extensions.iter().map(|(kind, _)| *kind).collect();
    let size = ExtensionType::try_calculate_account_len::<Mint>(&types).expect("extensions of a mint");
    // What metadata needs to be added later.
    let lamports = rent(size + 1_000);
    let create = solana_system_interface::instruction::create_account(payer, mint, lamports, size as u64, &PROGRAM);
    let mut all = vec![create];
    all.extend(extensions.iter().map(|(_, initialize)| initialize.clone()));
    let authority = authority.unwrap_or(payer);
    all.push(token::initialize_mint2(&PROGRAM, mint, authority, freeze, 9).expect("Token-2022's id"));
    all
}

/// A mint of 9 decimals that takes `fee_bps` of each transfer, as the program would have made it.
pub fn mint_with_fee(authority: &Pubkey, fee_bps: u16) -> Account {
    let size = ExtensionType::try_calculate_account_len::<Mint>(&[ExtensionType::TransferFeeConfig]);
    let mut data = vec![0; size.expect("extensions of a mint")];
    let mut mint = StateWithExtensionsMut::<Mint>::unpack_uninitialized(&mut data).expect("room for a mint");
    let config = mint.init_extension::<TransferFeeConfig>(false).expect("room for the extension");
    config.newer_transfer_fee.transfer_fee_basis_points = fee_bps.into();
    config.newer_transfer_fee.maximum_fee = u64::MAX.into();
    config.older_transfer_fee = config.newer_transfer_fee;
    mint.base = Mint { mint_authority: Some(*authority).into(), decimals: 9, is_initialized: true, ..Mint::default() };
    mint.pack_base();
    mint.init_account_type().expect("a mint");
    Account { lamports: 1 << 40, data, owner: PROGRAM, ..Account::default() }
}

/// A mint that has its metadata itself.
pub fn with_metadata(mint: &Pubkey, authority: &Pubkey) -> Extension {
    let initialize = metadata_pointer::instruction::initialize(&PROGRAM, mint, Some(*authority), Some(*mint));
    (ExtensionType::MetadataPointer, initialize.expect("Token-2022's id"))
}

/// The metadata of a mint that was made [`with_metadata`]; its `authority` signs.
pub fn name_mint(mint: &Pubkey, authority: &Pubkey, texts: Texts<'_>) -> Instruction {
    let Texts { name, symbol, uri } = texts;
    let [name, symbol, uri] = [name, symbol, uri].map(str::to_owned);
    spl_token_metadata_interface::instruction::initialize(&PROGRAM, mint, authority, mint, authority, name, symbol, uri)
}

/// Makes `owner`'s associated token account of `mint`.
pub fn create_account(payer: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Instruction {
    const IDEMPOTENT: u8 = 1;
    let address = crate::token::address_of(&PROGRAM, owner, mint);
    let accounts = vec![
        AccountMeta::new(*payer, true),
        AccountMeta::new(address, false),
        AccountMeta::new_readonly(*owner, false),
        AccountMeta::new_readonly(*mint, false),
        AccountMeta::new_readonly(SYSTEM, false),
        AccountMeta::new_readonly(PROGRAM, false),
    ];
    Instruction { program_id: ASSOCIATED, accounts, data: vec![IDEMPOTENT] }
}

/// Mints `amount` to `to`; `authority` signs.
pub fn mint_to(mint: &Pubkey, to: &Pubkey, authority: &Pubkey, amount: u64) -> Instruction {
    token::mint_to(&PROGRAM, mint, to, authority, &[], amount).expect("Token-2022's id")
}

/// Freezes `account`, or thaws it; `authority` signs.
pub fn set_frozen(account: &Pubkey, mint: &Pubkey, authority: &Pubkey, frozen: bool) -> Instruction {
    let set = if frozen { token::freeze_account } else { token::thaw_account };
    set(&PROGRAM, account, mint, authority, &[]).expect("Token-2022's id")
}

/// Pauses the mint, or resumes it; `authority` signs.
pub fn set_paused(mint: &Pubkey, authority: &Pubkey, paused: bool) -> Instruction {
    let set = if paused { pausable::pause } else { pausable::resume };
    set(&PROGRAM, mint, authority, &[]).expect("Token-2022's id")
}

/// A mint that `authority` can pause.
pub fn pausable(mint: &Pubkey, authority: &Pubkey) -> Extension {
    (ExtensionType::Pausable, pausable::initialize(&PROGRAM, mint, authority).expect("Token-2022's id"))
}

/// A mint with tokens that `delegate` can take from anyone.
pub fn permanent_delegate(mint: &Pubkey, delegate: &Pubkey) -> Extension {
    let initialize = token::initialize_permanent_delegate(&PROGRAM, mint, delegate).expect("Token-2022's id");
    (ExtensionType::PermanentDelegate, initialize)
}

/// A mint with amounts shown times `multiplier`, which `authority` can change.
pub fn scaled(mint: &Pubkey, authority: &Pubkey, multiplier: f64) -> Extension {
    let initialize = scaled_ui_amount::instruction::initialize(&PROGRAM, mint, Some(*authority), multiplier);
    (ExtensionType::ScaledUiAmount, initialize.expect("Token-2022's id"))
}

/// Shows amounts times `multiplier` from now on; `authority` signs.
pub fn scale(mint: &Pubkey, authority: &Pubkey, multiplier: f64) -> Instruction {
    scaled_ui_amount::instruction::update_multiplier(&PROGRAM, mint, authority, &[], multiplier, 0)
        .expect("Token-2022's id")
}
