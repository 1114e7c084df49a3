//! What an account's figures mean now: rates, times, amounts owed and their recipients.

use std::cell::RefCell;
use std::collections::HashMap;

use restaking_client::bonds;
use restaking_client::exact::ledger;
use restaking_client::{
    self as client, ExitBucket, ExitTicket, Grant, NcnAllocation, OperatorDelegation, OptIn, Program, RewardOffer,
    RewardTree, SlashPledge, SlashProposal, StakeTable, Vault, VaultBondPool, VaultPosition, exits, offers, rates,
    table,
};
use serde_json::{Map, Value, json};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use super::text::Scale;
use crate::accounts::{self, Kind};
use crate::amount::{bps, percent, tokens};
use crate::chain::Chain;
use crate::command::asset_flag;
use crate::command::bond::owed;
use crate::command::grant::words;
use crate::command::slash::final_text;
use crate::error::{Error, Result};
use crate::idl::{IDL, Node, uri};
use crate::time;

/// One thing to know about an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name in JSON, and with spaces in text.
    pub name: &'static str,
    /// As text.
    pub text: String,
    /// As JSON: amounts in smallest units and times in unix seconds, both as strings.
    pub json: Value,
}

/// A fact with the same text in JSON.
fn told(name: &'static str, text: impl Into<String>) -> Fact {
    let text = text.into();
    Fact { name, json: text.clone().into(), text }
}

fn amount(name: &'static str, units: u64, decimals: impl Into<Option<u8>>, what: &str) -> Fact {
    Fact { name, text: shown(units, decimals.into(), what), json: units.to_string().into() }
}

/// An amount by its own mint's decimals; in smallest units where they are not known, and never by another's.
fn shown(units: u64, decimals: Option<u8>, what: &str) -> String {
    match decimals {
        Some(decimals) => format!("{} {what}", tokens(units, decimals)),
        None => format!("{units} smallest units of {what}"),
    }
}

fn moment(name: &'static str, at: i64, now: i64) -> Fact {
    Fact { name, text: time::near(at, now), json: at.to_string().into() }
}

fn flag(name: &'static str, yes: bool) -> Fact {
    Fact { name, text: if yes { "yes" } else { "no" }.to_owned(), json: yes.into() }
}

/// What is so now, and what is announced in its place, with its date.
fn announced(before: &str, after: &str, from: i64, now: i64) -> String {
    match from {
        _ if now >= from => after.to_owned(),
        _ if before == after => before.to_owned(),
        _ => format!("{before}, and {after} {}", time::near(from, now)),
    }
}

/// Basis points that may be about to change.
fn delayed(value: &ledger::state::delayed::Delayed, now: i64) -> String {
    announced(&bps(value.current), &bps(value.next), value.effective, now)
}

/// The facts as a JSON object.
pub fn as_json(facts: &[Fact]) -> Value {
    Value::Object(facts.iter().map(|fact| (fact.name.to_owned(), fact.json.clone())).collect::<Map<_, _>>())
}

/// A chain that reads each account once.
pub struct Reader<'a> {
    chain: &'a dyn Chain,
    read: RefCell<HashMap<Pubkey, Option<Account>>>,
    /// The chain's time at the start.
    pub now: i64,
    /// Its slot then.
    slot: u64,
}

impl<'a> Reader<'a> {
    /// Reads `chain`.
    pub fn new(chain: &'a dyn Chain) -> Result<Self> {
        let (now, slot) = chain.clock()?;
        Ok(Self { chain, read: RefCell::default(), now, slot })
    }

    /// Reads many accounts at once, for later.
    pub fn prefetch(&self, addresses: Vec<Pubkey>) -> Result<()> {
        let mut addresses = addresses;
        addresses.sort_unstable();
        addresses.dedup();
        addresses.retain(|address| !self.read.borrow().contains_key(address));
        let found = self.chain.accounts(&addresses)?;
        self.read.borrow_mut().extend(addresses.into_iter().zip(found));
        Ok(())
    }

