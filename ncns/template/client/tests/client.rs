//! What the client reads and computes by itself.

use template_client::{SERVICE_ROUND_DISCRIMINATOR, VoteEntry, entries, incident, leading};

#[test]
fn the_value_with_the_most_weight_leads() {
    let vote = |byte: u8, voted| VoteEntry { value: [byte; 32], voted, judged: 0 };
    let entries = [vote(1, 1), vote(2, 1), vote(2, 1), vote(0, 1), vote(3, 0)];
    assert_eq!(leading(&entries, &[5, 3, 3, 90, 90]), Some(2));
    assert_eq!(leading(&entries, &[7, 3, 3, 90, 90]), Some(0));
    assert_eq!(leading(&entries[3..], &[90, 90]), None, "an abstention and silence are no values");
    assert_eq!(leading(&[], &[]), None);
}

#[test]
fn data_of_others_has_no_votes() {
    assert_eq!(entries(&[]), None);
    assert_eq!(entries(&[0; 1_000]), None);
    assert_eq!(entries(&SERVICE_ROUND_DISCRIMINATOR), None);
}

#[test]
fn incidents_are_of_a_period() {
    assert_eq!([incident(86_399, 86_400), incident(86_400, 86_400), incident(90_000, 86_400)], [0, 86_400, 86_400]);
    assert_eq!([incident(-5, 60), incident(7, 0)], [0, 7]);
}
