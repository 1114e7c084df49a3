//! What one captor has added up of an operator's weight, on its way into a table.

use anchor_lang::accounts::Slab;
use anchor_lang::find_and_verify_program_address;
use anchor_lang::prelude::*;
use anchor_lang::{AccountRealloc, AnchorAccount, Discriminator, address_eq};

use super::{VERSION, create};
use crate::error::{RestakingError, fail};

/// The most vaults that a new capture has room for: one instruction makes 10,240 bytes at the most.
const MAX_NEW_VAULTS: u64 = ((MAX_NEW_BYTES - 8 - size_of::<StakeCapture>() - 8) / size_of::<CaptureEntry>()) as u64;

/// The most vaults that a capture grows by at once.
const MAX_MORE_VAULTS: u64 = (MAX_NEW_BYTES / size_of::<CaptureEntry>()) as u64;

/// What the runtime lets one instruction add to an account.
const MAX_NEW_BYTES: usize = 10_240;

/// A captor's sum of an operator's weight, at `["capture", table, operator, captor]`. Where rewards may be attributed to the table,
/// the vaults of the sum follow.
///
/// Each operator and captor has an account of its own, so that no capture waits for another's.
#[account]
pub struct StakeCapture {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The table.
    pub table: Address,
    /// The operator.
    pub operator: Address,
    /// Who captures: it paid for this account, and gets its rent back.
    pub captor: Address,
    /// The last vault that was added: the next one's address is higher, so that none is added twice. Zero before the first.
    pub last_vault: Address,
    /// When the last vault was added.
    pub captured_at: i64,
    /// The weight of all vaults so far, or the most that fits; the table's cap comes later.
    pub weight: u64,
    /// How many vaults were added.
    pub vaults: u64,
    /// How many events it has emitted.
    pub events: u64,
    /// How many of its vaults have claimed their share, by the place of each reward offer.
    pub claims: [u64; ledger::MAX_OFFERS],
    /// How many vaults with weight it has kept.
    pub kept: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

/// A vault with weight in a capture.
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct CaptureEntry {
    /// The vault.
    pub vault: Address,
    /// Its weight. All of them add up to the capture's.
    pub weight: u64,
    /// The places of the reward offers whose share it has claimed, a bit each.
    pub claimed: u64,
}

/// Whose capture it is.
pub struct Capturing<'a> {
    /// Who captures, and pays.
    pub captor: &'a Signer,
    /// The table.
    pub table: &'a Address,
    /// The operator.
    pub operator: &'a Address,
}

impl StakeCapture {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"capture";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether all its vaults have claimed their shares of the offer in `place`.
    pub fn is_claimed(&self, place: usize) -> bool {
        self.claims[place] == self.kept
    }
}

impl CaptureEntry {
    /// Keeps the weight of `vault` in `capture`; a vault without weight has no share, and takes no room.
    pub fn keep(capture: &mut Slab<StakeCapture, Self>, vault: &Address, weight: u64) -> Result<()> {
        if weight > 0 {
            capture.try_push(Self { vault: *vault, weight, claimed: 0 })?;
            capture.kept += 1;
        }
        Ok(())
    }

    /// The place of `vault` in `capture`.
    ///
    /// # Errors
    /// [`RestakingError::NoShare`].
    pub fn find(capture: &Slab<StakeCapture, Self>, vault: &Address) -> Result<usize> {
        let place = capture.as_slice().binary_search_by(|each| each.vault.cmp(vault));
        place.map_err(|_| RestakingError::NoShare.into())
    }
}

impl Capturing<'_> {
    /// The capture at `view`, made first if there is none, with room for `room` vaults.
    ///
    /// An account of this program with this type, table, operator and captor was made here, at its one address: it is not
    /// derived again.
    pub fn load_or_open(&self, mut view: AccountView, room: u64) -> Result<Slab<StakeCapture, CaptureEntry>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let capture = unsafe { Slab::<StakeCapture, CaptureEntry>::load_mut(view) }?;
            require!(address_eq(&capture.table, self.table), RestakingError::WrongCapture);
            require!(address_eq(&capture.operator, self.operator), RestakingError::WrongCapture);
            require!(address_eq(&capture.captor, self.captor.address()), RestakingError::NotCaptor);
            return Ok(capture);
        }
        check_room(room, MAX_NEW_VAULTS)?;
        let captor = self.captor.address();
        let seeds: [&[u8]; 4] = [StakeCapture::SEED, self.table.as_ref(), self.operator.as_ref(), captor.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let space = Slab::<StakeCapture, CaptureEntry>::space_for(room as u32);
        create(&[&view, self.captor.account()], &seeds, bump, space)?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(StakeCapture::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Slab::<StakeCapture, CaptureEntry>::load_mut_after_init(view) }?;
        opened.version = VERSION;
        opened.bump = bump;
        opened.table = *self.table;
        opened.operator = *self.operator;
        opened.captor = *captor; // All else of a new account is zero.
        Ok(opened)
    }

    /// Makes room in `capture` for `more` vaults, or for `room` in all if that is more.
    pub fn make_room(&self, capture: &mut Slab<StakeCapture, CaptureEntry>, more: usize, room: u64) -> Result<()> {
        let capacity = capture.capacity() as u64;
        let room = room.max((capture.len() + more) as u64);
        if room > capacity {
            check_room(room - capacity, MAX_MORE_VAULTS)?;
            let space = Slab::<StakeCapture, CaptureEntry>::space_for(room as u32);
            capture.realloc_account(space, *self.captor.account(), false)?;
        }
        Ok(())
    }
}

/// Refuses more vaults than one instruction makes room for.
fn check_room(vaults: u64, most: u64) -> Result<()> {
    if vaults > most {
        return Err(fail(RestakingError::TableSize, vaults, most));
    }
    Ok(())
}
