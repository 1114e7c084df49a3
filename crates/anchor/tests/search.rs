//! The search against Anchor's, which asks for each bump.

use anchor::{find_and_verify_program_address, prelude::*};

const PROGRAM: Address = Address::new_from_array([7; 32]);

/// The addresses of a seed, from the highest bump to the first off the curve.
fn candidates(seed: &[u8]) -> Vec<Address> {
    let bump = Address::find_program_address(&[seed], &PROGRAM).1;
    (bump..=u8::MAX).rev().map(|bump| Address::derive_address(&[seed], Some(bump), &PROGRAM)).collect()
}

#[test]
fn finds_what_anchor_finds() {
    let mut bumps = Vec::new();
    for seed in 0u8..64 {
        let (address, bump) = Address::find_program_address(&[&[seed]], &PROGRAM);
        assert_eq!(find_and_verify_program_address(&[&[seed]], &PROGRAM, &address), Ok(bump));
        assert_eq!(anchor_lang::find_and_verify_program_address(&[&[seed]], &PROGRAM, &address), Ok(bump));
        bumps.push(bump);
    }
    // Bumps at once, later and much later.
    assert!(bumps.contains(&255) && bumps.contains(&254) && bumps.iter().any(|bump| *bump < 252));
}

#[test]
fn refuses_every_other_address() {
    for seed in 0u8..64 {
        let last = *candidates(&[seed]).last().unwrap();
        let bump = find_and_verify_program_address(&[&[seed]], &PROGRAM, &last).unwrap();
        for lower in (0..bump).rev().take(4) {
            // Off the curve or not, it is not the highest one.
            let other = Address::derive_address(&[&[seed]], Some(lower), &PROGRAM);
            assert_eq!(find_and_verify_program_address(&[&[seed]], &PROGRAM, &other), Err(ProgramError::InvalidSeeds));
        }
        assert!(find_and_verify_program_address(&[&[seed]], &Address::new_from_array([8; 32]), &last).is_err());
        assert!(find_and_verify_program_address(&[&[seed, 0]], &PROGRAM, &last).is_err());
    }
}

#[test]
fn what_it_leaves_to_the_account_is_on_the_curve() {
    let candidates: Vec<_> = (0u8..64).map(|seed| candidates(&[seed])).find(|all| all.len() > 1).unwrap();
    // Anchor's search refuses the first of them, and this one leaves it to the signature.
    assert!(candidates[0].is_on_curve() && !candidates.last().unwrap().is_on_curve());
}