    /// The account at `address`.
    pub fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.prefetch(vec![*address])?;
        Ok(self.read.borrow()[address].clone())
    }

    /// The account of kind `T` at `address`, if it is there.
    pub fn find<T: Kind>(&self, address: &Pubkey) -> Result<Option<T>> {
        let account = self.account(address)?;
        let program = *self.chain.program();
        let ours = account.filter(|account| account.owner == program && IDL.kind(&account.data) == Some(T::NAME));
        ours.map(|account| T::deserialize(&mut account.data.as_slice()))
            .transpose()
            .map_err(|error| Error::new(format!("the {} at {address} cannot be read: {error}", T::NOUN)))
    }

    /// The account of kind `T` at `address`.
    pub fn load<T: Kind>(&self, address: &Pubkey) -> Result<T> {
        let missing = || Error::new(format!("there is no {} at {address} on this cluster", T::NOUN));
        self.find(address)?.ok_or_else(missing)
    }

    /// The decimals of the mint at `address`; none if it is none.
    pub fn decimals(&self, address: &Pubkey) -> Result<Option<u8>> {
        Ok(self.account(address)?.as_ref().and_then(accounts::mint_in).map(|mint| mint.decimals))
    }

    /// The scale to show an account of the program's with.
    pub fn scale(&self, node: &Node) -> Result<Scale> {
        let mut scale = Scale { now: self.now, ..Scale::default() };
        let vault = match node.name() {
            "Vault" => {
                scale.vault = node.figure("decimals").map(|decimals| decimals as u8);
                None
            }
            "SlashPledge" => match node.address("proposal") {
                Some(slash) => self.find::<SlashProposal>(&slash)?.map(|found| found.vault),
                None => None,
            },
            "NcnAllocation" => match node.address("delegation") {
                Some(delegation) => self.find::<OperatorDelegation>(&delegation)?.map(|found| found.vault),
                None => None,
            },
            "VaultPosition" => match node.address("pool") {
                Some(pool) => self.find::<VaultBondPool>(&pool)?.map(|found| found.vault),
                None => None,
            },
            _ => node.address("vault"),
        };
        if let Some(vault) = vault {
            scale.vault = self.find::<Vault>(&vault)?.map(|vault| vault.decimals);
        }
        let mint = match node.name() {
            "RewardTree" | "RewardOffer" | "SweepNotice" => node.address("mint"),
            "RewardClaim" => match node.address("tree") {
                Some(tree) => self.find::<RewardTree>(&tree)?.map(|found| found.mint),
                None => None,
            },
            _ => None,
        };
        if let Some(mint) = mint {
            scale.reward = self.decimals(&mint)?;
        }
        Ok(scale)
    }

    /// What the account at `address` means now.
    pub fn facts(&self, address: &Pubkey, node: &Node) -> Result<Vec<Fact>> {
        let now = self.now;
        Ok(match node.name() {
            "Vault" => vault(&self.load(address)?, now),
            "ExitTicket" => self.ticket(&self.load(address)?)?,
            "Operator" => entity(node, vec![told("commission", commission(&self.load(address)?, now))]),
            "Ncn" => {
                let ncn: client::Ncn = self.load(address)?;
                let terms = [&ncn.policy.terms, &ncn.next_policy.terms];
                let most = terms.map(|terms| percent(terms.max_fraction));
                let challenge = terms.map(|terms| time::span(terms.challenge_seconds));
                let change = |[before, after]: [String; 2]| announced(&before, &after, ncn.policy_from, now);
                entity(node, vec![told("max_slash", change(most)), told("challenge", change(challenge))])
            }
            "OperatorDelegation" => self.delegation(&self.load(address)?)?,
            "NcnAllocation" => self.allocation(&self.load(address)?)?,
            "OptIn" => {
                let found: OptIn = self.load(address)?;
                let agreement = ledger::state::opt_in::Agreement::from(&found.agreement);
                let parties = [told("left", found.left.to_string()), told("right", found.right.to_string())];
                let state = [flag("counts", agreement.counts(now)), flag("announced", agreement.is_announced())];
                parties.into_iter().chain(state).collect()
            }
            "SlashProposal" => self.slash(&self.load(address)?)?,
            "SlashPledge" => self.pledge(&self.load(address)?)?,
            "Grant" => self.grant(&self.load(address)?)?,
            "OperatorRecord" => {
                let found: client::OperatorRecord = self.load(address)?;
                let parties = [told("operator", found.operator.to_string()), told("ncn", found.ncn.to_string())];
                parties.into_iter().chain([flag("jailed", found.jailed_until > now)]).collect()
            }
            "StakeTable" => {
                let found: StakeTable = self.load(address)?;
                let data = self.account(address)?.map(|account| account.data).unwrap_or_default();
                let entries = table::entries(&data).unwrap_or_default();
                let open = if now < found.closes_at { "open" } else { "final" };
                let count = entries.len();
                vec![
                    told("ncn", found.ncn.to_string()),
                    told("state", open),
                    moment("closes", found.closes_at, now),
                    Fact { name: "operators", text: count.to_string(), json: count.into() },
                    told("weight", found.total_weight.to_string()),
                ]
            }
            "RewardTree" => self.tree(&self.load(address)?)?,
            "RewardOffer" => self.offer(&self.load(address)?)?,
            "VaultPosition" => self.position(&self.load(address)?)?,
            "SweepNotice" => {
                let found: client::SweepNotice = self.load(address)?;
                let decimals = self.decimals(&found.mint)?;
                vec![
                    told("vault", found.vault.to_string()),
                    told("mint", found.mint.to_string()),
                    amount("amount", found.amount, decimals, "tokens"),
                    moment("due", found.due, self.now),
                ]
            }
            _ => vec![],
        })
    }

    fn ticket(&self, ticket: &ExitTicket) -> Result<Vec<Fact>> {
        let vault: Vault = self.load(&ticket.vault)?;
        let mut facts = vec![
            told("vault", ticket.vault.to_string()),
            told("owner", ticket.owner.to_string()),
            moment("claimable", exits::claimable_at(&vault, ticket.ticket.epoch), self.now),
        ];
        let bucket = self.find::<ExitBucket>(&self.chain.program().exit_bucket(&ticket.vault, ticket.ticket.epoch))?;
        if bucket.is_some() || ledger::state::exit_ticket::Ticket::from(&ticket.ticket).is_settled() {
            let exit = exits::Exit::of(&vault, bucket.as_ref(), ticket).map_err(|refusal| {
                Error::new(format!("the ticket and its bucket disagree: {} against {}", refusal.value, refusal.limit))
            })?;
            facts.push(amount("pays", exit.assets, vault.decimals, "tokens"));
            if exit.contested > 0 {
                facts.push(amount("taken_by_open_slashes", exit.contested, vault.decimals, "tokens"));
            }
        }
        Ok(facts)
    }

    fn delegation(&self, delegation: &OperatorDelegation) -> Result<Vec<Fact>> {
        let vault: Vault = self.load(&delegation.vault)?;
        let books = ledger::state::vault::VaultLedger::from(&vault.ledger);
        let stake = books.delegated_stake(&(&delegation.delegation).into(), self.now).unwrap_or(0);
        Ok(vec![
            told("vault", delegation.vault.to_string()),
            told("operator", delegation.operator.to_string()),
            amount("stake", stake, vault.decimals, "tokens"),
        ])
    }

    fn allocation(&self, allocation: &NcnAllocation) -> Result<Vec<Fact>> {
        let delegation: OperatorDelegation = self.load(&allocation.delegation)?;
        let vault: Vault = self.load(&delegation.vault)?;
        let books = ledger::state::vault::VaultLedger::from(&vault.ledger);
        let (held, part) = ((&delegation.delegation).into(), (&allocation.allocation).into());
        let stake = books.slashable_stake(&held, &part, self.now).unwrap_or(0);
        Ok(vec![
            told("vault", delegation.vault.to_string()),
            told("operator", delegation.operator.to_string()),
            told("ncn", allocation.ncn.to_string()),
            amount("stake", stake, vault.decimals, "tokens"),
        ])
    }

    fn slash(&self, slash: &SlashProposal) -> Result<Vec<Fact>> {
        let vault: Vault = self.load(&slash.vault)?;
        let text = final_text(slash, self.now, self.slot);
        let status = text.split([',', ' ']).next().unwrap_or_default().to_owned();
        Ok(vec![
            told("vault", slash.vault.to_string()),
            told("operator", slash.operator.to_string()),
            told("ncn", slash.ncn.to_string()),
            amount("stake", slash.slash.stake, vault.decimals, "tokens"),
            Fact { name: "status", text, json: status.into() },
            moment("final_from", slash.final_from, self.now),
            amount("pledged", slash.pledged, vault.decimals, "tokens"),
        ])
    }

    fn pledge(&self, pledge: &SlashPledge) -> Result<Vec<Fact>> {
        let slash: SlashProposal = self.load(&pledge.proposal)?;
        let vault: Vault = self.load(&slash.vault)?;
        let state = match slash.status {
            0 => "the slash is open",
            1 => "the slash was vetoed: it can be withdrawn",
            _ => "used up: the slash was executed",
        };
        Ok(vec![
            told("slash", pledge.proposal.to_string()),
            told("pledger", pledge.pledger.to_string()),
            amount("amount", pledge.amount, vault.decimals, "tokens"),
            told("state", state),
        ])
    }

    fn grant(&self, grant: &Grant) -> Result<Vec<Fact>> {
        let data = self.account(&grant.entity)?.map(|account| account.data).unwrap_or_default();
        let generation = IDL.account(&data).and_then(|entity| entity.figure("grant_generation"));
        let state = match &grant.terms {
            terms if generation.is_none_or(|generation| generation != terms.generation) => "void",
            terms if self.now >= terms.until => "expired",
            _ => "valid",
        };
        Ok(vec![
            told("entity", grant.entity.to_string()),
            told("holder", grant.holder.to_string()),
            told("kinds", words(grant.terms.kinds)),
            moment("until", grant.terms.until, self.now),
            told("state", state),
        ])
    }

    fn tree(&self, tree: &RewardTree) -> Result<Vec<Fact>> {
        let decimals = self.decimals(&tree.mint)?;
        let mut books = ledger::state::reward_tree::RewardBooks::from(&tree.books);
        books.settle(self.now);
        let mut facts = vec![
            told("ncn", tree.ncn.to_string()),
            told("mint", tree.mint.to_string()),
            amount("promised", books.active_total, decimals, "tokens"),
            amount("paid", books.paid, decimals, "tokens"),
            amount("funded", books.funded, decimals, "tokens"),
        ];
        if books.next_root != [0; 32] {
            facts.push(moment("next_root_counts", books.activates_at, self.now));
        }
        Ok(facts)
    }

    fn offer(&self, offer: &RewardOffer) -> Result<Vec<Fact>> {
        let (decimals, books) = (self.decimals(&offer.mint)?, &offer.books);
        let accrued = offers::accrued(offer, self.now).unwrap_or_default();
        Ok(vec![
            told("ncn", offer.ncn.to_string()),
            told("mint", offer.mint.to_string()),
            amount("reward", books.amount, decimals, "tokens"),
            amount("accrued", accrued, decimals, "tokens"),
            amount("attributed", books.attributed, decimals, "tokens"),
            amount("paid", books.paid, decimals, "tokens"),
            moment("ends", books.until, self.now),
            moment("closes_from", offers::closes_from(offer), self.now),
        ])
    }

    fn position(&self, position: &VaultPosition) -> Result<Vec<Fact>> {
        let pool: VaultBondPool = self.load(&position.pool)?;
        let vault: Vault = self.load(&pool.vault)?;
        let mut facts = vec![
            told("vault", pool.vault.to_string()),
            told("owner", position.owner.to_string()),
            amount("bonded", position.position.bonded, vault.decimals, "VRT"),
        ];
        let mut earned = vec![];
        for (place, reward) in bonds::rewards(&pool).iter().enumerate() {
            let units = owed(&pool, position, place, self.now);
            let decimals = self.decimals(&reward.mint)?;
            earned.push((reward.mint, units, decimals));
        }
        let each =
            earned.iter().map(|(mint, units, decimals)| format!("{} of {mint}", shown(*units, *decimals, "tokens")));
        let json =
            earned.iter().map(|(mint, units, _)| json!({ "mint": mint.to_string(), "amount": units.to_string() }));
        let text = if earned.is_empty() { "nothing".to_owned() } else { each.collect::<Vec<_>>().join(", ") };
        facts.push(Fact { name: "owed", text, json: json.collect() });
        Ok(facts)
    }
}

