//! Every extension that a mint can have, made by the real program: accepted with its flags, or refused by its name.

use harness::token_2022::{self as t22, Extension, PROGRAM};
use harness::{Svm, Vault, key};
use restaking_client::RestakingError;
use restaking_tests::{EPOCH, OPEN, id};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use spl_token_2022_interface::extension::{
    AccountType, BaseStateWithExtensions, ExtensionType, StateWithExtensions, account_len, confidential_mint_burn,
    confidential_transfer, confidential_transfer_fee, default_account_state, group_member_pointer, group_pointer,
    interest_bearing_mint, metadata_pointer, permissioned_burn, transfer_fee, transfer_hook,
};
use spl_token_2022_interface::instruction::{self as token, AuthorityType};
use spl_token_2022_interface::state::{Account as TokenAccount, AccountState};

const FREEZABLE: u8 = 1;
const PAUSABLE: u8 = 2;
const DISPLAY_SCALED: u8 = 4;

/// A mint to be made: what stands before its initialization and what after, both signed by "issuer".
#[derive(Default)]
struct Made {
    extensions: Vec<Extension>,
    after: Vec<Instruction>,
    freezable: bool,
    /// Whether there is a group of another mint's that it can join.
    beside_group: bool,
}

impl Made {
    fn with(mut self, kind: ExtensionType, initialize: Instruction) -> Self {
        self.extensions.push((kind, initialize));
        self
    }

    fn then(mut self, instruction: Instruction) -> Self {
        self.after.push(instruction);
        self
    }
}

fn issuer() -> Pubkey {
    id("issuer")
}

fn mint() -> Keypair {
    key("a mint")
}

/// Another mint, which is a group.
fn group() -> Keypair {
    key("a group")
}

/// What makes `mint` a group: before its initialization, and after.
fn grouped(mint: &Pubkey) -> (Instruction, Instruction) {
    let point = group_pointer::instruction::initialize(&PROGRAM, mint, Some(issuer()), Some(*mint)).unwrap();
    let initialize = spl_token_group_interface::instruction::initialize_group;
    (point, initialize(&PROGRAM, mint, mint, &issuer(), Some(issuer()), 3))
}

/// The chain with the config.
fn chain() -> Svm {
    let mut svm = Svm::new().expect("a chain");
    svm.fund(&issuer());
    svm.fund(&id("creator"));
    let deployer = svm.deployer.insecure_clone();
    svm.send(&[harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30)], &[&deployer])
        .expect("a config");
    svm
}

/// The chain with a mint.
fn chain_with(made: &Made) -> Svm {
    let mut svm = chain();
    let issuer = &issuer();
    if made.beside_group {
        let (at, (point, initialize)) = (group(), grouped(&group().pubkey()));
        let extensions = [(ExtensionType::GroupPointer, point)];
        let create = t22::create_mint(issuer, &at.pubkey(), [Some(issuer), None], &extensions, |bytes| svm.rent(bytes));
        svm.send(&create, &[&key("issuer"), &at]).expect("another mint");
        svm.send(&[initialize], &[&key("issuer")]).expect("a group");
    }
    let authorities = [Some(issuer), made.freezable.then_some(issuer)];
    let create = t22::create_mint(issuer, &mint().pubkey(), authorities, &made.extensions, |bytes| svm.rent(bytes));
    svm.send(&create, &[&key("issuer"), &mint()]).expect("Token-2022 makes the mint");
    for instruction in &made.after {
        svm.send(std::slice::from_ref(instruction), &[&key("issuer")]).expect("the issuer changes the mint");
    }
    svm
}

fn vault() -> Vault {
    Vault::of_token_2022(id("creator"), 0, mint().pubkey())
}

/// Gives up an authority of the mint.
fn give_up(kind: AuthorityType) -> Instruction {
    token::set_authority(&PROGRAM, &mint().pubkey(), None, kind, &issuer(), &[]).expect("Token-2022's id")
}

fn fee(authority: bool, bps: u16) -> Instruction {
    let authority = authority.then(issuer);
    transfer_fee::instruction::initialize_transfer_fee_config(
        &PROGRAM,
        &mint().pubkey(),
        authority.as_ref(),
        Some(&issuer()),
        bps,
        u64::MAX,
    )
    .expect("Token-2022's id")
}

fn hook(authority: Option<Pubkey>, program: Option<Pubkey>) -> Instruction {
    transfer_hook::instruction::initialize(&PROGRAM, &mint().pubkey(), authority, program).expect("Token-2022's id")
}

