//! Two services pay a vault's stakers for six days: the oracle in what is staked, through two operators, and the bridge in a
//! token of its own, for bonded shares. One staker comes for a payment alone.

use harness::bond::BondPool;
use harness::{Split, entity, fee, role, token};
use restaking_client::{Event, LimitsArgs, pda};
use solana_program::pubkey::Pubkey;

use crate::show::{Show, amount};
use crate::stage::{Stage, address};
use crate::story::{EPOCH_SECONDS, LIMITS, Story, TOKEN};
use crate::yields::Yields;

/// The epoch in which the payments begin: all fees are active then.
const FIRST: u64 = 120;
/// How many epochs long the services pay.
const EPOCHS: u64 = 6;
/// What the oracle pays in each epoch, through each of its operators.
const ORACLES: [(&str, u64); 2] = [("ada", 40 * TOKEN), ("bede", 20 * TOKEN)];
/// What the bridge pays in each epoch, in its own token.
const BRIDGES: u64 = 90 * TOKEN;
/// The recipients of fees.
const WALLETS: [&str; 4] = ["treasury", "protocol", "ada", "bede"];

/// The vault, its bond pool and its operators.
struct Income {
    story: Story,
    pool: BondPool,
    splits: [Split; 2],
    bridge_mint: Pubkey,
    yields: Yields,
    /// What the oracle paid, and what of it went to operators, the vault and the protocol.
    paid: [u64; 4],
}

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let mut income = begin()?;
    income.enter()?;
    for epoch in 0..EPOCHS {
        income.story.stage.begin(FIRST + epoch)?;
        if epoch == 2 {
            income.story.deposit("carol", 2_000 * TOKEN)?;
            income.yields.enters("carol", 2_000 * TOKEN);
        }
        if epoch == 3 { income.rush()? } else { income.payday(epoch)? }
    }
    income.story.stage.begin(FIRST + EPOCHS)?;
    income.look()?;
    income.story.show.chapter("What every staker has earned, day by day, if it left then and paid all fees");
    income.yields.chart()?;
    income.shares()?;
    income.leave()
}

/// A vault that charges, with two operators and a bond pool; all fees are active.
fn begin() -> Result<Income, String> {
    let show = Show::new();
    show.chapter(
        "Two services pay a vault: the vault takes 10% of rewards and 0.1% of exits, the protocol 5%, operators 10% and 5%",
    );
    let people = ["alice", "bob", "carol", "mallory", "oracle", "treasury", "protocol", "ada", "bede"];
    let mut stage = Stage::new(&people, 10_000 * TOKEN)?;
    let (vault, curator) = (stage.vault, address("curator"));
    stage.svm.fund(&address("bridge"));
    stage.act("curator", vault.initialize(EPOCH_SECONDS, LimitsArgs { instant_fee_bps: 0, ..LIMITS }))?;
    let mut splits = [("ada", 1_000), ("bede", 500)].map(|(name, commission)| {
        let split = Split { vault, operator: pda::operator(&address(name), 0), ncn: Pubkey::default() };
        (split, name, commission)
    });
    for (split, name, commission) in &mut splits {
        stage.act(name, entity::register_operator(&address(name), 0, &address(name), *commission))?;
        stage.act("curator", split.open_delegation(&curator))?;
    }
    let splits = splits.map(|(split, ..)| split);
    stage.act("curator", role::set_role(&curator, &vault.address, role::FEE_WALLET, &address("treasury")))?;
    stage.act("curator", fee::set_fees(&vault, &curator, fee::args(0, 10, 1_000, EPOCH_SECONDS)))?;
    let config = pda::config();
    stage.act("deployer", role::set_role(&address("deployer"), &config, role::FEE_WALLET, &address("protocol")))?;
    stage.act("deployer", fee::set_protocol_fee(&address("deployer"), 500))?;

    let (pool, bridge_mint) = (BondPool::new(vault), address("the bridge's token"));
    stage.svm.put(bridge_mint, token::mint_account(6, address("bridge"), None, EPOCHS * BRIDGES));
    for name in ["alice", "bob", "mallory", "bridge"] {
        let wealth = if name == "bridge" { EPOCHS * BRIDGES } else { 0 };
        let account = token::token_account(bridge_mint, address(name), wealth);
        stage.svm.put(token::address(&address(name), &bridge_mint), account);
    }
    stage.act("curator", pool.open(EPOCH_SECONDS))?;
    stage.act("curator", pool.add_reward_mint(0, &bridge_mint))?;
    stage.begin(FIRST)?;
    let story = Story { stage, show, steps: 0 };
    story.show.legend();
    Ok(Income { story, pool, splits, bridge_mint, yields: Yields::new(FIRST), paid: [0; 4] })
}

