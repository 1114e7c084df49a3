//! What the codes of the stake program and of the pool program mean to a staker.

/// What a code of the stake program means; none for what no instruction of this crate can bring.
pub(crate) fn stake_sentence(code: u32) -> Option<&'static str> {
    Some(match code {
        1 | 7 | 8 => "The stake account is locked: its custodian has to lift the lockup first",
        4 => "The stake account has less stake than that",
        5 => "The stake account is between two states: wait for the cluster's next epoch",
        6 => "The stake accounts have other validators, authorities or lockups",
        12 => "The stake is less than the cluster's least delegation",
        16 => "Stake accounts stand still while the last epoch's rewards are paid: try again in some minutes",
        _ => return None,
    })
}

/// What a code of the pool program means; none for what only wrong addresses bring.
pub(crate) fn pool_sentence(code: u32) -> Option<&'static str> {
    Some(match code {
        0 => "The validator has no single-validator pool yet",
        8 => "The stake is worth less than one pool token",
        9 => "The tokens are worth less than the cluster's least delegation",
        10 => "The pool's active stake is less than that: wait for the cluster's next epoch, or withdraw less",
        12 => {
            "The stake account is not as the pool takes it: fully active and delegated to the pool's validator, without a lockup"
        }
        15 | 16 => "The vote account is of a kind that pools do not take",
        19 => "The pool is there already",
        21 => "The pool has no on-ramp yet: `restake stake create-pool` makes it",
        22 => "The pool's stake is not active: `restake stake replenish` delegates it again",
        23 => "The pool cannot give this much: the cluster's least delegation has to stay",
        _ => return None,
    })
}