fn confidential() -> Instruction {
    confidential_transfer::instruction::initialize_mint(&PROGRAM, &mint().pubkey(), Some(issuer()), true, None)
        .expect("Token-2022's id")
}

fn default_state(state: AccountState) -> Instruction {
    default_account_state::instruction::initialize_default_account_state(&PROGRAM, &mint().pubkey(), &state)
        .expect("Token-2022's id")
}

/// Mints that are accepted, each with its flags.
fn accepted() -> Vec<(&'static str, Made, u8)> {
    let at = &mint().pubkey();
    let new = Made::default;
    let metadata = metadata_pointer::instruction::initialize(&PROGRAM, at, Some(issuer()), Some(*at)).unwrap();
    let (name, symbol, uri) = ("Name".to_owned(), "SYM".to_owned(), "https://asset.example".to_owned());
    let name_it = spl_token_metadata_interface::instruction::initialize(
        &PROGRAM,
        at,
        &issuer(),
        at,
        &issuer(),
        name,
        symbol,
        uri,
    );
    let (point, make_group) = grouped(at);
    let member = group_member_pointer::instruction::initialize(&PROGRAM, at, Some(issuer()), Some(*at)).unwrap();
    let join = spl_token_group_interface::instruction::initialize_member(
        &PROGRAM,
        at,
        at,
        &issuer(),
        &group().pubkey(),
        &issuer(),
    );
    let interest = interest_bearing_mint::instruction::initialize(&PROGRAM, at, Some(issuer()), 500).unwrap();
    let (pausable, scaled) = (t22::pausable(at, &issuer()).1, t22::scaled(at, &issuer(), 2.5).1);
    vec![
        ("no extension", new(), 0),
        ("a freeze authority", Made { freezable: true, ..new() }, FREEZABLE),
        ("MetadataPointer, TokenMetadata", new().with(ExtensionType::MetadataPointer, metadata).then(name_it), 0),
        ("GroupPointer, TokenGroup", new().with(ExtensionType::GroupPointer, point).then(make_group), 0),
        (
            "GroupMemberPointer, TokenGroupMember",
            Made { beside_group: true, ..new() }.with(ExtensionType::GroupMemberPointer, member).then(join),
            0,
        ),
        ("InterestBearingConfig", new().with(ExtensionType::InterestBearingConfig, interest), DISPLAY_SCALED),
        ("ScaledUiAmount", new().with(ExtensionType::ScaledUiAmount, scaled), DISPLAY_SCALED),
        ("Pausable", new().with(ExtensionType::Pausable, pausable.clone()), PAUSABLE),
        (
            "Pausable, authority given up",
            new().with(ExtensionType::Pausable, pausable.clone()).then(give_up(AuthorityType::Pause)),
            0,
        ),
        (
            "Pausable, paused with the authority given up",
            new()
                .with(ExtensionType::Pausable, pausable)
                .then(t22::set_paused(at, &issuer(), true))
                .then(give_up(AuthorityType::Pause)),
            PAUSABLE,
        ),
        ("TransferFeeConfig, no fee", new().with(ExtensionType::TransferFeeConfig, fee(false, 0)), 0),
        (
            "TransferHook, given up",
            new()
                .with(ExtensionType::TransferHook, hook(Some(issuer()), None))
                .then(give_up(AuthorityType::TransferHookProgramId)),
            0,
        ),
        ("ConfidentialTransferMint", new().with(ExtensionType::ConfidentialTransferMint, confidential()), 0),
        (
            "DefaultAccountState, initialized",
            Made { freezable: true, ..new() }
                .with(ExtensionType::DefaultAccountState, default_state(AccountState::Initialized)),
            FREEZABLE,
        ),
    ]
}

