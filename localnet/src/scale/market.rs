//! Operators, NCNs, and vaults with what they delegate.

use anyhow::Result;
use harness::Vault as VaultAddresses;
use restaking_client::ledger::math::BPS;
use restaking_client::ledger::state::allocation::Allocation;
use restaking_client::ledger::state::books::UNITS;
use restaking_client::ledger::state::breaker::LossLimits;
use restaking_client::ledger::state::delayed::{Delayed, Notice};
use restaking_client::ledger::state::delegation::Delegation;
use restaking_client::ledger::state::opt_in::{Side, Sides};
use restaking_client::ledger::state::stop_loss::StopLoss;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::ledger::transition::vault::Limits;
use restaking_client::{
    NCN_ALLOCATION_DISCRIMINATOR, NCN_DISCRIMINATOR, Ncn, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR,
    OPERATOR_DISCRIMINATOR, OPT_IN_DISCRIMINATOR, Operator, OperatorDelegation, OptIn,
};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use super::put::{as_stored, blank, derived, put};
use super::{ASSETS, ONE, Scale, asset, founder, refused, vault};
use crate::example::plan::DAY;
use crate::keys::address;

/// The lengths of epochs, in days, in turn.
const EPOCH_DAYS: [u64; 3] = [1, 2, 5];

/// What each vault holds at first.
const DEPOSIT: u64 = 10_000 * ONE;

/// The part that a vault delegates to each of its two operators.
const PART_BPS: u64 = 3_500;

/// The whole market: one for all vaults.
pub struct Market {
    operators: Vec<(Pubkey, u8)>,
    ncns: Vec<(Pubkey, u8)>,
    began: i64,
}

/// A vault's books, and its accounts but for the vault itself.
pub struct Made {
    pub place: u32,
    pub at: VaultAddresses,
    pub ledger: VaultLedger,
    /// The shares of its depositor.
    pub shares: u64,
    pub accounts: Vec<(Pubkey, Account)>,
}

