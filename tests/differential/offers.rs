//! Rewards by captured stake: offers, what final tables are attributed, shares and what comes back.

use borsh::{BorshDeserialize, BorshSerialize};
use harness::{Captured, RewardOffer, Svm, Vault, token};
use restaking_client::ledger;
use restaking_client::ledger::state::bond_pool::BondPool;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::reward_offer::{
    MAX_OFFERS, MIN_CLAIM_SECONDS, Offer, OfferDebt, OfferPart, OfferPlace, ShareWeights,
};
use restaking_client::ledger::transition::reward::RewardTerms;
use restaking_client::ledger::transition::reward_offer::{FinalTable, OfferShare};
use restaking_client::{
    Config, ID, Ncn, Operator, OperatorRecord, REWARD_OFFER_DISCRIMINATOR, RestakingError, STAKE_CAPTURE_DISCRIMINATOR,
    STAKE_TABLE_DISCRIMINATOR, StakeCapture, StakeTable, VaultBondPool, pda,
};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

type OfferAccount = restaking_client::RewardOffer;

/// A table of two operators, as its account's bytes.
#[derive(BorshDeserialize, BorshSerialize, Clone)]
struct Table {
    head: StakeTable,
    count: u64,
    entries: [Entry; 2],
}

#[derive(BorshDeserialize, BorshSerialize, Clone)]
struct Entry {
    operator: Pubkey,
    weight: u64,
    captured_at: i64,
    captured: u64,
    captor: Pubkey,
}

/// A capture of two vaults.
#[derive(BorshDeserialize, BorshSerialize, Clone)]
struct Capture {
    head: StakeCapture,
    count: u64,
    entries: [Kept; 2],
}

#[derive(BorshDeserialize, BorshSerialize, Clone, Default)]
struct Kept {
    vault: Pubkey,
    weight: u64,
    claimed: u64,
}

fn put(svm: &mut Svm, state: &mut State, at: Pubkey, value: &impl BorshSerialize) {
    let data = borsh::to_vec(value).expect("memory");
    svm.put(at, Account { lamports: 1 << 40, data: data.clone(), owner: ID, ..Account::default() });
    state.accounts.insert(at, data);
}

/// Puts the next table of an NCN on the chain, final, with its captures, as the program would leave them. At times it has no
/// weight, a window that is too short, or weights that do not fit.
pub fn count(cast: &Cast, svm: &mut Svm, state: &mut State, numbers: &mut Numbers) {
    let at = numbers.one_of(&cast.ncns[..2]).expect("NCNs");
    let mut ncn: Ncn = state.read(&at);
    let mut marks = 0;
    for (place, client) in ncn.offers.iter_mut().enumerate() {
        let mut own: OfferPlace = to_ledger(client);
        marks |= u64::from(own.mark(state.now)) << place;
        *client = to_client(&own);
    }
    let (after, index) = (ncn.next_table, ncn.next_table + numbers.below(2));
    ncn.next_table = index + 1;
    let table = pda::stake_table(&at, index);
    let mut operators = cast.operators[..2].to_vec();
    operators.sort();
    let mut vaults: Vec<Pubkey> = cast.vaults[..2].iter().map(|vault| vault.address).collect();
    vaults.sort();
    let mut entries = vec![];
    for operator in operators {
        let weights = [1 + numbers.below(cast.size), 1 + numbers.below(cast.size)];
        let captured = weights[0].saturating_add(weights[1]);
        let kept = [0, 1].map(|place| Kept {
            vault: vaults[place],
            weight: if place == 1 { captured - weights[0] } else { weights[0] },
            claimed: 0,
        });
        let captor = id("carol");
        let head = StakeCapture {
            version: 1,
            table,
            operator,
            captor,
            weight: captured,
            kept: 2,
            ..blank(StakeCapture::LEN, STAKE_CAPTURE_DISCRIMINATOR)
        };
        put(svm, state, pda::capture(&table, &operator, &captor), &Capture { head, count: 2, entries: kept });
        let weight = if numbers.once_in(2) { captured } else { captured.min(cast.size / 2).max(1) };
        entries.push(Entry { operator, weight, captured_at: 0, captured, captor });
    }
    let total = entries[0].weight.saturating_add(entries[1].weight);
    let head = StakeTable {
        version: 1,
        ncn: at,
        index,
        opened_at: state.now - if numbers.once_in(12) { 599 } else { 600 },
        closes_at: state.now,
        total_weight: if numbers.once_in(12) { 0 } else { total },
        after,
        offers: marks,
        ..blank(StakeTable::LEN, STAKE_TABLE_DISCRIMINATOR)
    };
    let entries = [entries[0].clone(), entries[1].clone()];
    put(svm, state, table, &Table { head, count: 2, entries });
    put(svm, state, at, &ncn);
    if numbers.once_in(4) {
        age(svm, state, numbers);
    }
}

