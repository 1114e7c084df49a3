//! The places of an aggregator's connections.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quinn::{Connection, VarInt};

use super::Limits;

/// The addresses that one host has: a single one, or in IPv6 a network of 64 bits.
pub(super) fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

/// The places of connections.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    next: u64,
    /// The connections by their order, with their addresses.
    open: BTreeMap<u64, (IpAddr, Standing)>,
}

/// What is known of a connection.
enum Standing {
    /// Its handshake is not over.
    New,
    /// It brought nothing good yet.
    Open(Connection),
    /// It brought a vote or a claim of a registered key.
    Good,
}

impl Places {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from `from`. Where all are taken, the longest open one that brought nothing good loses its place.
    pub(super) fn take(&self, from: IpAddr, limits: Limits) -> Option<Place> {
        let mut taken = self.taken();
        if taken.open.values().filter(|(address, _)| *address == from).count() >= limits.per_address {
            return None;
        }
        if taken.open.len() >= limits.connections {
            let idle = taken.open.iter().find(|(_, (_, standing))| matches!(standing, Standing::Open(_)));
            let order = idle.map(|(order, _)| *order)?;
            if let Some((_, Standing::Open(connection))) = taken.open.remove(&order) {
                connection.close(VarInt::from_u32(0), b"");
            }
        }
        let order = taken.next;
        taken.next += 1;
        taken.open.insert(order, (from, Standing::New));
        Some(Place { places: self.clone(), order })
    }
}

/// A connection's place among the limited ones.
pub(super) struct Place {
    places: Places,
    order: u64,
}

impl Place {
    pub(super) fn open(&self, connection: &Connection) {
        if let Some((_, standing)) = self.places.taken().open.get_mut(&self.order) {
            *standing = Standing::Open(connection.clone());
        }
    }

    /// Keeps it from being the next to lose its place.
    pub(super) fn prove(&self) {
        if let Some((_, standing)) = self.places.taken().open.get_mut(&self.order) {
            *standing = Standing::Good;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().open.remove(&self.order);
    }
}
