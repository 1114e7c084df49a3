//! What happens, step by step.

use harness::Done;
use restaking_client::{Event, LimitsArgs};

use crate::audit::audit;
use crate::show::{Show, amount};
use crate::stage::{Stage, address};

/// One token of the asset, in its smallest units.
pub const TOKEN: u64 = 1_000_000;
/// The length of an epoch, in seconds.
pub const EPOCH_SECONDS: u64 = 86_400;
/// The vault's limits.
pub const LIMITS: LimitsArgs = LimitsArgs {
    deposit_cap: 10_000 * TOKEN,
    instant_fee_bps: 200,
    instant_capacity: 2_000 * TOKEN,
    instant_refill_seconds: EPOCH_SECONDS,
    restricted: false,
};

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let mut story = Story::begin()?;
    story.deposits()?;
    story.exits()?;
    story.instant_exit()?;
    story.claims()?;
    story.farewell()
}

/// A stage, and how far the story on it has come.
pub struct Story {
    /// Where it is set.
    pub stage: Stage,
    /// How it is shown.
    pub show: Show,
    /// How many steps were told.
    pub steps: u32,
}

impl Story {
    fn begin() -> Result<Self, String> {
        let show = Show::new();
        show.chapter("A vault is made: epochs of a day, at most 10,000 tokens, instant exits for up to 2%");
        let mut stage = Stage::new(&["alice", "bob", "carol", "dave"], 10_000 * TOKEN)?;
        let vault = stage.vault;
        let done = stage.act("curator", vault.initialize(EPOCH_SECONDS, LIMITS))?;
        let mut story = Self { stage, show, steps: 0 };
        story.show.legend();
        story.tell("the curator makes the vault and its VRT", &done)?;
        Ok(story)
    }

    fn deposits(&mut self) -> Result<(), String> {
        self.show.chapter("Stakers deposit, and receive VRT");
        for (who, tokens) in [("alice", 4_000), ("bob", 2_500)] {
            self.deposit(who, tokens * TOKEN)?;
        }
        self.refused("alice deposits 5,000 tokens", "alice", |stage| {
            stage.vault.deposit(&address("alice"), 5_000 * TOKEN, 1, false)
        })?;
        self.refused("alice deposits nothing", "alice", |stage| stage.vault.deposit(&address("alice"), 0, 0, false))
    }

    fn exits(&mut self) -> Result<(), String> {
        self.show.chapter("Exits: requested in one epoch, claimable from the start of the second one after");
        let done = self.stage.request("alice", 1_500 * TOKEN)?;
        self.tell("alice asks to leave with 1,500 VRT, for a ticket", &done)?;
        let done = self.stage.request("bob", 700 * TOKEN)?;
        self.tell("bob asks to leave with 700 VRT", &done)?;
        let done = self.stage.request("bob", 300 * TOKEN)?;
        self.tell("bob asks to leave with 300 VRT more", &done)?;

        let ticket = self.stage.tickets.pop().ok_or("bob has a ticket")?;
        let cancel = self.stage.vault.cancel_exit(&address("bob"), &ticket.address, &ticket.payer, ticket.bucket, 1);
        let done = self.stage.act("bob", cancel)?;
        self.tell("bob thinks better of those 300, and has his VRT back", &done)?;
        let ticket = self.stage.tickets[0];
        let done = self.stage.sell("alice", "dave", ticket, 1_490 * TOKEN)?;
        self.tell("alice sells her ticket to dave for 1,490, both in one transaction", &done)?;
        self.refused("dave claims at once", "dave", |stage| stage.claim("dave", 0))
    }

    fn instant_exit(&mut self) -> Result<(), String> {
        self.next_epoch()?;
        self.show.chapter("An instant exit pays a fee that stays with the others: the rate rises");
        let before = self.stage.account()?.ledger.books;
        let done = self.stage.act("alice", self.stage.vault.exit_instantly(&address("alice"), 1_000 * TOKEN, 1))?;
        let Some(Event::ExitedInstantly(exit)) = done.events.first() else {
            return Err("an instant exit emits its event".into());
        };
        let idle: u64 = before.active + before.exiting.iter().sum::<u64>();
        let text = format!(
            "alice leaves at once with 1,000 VRT of an idle stake of {}: paid {}, fee {}",
            amount(idle),
            amount(exit.assets),
            amount(exit.fee)
        );
        self.tell(&text, &done)?;
        self.refused("alice wants 1,500 more, over what a day allows", "alice", |stage| {
            stage.vault.exit_instantly(&address("alice"), 1_500 * TOKEN, 1)
        })?;
        self.deposit("carol", 3_000 * TOKEN)
    }