/// Has all that an offer waits for be long over: one that has attributed all of it, if there is one.
fn age(svm: &mut Svm, state: &mut State, numbers: &mut Numbers) {
    let mut all = offers(state);
    all.retain(|(_, offer)| offer.books.attributed == offer.books.amount || numbers.once_in(12));
    let Some((address, mut account)) = numbers.one_of(&all) else { return };
    let mut ncn: Ncn = state.read(&account.ncn);
    let long = 4 * MIN_CLAIM_SECONDS as i64;
    account.books.from -= long;
    account.books.until -= long;
    account.books.claims_until -= long;
    ncn.offers[account.place as usize].until -= long;
    let at = account.ncn;
    put(svm, state, address, &account);
    put(svm, state, at, &ncn);
}

fn offers(state: &State) -> Vec<(Pubkey, OfferAccount)> {
    state.all(REWARD_OFFER_DISCRIMINATOR)
}

fn tables(state: &State, ncn: &Pubkey) -> Vec<(Pubkey, Table)> {
    let mut all: Vec<(Pubkey, Table)> = state.all(STAKE_TABLE_DISCRIMINATOR);
    all.retain(|(_, table)| table.head.ncn == *ncn);
    all.sort_by_key(|(_, table)| table.head.index);
    all
}

/// One of the things that are done with them.
pub fn act(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(16) {
        0 => Some(open(cast, state, numbers)),
        1..=3 => attribute(state, numbers),
        4..=12 => claim(cast, state, numbers),
        13 | 14 => collect(cast, state, numbers),
        _ => close(cast, state, numbers),
    }
}

fn open(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (at, who) = (numbers.one_of(&cast.ncns[..2]).expect("NCNs"), cast.holder(numbers));
    let ncn: Ncn = state.read(&at);
    let mint = if numbers.once_in(2) { cast.vaults[0].asset_mint } else { cast.rewards[0] };
    let offer = RewardOffer::new(at, mint, ncn.next_offer);
    let from = token::address(&who, &mint);
    let amount = numbers.amount(state.balance(&from) >> 6);
    let begins = state.now - 50 + numbers.below(100) as i64;
    let times = [begins, begins + numbers.below(4_000) as i64];
    let claim = if numbers.once_in(8) { MIN_CLAIM_SECONDS - 1 } else { MIN_CLAIM_SECONDS + numbers.below(9) };
    let admin = if numbers.once_in(8) { cast.creator } else { cast.admin };
    step("open_reward_offer", offer.open(&admin, &who, amount, times, claim), move |draft| {
        let mut ncn: Ncn = draft.read(&at)?;
        if ncn.admin != admin {
            return Err(RestakingError::NotNcnAdmin.into());
        }
        if draft.find::<OfferAccount>(&offer.address).is_some()
            || offer.address != pda::reward_offer(&at, ncn.next_offer)
        {
            return Err(Refused::Account);
        }
        let books = Offer::open(amount, times, claim, draft.now())?;
        let mut places: [OfferPlace; MAX_OFFERS] = core::array::from_fn(|place| to_ledger(&ncn.offers[place]));
        let place = OfferPlace::first_free(&places)?;
        places[place] = books.place();
        ncn.offers[place] = to_client(&places[place]);
        let treasury_bump = Pubkey::find_program_address(&[b"offer_treasury", offer.address.as_ref()], &ID).1;
        let blank = blank::<OfferAccount>(OfferAccount::LEN, REWARD_OFFER_DISCRIMINATOR);
        let opened = OfferAccount {
            treasury_bump,
            ncn: at,
            index: ncn.next_offer,
            place: place as u64,
            mint,
            treasury: offer.treasury(),
            funder: who,
            rent_payer: who,
            first_table: ncn.next_table,
            next_table: ncn.next_table,
            books: to_client(&books),
            events: 1,
            ..blank
        };
        draft.open(&offer.address, &opened)?;
        ncn.next_offer += 1;
        draft.write(&at, &ncn);
        draft.transfer(&from, &offer.treasury(), amount)
    })
}