fn commission(operator: &client::Operator, now: i64) -> String {
    delayed(&(&operator.commission_bps).into(), now)
}

fn entity(node: &Node, more: Vec<Fact>) -> Vec<Fact> {
    let text = match node.field("uri") {
        Some(Node::Bytes(bytes)) => uri(bytes),
        _ => String::new(),
    };
    let retired = node.figure("retired") == Some(1);
    let mut facts = vec![told("uri", text), flag("retired", retired)];
    facts.extend(more);
    facts
}

/// What to know about a vault before anything else.
fn vault(vault: &Vault, now: i64) -> Vec<Fact> {
    let all = ledger::state::vault::VaultLedger::from(&vault.ledger);
    let (books, epoch, decimals) = (all.books_at(now), all.epoch_at(now), vault.decimals);
    let rate = rates::rate(vault, now);
    let mut allowance = all.instant_allowance;
    allowance.refill(now);
    let instant = books.idle_stake().unwrap_or(0).min(allowance.left());
    let delegated = books.units - books.idle;
    let delegated = u64::try_from(u128::from(delegated) * 10_000 / u128::from(books.units.max(1))).unwrap_or(0);
    vec![
        told("asset", vault.asset_mint.to_string()),
        amount("assets", books.active, decimals, "tokens"),
        amount("supply", books.supply, decimals, "VRT"),
        Fact { name: "rate", text: format!("{rate:.9} tokens a VRT"), json: format!("{rate:.9}").into() },
        Fact {
            name: "epoch",
            text: format!("{epoch}, of {}", time::span(all.epoch_seconds)),
            json: epoch.to_string().into(),
        },
        moment("epoch_ends", all.start_of(epoch.saturating_add(1)), now),
        moment("exit_requested_now_claimable", exits::out_by(vault, now), now),
        amount("instant_exits_left", instant, decimals, "tokens"),
        Fact { name: "delegated_bps", text: bps(delegated), json: delegated.to_string().into() },
        amount("in_open_slashes", books_escrow(&all), decimals, "tokens"),
        amount("pledged", all.pledged, decimals, "tokens"),
        told("deposit_fee", delayed(&all.fees.deposit_bps, now)),
        told("exit_fee", delayed(&all.fees.exit_bps, now)),
        told("reward_fee", delayed(&all.fees.reward_bps, now)),
        flag("restricted", vault.restricted == 1),
        deposit_gate(vault),
        term(&all, now),
        Fact {
            name: "asset_issuer_can",
            text: asset_flag::issuer_can(vault.asset_flags.into()),
            json: asset_flag::words(vault.asset_flags.into()).into(),
        },
        Fact {
            name: "risk_version",
            text: format!("{}, which a deposit may bind", all.risk_version),
            json: all.risk_version.to_string().into(),
        },
    ]
}

