//! probe
mod world;
use world::*;
use harness::key;
use restaking_tests::Bank;
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

async fn try_it(bank: &mut Bank, ix: Instruction, signers: &[&Keypair]) -> String {
    match bank.send(std::slice::from_ref(&ix), signers).await {
        Ok(_) => "OK!!!".to_owned(),
        Err(f) => match f.restaking() { Some(e) => format!("R {e:?}"), None => format!("{:?} | {}", f.error, f.logs.iter().rev().find(|l| !l.contains("consumed") && !l.contains("Program data")).cloned().unwrap_or_default()) },
    }
}

async fn probe(name: &str, call: Call) {
    let mut out = String::new();
    let mut world = World::at(call.stage).await;
    let (ix, _) = (call.build)(&world.vault);
    let (ox, _) = (call.build)(&world.other);
    let signers = call.signers(&world);
    let mallory = key("mallory");
    world.bank.fund(&mallory.pubkey());
    let cast = world.cast().await;
    for i in 0..ix.accounts.len() {
        let mut rows: Vec<(String, Instruction)> = vec![];
        if ix.accounts[i].is_signer { let mut x = ix.clone(); x.accounts[i].is_signer = false; rows.push(("unsigned".into(), x)); }
        if ix.accounts[i].is_writable { let mut x = ix.clone(); x.accounts[i].is_writable = false; rows.push(("readonly".into(), x)); }
        let mut cands: Vec<(String, solana_program::pubkey::Pubkey)> = vec![];
        for (j, m) in ix.accounts.iter().enumerate() { cands.push((format!("slot {j}"), m.pubkey)); }
        for (j, m) in ox.accounts.iter().enumerate() { if cands.iter().all(|c| c.1 != m.pubkey) { cands.push((format!("other's slot {j}"), m.pubkey)); } }
        for (n, a) in &cast { if cands.iter().all(|c| c.1 != *a) { cands.push((n.to_string(), *a)); } }
        for (n, a) in cands { if a == ix.accounts[i].pubkey { continue; } let mut x = ix.clone(); x.accounts[i].pubkey = a; if ix.accounts[i].is_signer && !(a == mallory.pubkey() || signers.iter().any(|s| s.pubkey() == a)) { x.accounts[i].is_signer = false; } rows.push((n, x)); }
        for (n, x) in rows {
            let keys: Vec<&Keypair> = signers.iter().chain([&mallory]).filter(|k| x.accounts.iter().any(|m| m.is_signer && m.pubkey == k.pubkey())).collect();
            let r = try_it(&mut world.bank, x, &keys).await;
            out += &format!("{name} {i} {n}: {r}\n");
            if r.starts_with("OK") { world = World::at(call.stage).await; world.bank.fund(&mallory.pubkey()); world.cast().await; }
        }
        let at = ix.accounts[i].pubkey;
        if let Some(good) = world.bank.account(&at).await {
          if !good.executable {
            for state in ["foreign", "zeroed", "gone", "short"] {
                let mut bad = good.clone();
                match state { "foreign" => bad.owner = solana_program::pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"), "zeroed" => bad.data.fill(0), "gone" => bad = Account::default(), _ => { bad.data.pop(); } }
                if bad == good { continue; }
                world.bank.put(&at, bad);
                let keys: Vec<&Keypair> = signers.iter().collect();
                let r = try_it(&mut world.bank, ix.clone(), &keys).await;
                out += &format!("{name} {i} {state}: {r}\n");
                if r.starts_with("OK") { world = World::at(call.stage).await; world.bank.fund(&mallory.pubkey()); world.cast().await; }
                world.bank.put(&at, good.clone());
            }
          }
        }
    }
    let keys: Vec<&Keypair> = signers.iter().collect();
    for n in 0..ix.accounts.len() { let mut x = ix.clone(); x.accounts.truncate(n);
            let keys: Vec<&Keypair> = signers.iter().filter(|k| x.accounts.iter().any(|m| m.is_signer && m.pubkey == k.pubkey())).collect();
        let r = try_it(&mut world.bank, x, &keys).await; out += &format!("{name} only {n} accounts: {r}\n"); }
    for n in 0..ix.data.len() { let mut x = ix.clone(); x.data.truncate(n);
        let r = try_it(&mut world.bank, x, &keys).await; out += &format!("{name} only {n} bytes: {r}\n"); }
    let mut x = ix.clone(); x.data.push(0);
    let r = try_it(&mut world.bank, x, &keys).await; out += &format!("{name} extra byte: {r}\n");
    if r.starts_with("OK") { world = World::at(call.stage).await; }
    let r = try_it(&mut world.bank, ix.clone(), &keys).await;
    out += &format!("{name} itself: {r}\n");
    std::fs::write(format!("/tmp/w/probe_{name}.txt"), out).unwrap();
}
macro_rules! p { ($($n:ident $c:ident),*) => { $(#[tokio::test] async fn $n() { probe(stringify!($n), $c).await; })* } }
p!(initialize_config INITIALIZE_CONFIG, initialize_vault INITIALIZE_VAULT, set_vault_limits SET_VAULT_LIMITS, approve APPROVE_DEPOSITOR, revoke REVOKE_DEPOSITOR, deposit DEPOSIT, first_request FIRST_REQUEST_EXIT, request REQUEST_EXIT, cancel CANCEL_EXIT, claim CLAIM_EXIT, transfer TRANSFER_EXIT_TICKET, instant EXIT_INSTANTLY, close CLOSE_EXIT_BUCKET);