fn of(address: Pubkey, account: &OfferAccount) -> RewardOffer {
    RewardOffer { address, ncn: account.ncn, mint: account.mint }
}

/// The next table, as a rule.
fn attribute(state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (address, account) = numbers.one_of(&offers(state))?;
    let all = tables(state, &account.ncn);
    let next = all.iter().find(|(_, table)| table.head.after == account.next_table).map(|(at, _)| *at);
    let at = next.filter(|_| !numbers.once_in(6)).or_else(|| numbers.one_of(&all).map(|(at, _)| at))?;
    Some(step("attribute_reward", of(address, &account).attribute(&at), move |draft| {
        let mut offer: OfferAccount = draft.read(&address)?;
        let (mut ncn, mut table): (Ncn, Table) = (draft.read(&offer.ncn)?, draft.read(&at)?);
        let figures = [table.head.after, offer.next_table];
        if figures[0] != figures[1] {
            return Err(Refused::Program(RestakingError::TableOutOfOrder, Some(figures)));
        }
        if draft.now() < table.head.closes_at {
            let times = [draft.now(), table.head.closes_at].map(|time| time as u64);
            return Err(Refused::Program(RestakingError::TableOpen, Some(times)));
        }
        let place = offer.place as usize;
        let (mut books, mut own): (Offer, OfferPlace) = (to_ledger(&offer.books), to_ledger(&ncn.offers[place]));
        let StakeTable { opened_at, closes_at, total_weight, .. } = table.head;
        let facts = FinalTable { opened_at, closes_at, total_weight, operators: 2 };
        let part = books.attribute(&mut own, facts, draft.now())?;
        if part.amount == 0 {
            table.head.offers &= !(1 << place);
            draft.saw("a table that was attributed nothing");
        }
        table.head.parts[place] = to_client(&part);
        ncn.offers[place] = to_client(&own);
        offer = OfferAccount {
            books: to_client(&books),
            next_table: table.head.index + 1,
            events: offer.events + 1,
            ..offer
        };
        draft.write(&offer.ncn, &ncn);
        draft.write(&at, &table);
        draft.write(&address, &offer);
        Ok(())
    }))
}

