//! The program's deployment by the real upgradeable loader, with the features of each cluster.

mod system_calls;

use harness::deploy::{self, Step};
use harness::svm::{Features, outcome};
use harness::{Done, Failure, key, program_path};
use litesvm::LiteSVM;
use restaking_client::{Config, ID, pda};
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_message::Message;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;

/// What the loader logs of a version that it does not deploy.
const VERSION_REFUSED: &str = "Detected sbpf_version required by the executable which are not enabled";

/// A program that others compiled, for version 0 of the instruction set: SPL Memo, as LiteSVM has it.
const MEMO: Pubkey = solana_program::pubkey!("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/// Where an ELF file has its flags, which are the version of the instruction set.
const FLAGS: std::ops::Range<usize> = 48..52;

/// A chain and its deployers.
struct Cluster {
    chain: LiteSVM,
    deployer: Keypair,
}

impl Cluster {
    fn new(features: Features) -> Self {
        let (mut chain, deployer) = (features.chain(), key("deployer"));
        chain.airdrop(&deployer.pubkey(), 100_000_000_000).expect("an airdrop");
        chain.airdrop(&deploy::payer().pubkey(), 100_000_000_000).expect("an airdrop");
        Self { chain, deployer }
    }

    fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Done, Failure> {
        self.chain.expire_blockhash();
        let message = Message::new(instructions, Some(&signers[0].pubkey()));
        let transaction = Transaction::new(signers, message, self.chain.latest_blockhash());
        outcome(self.chain.send_transaction(transaction))
    }

    fn step(&mut self, step: &Step) -> Result<Done, Failure> {
        self.send(&step.instructions, &step.signers.iter().collect::<Vec<_>>())
    }

    fn rent(&self) -> impl Fn(usize) -> u64 + use<> {
        let rent = self.chain.get_sysvar::<solana_program::rent::Rent>();
        move |bytes| rent.minimum_balance(bytes)
    }

    /// Writes `elf` into the buffer called `name`, in transactions.
    fn upload(&mut self, name: &str, elf: &[u8]) -> Pubkey {
        for step in deploy::upload(elf, &key(name), &self.deployer.insecure_clone(), self.rent()) {
            self.step(&step).expect("a write");
        }
        key(name).pubkey()
    }

    /// Deploys `elf` from a buffer that stands ready.
    fn deploy(&mut self, elf: &[u8]) -> Result<Done, Failure> {
        let (buffer, deployer, rent) = (key("buffer").pubkey(), self.deployer.insecure_clone(), self.rent());
        let account = deploy::buffer(elf, &deployer.pubkey(), &rent);
        self.chain.set_account(buffer, account).expect("an account");
        self.step(&deploy::deploy(&buffer, &deploy::payer(), &deployer, elf.len(), &rent))
    }

    /// Lets the next slot begin, from which on what was deployed runs.
    fn pass_a_slot(&mut self) {
        let slot = self.chain.get_sysvar::<Clock>().slot;
        self.chain.warp_to_slot(slot + 1);
    }

    /// Has the program make its config.
    fn configure(&mut self) -> Result<Done, Failure> {
        let deployer = self.deployer.insecure_clone();
        self.send(&[harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400)], &[&deployer])
    }

    /// The program's bytes on the chain.
    fn deployed(&self) -> Vec<u8> {
        self.chain.get_account(&pda::program_data()).expect("the program's data").data[45..].to_vec()
    }
}

fn program() -> Vec<u8> {
    std::fs::read(program_path()).expect("the program, built with `cargo xtask build`")
}

fn refused(done: Result<Done, Failure>, why: &str) {
    let failure = done.expect_err("refused");
    assert!(failure.logs.iter().any(|line| line.contains(why)), "{:#?}", failure.logs);
}

/// Deploys, runs, upgrades and makes final, each by the loader's own instructions.
fn lives_on_a_cluster(features: Features) {
    let elf = program();
    let mut cluster = Cluster::new(features);
    let (deployer, stranger) = (cluster.deployer.insecure_clone(), key("stranger"));
    cluster.chain.airdrop(&stranger.pubkey(), 100_000_000_000).expect("an airdrop");

    let buffer = cluster.upload("first", &elf);
    let rent = cluster.rent();
    cluster.step(&deploy::deploy(&buffer, &deployer, &deployer, elf.len(), rent)).unwrap();
    assert_eq!(cluster.deployed(), elf);
    cluster.pass_a_slot();
    cluster.configure().unwrap();
    let config = cluster.chain.get_account(&pda::config()).expect("the config");
    assert_eq!(Config::from_bytes(&config.data).unwrap().admin, deployer.pubkey());

    let buffer = cluster.upload("second", &elf);
    let upgrade = |buffer: &Pubkey, by: &Pubkey| [loader::upgrade(&ID, buffer, by, by)];
    refused(
        cluster.send(&upgrade(&buffer, &stranger.pubkey()), &[&stranger]),
        "Buffer and upgrade authority don't match",
    );
    cluster.send(&upgrade(&buffer, &deployer.pubkey()), &[&deployer]).unwrap();
    assert_eq!(cluster.deployed(), elf);
    cluster.pass_a_slot();
    // It runs, and knows its config.
    let again = cluster.configure().expect_err("the config is there");
    assert!(again.logs.iter().any(|line| line.contains(&format!("Program {ID} invoke"))), "{:#?}", again.logs);

    let end = loader::set_upgrade_authority(&ID, &deployer.pubkey(), None);
    cluster.send(&[end], &[&deployer]).unwrap();
    let buffer = cluster.upload("third", &elf);
    refused(cluster.send(&upgrade(&buffer, &deployer.pubkey()), &[&deployer]), "Program not upgradeable");
}

#[test]
fn lives_on_mainnet() {
    lives_on_a_cluster(Features::Mainnet);
}

#[test]
fn lives_where_one_version_is_deployed() {
    lives_on_a_cluster(Features::OneVersion);
}

#[test]
fn lives_with_all_features() {
    lives_on_a_cluster(Features::All);
}

#[test]
fn version_0_is_refused_where_one_version_is_deployed() {
    let memo = |cluster: &Cluster| cluster.chain.get_account(&MEMO).expect("SPL Memo").data;
    let mut mainnet = Cluster::new(Features::Mainnet);
    let elf = memo(&mainnet);
    assert_eq!(elf[FLAGS], [0; 4], "SPL Memo is of version 0");
    mainnet.deploy(&elf).unwrap();

    for features in [Features::OneVersion, Features::All] {
        let mut cluster = Cluster::new(features);
        refused(cluster.deploy(&elf), VERSION_REFUSED);
        let mut old = program();
        assert_eq!(old[FLAGS], [3, 0, 0, 0]);
        old[FLAGS].fill(0);
        refused(cluster.deploy(&old), VERSION_REFUSED);
        assert_eq!(cluster.chain.get_account(&pda::program_data()), None, "nothing has changed");
        cluster.deploy(&program()).unwrap();
    }
}
