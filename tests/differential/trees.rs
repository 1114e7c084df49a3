//! Rewards by root: funding, publishing, striking and claiming.

use restaking_client::ledger::state::reward_tree::RewardBooks;
use restaking_client::merkle::Earnings;
use restaking_client::{
    REWARD_CLAIM_DISCRIMINATOR, RestakingError, RewardClaim, RewardTree, SetClaimer, SetClaimerInstructionArgs,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// Has the tree's books do `transition`, and counts an event.
fn with_books<R>(
    draft: &mut Draft<'_>,
    at: &Pubkey,
    transition: impl FnOnce(&mut RewardBooks, &mut RewardTree, i64) -> Result<R, Refused>,
) -> Result<R, Refused> {
    let mut tree: RewardTree = draft.read(at)?;
    let mut books = to_ledger(&tree.books);
    let done = transition(&mut books, &mut tree, draft.now())?;
    draft.write(at, &RewardTree { books: to_client(&books), events: tree.events + 1, ..tree });
    Ok(done)
}

/// Earnings that rise from list to list.
fn earnings(cast: &Cast, tree: &Pubkey, list: u64) -> Earnings {
    let unit = (cast.size >> 24).max(1);
    let earned = |place: u64| (list + list / 3 * place) * unit;
    Earnings::new(tree, cast.holders.iter().zip(0..).map(|(who, place)| (*who, earned(place)))).expect("a list")
}

/// One of the things that are done with a tree.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (tree, who, admin) = (numbers.one_of(&cast.trees)?, cast.holder(numbers), cast.admin);
    let (at, treasury) = (tree.address, tree.treasury());
    let account: RewardTree = state.read(&at);
    let books: RewardBooks = to_ledger(&account.books);
    Some(match numbers.below(7) {
        0 => {
            let from = tree.tokens_of(&who);
            let amount = numbers.amount(state.balance(&from) >> 16);
            step("fund_reward_tree", tree.fund(&who, amount), move |draft| {
                with_books(draft, &at, |books, _, _| Ok(books.fund(amount)?))?;
                draft.transfer(&from, &treasury, amount)
            })
        }
        1 => {
            let list = cast.nonce() / if numbers.once_in(4) { 2 } else { 1 };
            let list = earnings(cast, &at, list);
            let (root, total) = (list.root(), list.total());
            cast.lists.insert(root, list);
            let publisher = if numbers.once_in(8) { cast.creator } else { account.publisher };
            let from = tree.tokens_of(&publisher);
            step("publish_root", tree.publish(&publisher, root, total), move |draft| {
                let missing = with_books(draft, &at, |books, tree, now| {
                    if tree.publisher != publisher {
                        return Err(RestakingError::NotPublisher.into());
                    }
                    let missing = books.publish(root, total, tree.delay_seconds, now)?;
                    tree.root_disputer = disputer_at(tree, now);
                    Ok(missing)
                })?;
                draft.transfer(&from, &treasury, missing)
            })
        }
        2 if numbers.once_in(3) => {
            let root = if numbers.once_in(4) { books.active_root } else { books.next_root };
            let named = account.root_disputer;
            let disputer = if named == Pubkey::default() || numbers.once_in(8) { admin } else { named };
            step("strike_root", tree.strike(&disputer, root), move |draft| {
                with_books(draft, &at, |books, tree, now| {
                    books.strike(root, now)?;
                    if tree.root_disputer != disputer {
                        return Err(RestakingError::NotDisputer.into());
                    }
                    tree.root_disputer = Pubkey::default();
                    Ok(())
                })
            })
        }
        2 => set_claimer(cast, numbers),
        3 if numbers.once_in(3) => set_roles(cast, numbers, &tree),
        _ => {
            let mut counts = books;
            counts.settle(state.now);
            let (cumulative, proof) = cast.lists.get(&counts.active_root)?.proof(&who)?;
            let (claim_at, to) = (tree.claim_of(&who), tree.tokens_of(&who));
            let named = state.find::<RewardClaim>(&claim_at).map(|claim| claim.claimer);
            let named = named.filter(|claimer| *claimer != Pubkey::default() && !numbers.once_in(4));
            let claimer = if numbers.once_in(16) { cast.holder(numbers) } else { named.unwrap_or(who) };
            let instruction = tree.claim_for(&claimer, &who, &to, (cumulative, proof));
            step("claim_reward", instruction, move |draft| {
                let found: Option<RewardClaim> = draft.find(&claim_at);
                if claimer != who {
                    if found.as_ref().map(|claim| claim.claimer) != Some(claimer) {
                        return Err(RestakingError::NotEarner.into());
                    }
                    draft.saw("a claim by a named claimer");
                }
                let claimed = found.as_ref().map_or(0, |claim| claim.claimed);
                let amount = with_books(draft, &at, |books, tree, now| {
                    books.settle(now);
                    if books.activates_at == 0 {
                        tree.root_disputer = Pubkey::default();
                    }
                    if books.active_root != counts.active_root {
                        return Err(RestakingError::NotInTree.into());
                    }
                    Ok(books.claim(cumulative, claimed)?)
                })?;
                let blank = blank::<RewardClaim>(RewardClaim::LEN, REWARD_CLAIM_DISCRIMINATOR);
                match found {
                    Some(claim) => draft.write(&claim_at, &RewardClaim { claimed: cumulative, ..claim }),
                    None => draft.open(
                        &claim_at,
                        &RewardClaim { tree: at, earner: who, rent_payer: claimer, claimed: cumulative, ..blank },
                    )?,
                }
                draft.transfer(&treasury, &to, amount)
            })
        }
    })
}

