//! Figures of the ledger for clients in other languages, which hold themselves against these. Structs are written as their bytes.

mod world;

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use bytemuck::Pod;
use liquid_ledger::EXITS;
use liquid_ledger::error::{LedgerError, Rule};
use liquid_ledger::state::batch::{Batch, Request};
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::transition::fees::FeeTerms;
use liquid_ledger::transition::settings::GuardTerms;
use liquid_ledger::transition::touch::Values;
use world::{DAY, REPORTED, World};

/// Where they are, below this crate.
const FILE: &str = "../../clients/vectors/liquid.json";

/// Lives, and steps of each.
const LIVES: u64 = 10;
const STEPS: usize = 200;

/// One in so many steps is read.
const EVERY: usize = 40;

/// The answers that a case has, each of which is given and refused somewhere.
const ANSWERS: [&str; 6] = ["deposit", "depositPlaced", "instant", "fill", "cancel", "cost"];

/// One in so many steps announces fees and bounds of rates.
const ANNOUNCED: usize = 25;

#[test]
fn the_vectors_are_what_the_ledger_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = vectors();
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/liquid.json is not what the ledger gives; run \
         `UPDATE_VECTORS=1 cargo test --package liquid_ledger --test vectors`"
    );
    for answer in ANSWERS {
        let (given, refused) = (format!("\"{answer}\": ["), format!("\"{answer}\": {{"));
        assert!(text.contains(&given) && text.contains(&refused), "{answer} is given and refused");
    }
}

fn vectors() -> String {
    let mut cases = Vec::new();
    for seed in 0..LIVES {
        let mut world = World::new(1_000 + seed);
        for step in 1..=STEPS {
            world.step();
            if step % ANNOUNCED == 0 {
                announce(&mut world);
            }
            if step % EVERY == 0 {
                cases.push(format!("    {}", case(&mut world)));
            }
        }
    }
    format!("{{\n  \"pools\": [\n{}\n  ]\n}}\n", cases.join(",\n"))
}

/// Announces other fees and other bounds of rates for some time within a month.
fn announce(world: &mut World) {
    let from = world.now + (world.luck.below(30) * DAY) as i64;
    let fees = FeeTerms {
        management_bps: world.luck.below(200),
        performance_bps: world.luck.below(2_000),
        instant_bps: world.luck.below(1_000),
        imbalance_bps: world.luck.below(2_000),
    };
    world.pool.set_fees(fees, world.now, from).unwrap();
    let band =
        Band { period_seconds: (1 + world.luck.below(3)) * DAY, ..Band::usual((5 + world.luck.below(20)) * DAY) };
    let pool = &world.pool;
    let guards = GuardTerms {
        band,
        outflow_capacity: pool.outflow.next_capacity,
        outflow_refill_seconds: pool.outflow.refill_seconds,
        watermark_bps: pool.watermark_bps,
        place_loss_bps: pool.place_loss_bps.at(world.now),
    };
    world.pool.set_guards(guards, world.now, from).unwrap();
}

/// A pool before it is brought to the present, and all that it comes to.
fn case(world: &mut World) -> String {
    let mut members = Members::default();
    members.text("pool", &bytes(&world.pool));
    members.list("now", [world.now]);
    for quote in world.quotes() {
        members.list(
            "quote",
            [
                quote.rate.value,
                quote.rate.tokens,
                quote.exit_fee.numerator,
                quote.exit_fee.denominator,
                u64::from(quote.is_fresh),
                quote.before.value,
                quote.before.tokens,
                u64::from(quote.is_needed),
            ],
        );
    }
    for place in 0..world.vaults.len() {
        members.raw("vault", vault(world, place));
    }
    members.text("report", &bytes(&world.report));
    members.list("reported", [REPORTED]);
    let values = world.touch();
    let first = world.asked.iter().min_by_key(|asked| asked.period);
    let asked = first.map(|asked| (asked.place, world.batches[&(asked.place, asked.period)], asked.request));
    let (place, batch, request) = asked.unwrap_or((0, Batch::default(), Request::default()));
    members.text("touched", &bytes(&world.pool));
    members.list("totals", [values.total_low, values.total_high, values.contested]);
    members.list("doubts", [values.stale, values.rejected, values.quarantined].map(|at| at.map_or(-1, |at| at as i64)));
    members.list("doubt", [values.doubt, values.rejects, values.quarantines]);
    let pool = world.pool;
    let used = |is_active| (0..pool.assets().len()).map(|place| u64::from(pool.is_used(place, is_active))).collect();
    let [if_active, if_not]: [Vec<u64>; 2] = [true, false].map(used);
    members.list("used", if_active);
    members.list("usedBefore", if_not);
    answers(world, &values, place, &mut members);
    placed(world, &values, &mut members);
    lot(world, &mut members);
    requests(world, &values, place, &batch, request, &mut members);
    members.object()
}

/// A placement's vault and exits, and what they come to.
fn vault(world: &mut World, place: usize) -> String {
    let placement = world.pool.placements[place];
    let mut members = Members::default();
    members.text("ledger", &bytes(&world.vaults[place].ledger));
    let shares = Holding::of_shares(&world.vaults[place].ledger, placement.shares, world.now).unwrap();
    members.list("shares", [shares.low, shares.high, shares.contested]);
    for slot in (0..EXITS).filter(|slot| placement.exits[*slot].is_open()) {
        let ticket = world.tickets[&(place, slot)];
        let bucket = (!ticket.is_settled()).then(|| *world.vaults[place].bucket(ticket.epoch));
        let worth = placement.exits[slot].holding(&ticket, bucket.as_ref()).unwrap();
        let mut exit = Members::default();
        exit.list("slot", [slot as u64]);
        exit.text("ticket", &bytes(&ticket));
        exit.text("bucket", &bucket.map_or(String::new(), |bucket| bytes(&bucket)));
        exit.list("worth", [worth.low, worth.high, worth.contested]);
        members.raw("exit", exit.object());
    }
    members.object()
}

