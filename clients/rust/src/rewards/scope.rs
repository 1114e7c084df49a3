//! What an NCN's rewards depend on: a stranger's accounts are none of its concern, whatever is missing of their events.

use std::collections::{BTreeMap, BTreeSet};

use solana_program::pubkey::Pubkey;

use super::order::Gap;
use super::{Cut, Recorded};
use crate::{Event, Program, Sides};

/// The accounts that the NCN's rewards depend on.
pub struct Scope {
    /// The vaults that the NCN, or the parent of the operator set that it is, has agreed with.
    vaults: BTreeSet<Pubkey>,
    /// The vault of each one's bond pool.
    pub pools: BTreeMap<Pubkey, Pubkey>,
    /// The vault and the operator of each of their delegations, by the delegation's address.
    pub delegations: BTreeMap<Pubkey, (Pubkey, Pubkey)>,
    /// The records of the operators that the NCN has agreed with.
    records: BTreeSet<Pubkey>,
    /// All accounts with numbers, without those of the vaults' pools.
    accounts: BTreeSet<Pubkey>,
}

impl Scope {
    /// That of `ncn`, by all events. An address of a pair is found by both of its parties: no single event is needed for it.
    pub fn of(program: &Program, ncn: Pubkey, events: &[Recorded]) -> Self {
        let known = || events.iter().filter_map(|event| event.event.as_ref());
        let parent = known().find_map(|event| match event {
            Event::NcnRegistered(event) if event.ncn == ncn => Some(event.parent),
            _ => None,
        });
        let partner = parent.filter(|parent| *parent != Pubkey::default()).unwrap_or(ncn);
        let (mut vaults, mut operators) = (BTreeSet::new(), BTreeSet::new());
        let mut parties = BTreeMap::new();
        for event in known() {
            if let Event::OptInChanged(event) = event {
                parties.insert(event.opt_in, (event.left, event.right));
                // Without the NCN's own word the other side is a stranger.
                if ![&event.before, &event.after].into_iter().any(has_right) {
                    continue;
                }
                // An operator set has its own opt-ins with operators, and its parent has those with vaults.
                if event.right == ncn {
                    operators.insert(event.left);
                }
                if event.right == partner {
                    vaults.insert(event.left);
                }
            }
        }
        let mut pairs = BTreeSet::new();
        for event in known() {
            match event {
                Event::DelegationChanged(event) => drop(pairs.insert((event.vault, event.operator))),
                Event::DelegationAccountSet(event) => drop(pairs.insert((event.vault, event.operator))),
                Event::MoveAnnounced(event) => pairs.extend([(event.vault, event.from), (event.vault, event.to)]),
                Event::MoveCanceled(event) => pairs.extend([(event.vault, event.from), (event.vault, event.to)]),
                Event::MoveCompleted(event) => pairs.extend([(event.vault, event.from), (event.vault, event.to)]),
                Event::SlashProposed(event) => drop(pairs.insert((event.vault, event.operator))),
                Event::SlashVetoed(event) => drop(pairs.insert((event.vault, event.operator))),
                Event::SlashExecuted(event) => drop(pairs.insert((event.vault, event.operator))),
                Event::OptInChanged(event) => drop(pairs.insert((event.left, event.right))),
                _ => {}
            }
        }
        pairs.retain(|(vault, _)| vaults.contains(vault));
        let delegations = pairs.iter().map(|pair| (program.delegation(&pair.0, &pair.1), *pair)).collect();
        let pools = vaults.iter().map(|vault| (program.bond_pool(vault), *vault)).collect();
        let records: BTreeSet<Pubkey> = operators.iter().map(|operator| program.record(&ncn, operator)).collect();
        let within = |(left, right): &(Pubkey, Pubkey)| {
            operators.contains(left) && *right == ncn
                || vaults.contains(left) && (*right == partner || operators.contains(right))
        };
        let opt_ins = parties.iter().filter(|(_, parties)| within(parties)).map(|(opt_in, _)| *opt_in);
        let mut accounts: BTreeSet<Pubkey> = opt_ins.chain([ncn]).collect();
        accounts.extend(vaults.iter().chain(&operators).chain(&records));
        Self { vaults, pools, delegations, records, accounts }
    }

    /// Whether stake of the vault can be behind the NCN.
    pub fn has_vault(&self, vault: &Pubkey) -> bool {
        self.vaults.contains(vault)
    }

    /// Whether what is missing there matters. A bond pool's sum shows it better than its numbers.
    pub fn suffers(&self, gap: &Gap) -> bool {
        // Anyone can open a record, and nothing but that is a record's first event.
        let opens = gap.last == 1 && self.records.contains(&gap.account);
        self.accounts.contains(&gap.account) && !opens
    }

    /// The accounts that a cut log before `to` may hide the latest events of, and since when.
    pub fn tails(&self, events: &[Recorded], cuts: &[Cut], to: i64) -> BTreeMap<Pubkey, i64> {
        let mut last: BTreeMap<Pubkey, i64> = BTreeMap::new();
        for event in events.iter().filter(|event| event.number > 0) {
            let time = last.entry(event.account).or_insert(event.time);
            *time = event.time.max(*time);
        }
        let mut tails = BTreeMap::new();
        for cut in cuts.iter().filter(|cut| cut.time < to) {
            for account in &cut.accounts {
                let matters = self.accounts.contains(account) || self.pools.contains_key(account);
                // A later event's number shows whether one is missing.
                if matters && last.get(account).is_none_or(|last| *last <= cut.time) {
                    let since = tails.entry(*account).or_insert(cut.time);
                    *since = cut.time.min(*since);
                }
            }
        }
        tails
    }
}

fn has_right(sides: &Sides) -> bool {
    sides.right.current != 0 || sides.right.next != 0
}
