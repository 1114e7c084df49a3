//! Rewards by root: who funds, publishes, strikes and claims.

use restaking_client::exact::ledger::RewardBooks;
use restaking_client::merkle::Earnings;
use restaking_client::{REWARD_CLAIM_DISCRIMINATOR, RestakingError, RewardClaim, RewardTree};
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

/// Earnings that rise from list to list, so that each can be made again from its number.
fn earnings(cast: &Cast, tree: &Pubkey, list: u64) -> Earnings {
    let earned = |place: u64| list * (1_000 + 7 * place) + list / 3 * place;
    Earnings::new(tree, cast.holders.iter().zip(0..).map(|(who, place)| (*who, earned(place)))).expect("a list")
}

/// One of the things that are done with a tree.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (tree, who, admin) = (numbers.one_of(&cast.trees)?, cast.holder(numbers), cast.admin);
    let (at, treasury) = (tree.address, tree.treasury());
    let books: RewardBooks = to_ledger(&state.read::<RewardTree>(&at).books);
    Some(match numbers.below(5) {
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
            let from = tree.tokens_of(&admin);
            step("publish_root", tree.publish(&admin, root, total), move |draft| {
                let missing = with_books(draft, &at, |books, tree, now| {
                    let missing = books.publish(root, total, tree.delay_seconds, now)?;
                    tree.root_disputer = if now >= tree.disputer_from { tree.next_disputer } else { tree.disputer };
                    Ok(missing)
                })?;
                draft.transfer(&from, &treasury, missing)
            })
        }
        2 if numbers.once_in(3) => {
            let root = if numbers.once_in(4) { books.active_root } else { books.next_root };
            step("strike_root", tree.strike(&admin, root), move |draft| {
                with_books(draft, &at, |books, tree, now| {
                    books.strike(root, now)?;
                    if tree.root_disputer != admin {
                        return Err(RestakingError::NotDisputer.into());
                    }
                    tree.root_disputer = Pubkey::default();
                    Ok(())
                })
            })
        }
        _ => {
            let mut counts = books;
            counts.settle(state.now);
            let (cumulative, proof) = cast.lists.get(&counts.active_root)?.proof(&who)?;
            let (claim_at, to) = (tree.claim_of(&who), tree.tokens_of(&who));
            step("claim_reward", tree.claim(&who, (cumulative, proof)), move |draft| {
                let found: Option<RewardClaim> = draft.find(&claim_at);
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
                        &RewardClaim { tree: at, earner: who, rent_payer: who, claimed: cumulative, ..blank },
                    )?,
                }
                draft.transfer(&treasury, &to, amount)
            })
        }
    })
}