impl Market {
    pub fn new(scale: Scale, end: i64) -> Self {
        let entity = |kind: &'static [u8], place: u32| {
            derived(&[kind, founder(place).as_ref(), &u64::from(place).to_le_bytes()])
        };
        Self {
            operators: (0..=scale.vaults / 10 + 1).map(|place| entity(b"operator", place)).collect(),
            ncns: (0..=scale.vaults / 25 + 1).map(|place| entity(b"ncn", place)).collect(),
            began: end - 28 * DAY,
        }
    }

    /// Operators, NCNs, and what they agree on.
    pub fn entities(&self) -> Result<Vec<(Pubkey, Account)>> {
        let mut all = vec![];
        for (place, (at, bump)) in (0..).zip(&self.operators) {
            let mut operator: Operator = blank(Operator::LEN)?;
            (operator.discriminator, operator.version, operator.bump) = (OPERATOR_DISCRIMINATOR, 1, *bump);
            (operator.index, operator.creator, operator.admin) = (place.into(), founder(place), founder(place));
            (operator.allocator, operator.fee_wallet) = (founder(place), founder(place));
            operator.commission_bps = as_stored(&Delayed::settled(u64::from(place % 12) * 100))?;
            operator.uri = uri(&format!("Operator {place}"));
            all.push(put(*at, &operator)?);
        }
        for (place, (at, bump)) in (0..).zip(&self.ncns) {
            all.push(put(*at, &ncn(place, *bump)?)?);
            for (operator, _) in &self.operators {
                all.push(self.opt_in(operator, at, self.notice())?);
            }
        }
        Ok(all)
    }

    /// A notice that is over by now.
    fn notice(&self) -> Notice {
        Notice { fall: self.began + DAY, rise: self.began + DAY }
    }

    /// The vault number `place`, with two operators and two NCNs behind each.
    pub fn vault(&self, place: u32) -> Result<Made> {
        let (at, began) = (vault(place), self.began);
        let limits = Limits {
            deposit_cap: u64::MAX / 4,
            instant_fee_bps: 10,
            instant_capacity: DEPOSIT / 20,
            instant_refill_seconds: DAY.unsigned_abs(),
        };
        let epoch = EPOCH_DAYS[place as usize % EPOCH_DAYS.len()] * DAY.unsigned_abs();
        let mut ledger = VaultLedger::new(epoch, limits, began).map_err(refused)?;
        let shares = ledger.deposit(DEPOSIT + u64::from(place) * ONE, 0, began).map_err(refused)?.flow.shares_minted;
        let notice = ledger.notice_at(began);
        let mut accounts = vec![];
        let pick = |from: &[(Pubkey, u8)], offset: usize| from[(place as usize + offset) % from.len()].0;
        let ncns = [0, 1].map(|offset| pick(&self.ncns, offset));
        for operator in [0, 1].map(|offset| pick(&self.operators, offset)) {
            let mut delegation = Delegation::new();
            let units = ledger.units_of_bps(PART_BPS).map_err(refused)?;
            ledger.delegate(&mut delegation, units, began).map_err(refused)?;
            let (delegated, bump) = derived(&[b"delegation", at.address.as_ref(), operator.as_ref()]);
            for ncn in &ncns {
                let mut allocation = Allocation::new();
                ledger.allocate(&mut delegation, &mut allocation, UNITS / 2, began).map_err(refused)?;
                let (allocated, bump) = derived(&[b"allocation", delegated.as_ref(), ncn.as_ref()]);
                let mut stored: NcnAllocation = blank(NcnAllocation::LEN)?;
                (stored.discriminator, stored.version, stored.bump) = (NCN_ALLOCATION_DISCRIMINATOR, 1, bump);
                (stored.delegation, stored.ncn, stored.rent_payer) = (delegated, *ncn, at.creator);
                stored.allocation = as_stored(&allocation)?;
                accounts.push(put(allocated, &stored)?);
            }
            let mut stored: OperatorDelegation = blank(OperatorDelegation::LEN)?;
            (stored.discriminator, stored.version, stored.bump) = (OPERATOR_DELEGATION_DISCRIMINATOR, 1, bump);
            (stored.vault, stored.operator, stored.rent_payer) = (at.address, operator, at.creator);
            stored.delegation = as_stored(&delegation)?;
            accounts.push(put(delegated, &stored)?);
            accounts.push(self.opt_in(&at.address, &operator, notice)?);
        }
        for ncn in &ncns {
            accounts.push(self.opt_in(&at.address, ncn, notice)?);
        }
        Ok(Made { place, at, ledger, shares, accounts })
    }

    fn opt_in(&self, left: &Pubkey, right: &Pubkey, notice: Notice) -> Result<(Pubkey, Account)> {
        let mut sides = Sides::new();
        for side in [Side::Left, Side::Right] {
            sides.join(side, self.began, notice).map_err(refused)?;
        }
        let (at, bump) = derived(&[b"opt_in", left.as_ref(), right.as_ref()]);
        let mut stored: OptIn = blank(OptIn::LEN)?;
        (stored.discriminator, stored.version, stored.bump) = (OPT_IN_DISCRIMINATOR, 1, bump);
        (stored.left, stored.right, stored.rent_payer) = (*left, *right, address("issuer"));
        stored.sides = as_stored(&sides)?;
        stored.limits = as_stored(&LossLimits::any())?;
        (stored.sets, stored.stop_loss) = (as_stored(&Delayed::settled(0))?, as_stored(&StopLoss::none())?);
        put(at, &stored)
    }
}

/// An NCN that slashes up to a fifth. It has no signing domain, since no operator has a key in it.
fn ncn(place: u32, bump: u8) -> Result<Ncn> {
    let mut ncn: Ncn = blank(Ncn::LEN)?;
    (ncn.discriminator, ncn.version, ncn.bump) = (NCN_DISCRIMINATOR, 1, bump);
    (ncn.index, ncn.creator, ncn.admin) = (place.into(), founder(place), founder(place));
    ncn.max_operator_weight = u64::MAX;
    for (entry, number) in ncn.assets.iter_mut().zip(0..ASSETS) {
        (entry.mint, entry.weight) = (asset(number), 1_000_000_000);
    }
    ncn.uri = uri(&format!("Network {place}"));
    (ncn.policy.slasher, ncn.policy.resolver) = (founder(place), address("council"));
    (ncn.policy.terms.challenge_seconds, ncn.policy.terms.max_fraction) = (2 * DAY.unsigned_abs(), UNITS / 5);
    ncn.policy.terms.burn_bps = BPS;
    ncn.next_policy = ncn.policy.clone();
    Ok(ncn)
}

/// A description in the URI itself.
fn uri(name: &str) -> [u8; 128] {
    let mut bytes = [0; 128];
    let text = format!(r#"data:application/json,{{"name":"{name}"}}"#);
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}
