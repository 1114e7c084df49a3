//! Tokens that somebody sends to a vault's address, and what anyone does with them.

use harness::bond::BondPool;
use harness::{Stray, Svm, Vault, token};
use restaking_client::ledger;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::ledger::transition::reward::RewardTerms;
use restaking_client::{
    Config, ID, RestakingError, SWEEP_NOTICE_DISCRIMINATOR, SweepNotice, Vault as VaultAccount, VaultBondPool, pda,
};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// The mint of what no vault and no bond pool knows.
pub const AIRDROP: &str = "airdrop";

/// What a vault is sent: its asset, two rewards, and what nobody knows.
pub fn strays(vault: &Vault, rewards: &[Pubkey]) -> Vec<Stray> {
    let foreign = rewards.iter().copied().chain([id(AIRDROP)]).map(|mint| Stray::new(*vault, mint));
    foreign.chain([Stray::of_asset(*vault)]).collect()
}

/// Has the notice of a sweep be due, or all but, as if long ago.
pub fn age(svm: &mut Svm, state: &mut State, numbers: &mut Numbers) {
    let Some((at, notice)) = numbers.one_of(&state.all::<SweepNotice>(SWEEP_NOTICE_DISCRIMINATOR)) else { return };
    let due = state.now + numbers.below(3).cast_signed();
    let data = borsh::to_vec(&SweepNotice { due, ..notice }).expect("memory");
    svm.put(at, Account { lamports: 1 << 40, data: data.clone(), owner: ID, ..Account::default() });
    state.accounts.insert(at, data);
}

/// One of the things that are done with them.
pub fn act(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let vault = numbers.one_of(&cast.vaults).expect("vaults");
    let stray = numbers.one_of(&strays(&vault, &cast.rewards)).expect("strays");
    let is_asset = stray.mint == vault.asset_mint;
    match numbers.below(8) {
        0..=2 => send(cast, state, numbers, stray),
        3 => announce(cast, numbers, stray),
        4 if is_asset => announce(cast, numbers, stray),
        4 | 5 => to_wallet(cast, state, numbers, stray),
        6 if !is_asset => to_pool(numbers, stray),
        _ => to_stream(Stray::of_asset(vault)),
    }
}

/// An airdrop by a token program alone: no books say so.
fn send(cast: &Cast, state: &State, numbers: &mut Numbers, stray: Stray) -> Step {
    let who = cast.holder(numbers);
    let from = token::address_of(&stray.program, &who, &stray.mint);
    let amount = numbers.amount(state.balance(&from) >> 12);
    let transfer = crate::income::transfer(&stray.program, &stray.mint, [&from, &stray.tokens], &who, amount);
    step("an airdrop", transfer, move |draft| draft.transfer(&from, &stray.tokens, amount))
}

/// Refuses what goes to stakers.
fn check_foreign(draft: &Draft<'_>, stray: &Stray) -> Result<(), Refused> {
    if stray.mint == stray.vault.asset_mint {
        return Err(RestakingError::SweepsToStream.into());
    }
    let pool: Option<VaultBondPool> = draft.find(&pda::bond_pool(&stray.vault.address));
    let pays = |pool: &VaultBondPool| {
        pool.mints.iter().take(pool.ledger.rewards as usize).any(|reward| reward.mint == stray.mint)
    };
    if pool.as_ref().is_some_and(pays) { Err(RestakingError::SweepsToPool.into()) } else { Ok(()) }
}

fn announce(cast: &Cast, numbers: &mut Numbers, stray: Stray) -> Step {
    let (payer, at) = (cast.holder(numbers), stray.notice());
    step("announce_sweep", stray.announce(&payer), move |draft| {
        if draft.find::<SweepNotice>(&at).is_some() {
            return Err(Refused::Account);
        }
        check_foreign(draft, &stray)?;
        let amount = draft.balance(&stray.tokens);
        if amount == 0 {
            return Err(Refused::Program(RestakingError::Zero, Some([0, 1])));
        }
        let vault: VaultAccount = draft.read(&stray.vault.address)?;
        let due = to_ledger::<VaultLedger>(&vault.ledger).sweep_due(draft.now());
        let blank = blank::<SweepNotice>(SweepNotice::LEN, SWEEP_NOTICE_DISCRIMINATOR);
        let (tokens, mint) = (stray.tokens, stray.mint);
        let notice = SweepNotice { vault: stray.vault.address, tokens, mint, rent_payer: payer, amount, due, ..blank };
        draft.open(&at, &notice)?;
        draft.vault_event(&stray.vault.address, |_| {})
    })
}

