//! What a compiled program tells of itself is what its readers look for.

use restaking::built_for::BUILT_FOR;

#[test]
fn the_marker_is_what_readers_look_for() {
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(restaking::ID.to_bytes()));
}
