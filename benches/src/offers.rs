//! Rewards by captured stake: in a vault's own asset, and in a token that its bond pool pays.

use harness::table as build;
use harness::{Captured, RewardOffer, Split, Svm, key, token};
use restaking_client::pda;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

/// The window of the table, which is the time of the offers too, in seconds.
const WINDOW: u64 = 3_600;

/// Two offers by table 1 of the NCN of `split`, whose admin, captor and funder is the creator; the vault's bond pool pays eight
/// rewards.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    creator: &Keypair,
    split: &Split,
) -> Result<(), String> {
    let (runner, Split { vault, operator, ncn }) = (creator.pubkey(), *split);
    let other = key(&format!("reward 3 {}", vault.index)).pubkey();
    let offers = [RewardOffer::new(ncn, vault.asset_mint, 0), RewardOffer::new(ncn, other, 1)];
    let now = svm.now();
    svm.put(token::address(&runner, &vault.asset_mint), token::token_account(vault.asset_mint, runner, 1 << 60));
    let mut by_runner = |name, svm: &mut Svm, instruction| step(name, svm, instruction, creator);
    for offer in offers {
        let times = [now, now + WINDOW as i64 - 10];
        let open = offer.open(&runner, &runner, 98_765_432_109_876, times, 30 * 86_400);
        by_runner("open_reward_offer", svm, open)?;
    }
    let table = pda::stake_table(&ncn, 1);
    by_runner("open_stake_table, two offers", svm, build::open(&runner, &runner, &ncn, 1, 100, WINDOW))?;
    let capture = |splits: &[Split]| build::capture_with_room(&runner, &table, &ncn, &operator, splits, 16);
    by_runner("capture_stake, opens the capture, two offers", svm, capture(&[]))?;
    by_runner("capture_stake, one vault, two offers", svm, capture(&[*split]))?;
    let captured = Captured { table, operator, captor: runner };
    by_runner("enter_captures, one", svm, build::enter(&table, &[captured.address()]))?;
    svm.warp(now + WINDOW as i64);
    for offer in offers {
        by_runner("attribute_reward", svm, offer.attribute(&table))?;
    }
    by_runner("claim_reward_share", svm, offers[0].claim(&captured, &vault))?;
    by_runner("claim_position_share", svm, offers[1].claim_to_pool(&captured, &vault.address, 3))?;
    by_runner("close_capture, two offers", svm, build::close_capture(&runner, &table, &operator))?;
    by_runner("close_stake_table, two offers", svm, build::close(&runner, &ncn, &table, &runner))?;
    for offer in offers {
        by_runner("collect_reward_commission", svm, offer.collect(&operator, &runner))?;
        by_runner("close_reward_offer", svm, offer.close(&runner))?;
    }
    Ok(())
}
