//! What is true of a pool and all around it after every step.

use liquid_ledger::transition::touch::Values;

use super::{KINDS, World};

impl World {
    pub fn check(&mut self) {
        self.pool.invariant().unwrap();
        self.check_shares();
        self.check_tokens();
        self.check_placements();
        self.check_queues();
        self.check_lot();
        self.check_rate();
    }

    /// What is not sold of the lot, and what came in later, is all that the treasury holds.
    fn check_lot(&self) {
        self.lot.invariant().unwrap();
        assert_eq!(self.lot.left + self.arrived, self.treasury, "the treasury");
    }

    /// N is the sum of all shares.
    fn check_shares(&self) {
        let waiting: u64 = self.batches.values().map(|batch| batch.waiting()).sum();
        let held = self.shares.iter().sum::<u64>() + waiting + self.fees + self.pool.fee_shares;
        assert_eq!(self.pool.supply, held, "N is the sum of all shares");
    }

    /// Each token of a reserve stands in one place.
    fn check_tokens(&self) {
        for place in 0..KINDS {
            let asset = &self.pool.assets[place];
            assert_eq!(asset.held(), Some(self.reserves[place]), "reserve {place}");
            let batches = self.batches.iter().filter(|(key, _)| key.0 == place);
            let filled: u64 = batches.map(|(_, batch)| batch.paid - batch.taken).sum();
            let pots = self.collected.iter().filter(|(asset, _)| *asset == place);
            let pots: u64 = pots.map(|(_, pot)| pot.paid.unwrap()).sum();
            assert_eq!(asset.owed, filled + pots + self.set_aside[place], "what is owed of {place}");
        }
    }

    fn check_placements(&self) {
        for ((place, slot), pot) in &self.pots {
            let exit = &self.pool.placements[*place].exits[*slot];
            assert_eq!(exit.given, pot.given, "the leavers' part of an exit");
        }
    }

    /// A queue is the row of its batches, filled from its beginning.
    fn check_queues(&self) {
        for place in 0..KINDS {
            let batches = self.batches.iter().filter(|(key, _)| key.0 == place).map(|(_, batch)| batch);
            let waiting: u64 = batches.clone().map(|batch| batch.waiting()).sum();
            assert_eq!(self.pool.assets[place].queued(), waiting, "what waits for {place}");
            let mut is_behind = false;
            for batch in batches {
                batch.invariant().unwrap();
                assert!(!(is_behind && batch.filled > 0), "a batch of {place} was filled before an earlier one");
                is_behind |= batch.waiting() > 0;
                let asked = self.asked.iter().filter(|asked| (asked.place, asked.period) == (place, batch.period));
                let (shares, taken) =
                    asked.fold((0, 0), |sum, asked| (sum.0 + asked.request.shares, sum.1 + asked.request.taken));
                if batch.waiting() > 0 || batch.filled == 0 {
                    assert_eq!((shares, taken), (batch.shares, batch.taken), "the requests of a batch of {place}");
                }
            }
        }
    }

    /// The lower value is never above the higher one.
    fn check_rate(&mut self) {
        let pool = self.pool;
        let Values { total_low, total_high, .. } = self.touch();
        assert!(total_low <= total_high, "{total_low} over {total_high}");
        // Looking twice changes nothing.
        let once = self.pool;
        self.touch();
        assert!(once == self.pool, "looking twice changed the pool");
        self.pool = pool;
    }
}