/// The time in which stakers stay.
fn term(all: &ledger::state::vault::VaultLedger, now: i64) -> Fact {
    let ledger::state::term::Term { start, end } = all.term;
    let opens = all.term_opens();
    let (text, json) = if start == end {
        ("none".to_owned(), Value::Null)
    } else {
        let [starts, opens_text, ends] = [start, opens, end].map(|at| time::near(at, now));
        let text = format!("starts {starts}; exits go again {opens_text}; ends {ends}");
        (text, json!({ "start": start.to_string(), "exits_from": opens.to_string(), "end": end.to_string() }))
    };
    Fact { name: "term", text, json }
}

/// The signer that every deposit needs beside its depositor.
fn deposit_gate(vault: &Vault) -> Fact {
    let gate = (vault.deposit_gate != Pubkey::default()).then(|| vault.deposit_gate.to_string());
    Fact { name: "deposit_gate", text: gate.as_deref().unwrap_or("none").to_owned(), json: gate.into() }
}

/// What open slashes took, and what executed ones have not paid out.
fn books_escrow(all: &ledger::state::vault::VaultLedger) -> u64 {
    all.escrowed.saturating_add(all.unpaid)
}

/// Which accounts the facts about `node` need.
pub fn needed(program: Program, node: &Node) -> Vec<Pubkey> {
    let named = ["vault", "delegation", "pool", "tree", "mint", "proposal", "entity"]
        .into_iter()
        .filter_map(|field| node.address(field));
    let mut needed: Vec<Pubkey> = named.collect();
    if let (Some(vault), Some(ticket)) = (node.address("vault"), node.field("ticket")) {
        needed.extend(ticket.figure("epoch").map(|epoch| program.exit_bucket(&vault, epoch)));
    }
    needed
}

/// The account in `account`, read by the interface.
pub fn node_of(program: Program, address: &Pubkey, account: &Account) -> Result<Node> {
    let ours = Some(account).filter(|account| account.owner == *program);
    let node = ours.and_then(|account| IDL.account(&account.data));
    node.ok_or_else(|| Error::new(format!("{address} is not a known account of the program")))
}

/// What accounts of the kind `name` are called, with a capital.
pub fn title(name: &str) -> String {
    let noun = accounts::noun(name);
    let mut letters = noun.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
