use harness::*;
use restaking_client::*;
use solana_signer::Signer;
fn main() {
    let mut svm = Svm::new().unwrap();
    let dep = key("deployer");
    let r = svm.send(&[vault::initialize_config(&dep.pubkey(), 60, 86400)], &[&dep]);
    println!("config {:?}", r.map(|d| d.compute));
    let creator = key("creator");
    svm.fund(&creator.pubkey());
    let mint = key("mint").pubkey();
    svm.put(mint, token::mint_account(9, creator.pubkey(), None, 1 << 60));
    let v = Vault::new(creator.pubkey(), 0, mint);
    let lim = LimitsArgs {
        deposit_cap: u64::MAX,
        instant_fee_bps: 100,
        instant_capacity: 1 << 60,
        instant_refill_seconds: 100,
        restricted: false,
    };
    let r = svm.send(&[v.initialize(3600, lim)], &[&creator]);
    match r {
        Ok(d) => println!("vault {} {:?}", d.compute, d.events),
        Err(e) => println!("{e} {:?}", e.logs),
    }
    let s = key("staker");
    let k = s.pubkey();
    svm.fund(&k);
    svm.put(v.assets_of(&k), token::token_account(mint, k, 1_000_000_000));
    svm.put(v.shares_of(&k), token::token_account(v.vrt_mint, k, 0));
    for ix in [
        v.deposit(&k, 1_000_000, 1, false),
        v.deposit(&k, 1_000_000, 1, false),
        v.request_exit(&k, 0, 1000, 1, 1),
        v.request_exit(&k, 1, 1000, 1, 1),
        v.cancel_exit(&k, &v.ticket(&k, 1), &k, 1, 1),
        v.exit_instantly(&k, 5000, 1),
    ] {
        match svm.send(&[ix], &[&s]) {
            Ok(d) => println!("ok {} {:#?}", d.compute, d.logs),
            Err(e) => println!("{e} {:?}", e.logs),
        }
    }
    svm.warp(svm.now() + 7200);
    for ix in [v.claim_exit(&k, &v.ticket(&k, 0), &k, 1), v.close_bucket(&k, 1), v.deposit(&k, 1, 5, false)] {
        match svm.send(&[ix], &[&s]) {
            Ok(d) => println!("ok {} {:?}", d.compute, d.events),
            Err(e) => println!("{e} {:?}", e.logs),
        }
    }
    println!("{:?}", svm.read::<restaking_client::Vault>(&v.address).map(|v| v.ledger));
}
