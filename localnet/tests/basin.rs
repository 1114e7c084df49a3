//! The vault with a deposit gate and its NCN: what is under way in them is what the program has.

mod common;

use common::World;
use harness::token;
use localnet::example::plan::{DAY, ONE};
use localnet::example::scene::{ncn, operator, split, vault};
use localnet::keys::{address, key};
use restaking_client::ledger::state::grant::GrantTerms;
use restaking_client::{
    Grant, Ncn, NcnAllocation, OperatorDelegation, OptIn, RestakingError, SlashPledge, SlashProposal, SweepNotice,
    deposits, pda,
};

#[test]
fn what_is_under_way_in_basin_is_there() {
    let world = World::new();
    let (manifest, now) = (&world.manifest, world.manifest.now);
    let (basin, archive, set) = (vault("basin"), ncn("archive"), ncn("catalog"));
    let ledger = world.ledger("basin");

    let slash = &manifest.slashes["pledged"];
    let proposal: SlashProposal = world.chain.read(&slash.address.parse().unwrap()).unwrap();
    // A twentieth of gerd's 40 % of all that was deposited.
    assert_eq!(proposal.slash.stake, 65_000 * ONE * 40 / 100 / 20);
    assert_eq!((ledger.escrowed, ledger.pledged), (proposal.slash.stake, 500 * ONE));
    assert!(proposal.final_from > now + DAY, "the umpire can veto it for more than a day");
    let pledge: SlashPledge = world.chain.read(&manifest.pledges["gerd"].address.parse().unwrap()).unwrap();
    assert_eq!(
        (pledge.proposal, pledge.pledger, pledge.amount),
        (slash.address.parse().unwrap(), address("gerd"), 500 * ONE)
    );
    assert_eq!(world.balance("gerd", "dollar"), 4_500 * ONE);

    let moving = &manifest.moves["basin"];
    let from: OperatorDelegation = world.chain.read(&split("basin", "gerd", "archive").delegation()).unwrap();
    let to: OperatorDelegation = world.chain.read(&split("basin", "hale", "archive").delegation()).unwrap();
    assert_eq!((from.delegation.moving, to.operator), (moving.units, operator("hale")));
    assert_eq!(moving.units, from.delegation.units.current / 4);

    let stray = harness::Stray::new(basin, address("oracle-token"));
    let notice: SweepNotice = world.chain.read(&stray.notice()).unwrap();
    assert_eq!((notice.amount, notice.due), (250 * ONE, manifest.sweeps["basin"].due));
    assert!(notice.due > now + 5 * DAY);
    assert_eq!(world.chain.balance(&stray.tokens).unwrap(), 250 * ONE);

    let named: Ncn = world.chain.read(&set).unwrap();
    assert_eq!((named.parent, named.admin), (archive, address("archive")));
    let opt_in: OptIn = world.chain.read(&pda::opt_in(&basin.address, &archive)).unwrap();
    assert_eq!((opt_in.sets.current, opt_in.sets.next, opt_in.weight), (0, 1, 900_000_000));
    assert!(opt_in.sets.effective < now, "the sets are covered");
    let allocation = split("basin", "hale", "catalog").allocation();
    let allocation: NcnAllocation = world.chain.read(&allocation).unwrap();
    assert_eq!(allocation.allocation.magnitude.next, harness::slash::WHOLE / 5);

    let release: Ncn = world.chain.read(&archive).unwrap();
    assert_ne!(release.software.sha256, [0; 32]);
    assert_eq!(release.software.run_by, release.software.since + 7 * DAY);
    assert!(release.software.run_by > now);
    let grant: Grant = world.chain.read(&manifest.grants["archive"].address.parse().unwrap()).unwrap();
    assert_eq!((grant.entity, grant.holder), (archive, address("captor")));
    assert_eq!(
        (grant.terms.kinds, grant.terms.until),
        (GrantTerms::TABLES | GrantTerms::SOFTWARE, manifest.grants["archive"].until)
    );
}

#[test]
fn a_deposit_in_basin_needs_the_porter() {
    let world = World::new();
    let (basin, liam) = (vault("basin"), address("liam"));
    let before = world.balance("liam", "dollar");
    let deposit = basin.deposit(&liam, ONE, 1, false);
    let refused = world.chain.send(std::slice::from_ref(&deposit), &[&key("liam")]).unwrap_err();
    assert_eq!(common::error_of(&refused), Some(RestakingError::DepositGate));
    let signed = deposits::through_gate(deposit, &address("porter"));
    world.chain.send(&[signed], &[&key("liam"), &key("porter")]).unwrap();
    assert_eq!(world.balance("liam", "dollar"), before - ONE);
    assert!(world.chain.balance(&token::address(&liam, &basin.vrt_mint)).unwrap() > 0);
}
