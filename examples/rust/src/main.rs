//! Deposits into a vault, requests an exit of half of the shares, and says when that can be claimed.
//!
//!     cargo run --manifest-path chain/Cargo.toml -p example-deposit-and-exit -- RPC PROGRAM KEYPAIR VAULT AMOUNT
//!
//! PROGRAM is the program's address on the cluster. AMOUNT is in smallest units of the vault's asset, of which the key pair has to have as much.

use std::error::Error;

use borsh::BorshDeserialize;
use restaking_client::{self as client, Event, ExitBucket, ExitTicket, Program, Vault, exits::Exit, rates};
use solana_keypair::{Keypair, read_keypair_file};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::rpc_client::RpcClient;
use solana_signer::Signer;
use solana_transaction::Transaction;
use spl_associated_token_account_interface::address::get_associated_token_address;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;

/// SPL Token.
const TOKEN: Pubkey = solana_program::pubkey!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

/// The sysvar that tells the time.
const CLOCK: Pubkey = solana_program::pubkey!("SysvarC1ock11111111111111111111111111111111");

/// What goes wrong, as a sentence.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// A cluster, and the user that acts on it.
struct Staker {
    rpc: RpcClient,
    program: Program,
    key: Keypair,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, program, key, vault, amount] = arguments.as_slice() else {
        return Err(
            "name the RPC's URL, the program, a key pair's file, the vault and an amount in smallest units".into()
        );
    };
    let program = Program::at(program.parse()?);
    let staker = Staker { rpc: RpcClient::new(url.clone()), program, key: read_keypair_file(key)? };
    let (vault, amount) = (vault.parse()?, amount.parse()?);

    let shares = staker.deposit(&vault, amount)?;
    println!("deposited {amount} for {shares} shares");
    let (ticket, claimable_at) = staker.request_exit(&vault, shares / 2)?;
    println!("asked to leave with {} of them: ticket {ticket}", shares / 2);
    println!("it can be claimed in {} seconds", claimable_at - staker.now()?);
    Ok(())
}

impl Staker {
    /// Deposits `amount`, for no fewer shares than 99.5% of what it is worth now, and gives how many they are.
    fn deposit(&self, address: &Pubkey, amount: u64) -> Outcome<u64> {
        let (vault, me): (Vault, _) = (self.load(address)?, self.key.pubkey());
        let expected = rates::shares_for(&vault, amount, self.now()?)
            .map_err(|refusal| format!("the vault does not take that: {refusal:?}"))?;
        let deposit = client::Deposit {
            depositor: me,
            vault: *address,
            asset_account: vault.asset_account,
            vrt_mint: vault.vrt_mint,
            depositor_assets: get_associated_token_address(&me, &vault.asset_mint),
            depositor_shares: get_associated_token_address(&me, &vault.vrt_mint),
            approval: vault.restricted.then(|| self.program.depositor_approval(address, &me)),
            config: self.program.config(),
            token_program: TOKEN,
        };
        // Nor at a risk that the vault announced after it was read.
        let max_risk_version = vault.ledger.risk_version;
        let min_shares = expected - expected.div_ceil(200);
        let args = client::DepositInstructionArgs { amount, min_shares, max_risk_version };
        let account = create_associated_token_account_idempotent(&me, &me, &vault.vrt_mint, &TOKEN);
        let events = self.send(&[account, deposit.instruction_at(&self.program, args)])?;
        let deposited = events.into_iter().find_map(|event| match event {
            Event::Deposited(deposited) => Some(deposited.shares),
            _ => None,
        });
        deposited.ok_or_else(|| "the deposit has no event".into())
    }

    /// Requests an exit of `shares`, and gives the ticket and when it can be claimed.
    fn request_exit(&self, address: &Pubkey, shares: u64) -> Outcome<(Pubkey, i64)> {
        let (vault, me, now): (Vault, _, _) = (self.load(address)?, self.key.pubkey(), self.now()?);
        let bucket_epoch = client::ledger::state::vault::VaultLedger::from(&vault.ledger).request_epoch(now);
        let (nonce, bucket) = (u64::try_from(now)?, self.program.exit_bucket(address, bucket_epoch));
        let ticket = self.program.exit_ticket(address, &me, nonce);
        let worth = rates::assets_for(&vault, shares, now)
            .map_err(|refusal| format!("the vault does not give that: {refusal:?}"))?;
        let request = client::RequestExit {
            payer: me,
            owner: me,
            vault: *address,
            vrt_mint: vault.vrt_mint,
            owner_shares: get_associated_token_address(&me, &vault.vrt_mint),
            bucket,
            ticket,
            token_program: TOKEN,
            system_program: Pubkey::default(),
        };
        let min_assets = worth - worth.div_ceil(200);
        let args = client::RequestExitInstructionArgs { nonce, shares, min_assets };
        self.send(&[request.instruction_at(&self.program, args)])?;
        let (bucket, ticket_account): (ExitBucket, ExitTicket) = (self.load(&bucket)?, self.load(&ticket)?);
        let exit = Exit::of(&self.load(address)?, Some(&bucket), &ticket_account)
            .map_err(|refusal| format!("the ticket does not fit its bucket: {refusal:?}"))?;
        Ok((ticket, exit.claimable_at))
    }

    /// Sends `instructions`, and gives the program's events.
    fn send(&self, instructions: &[Instruction]) -> Outcome<Vec<Event>> {
        let blockhash = self.rpc.get_latest_blockhash()?;
        let payer = Some(&self.key.pubkey());
        let transaction = Transaction::new_signed_with_payer(instructions, payer, &[&self.key], blockhash);
        let simulated = self.rpc.simulate_transaction(&transaction)?.value;
        let lines = simulated.logs.unwrap_or_default();
        if let Some(error) = simulated.err {
            return Err(format!("the program refuses this: {error:?}\n{}", lines.join("\n")).into());
        }
        self.rpc.send_and_confirm_transaction(&transaction)?;
        Ok(self.program.events(&lines))
    }

    /// The program's account at `address`.
    fn load<T: BorshDeserialize>(&self, address: &Pubkey) -> Outcome<T> {
        let account = self.rpc.get_account(address)?;
        if account.owner != self.program.address() {
            return Err(format!("{address} belongs to another program: {}", account.owner).into());
        }
        Ok(T::deserialize(&mut account.data.as_slice())?)
    }

    /// The cluster's time, which the program uses.
    fn now(&self) -> Outcome<i64> {
        let clock = self.rpc.get_account_data(&CLOCK)?;
        Ok(i64::from_le_bytes(clock.get(32..40).ok_or("the clock is short")?.try_into()?))
    }
}