/// What a deposit, an exit at once and an exit in kind of some amount come to, and what is free, wanted and missing.
fn answers(world: &mut World, values: &Values, place: usize, members: &mut Members) {
    let pool = world.pool;
    let tokens = world.luck.amount(1 << 34);
    members.list("asset", [place as u64]);
    members.list("tokens", [tokens]);
    let deposit = { pool }.deposit(values, place, tokens, 0);
    members.answer("deposit", deposit.map(|done| vec![done.shares, done.value, done.imbalance_fee]));
    let tokens = world.luck.amount(pool.assets[place].idle.saturating_add(2));
    members.list("leaving", [tokens]);
    let exit = { pool }.exit_instantly(values, place, tokens, u64::MAX);
    members.answer("instant", exit.map(|done| vec![done.shares, done.value, done.fee, done.imbalance_fee]));
    let shares = world.luck.amount(pool.supply).max(1);
    members.list("shares", [shares]);
    let taken = { pool }.leave_in_kind(shares, 0, world.now);
    members.answer(
        "inKind",
        taken.map(|taken| {
            let count = pool.assets().len();
            taken.idle[..count].iter().chain(&taken.shares).chain(taken.exits.iter().flatten()).copied().collect()
        }),
    );
    members.list("free", [pool.free(values, place).unwrap(), pool.wanted(values, place).unwrap()]);
    for placement in 0..world.vaults.len() {
        members.list("shortfall", [pool.shortfall(values, placement).unwrap()]);
    }
    members.list("missing", [pool.missing(values, place, 7).unwrap()]);
}

/// What a deposit of shares of a vault comes to.
fn placed(world: &mut World, values: &Values, members: &mut Members) {
    let pool = world.pool;
    let place = world.luck.below(world.vaults.len() as u64) as usize;
    let vault_shares = world.luck.amount(1 << 30);
    let held = pool.placements[place].shares;
    let worth = |shares| Holding::of_shares(&world.vaults[place].ledger, shares, world.now).unwrap();
    let brought = [worth(vault_shares), worth(held + vault_shares)];
    members.list("brought", [place as u64, vault_shares]);
    let deposit = { pool }.deposit_placed(values, place, vault_shares, brought, 0);
    members.answer("depositPlaced", deposit.map(|done| vec![done.shares, done.value, done.imbalance_fee]));
}

/// What some of a lot costs.
fn lot(world: &mut World, members: &mut Members) {
    let tokens = world.luck.amount(world.lot.left.saturating_add(2));
    members.text("lot", &bytes(&world.lot));
    members.list("buying", [tokens]);
    members.answer("cost", world.lot.cost(tokens, world.now).map(|cost| vec![cost]));
}

/// What becomes of the earliest request and its batch.
fn requests(world: &World, values: &Values, place: usize, batch: &Batch, mut request: Request, members: &mut Members) {
    members.text("batch", &bytes(batch));
    members.text("request", &bytes(&request));
    if request.shares > 0 {
        members.list("due", [batch.due(&request).unwrap()]);
    }
    let (mut pool, mut filled) = (world.pool, *batch);
    let fill = pool.fill(values, place, &mut filled);
    members.answer("fill", fill.map(|done| vec![done.shares, done.tokens]));
    let (mut pool, mut canceled) = (world.pool, *batch);
    let back = pool.cancel_request(place, &mut canceled, &mut request);
    members.answer("cancel", back.map(|back| vec![back.shares, back.tokens]));
}

/// The members of an object. Those of one name make a list.
#[derive(Default)]
struct Members(Vec<(&'static str, Vec<String>)>);

impl Members {
    fn raw(&mut self, name: &'static str, text: String) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, texts)) => texts.push(text),
            None => self.0.push((name, vec![text])),
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.raw(name, format!("\"{text}\""));
    }

    fn list<T: ToString>(&mut self, name: &'static str, numbers: impl IntoIterator<Item = T>) {
        let texts: Vec<_> = numbers.into_iter().map(|number| format!("\"{}\"", number.to_string())).collect();
        self.raw(name, format!("[{}]", texts.join(", ")));
    }

    fn answer(&mut self, name: &'static str, result: Result<Vec<u64>, LedgerError>) {
        match result {
            Ok(numbers) => self.list(name, numbers),
            Err(LedgerError { rule, value, limit }) => {
                let why = if rule == Rule::Core { "CoreRefused".to_owned() } else { format!("{rule:?}") };
                self.raw(name, format!("{{\"why\": \"{why}\", \"value\": \"{value}\", \"limit\": \"{limit}\"}}"));
            }
        }
    }

    fn object(self) -> String {
        let lists = ["quote", "vault", "exit", "shortfall"];
        let members = self.0.into_iter().map(|(name, texts)| {
            let is_list = lists.contains(&name);
            let value = if is_list { format!("[{}]", texts.join(", ")) } else { texts.concat() };
            format!("\"{name}\": {value}")
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    }
}

fn bytes(of: &impl Pod) -> String {
    bytemuck::bytes_of(of).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