    fn claims(&mut self) -> Result<(), String> {
        self.next_epoch()?;
        self.show.chapter("The exits of epoch 0 have matured: nobody cranked anything");
        self.refused("alice claims the ticket that she sold", "alice", |stage| stage.claim("alice", 0))?;
        for (who, index) in [("dave", 0), ("bob", 1)] {
            let done = self.stage.act(who, self.stage.claim(who, index))?;
            let Some(Event::ExitClaimed(claim)) = done.events.first() else {
                return Err("a claim emits its event".into());
            };
            self.tell(&format!("{who} claims, and is paid {}", amount(claim.assets)), &done)?;
        }
        self.close_buckets()
    }

    fn farewell(&mut self) -> Result<(), String> {
        self.show.chapter("Everyone leaves");
        for who in ["alice", "bob", "carol"] {
            let vault = self.stage.vault;
            let shares = self.stage.svm.balance(&vault.shares_of(&address(who))).unwrap_or_default();
            let done = self.stage.request(who, shares)?;
            self.tell(&format!("{who} asks to leave with all of {} VRT", amount(shares)), &done)?;
        }
        self.next_epoch()?;
        self.next_epoch()?;
        let first = self.stage.tickets.len() - 3;
        for (index, who) in ["alice", "bob", "carol"].into_iter().enumerate() {
            let done = self.stage.act(who, self.stage.claim(who, first + index))?;
            self.tell(&format!("{who} claims"), &done)?;
        }
        self.close_buckets()?;

        let books = audit(&self.stage)?.books;
        self.show.chapter("What everyone has, of the 10,000 tokens that they came with");
        self.balances();
        println!("  vault     {:>14}   (the dust that every rounding left it)", amount(books.active));
        println!("\n{} steps, and after each one every token was in its place", self.steps);
        Ok(())
    }

    /// What everyone has, and how that differs from what they came with.
    pub fn balances(&self) {
        for who in &self.stage.people {
            let has = self.stage.svm.balance(&self.stage.vault.assets_of(&address(who))).unwrap_or_default();
            let gain = i128::from(has) - i128::from(10_000 * TOKEN);
            let sign = if gain < 0 { '-' } else { '+' };
            println!("  {who:<9} {:>14}   {sign}{}", amount(has), amount(gain.unsigned_abs() as u64));
        }
    }

    /// `who` deposits.
    pub fn deposit(&mut self, who: &str, assets: u64) -> Result<(), String> {
        let done = self.stage.act(who, self.stage.vault.deposit(&address(who), assets, 1, false))?;
        let Some(Event::Deposited(deposit)) = done.events.first() else {
            return Err("a deposit emits its event".into());
        };
        let text = format!("{who} deposits {}, and receives {} VRT", amount(assets), amount(deposit.shares));
        self.tell(&text, &done)
    }

    fn close_buckets(&mut self) -> Result<(), String> {
        let mut buckets: Vec<_> = self.stage.tickets.iter().map(|ticket| (ticket.bucket, ticket.payer)).collect();
        buckets.dedup_by_key(|(epoch, _)| *epoch);
        self.stage.tickets.clear();
        for (epoch, opener) in buckets {
            let done = self.stage.act("dave", self.stage.vault.close_bucket(&opener, epoch))?;
            self.tell("the empty bucket is closed, and its rent goes back to its payer", &done)?;
        }
        Ok(())
    }

    /// Moves the clock to the first second of the next epoch.
    pub fn next_epoch(&mut self) -> Result<(), String> {
        let epoch = self.stage.epoch()? + 1;
        self.stage.begin(epoch)
    }

    /// Shows a step, then the books as they stand on the chain.
    pub fn tell(&mut self, text: &str, done: &Done) -> Result<(), String> {
        self.steps += 1;
        self.show.step(self.stage.epoch()?, text, done.compute);
        let ledger = audit(&self.stage).map_err(|fault| format!("after \"{text}\": {fault}"))?;
        self.show.books(&ledger);
        Ok(())
    }

    /// Shows that something is refused, and that the books are as before.
    pub fn refused(
        &mut self,
        text: &str,
        who: &str,
        instruction: impl Fn(&Stage) -> solana_program::instruction::Instruction,
    ) -> Result<(), String> {
        self.steps += 1;
        let before = audit(&self.stage)?;
        let sentence = self.stage.refuse(who, instruction(&self.stage))?;
        self.show.refusal(&format!("epoch {}: {text}", self.stage.epoch()?), &sentence);
        if audit(&self.stage)? == before {
            Ok(())
        } else {
            Err(format!("\"{text}\" was refused and changed the books"))
        }
    }
}

impl Stage {
    /// `who` claims the ticket at `index`.
    pub fn claim(&self, who: &str, index: usize) -> solana_program::instruction::Instruction {
        let ticket = self.tickets[index];
        self.vault.claim_exit(&address(who), &ticket.address, &ticket.payer, ticket.bucket)
    }
}