impl Income {
    /// Alice and bob stake, and bond: she all of it, he half.
    fn enter(&mut self) -> Result<(), String> {
        for (who, tokens, bonded) in [("alice", 4_000, 4_000), ("bob", 2_000, 1_000)] {
            self.story.deposit(who, tokens * TOKEN)?;
            self.yields.enters(who, tokens * TOKEN);
            self.story.stage.act(who, self.pool.open_position(&address(who)))?;
            let done = self.story.stage.act(who, self.pool.bond(&address(who), bonded * TOKEN))?;
            self.story.tell(&format!("{who} bonds {} VRT", amount(bonded * TOKEN)), &done)?;
        }
        Ok(())
    }

    /// The services pay, and the bonded positions claim what has streamed.
    fn payday(&mut self, epoch: u64) -> Result<(), String> {
        if epoch < 2 {
            self.story.show.chapter(&format!("Epoch {}: both pay, and it streams over a day", FIRST + epoch));
        } else if epoch == 2 {
            self.story.show.chapter("They go on paying; carol comes, and does not bond");
        }
        for (split, (operator, assets)) in self.splits.into_iter().zip(ORACLES) {
            let pay = fee::pay_reward(&split, &address("oracle"), assets);
            let done = self.story.stage.act("oracle", pay)?;
            let Some(Event::VaultRewardPaid(paid)) = done.events.first() else {
                return Err("a reward emits its event".into());
            };
            let parts = [paid.assets, paid.commission, paid.vault_fee, paid.protocol_fee];
            self.paid = [0, 1, 2, 3].map(|part| self.paid[part] + parts[part]);
            let text = format!(
                "the oracle pays {} through {operator}: {} commission, {} for the vault, {} for the protocol",
                amount(assets),
                amount(paid.commission),
                amount(paid.vault_fee),
                amount(paid.protocol_fee)
            );
            self.story.tell(&text, &done)?;
        }
        let pay = self.pool.pay(&address("bridge"), 0, &self.bridge_mint, BRIDGES);
        let done = self.story.stage.act("bridge", pay)?;
        self.story.tell(&format!("the bridge pays {} of its token for bonded shares", amount(BRIDGES)), &done)?;
        self.look()
    }

    /// Claims the streamed part of what the bridge paid, and notes everyone's earnings so far.
    fn look(&mut self) -> Result<(), String> {
        let epoch = self.story.stage.epoch()?;
        for who in ["alice", "bob"] {
            if epoch > FIRST {
                self.story.stage.act(who, self.pool.claim(&address(who), 0, &self.bridge_mint))?;
            }
            let bridge = token::address(&address(who), &self.bridge_mint);
            self.yields.claimed(who, self.story.stage.svm.balance(&bridge).unwrap_or_default());
        }
        let bonded = |stage: &Stage, who: &str| {
            let position = stage.svm.read::<restaking_client::VaultPosition>(&self.pool.position(&address(who)));
            position.map_or(0, |it| it.position.bonded)
        };
        self.yields.look(&self.story.stage, epoch, bonded)
    }

