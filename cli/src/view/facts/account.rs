//! What to know about an account of each kind.

use restaking_client::ledger;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::delegation::Delegation;
use restaking_client::words::any_of;
use restaking_client::words::units::GRANT_KINDS;
use restaking_client::{
    self as client, ExitBucket, ExitTicket, Grant, NcnAllocation, OperatorDelegation, OptIn, RewardOffer, RewardTree,
    SlashPledge, SlashProposal, SlashStatus, StakeTable, Vault, VaultBondPool, VaultPosition, bonds, exits, offers,
    table,
};
use serde_json::json;
use solana_program::pubkey::Pubkey;

use super::vault::vault;
use super::{Fact, Reader, amount, announced, count, delayed, flag, moment, moment_if, party, shown, told};
use crate::amount::percent;
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID, Node, text_of};
use crate::time;
use crate::view::slash;

impl<'a> Reader<'a> {
    /// What the account at `address` means now.
    pub fn facts(&self, address: &Pubkey, node: &Node) -> Result<Vec<Fact>> {
        let now = self.now;
        Ok(match node.name() {
            "Vault" => vault(&self.load(address)?, now),
            "ExitTicket" => self.ticket(&self.load(address)?)?,
            "Operator" => {
                let found: client::Operator = self.load(address)?;
                let commission = delayed("commission", &(&found.commission_bps).into(), now);
                entity(node, vec![commission, party("admin", &found.admin), party("allocator", &found.allocator)])
            }
            "Ncn" => {
                let ncn: client::Ncn = self.load(address)?;
                let terms = [&ncn.policy.terms, &ncn.next_policy.terms];
                let most = terms.map(|terms| percent(terms.max_fraction));
                let challenge = terms.map(|terms| time::span(terms.challenge_seconds));
                let change = |[before, after]: [String; 2]| announced(&before, &after, ncn.policy_from, now);
                let terms = [told("max_slash", change(most)), told("challenge", change(challenge))];
                let policy = if now >= ncn.policy_from { &ncn.next_policy } else { &ncn.policy };
                let parties = [
                    party("admin", &ncn.admin),
                    party("slasher", &policy.slasher),
                    party("resolver", &policy.resolver),
                    party("parent", &ncn.parent),
                ];
                let client::Software { sha256, run_by, .. } = ncn.software;
                let hex = || sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                let software = if sha256 == [0; 32] { "none".to_owned() } else { hex() };
                let release = [told("software", software), moment_if("run_by", run_by, now)];
                entity(node, terms.into_iter().chain(parties).chain(release).collect())
            }
            "OperatorDelegation" => self.delegation(&self.load(address)?)?,
            "NcnAllocation" => self.allocation(&self.load(address)?)?,
            "OptIn" => {
                let found: OptIn = self.load(address)?;
                let sides = ledger::state::opt_in::Sides::from(&found.sides);
                let parties = [told("left", found.left.to_string()), told("right", found.right.to_string())];
                let state = [flag("counts", sides.counts(now)), flag("announced", sides.is_announced())];
                parties.into_iter().chain(state).collect()
            }
            "SlashProposal" => self.slash(&self.load(address)?)?,
            "SlashPledge" => self.pledge(&self.load(address)?)?,
            "Grant" => self.grant(&self.load(address)?)?,
            "OperatorRecord" => {
                let found: client::OperatorRecord = self.load(address)?;
                let parties = [told("operator", found.operator.to_string()), told("ncn", found.ncn.to_string())];
                let figures = [
                    flag("jailed", found.jailed_until > now),
                    count("slashes", found.slashes),
                    count("equivocations", found.equivocations),
                ];
                parties.into_iter().chain(figures).collect()
            }
            "StakeTable" => {
                let found: StakeTable = self.load(address)?;
                let data = self.account(address)?.map(|account| account.data).unwrap_or_default();
                let entries = table::entries(&data).unwrap_or_default();
                let open = if now < found.closes_at { "open" } else { "final" };
                vec![
                    told("ncn", found.ncn.to_string()),
                    told("state", open),
                    moment("closes", found.closes_at, now),
                    Fact { json: entries.len().into(), ..count("operators", entries.len() as u64) },
                    count("weight", found.total_weight),
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
            _ if LIQUID.tag(node.name()).is_some() => self.liquid(address, node)?,
            _ => self.others(address, node)?,
        })
    }

    fn ticket(&self, ticket: &ExitTicket) -> Result<Vec<Fact>> {
        let vault: Vault = self.load(&ticket.vault)?;
        let mut facts = vec![
            told("vault", ticket.vault.to_string()),
            told("owner", ticket.owner.to_string()),
            moment("claimable", exits::claimable_at(&vault, ticket.ticket.epoch), self.now),
        ];
        if let Some(exit) = self.exit(&vault, ticket)? {
            facts.push(amount("pays", exit.assets, vault.decimals, "tokens"));
            if exit.contested > 0 {
                facts.push(amount("taken_by_open_slashes", exit.contested, vault.decimals, "tokens"));
            }
        }
        Ok(facts)
    }

    /// What `ticket` of `vault` pays, and when; none where its bucket is missing.
    pub fn exit(&self, vault: &Vault, ticket: &ExitTicket) -> Result<Option<exits::Exit>> {
        let bucket = self.find::<ExitBucket>(&self.chain.program().exit_bucket(&ticket.vault, ticket.ticket.epoch))?;
        if bucket.is_none() && !ledger::state::exit_ticket::Ticket::from(&ticket.ticket).is_settled() {
            return Ok(None);
        }
        let exit = exits::Exit::of(vault, bucket.as_ref(), ticket);
        exit.map(Some).map_err(|refusal| {
            Error::new(format!("the ticket and its bucket disagree: {} against {}", refusal.value, refusal.limit))
        })
    }

    fn delegation(&self, delegation: &OperatorDelegation) -> Result<Vec<Fact>> {
        let vault: Vault = self.load(&delegation.vault)?;
        let books = ledger::state::vault::VaultLedger::from(&vault.ledger);
        let held = Delegation::from(&delegation.delegation);
        let on_its_way = Delegation { units: Delayed::settled(held.moving), ..held };
        let [stake, moving] = [held, on_its_way].map(|each| books.delegated_stake(&each, self.now).unwrap_or(0));
        Ok(vec![
            told("vault", delegation.vault.to_string()),
            told("operator", delegation.operator.to_string()),
            amount("stake", stake, vault.decimals, "tokens"),
            amount("moving", moving, vault.decimals, "tokens"),
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
        let text = slash::state(slash, self.now, self.slot);
        let status = text.split([',', ' ']).next().unwrap_or_default().to_owned();
        Ok(vec![
            told("vault", slash.vault.to_string()),
            told("operator", slash.operator.to_string()),
            told("ncn", slash.ncn.to_string()),
            amount("stake", slash.slash.stake, vault.decimals, "tokens"),
            Fact { json: status.into(), ..told("status", text) },
            moment("final_from", slash.final_from, self.now),
            amount("pledged", slash.pledged, vault.decimals, "tokens"),
        ])
    }

    fn pledge(&self, pledge: &SlashPledge) -> Result<Vec<Fact>> {
        let slash: SlashProposal = self.load(&pledge.proposal)?;
        let vault: Vault = self.load(&slash.vault)?;
        let state = match slash.status {
            SlashStatus::Open => "the slash is open",
            SlashStatus::Vetoed => "the slash was vetoed: it can be withdrawn",
            SlashStatus::Executed => "used up: the slash was executed",
            SlashStatus::Unknown(_) => "unknown: this command line may be too old",
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
            told("kinds", any_of(GRANT_KINDS, grant.terms.kinds)),
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
            let units = bonds::owed(&pool, position, place, self.now);
            let decimals = self.decimals(&reward.mint)?;
            earned.push((reward.mint, units, decimals));
        }
        let each =
            earned.iter().map(|(mint, units, decimals)| format!("{} of {mint}", shown(*units, *decimals, "tokens")));
        let json =
            earned.iter().map(|(mint, units, _)| json!({ "mint": mint.to_string(), "amount": units.to_string() }));
        let text = if earned.is_empty() { "nothing".to_owned() } else { each.collect::<Vec<_>>().join(", ") };
        facts.push(Fact { json: json.collect(), ..told("owed", text) });
        Ok(facts)
    }
}

fn entity(node: &Node, more: Vec<Fact>) -> Vec<Fact> {
    let text = match node.field("uri") {
        Some(Node::Bytes(bytes)) => text_of(bytes),
        _ => String::new(),
    };
    let retired = node.figure("retired") == Some(1);
    let mut facts = vec![told("uri", text), flag("retired", retired)];
    facts.extend(more);
    facts
}
