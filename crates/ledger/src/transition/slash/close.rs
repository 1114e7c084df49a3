//! What a veto and an execution share: the slash is open no more.

use crate::math::sub;
use crate::refusal::{Refusal, Result, Rule, ensure};
use crate::state::delegation::Delegation;
use crate::state::exit_bucket::{Bucket, POOLS, Pool};
use crate::state::slash::Slash;
use crate::state::vault::VaultLedger;
use crate::transition::slash::target::Target;

impl VaultLedger {
    /// Takes a slash off the list of open ones, and returns the pools of its buckets without it.
    pub(crate) fn close(
        &mut self,
        slash: &Slash,
        buckets: &[Option<&mut Bucket>; 2],
    ) -> Result<[Option<[Pool; POOLS]>; 2]> {
        let mut closed = [None; 2];
        for place in 0..2 {
            if !slash.took_from(place) {
                continue;
            }
            let epoch = slash.epoch + place as u64;
            let Some(bucket) = &buckets[place] else { return Err(Refusal::new(Rule::WrongBucket, 0, epoch)) };
            ensure(bucket.epoch == epoch, Rule::WrongBucket, bucket.epoch, epoch)?;
            let mut pools = bucket.pools;
            for (pool, part) in pools.iter_mut().zip(slash.part_of(bucket)?) {
                pool.contested = sub(pool.contested, *part)?;
            }
            closed[place] = Some(pools);
        }
        self.contested = sub(self.contested, slash.active)?;
        self.escrowed = sub(self.escrowed, slash.stake)?;
        Ok(closed)
    }
}

impl Delegation {
    /// Counts a slash of `magnitude` that ends.
    pub(crate) fn close_slash(&mut self, magnitude: u64, now: i64) -> Result<()> {
        self.open_slashes = sub(self.open_slashes, 1)?;
        self.contested = sub(self.contested, magnitude)?;
        if self.open_slashes == 0 {
            self.open_until = now;
        }
        self.restart();
        Ok(())
    }
}

pub(crate) fn write(target: &mut Target, pools: [Option<[Pool; POOLS]>; 2]) {
    for (bucket, pools) in target.buckets.iter_mut().zip(pools) {
        if let (Some(bucket), Some(pools)) = (bucket, pools) {
            bucket.pools = pools;
        }
    }
}