/// Of one of the latest tables, and a share that nobody has claimed, as a rule.
fn claim(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (address, account) = numbers.one_of(&offers(state))?;
    let offer = of(address, &account);
    let (all, place) = (tables(state, &account.ncn), account.place as usize);
    let mut open = all.clone();
    let range = account.first_table..account.next_table;
    open.retain(|(_, table)| range.contains(&table.head.index) && table.head.parts[place].operators > 0);
    let among = if open.is_empty() || numbers.once_in(8) { &all } else { &open };
    let (at, table) = numbers.one_of(among)?;
    let entry = numbers.one_of(&table.entries)?;
    let captured = Captured { table: at, operator: entry.operator, captor: entry.captor };
    let capture: Capture = state.read(&captured.address());
    let unclaimed = capture.entries.iter().filter(|kept| kept.claimed >> place & 1 == 0).map(|kept| kept.vault);
    let of_unclaimed = numbers.one_of(&unclaimed.collect::<Vec<_>>()).filter(|_| !numbers.once_in(12));
    let vault = match of_unclaimed {
        Some(address) => *cast.vaults.iter().find(|vault| vault.address == address)?,
        None => numbers.one_of(&cast.vaults)?,
    };
    let to_stream = (account.mint == vault.asset_mint) != numbers.once_in(12);
    let reward = numbers.below(2) as u8 * u8::from(numbers.once_in(6));
    if !to_stream && cast.pools.iter().all(|pool| pool.vault.address != vault.address) {
        return None;
    }
    Some(if to_stream {
        step("claim_reward_share", offer.claim(&captured, &vault), move |draft| {
            let account: OfferAccount = draft.read(&address)?;
            // Offers are in tokens of SPL Token alone.
            if vault.asset_program != token::PROGRAM {
                return Err(Refused::Account);
            }
            draft.check_pause(&vault.address, Pause::REWARDS)?;
            if account.mint != vault.asset_mint {
                return Err(RestakingError::WrongMint.into());
            }
            let OfferShare { paid, .. } = share(draft, &offer, &captured, &vault)?;
            if paid == 0 {
                draft.saw("a share that rounds to nothing");
                return Ok(());
            }
            let protocol: Delayed = to_ledger(&draft.read::<Config>(&pda::config())?.protocol_fee_bps);
            let terms = RewardTerms { commission_bps: 0, protocol_fee_bps: protocol.at(draft.now()) };
            draft.vault(&vault.address, |ledger, now| ledger.pay_reward(&mut 0, paid, terms, now))?;
            draft.transfer(&offer.treasury(), &vault.asset_account, paid)
        })
    } else {
        let pool = pda::bond_pool(&vault.address);
        step("claim_position_share", offer.claim_to_pool(&captured, &vault.address, reward), move |draft| {
            let (account, found): (OfferAccount, VaultBondPool) = (draft.read(&address)?, draft.read(&pool)?);
            if account.mint == vault.asset_mint {
                return Err(RestakingError::AssetShare.into());
            }
            if found.mints[usize::from(reward)].mint != account.mint {
                return Err(RestakingError::WrongMint.into());
            }
            let OfferShare { paid, .. } = share(draft, &offer, &captured, &vault)?;
            if paid == 0 {
                return Ok(());
            }
            let mut books: BondPool = to_ledger(&found.ledger);
            books.pay(usize::from(reward), paid, draft.now())?;
            draft.write(&pool, &VaultBondPool { ledger: to_client(&books), events: found.events + 1, ..found });
            draft.transfer(&offer.treasury(), &pda::reward_treasury(&pool, reward), paid)
        })
    })
}

/// What both ways of a claim have in common.
fn share(draft: &mut Draft<'_>, offer: &RewardOffer, of: &Captured, vault: &Vault) -> Result<OfferShare, Refused> {
    let (mut account, mut table, mut capture): (OfferAccount, Table, Capture) =
        (draft.read(&offer.address)?, draft.read(&of.table)?, draft.read(&of.address())?);
    if !(account.first_table..account.next_table).contains(&table.head.index) {
        return Err(RestakingError::NotAttributed.into());
    }
    let place = account.place as usize;
    let entry = table.entries.iter().find(|entry| entry.operator == of.operator).expect("an entry").clone();
    let whole = capture.head.weight;
    let Some(kept) = capture.entries.iter_mut().find(|kept| kept.vault == vault.address) else {
        return Err(RestakingError::NoShare.into());
    };
    if kept.claimed >> place & 1 == 1 {
        return Err(RestakingError::ShareClaimed.into());
    }
    let weights =
        ShareWeights { vault: kept.weight, capture: whole, operator: entry.weight, table: table.head.total_weight };
    kept.claimed |= 1 << place;
    capture.head.claims[place] += 1;
    let record_at = pda::record(&account.ncn, &of.operator);
    let (operator, mut record): (Operator, OperatorRecord) = (draft.read(&of.operator)?, draft.read(&record_at)?);
    let bps = to_ledger::<Delayed>(&operator.commission_bps).at(draft.now());
    let (mut books, mut part): (Offer, OfferPart) = (to_ledger(&account.books), to_ledger(&table.head.parts[place]));
    let mut debt: OfferDebt = to_ledger(&record.commissions[place]);
    let share = books.claim(&mut part, weights, bps, debt.of(account.index), draft.now())?;
    if capture.head.claims[place] == capture.head.kept {
        books.settle_operator(&mut part)?;
    }
    if part.operators == 0 {
        table.head.offers &= !(1 << place);
        draft.saw("a table whose shares are all claimed");
    }
    table.head.parts[place] = to_client(&part);
    record.commissions[place] = to_client(&debt);
    account.books = to_client(&books);
    account.events += 1;
    draft.write(&offer.address, &account);
    draft.write(&of.table, &table);
    draft.write(&of.address(), &capture);
    draft.write(&record_at, &record);
    assert_eq!(books.invariant(), Ok(()));
    Ok(share)
}

