//! The chain, one vault on it, and its users.

use harness::{Done, Failure, Svm, Vault, key, token};
use restaking_client as client;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// A person's exit ticket.
#[derive(Clone, Copy)]
pub struct Ticket {
    /// Where it is.
    pub address: Pubkey,
    /// The payer, which gets its rent back.
    pub payer: Pubkey,
    /// The epoch of its bucket.
    pub bucket: u64,
}

pub struct Stage {
    /// The chain.
    pub svm: Svm,
    pub vault: Vault,
    /// Everyone with an account of the asset.
    pub people: Vec<&'static str>,
    /// The tickets that are open.
    pub tickets: Vec<Ticket>,
    /// All of the asset that was ever minted.
    pub minted: u64,
    /// What slashes burned of it.
    pub burned: u64,
    nonce: u64,
}

impl Stage {
    /// A chain with the config, the asset's mint with `people` funded, and no vault yet.
    pub fn new(people: &[&'static str], wealth: u64) -> Result<Self, String> {
        let mut svm = Svm::new()?;
        let deployer = svm.deployer.insecure_clone();
        let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 30 * 86_400);
        svm.send(&[config], &[&deployer]).map_err(sentence)?;

        let (creator, mint) = (key("curator"), key("asset").pubkey());
        svm.fund(&creator.pubkey());
        svm.put(mint, token::mint_account(6, creator.pubkey(), None, 0));
        let vault = Vault::new(creator.pubkey(), 0, mint);
        for name in people {
            let owner = key(name).pubkey();
            svm.fund(&owner);
            svm.put(vault.assets_of(&owner), token::token_account(mint, owner, 0));
            svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
            let mint_to = token::mint_to(&mint, &vault.assets_of(&owner), &creator.pubkey(), wealth);
            svm.send(&[mint_to], &[&creator]).map_err(sentence)?;
        }
        let minted = wealth * people.len() as u64;
        Ok(Self { svm, vault, people: people.to_vec(), tickets: Vec::new(), minted, burned: 0, nonce: 0 })
    }

    /// Runs an instruction that must succeed.
    pub fn act(&mut self, who: &str, instruction: Instruction) -> Result<Done, String> {
        self.svm.send(&[instruction], &[&signer(who)]).map_err(sentence)
    }

    /// Runs an instruction that must be refused; returns the program's sentence.
    pub fn refuse(&mut self, who: &str, instruction: Instruction) -> Result<String, String> {
        match self.svm.send(&[instruction], &[&signer(who)]) {
            Ok(_) => Err(format!("{who} was not refused")),
            Err(failure) => Ok(failure.to_string()),
        }
    }

    /// `who` requests an exit of `shares`; the new ticket is the last one.
    pub fn request(&mut self, who: &str, shares: u64) -> Result<Done, String> {
        let owner = signer(who).pubkey();
        let (nonce, bucket) = (self.nonce, self.epoch()? + 1);
        self.nonce += 1;
        let done = self.act(who, self.vault.request_exit(&owner, nonce, shares, 1, bucket))?;
        self.tickets.push(Ticket { address: self.vault.ticket(&owner, nonce), payer: owner, bucket });
        Ok(done)
    }

    /// `seller` gives a ticket to `buyer` for `price`, in one transaction.
    pub fn sell(&mut self, seller: &str, buyer: &str, ticket: Ticket, price: u64) -> Result<Done, String> {
        let [from, to] = [buyer, seller].map(|name| self.vault.assets_of(&address(name)));
        let sale = [
            self.vault.transfer_ticket(&address(seller), &ticket.address, &address(buyer)),
            token::transfer(&from, &to, &address(buyer), price),
        ];
        self.svm.send(&sale, &[&signer(seller), &signer(buyer)]).map_err(sentence)
    }

    /// The vault's account.
    pub fn account(&self) -> Result<client::Vault, String> {
        self.svm.read(&self.vault.address).ok_or_else(|| "the vault has no account".into())
    }

    /// The epoch by the clock.
    pub fn epoch(&self) -> Result<u64, String> {
        let ledger = self.account()?.ledger;
        Ok((self.svm.now() - ledger.genesis) as u64 / ledger.epoch_seconds)
    }

    /// Moves the clock to the first second of `epoch`.
    pub fn begin(&mut self, epoch: u64) -> Result<(), String> {
        let ledger = self.account()?.ledger;
        self.svm.warp(ledger.genesis + (epoch * ledger.epoch_seconds) as i64);
        Ok(())
    }
}

/// The key of the person called `name`.
pub fn signer(name: &str) -> Keypair {
    key(name)
}

/// The address of the person called `name`.
pub fn address(name: &str) -> Pubkey {
    signer(name).pubkey()
}

fn sentence(failure: Failure) -> String {
    failure.to_string()
}
