//! Addresses on the curve, which a search for a program's address meets before the account's own.

use restaking_client::Program;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;

/// The first number for which the hash of its seeds with the highest bump is on the curve, and that hash. Half of all hashes are.
///
/// # Panics
/// If none of 64 is.
pub fn first<const SEEDS: usize>(seeds: impl Fn(u64) -> [Vec<u8>; SEEDS]) -> (u64, Pubkey) {
    let at = |number| {
        let seeds = seeds(number);
        on_curve(&seeds.iter().map(Vec::as_slice).collect::<Vec<_>>()).map(|address| (number, address))
    };
    (0..64).find_map(at).expect("half of all hashes are on the curve")
}

fn on_curve(seeds: &[&[u8]]) -> Option<Pubkey> {
    let program = Program::LOCAL.address();
    let parts = [seeds, &[&[u8::MAX], program.as_ref(), b"ProgramDerivedAddress"]].concat();
    let address = Pubkey::new_from_array(hashv(&parts).to_bytes());
    let (found, bump) = Pubkey::find_program_address(seeds, &program);
    assert_eq!(bump == u8::MAX, found == address, "not the runtime's own search");
    address.is_on_curve().then_some(address)
}