fn collect(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (address, account) = numbers.one_of(&offers(state))?;
    let (offer, operator) = (of(address, &account), numbers.one_of(&cast.operators)?);
    // An operator's wallet is its creator's.
    let wallet = cast.admin;
    let to = if numbers.once_in(8) { id("alice") } else { wallet };
    Some(step("collect_reward_commission", offer.collect(&operator, &to), move |draft| {
        let record_at = pda::record(&offer.ncn, &operator);
        let (mut account, mut record): (OfferAccount, OperatorRecord) =
            (draft.read(&address)?, draft.read(&record_at)?);
        if to != wallet {
            return Err(RestakingError::WrongRecipient.into());
        }
        let place = account.place as usize;
        let (mut books, mut debt): (Offer, OfferDebt) =
            (to_ledger(&account.books), to_ledger(&record.commissions[place]));
        let amount = books.collect(debt.of(account.index))?;
        record.commissions[place] = to_client(&debt);
        account.books = to_client(&books);
        account.events += 1;
        draft.write(&address, &account);
        draft.write(&record_at, &record);
        draft.transfer(&offer.treasury(), &token::address(&to, &offer.mint), amount)
    }))
}

fn close(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (address, account) = numbers.one_of(&offers(state))?;
    let (offer, funder) = (of(address, &account), account.funder);
    let to = if numbers.once_in(8) { cast.admin } else { funder };
    let instruction = offer.close_to(None, &token::address(&to, &offer.mint), &funder);
    Some(step("close_reward_offer", instruction, move |draft| {
        let account: OfferAccount = draft.read(&address)?;
        let mut ncn: Ncn = draft.read(&offer.ncn)?;
        let place = account.place as usize;
        let (books, mut own): (Offer, OfferPlace) = (to_ledger(&account.books), to_ledger(&ncn.offers[place]));
        let left = books.close(&mut own, draft.now())?;
        let held = draft.balance(&offer.treasury());
        assert_eq!(held, left);
        if held > 0 && to != funder {
            return Err(RestakingError::WrongRecipient.into());
        }
        ncn.offers[place] = to_client(&own);
        draft.write(&offer.ncn, &ncn);
        draft.close(&address);
        draft.transfer(&offer.treasury(), &token::address(&to, &offer.mint), held)?;
        draft.close_tokens(&offer.treasury());
        draft.saw(if left > 0 { "an offer whose rest went back" } else { "an offer that was paid in full" });
        Ok(())
    }))
}

/// Nothing of the ledger's figures is out of what an offer holds.
pub fn check(state: &State) {
    for (at, account) in offers(state) {
        let books: ledger::state::reward_offer::Offer = to_ledger(&account.books);
        assert_eq!(books.invariant(), Ok(()), "{at}");
        assert_eq!(books.held().ok(), state.tokens.get(&account.treasury).copied(), "{at}");
    }
}