/// To the fee wallet, or to another account at times: a notice that is due, as far as there is one.
fn to_wallet(cast: &Cast, state: &State, numbers: &mut Numbers, stray: Stray) -> Step {
    let due = |(_, notice): &(Pubkey, SweepNotice)| notice.due <= state.now;
    let found = state.all::<SweepNotice>(SWEEP_NOTICE_DISCRIMINATOR).into_iter().find(due);
    let stray = found.and_then(|(_, notice)| of_notice(cast, &notice)).unwrap_or(stray);
    let (at, own) = (stray.notice(), id("treasurer"));
    let wallet = if numbers.once_in(8) { id("alice") } else { own };
    let payer = state.find::<SweepNotice>(&at).map_or(own, |notice| notice.rent_payer);
    step("sweep_to_wallet", stray.to_wallet(&wallet, &payer), move |draft| {
        let notice: SweepNotice = draft.read(&at)?;
        if notice.rent_payer != payer {
            return Err(RestakingError::WrongRentPayer.into());
        }
        let amount =
            ledger::transition::sweep::sweep(notice.amount, draft.balance(&stray.tokens), notice.due, draft.now())?;
        if amount > 0 {
            check_foreign(draft, &stray)?;
            if wallet != own {
                return Err(RestakingError::WrongRecipient.into());
            }
            let to = token::address_of(&stray.program, &wallet, &stray.mint);
            draft.transfer(&stray.tokens, &to, amount)?;
        }
        if draft.balance(&stray.tokens) > 0 {
            draft.saw("a sweep of what was announced alone");
        }
        draft.close(&at);
        draft.vault_event(&stray.vault.address, |_| {})
    })
}

/// The tokens that a notice is of.
fn of_notice(cast: &Cast, notice: &SweepNotice) -> Option<Stray> {
    let vault = cast.vaults.iter().find(|vault| vault.address == notice.vault)?;
    strays(vault, &cast.rewards).into_iter().find(|stray| stray.tokens == notice.tokens)
}

fn to_pool(numbers: &mut Numbers, stray: Stray) -> Step {
    let pool = BondPool::new(stray.vault);
    let place = numbers.below(2) as u8;
    let treasury = pool.treasury(place);
    step("sweep_to_pool", stray.to_pool(place), move |draft| {
        let account: VaultBondPool = draft.read(&pool.address)?;
        let reward = &account.mints[usize::from(place)];
        if reward.mint != stray.mint {
            return Err(RestakingError::WrongMint.into());
        }
        let (mut ledger, amount): (ledger::state::bond_pool::BondPool, _) =
            (to_ledger(&account.ledger), draft.balance(&stray.tokens));
        ledger.pay(place.into(), amount, draft.now())?;
        let events = account.events + 1;
        draft.write(&pool.address, &VaultBondPool { ledger: to_client(&ledger), events, ..account });
        draft.transfer(&stray.tokens, &treasury, amount)
    })
}

fn to_stream(stray: Stray) -> Step {
    let vault = stray.vault;
    step("sweep_to_stream", stray.to_stream(), move |draft| {
        draft.check_pause(&vault.address, Pause::REWARDS)?;
        let protocol: Delayed = to_ledger(&draft.read::<Config>(&pda::config())?.protocol_fee_bps);
        let terms = RewardTerms { commission_bps: 0, protocol_fee_bps: protocol.at(draft.now()) };
        let assets = draft.balance(&stray.tokens);
        let paid = draft.vault(&vault.address, |ledger, now| ledger.pay_reward(&mut 0, assets, terms, now))?;
        if vault.asset_program != token::PROGRAM {
            draft.saw("a sweep of a Token-2022 asset");
        }
        draft.transfer(&stray.tokens, &vault.asset_account, paid.flow.assets_in)
    })
}