/// The disputer of a root of `tree` that is published at `now`.
fn disputer_at(tree: &RewardTree, now: i64) -> Pubkey {
    if now >= tree.disputer_from { tree.next_disputer } else { tree.disputer }
}

/// Names another publisher and another disputer, or nobody to dispute.
fn set_roles(cast: &Cast, numbers: &mut Numbers, tree: &harness::RewardTree) -> Step {
    let named = [cast.admin, cast.admin, cast.creator];
    let [publisher, disputer] = [(); 2].map(|()| numbers.one_of(&named).expect("three"));
    let disputer = if numbers.once_in(4) { Pubkey::default() } else { disputer };
    let at = tree.address;
    step("set_reward_roles", tree.set_roles(&cast.admin, &publisher, &disputer), move |draft| {
        with_books(draft, &at, |_, tree, now| {
            if disputer == Pubkey::default() {
                return Err(RestakingError::NoDisputer.into());
            }
            tree.publisher = publisher;
            if disputer != tree.next_disputer {
                let counts = disputer_at(tree, now);
                let delay = if disputer == counts { 0 } else { tree.delay_seconds };
                (tree.disputer, tree.next_disputer) = (counts, disputer);
                tree.disputer_from = now.saturating_add_unsigned(delay);
            }
            Ok(())
        })
    })
}

/// Lets another holder claim, or nobody; with the account of another tree at times.
fn set_claimer(cast: &Cast, numbers: &mut Numbers) -> Step {
    let (tree, of) = (numbers.one_of(&cast.trees).expect("trees"), numbers.one_of(&cast.trees).expect("trees"));
    let of = if numbers.once_in(4) { of } else { tree };
    let (who, claimer) = (cast.holder(numbers), cast.holder(numbers));
    let claimer = if numbers.once_in(3) { Pubkey::default() } else { claimer };
    let (at, claim_at) = (tree.address, of.claim_of(&who));
    let accounts = SetClaimer { payer: who, earner: who, tree: at, claim: claim_at, system_program: Pubkey::default() };
    let instruction = accounts.instruction(SetClaimerInstructionArgs { new_claimer: claimer });
    step("set_claimer", instruction, move |draft| {
        if of != tree {
            return Err(Refused::Account);
        }
        with_books(draft, &at, |_, _, _| Ok(()))?;
        let blank = blank::<RewardClaim>(RewardClaim::LEN, REWARD_CLAIM_DISCRIMINATOR);
        match draft.find::<RewardClaim>(&claim_at) {
            Some(claim) => draft.write(&claim_at, &RewardClaim { claimer, ..claim }),
            None => draft.open(&claim_at, &RewardClaim { tree: at, earner: who, rent_payer: who, claimer, ..blank })?,
        }
        Ok(())
    })
}
