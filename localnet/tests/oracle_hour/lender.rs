//! The program that reads the feed: the example in `examples/lender`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use harness::Failure;
use localnet::keys::{address, key};
use solana_message::Message;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_transaction::Transaction;

use crate::world::{FEED, World};

/// Its address.
pub const PROGRAM: Pubkey = solana_program::pubkey!("8ssDQ24VDzpm6EAWgGzY8RzG1TNHgMna15bHn4b4PzvW");

/// The code of an old price, and that of none.
pub const TOO_OLD: u32 = 6_003;
pub const NO_PRICE: u32 = 6_002;

fn market(world: &World) -> Pubkey {
    let (payer, feed) = (address("bob"), world.oracle.feed);
    Pubkey::find_program_address(&[b"market", payer.as_ref(), feed.as_ref()], &PROGRAM).0
}

/// Bob opens the market of the feed, which asks for this weight behind a price.
pub fn open_market(world: &World, min_weight: u64) {
    let accounts = vec![
        AccountMeta::new(address("bob"), true),
        AccountMeta::new_readonly(world.oracle.address, false),
        AccountMeta::new_readonly(world.oracle.feed, false),
        AccountMeta::new(market(world), false),
        AccountMeta::new_readonly(Pubkey::default(), false),
    ];
    let data = [&[0, FEED][..], &min_weight.to_le_bytes()].concat();
    world.act(&["bob"], &[Instruction { program_id: PROGRAM, accounts, data }]);
}

/// What the lender says that `amount` of SOL is worth, or the code of its refusal.
pub fn value(world: &World, amount: u64) -> Result<u64, u32> {
    let accounts = [market(world), world.oracle.feed].map(|at| AccountMeta::new_readonly(at, false));
    let data = [&[1][..], &amount.to_le_bytes()].concat();
    let ask = Instruction { program_id: PROGRAM, accounts: accounts.into(), data };
    // Sent, as by a loan that depends on it.
    if let Err(error) = world.chain.send(std::slice::from_ref(&ask), &[&key("bob")]) {
        let failure = error.downcast::<Failure>().expect("a refusal by the program");
        return Err(failure.code().unwrap_or_else(|| panic!("{failure}: {:#?}", failure.logs)));
    }
    // What it returned is in no account. The same call is simulated for it, in the same second.
    let rpc = world.chain.rpc();
    let message = Message::new(&[ask], Some(&address("bob")));
    let transaction = Transaction::new(&[&key("bob")], message, rpc.get_latest_blockhash().expect("a hash"));
    let told = rpc.simulate_transaction(&transaction).expect("an answer").value;
    let returned = told.return_data.unwrap_or_else(|| panic!("nothing is returned: {:#?}", told.logs));
    let bytes = BASE64_STANDARD.decode(returned.data.0).expect("base64");
    Ok(u64::from_le_bytes(bytes.try_into().expect("8 bytes")))
}
