//! A captor's sum of an operator's weight, to be entered in a table.

use anchor_lang::accounts::Slab;
use anchor_lang::find_and_verify_program_address;
use anchor_lang::prelude::*;
use anchor_lang::{AccountRealloc, AnchorAccount, Discriminator, address_eq};

use super::{VERSION, create};
use crate::error::{RestakingError, fail};

/// The largest room of a new capture: one instruction allocates at most 10,240 bytes.
const MAX_NEW_VAULTS: u64 = ((MAX_NEW_BYTES - 8 - size_of::<StakeCapture>() - 8) / size_of::<CaptureEntry>()) as u64;

/// The largest growth of a capture in one instruction.
const MAX_MORE_VAULTS: u64 = (MAX_NEW_BYTES / size_of::<CaptureEntry>()) as u64;

/// The runtime's limit on an account's growth per instruction.
const MAX_NEW_BYTES: usize = 10_240;

/// A captor's sum of an operator's weight, at `["capture", table, operator, captor]`. If the table can receive rewards,
/// the vaults of the sum follow.
///
/// Each operator and captor has its own account, so captures do not block each other.
#[account]
pub struct StakeCapture {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub table: Address,
    pub operator: Address,
    /// The author. Paid for this account and receives its rent on closing.
    pub captor: Address,
    /// The last vault added; zero before the first. Later addresses must be higher, so no vault is added twice.
    pub last_vault: Address,
    /// When the last vault was added.
    pub captured_at: i64,
    /// The total weight of all vaults so far, saturating, before the table's cap.
    pub weight: u64,
    /// The number of vaults added.
    pub vaults: u64,
    pub events: u64,
    /// The number of its vaults that have claimed their share, by the index of each reward offer.
    pub claims: [u64; ledger::state::reward_offer::MAX_OFFERS],
    /// The number of stored vaults with weight.
    pub kept: u64,
    pub reserved: [u8; 32],
}

/// A vault with weight in a capture.
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct CaptureEntry {
    pub vault: Address,
    /// All weights add up to the capture's.
    pub weight: u64,
    /// A bitmap of the indexes of reward offers whose share the vault has claimed.
    pub claimed: u64,
}

/// Identifies a capture.
pub struct Capturing<'a> {
    /// Captures and pays.
    pub captor: &'a Signer,
    pub table: &'a Address,
    pub operator: &'a Address,
}

impl StakeCapture {
    pub const SEED: &'static [u8] = b"capture";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether all its vaults have claimed their shares of the offer at index `place`.
    pub fn is_claimed(&self, place: usize) -> bool {
        self.claims[place] == self.kept
    }
}

impl CaptureEntry {
    /// Stores the weight of `vault` in `capture`. A vault without weight has no share and needs no room.
    pub fn keep(capture: &mut Slab<StakeCapture, Self>, vault: &Address, weight: u64) -> Result<()> {
        if weight > 0 {
            capture.try_push(Self { vault: *vault, weight, claimed: 0 })?;
            capture.kept += 1;
        }
        Ok(())
    }

    /// The index of `vault` in `capture`.
    ///
    /// # Errors
    /// [`RestakingError::NoShare`].
    pub fn find(capture: &Slab<StakeCapture, Self>, vault: &Address) -> Result<usize> {
        let place = capture.as_slice().binary_search_by(|each| each.vault.cmp(vault));
        place.map_err(|_| RestakingError::NoShare.into())
    }
}

impl Capturing<'_> {
    /// Loads the capture at `view`, or creates it with room for `room` vaults.
    ///
    /// An account of this program with this type, table, operator and captor was created here at its one address, so
    /// the address is not derived again.
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

    /// Makes room in `capture` for `more` further vaults, or for `room` in total if that is more.
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

/// Refuses more vaults than one instruction can allocate.
fn check_room(vaults: u64, most: u64) -> Result<()> {
    if vaults > most {
        return Err(fail(RestakingError::TableSize, vaults, most));
    }
    Ok(())
}