    /// Mallory enters just before a payment and leaves just after it, with her shares and with a bond.
    fn rush(&mut self) -> Result<(), String> {
        self.story
            .show
            .chapter("Mallory comes for a payment: in, bonded, and out again in the second in which both pay");
        let (mallory, stake) = (address("mallory"), 1_500 * TOKEN);
        let before = self.assets("mallory");
        self.story.deposit("mallory", stake)?;
        let shares = self.story.stage.svm.balance(&self.story.stage.vault.shares_of(&mallory)).unwrap_or_default();
        self.story.stage.act("mallory", self.pool.open_position(&mallory))?;
        let done = self.story.stage.act("mallory", self.pool.bond(&mallory, shares))?;
        self.story.tell("mallory bonds all of it", &done)?;
        let supply = self.story.stage.account()?.ledger.books.supply;
        let left = self.story.stage.account()?.ledger.stream.left;
        self.payday(3)?;
        let streamed = self.story.stage.account()?.ledger.stream.left - left;
        let done = self.story.stage.act("mallory", self.pool.unbond(&mallory, shares))?;
        self.story.tell("mallory unbonds", &done)?;
        self.story.refused("mallory claims of the bridge's reward", "mallory", |_| {
            self.pool.claim(&mallory, 0, &self.bridge_mint)
        })?;
        let vault = self.story.stage.vault;
        let done = self.story.stage.act("mallory", vault.exit_instantly(&mallory, shares, 1))?;
        self.story.tell("mallory leaves at once", &done)?;
        let Some(Event::ExitedInstantly(exit)) = done.events.first() else {
            return Err("an instant exit emits its event".into());
        };
        let (after, part) = (self.assets("mallory"), u128::from(streamed) * u128::from(shares) / u128::from(supply));
        if after >= before {
            return Err(format!("mallory gained {} by coming for a payment", after - before));
        }
        println!(
            "  her shares' part of what was paid in her second is {}. She has got nothing of it, nor of the bridge's, and has \
             paid {}: {} exit fee, {} that rounds off",
            amount(part as u64),
            amount(before - after),
            amount(exit.exit_fee),
            amount(before - after - exit.exit_fee)
        );
        Ok(())
    }

    /// Where the oracle's tokens went; anyone can send fees to their wallets.
    fn shares(&mut self) -> Result<(), String> {
        self.story.show.chapter("Anyone sends the fees to their wallets");
        let vault = self.story.stage.vault;
        let before = WALLETS.map(|name| self.assets(name));
        for instruction in [
            fee::collect_vault_fees(&vault, &address("treasury")),
            fee::collect_protocol_fees(&vault, &address("protocol")),
            fee::collect_commission(&self.splits[0], &address("ada")),
            fee::collect_commission(&self.splits[1], &address("bede")),
        ] {
            let done = self.story.stage.act("mallory", instruction)?;
            let Some(Event::FeesCollected(event)) = done.events.first() else {
                return Err("a collection emits its event".into());
            };
            let wallet = WALLETS.into_iter().find(|name| address(name) == event.wallet).unwrap_or("?");
            self.story.tell(&format!("{wallet} gets {}", amount(event.assets)), &done)?;
        }
        let got = WALLETS.iter().zip(before).map(|(name, before)| self.assets(name) - before);
        let [treasury, protocol, ada, bede] = got.collect::<Vec<_>>()[..] else { unreachable!("four wallets") };
        let [paid, commissions, vault_fees, protocol_fees] = self.paid;
        // The vault's wallet got the fee of mallory's exit as well.
        if ada + bede != commissions || protocol != protocol_fees || treasury < vault_fees {
            return Err(format!("wallets got {treasury}, {protocol}, {ada} and {bede}: not what was taken for them"));
        }
        println!(
            "  of {} that the oracle paid, operators have {}, the vault's treasury {}, the protocol {}, and the stakers {}",
            amount(paid),
            amount(commissions),
            amount(vault_fees),
            amount(protocol_fees),
            amount(paid - commissions - vault_fees - protocol_fees)
        );
        Ok(())
    }

    /// Everyone leaves, and has what the last day's look said.
    fn leave(&mut self) -> Result<(), String> {
        self.story.show.chapter("Everyone leaves, and is paid what the chart said");
        let stakers = ["alice", "bob", "carol"];
        for who in stakers {
            let owner = address(who);
            if let Some(held) =
                self.story.stage.svm.read::<restaking_client::VaultPosition>(&self.pool.position(&owner))
            {
                self.story.stage.act(who, self.pool.unbond(&owner, held.position.bonded))?;
            }
            let shares = self.story.stage.svm.balance(&self.story.stage.vault.shares_of(&owner)).unwrap_or_default();
            let done = self.story.stage.request(who, shares)?;
            self.story.tell(&format!("{who} asks to leave with {} VRT", amount(shares)), &done)?;
        }
        self.story.stage.begin(FIRST + EPOCHS + 2)?;
        for (index, who) in stakers.into_iter().enumerate() {
            let claim = self.story.stage.claim(who, index);
            let done = self.story.stage.act(who, claim)?;
            self.story.tell(&format!("{who} claims"), &done)?;
        }
        self.yields.table(&self.story.stage, 10_000 * TOKEN)?;
        println!("\n{} steps, and after each one every token was in its place", self.story.steps);
        Ok(())
    }

    fn assets(&self, who: &str) -> u64 {
        self.story.stage.svm.balance(&self.story.stage.vault.assets_of(&address(who))).unwrap_or_default()
    }
}