/// Mints that are refused, each with its error.
fn refused() -> Vec<(Made, RestakingError)> {
    let at = &mint().pubkey();
    let new = Made::default;
    let with_fee = |authority, bps| new().with(ExtensionType::TransferFeeConfig, fee(authority, bps));
    let no_fee = transfer_fee::instruction::set_transfer_fee(&PROGRAM, at, &issuer(), &[], 0, 0).unwrap();
    let close = |authority: Option<&Pubkey>| {
        let initialize = token::initialize_mint_close_authority(&PROGRAM, at, authority).unwrap();
        new().with(ExtensionType::MintCloseAuthority, initialize)
    };
    let hooked = |authority, program| new().with(ExtensionType::TransferHook, hook(authority, program));
    let hidden_fee = confidential_transfer_fee::instruction::initialize_confidential_transfer_fee_config(
        &PROGRAM,
        at,
        Some(issuer()),
        &bytemuck::pod_read_unaligned(&[7; 32]),
    );
    let hidden_supply = confidential_mint_burn::instruction::initialize_mint(
        &PROGRAM,
        at,
        &bytemuck::pod_read_unaligned(&[7; 32]),
        &bytemuck::pod_read_unaligned(&[7; 36]),
    );
    vec![
        (with_fee(true, 0), RestakingError::AssetTransferFee),
        (with_fee(false, 1), RestakingError::AssetTransferFee),
        // The fee of before is charged until the end of the next epoch.
        (
            with_fee(true, 1).then(no_fee).then(give_up(AuthorityType::TransferFeeConfig)),
            RestakingError::AssetTransferFee,
        ),
        (close(Some(&issuer())), RestakingError::AssetMintCloseAuthority),
        (close(None), RestakingError::AssetMintCloseAuthority),
        (
            Made { freezable: true, ..new() }
                .with(ExtensionType::DefaultAccountState, default_state(AccountState::Frozen)),
            RestakingError::AssetDefaultAccountState,
        ),
        (
            new().with(ExtensionType::NonTransferable, token::initialize_non_transferable_mint(&PROGRAM, at).unwrap()),
            RestakingError::AssetNonTransferable,
        ),
        (
            new().with(
                ExtensionType::PermanentDelegate,
                token::initialize_permanent_delegate(&PROGRAM, at, &issuer()).unwrap(),
            ),
            RestakingError::AssetPermanentDelegate,
        ),
        (hooked(Some(issuer()), None), RestakingError::AssetTransferHook),
        (hooked(None, Some(id("a hook"))), RestakingError::AssetTransferHook),
        (
            new()
                .with(ExtensionType::TransferFeeConfig, fee(false, 0))
                .with(ExtensionType::ConfidentialTransferMint, confidential())
                .with(ExtensionType::ConfidentialTransferFeeConfig, hidden_fee.unwrap()),
            RestakingError::AssetConfidentialTransferFee,
        ),
        (
            new()
                .with(ExtensionType::ConfidentialTransferMint, confidential())
                .with(ExtensionType::ConfidentialMintBurn, hidden_supply.unwrap()),
            RestakingError::AssetConfidentialMintBurn,
        ),
        (
            new().with(
                ExtensionType::PermissionedBurn,
                permissioned_burn::instruction::initialize(&PROGRAM, at, &issuer()).unwrap(),
            ),
            RestakingError::AssetPermissionedBurn,
        ),
    ]
}

fn types(data: &[u8]) -> Vec<ExtensionType> {
    let state = StateWithExtensions::<spl_token_2022_interface::state::Mint>::unpack(data).expect("a mint");
    state.get_extension_types().expect("known extensions")
}

#[test]
fn accepted_mints_make_a_vault_that_says_what_their_issuer_can_do() {
    for (name, made, flags) in accepted() {
        let mut svm = chain_with(&made);
        let vault = vault();
        svm.send(&[vault.initialize(EPOCH, OPEN)], &[&key("creator")])
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let state: restaking_client::Vault = svm.read(&vault.address).expect("a vault");
        assert_eq!(
            (state.asset_flags, state.asset_program, state.decimals),
            (flags, restaking_client::TokenProgram::Token2022, 9),
            "{name}"
        );

        let (mint, till) = (svm.account(&vault.asset_mint).unwrap(), svm.account(&vault.asset_account).unwrap());
        assert_eq!(till.owner, PROGRAM, "{name}");
        let till = StateWithExtensions::<TokenAccount>::unpack(&till.data).expect("a token account");
        let mut required = Vec::new();
        account_len::try_for_each_required_init_account_extension(mint.data.get(166..).unwrap_or_default(), |kind| {
            required.push(kind);
            Ok(())
        })
        .unwrap();
        assert_eq!(till.get_extension_types().unwrap(), required, "{name}");
        assert_eq!((till.base.owner, till.base.mint), (vault.address, vault.asset_mint), "{name}");
        assert_eq!(svm.account(&vault.vrt_mint).unwrap().owner, harness::token::PROGRAM, "{name}");
    }
}

