//! A relay that burnt together is told on the first evening on which it should open; sound ones never are.

use chrono::Duration;
use tests::relays::season;

#[test]
fn a_welded_relay_is_told_and_a_sound_one_never_is() {
    for seed in [1, 2] {
        let season = season(seed, 20, 8);
        assert_eq!(season.accused, [], "seed {seed}");
        assert!(season.found_after.is_some_and(|after| after <= Duration::minutes(2)), "seed {seed}: {season:?}");
        assert!(season.commands > 20 * 2 * 20, "{}", season.commands);
    }
}
