//! What the issuer of an asset can do to its holders.

use restaking_client::ledger::state::weight::AssetFlags;

/// What the issuer of an asset with `flags` can do to its holders.
pub fn issuer_can(flags: u64) -> String {
    let can = [
        (AssetFlags::FREEZABLE, "freeze any account of the asset"),
        (AssetFlags::PAUSABLE, "pause all transfers of the asset"),
        (AssetFlags::DISPLAY_SCALED, "change what wallets show for an amount; amounts here are raw"),
    ];
    let can: Vec<&str> = can.into_iter().filter(|(flag, _)| flags & flag != 0).map(|(_, what)| what).collect();
    if can.is_empty() { "neither freeze nor pause the asset".to_owned() } else { can.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_can_what_the_flags_say() {
        assert_eq!(issuer_can(0), "neither freeze nor pause the asset");
        let both = AssetFlags::FREEZABLE | AssetFlags::PAUSABLE;
        assert_eq!(issuer_can(both), "freeze any account of the asset; pause all transfers of the asset");
        assert!(issuer_can(AssetFlags::DISPLAY_SCALED).ends_with("amounts here are raw"));
    }
}