#[test]
fn refused_mints_are_named_and_make_no_vault() {
    for (made, error) in refused() {
        let mut svm = chain_with(&made);
        let vault = vault();
        let failure = svm.send(&[vault.initialize(EPOCH, OPEN)], &[&key("creator")]).expect_err(&error.to_string());
        assert_eq!(failure.restaking(), Some(error.clone()), "{failure}: {:#?}", failure.logs);
        for address in [vault.address, vault.vrt_mint, vault.asset_account] {
            assert_eq!(svm.account(&address), None, "{error}");
        }
    }
}

/// A later version of the interface that knows more extensions fails here until they are decided on.
#[test]
fn every_extension_of_a_mint_is_decided_on() {
    let mut decided: Vec<ExtensionType> = Vec::new();
    let mints = accepted().into_iter().map(|(_, made, _)| made).chain(refused().into_iter().map(|(made, _)| made));
    for made in mints {
        let svm = chain_with(&made);
        decided.extend(types(&svm.account(&mint().pubkey()).expect("a mint").data));
    }
    for kind in (1..=u16::MAX).filter_map(|number| ExtensionType::try_from(number).ok()) {
        if kind.get_account_type() == AccountType::Mint {
            assert!(decided.contains(&kind), "{kind:?}");
        }
    }
}

/// Adds an extension to a mint as a later Token-2022 would: with a `number` that is not known today, or a value of another length.
fn add(svm: &mut Svm, number: u16, value: &[u8]) {
    let at = mint().pubkey();
    let mut account: Account = svm.account(&at).expect("a mint");
    // Of a mint without extensions: padded to a token account's length, then the account's type.
    account.data.resize(165, 0);
    account.data.push(1);
    account.data.extend(number.to_le_bytes());
    account.data.extend((value.len() as u16).to_le_bytes());
    account.data.extend(value);
    svm.put(at, account);
}

#[test]
fn unknown_extensions_are_refused_with_their_number() {
    let last = u64::from(u16::from(ExtensionType::PermissionedBurn));
    for number in [29, 30, 1_000, u16::MAX - 1] {
        let mut svm = chain_with(&Made::default());
        add(&mut svm, number, &[1, 2, 3]);
        let failure = svm.send(&[vault().initialize(EPOCH, OPEN)], &[&key("creator")]).expect_err("refused");
        restaking_tests::assert_refused(&failure, RestakingError::AssetExtension, number.into(), last);
    }
    // Extensions of accounts are not on the list either.
    let mut svm = chain_with(&Made::default());
    add(&mut svm, ExtensionType::ImmutableOwner.into(), &[]);
    let failure = svm.send(&[vault().initialize(EPOCH, OPEN)], &[&key("creator")]).expect_err("refused");
    assert_eq!(failure.restaking(), Some(RestakingError::AssetExtension));
}

#[test]
fn an_extension_of_another_length_is_refused() {
    for kind in [
        ExtensionType::TransferFeeConfig,
        ExtensionType::TransferHook,
        ExtensionType::DefaultAccountState,
        ExtensionType::Pausable,
    ] {
        let mut svm = chain_with(&Made::default());
        add(&mut svm, kind.into(), &[]);
        svm.send(&[vault().initialize(EPOCH, OPEN)], &[&key("creator")]).expect_err("refused");
    }
}

#[test]
fn what_is_no_mint_is_refused() {
    let mut svm = chain_with(&Made::default());
    let (at, made) = (mint().pubkey(), svm.account(&mint().pubkey()).expect("a mint"));
    svm.send(&[t22::create_account(&issuer(), &issuer(), &at)], &[&key("issuer")]).expect("an account of it");
    let account = svm.account(&harness::token::address_of(&PROGRAM, &issuer(), &at)).expect("an account of it");
    let uninitialized = Account { data: vec![0; made.data.len()], ..made.clone() };
    let strange = Account { owner: id("no token program"), ..made.clone() };
    for wrong in [account, uninitialized, strange] {
        svm.put(at, wrong);
        svm.send(&[vault().initialize(EPOCH, OPEN)], &[&key("creator")]).expect_err("refused");
    }
    svm.put(at, made);
    let mut without_program = vault().initialize(EPOCH, OPEN);
    without_program.accounts.pop();
    let failure = svm.send(&[without_program], &[&key("creator")]).expect_err("Token-2022 is not among the accounts");
    assert_eq!(failure.restaking(), Some(RestakingError::NoToken2022), "{failure}");
    svm.send(&[vault().initialize(EPOCH, OPEN)], &[&key("creator")]).expect("a vault");
}
