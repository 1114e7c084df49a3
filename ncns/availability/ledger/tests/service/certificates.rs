//! Certificates and their reader.

use crate::common::{RULES, rule};
use availability_ledger::certificate::Certificate;
use availability_ledger::content::Content;
use availability_ledger::error::Rule;
use availability_ledger::reader::{CertifiedBlob, Limits, Refused};
use availability_ledger::rules::MAX_OPERATORS;
use availability_ledger::tree::MAX_BLOB_BYTES;
use proptest::prelude::*;

proptest! {
    /// The weight of a certificate is the sum of the distinct operators' weights, and two thirds certify it, not less.
    #[test]
    fn two_thirds_certify(votes in prop::collection::vec((0usize..8, 1u64..1_000), 1..30), rest in 0u64..4_000) {
        let mut seen = std::collections::BTreeMap::new();
        for (place, weight) in &votes {
            seen.entry(*place).or_insert(*weight);
        }
        let total = seen.values().sum::<u64>() + rest;
        let content = Content { root: [1; 32], size: 5, expiry: 5_000 };
        let mut certificate = Certificate::open(content, (7, 1_000), &RULES, total, 1_000).unwrap();
        let mut entered = 0;
        for (place, weight) in votes {
            let weight = *seen.get(&place).unwrap_or(&weight);
            entered += u64::from(certificate.attest(place, weight, 1_001).unwrap());
            let reaches = u128::from(certificate.weight) * 10_000 >= u128::from(total) * 6_667;
            prop_assert_eq!(certificate.is_certified(), reaches && certificate.operators >= 3);
        }
        prop_assert_eq!((entered, certificate.operators), (seen.len() as u64, seen.len() as u64));
        prop_assert_eq!(certificate.weight, seen.values().sum::<u64>());
    }
}

#[test]
fn a_certificate_keeps_its_window() {
    let certificate = |now, expiry, size| {
        let content = Content { root: [1; 32], size, expiry };
        Certificate::open(content, (7, 1_000), &RULES, 300, now)
    };
    assert_eq!(rule(certificate(999, 5_000, 1)), Rule::WindowClosed);
    assert_eq!(rule(certificate(1_100, 5_000, 1)), Rule::WindowClosed);
    assert_eq!(rule(certificate(1_000, 1_100, 1)), Rule::EarlyExpiry);
    assert_eq!(rule(certificate(1_000, i64::MIN, 1)), Rule::EarlyExpiry);
    assert_eq!(rule(certificate(1_000, 5_000, 0)), Rule::BlobSize);
    assert_eq!(rule(certificate(1_000, 5_000, MAX_BLOB_BYTES + 1)), Rule::BlobSize);
    assert!(certificate(1_099, 1_101, MAX_BLOB_BYTES).is_ok());
    let mut opened = certificate(1_000, 5_000, 1).expect("a certificate");
    assert_eq!(rule(opened.attest(0, 100, 1_100)), Rule::WindowClosed);
    assert_eq!(rule(opened.attest(MAX_OPERATORS, 100, 1_050)), Rule::NoPlace);
    assert_eq!(opened.attest(MAX_OPERATORS - 1, 100, 1_050), Ok(true));
    assert_eq!(opened.attest(MAX_OPERATORS - 1, 100, 1_050), Ok(false));
    assert_eq!(rule(opened.check_close(1_099)), Rule::CertificateLive);
    assert_eq!(opened.check_close(1_100), Ok(()), "without a quorum it is closed after its window");
}

/// A consumer states its limits: at each bound, and one beyond it.
#[test]
fn a_reader_refuses_what_is_weak_or_early() {
    let content = Content { root: [5; 32], size: 77, expiry: 1_000 };
    let blob =
        CertifiedBlob { kind: 4, height: 7, time: 800, content, certified_at: 900, weight: 20, total_weight: 30 };
    let check = |min_weight, min_seconds, now| blob.check(&[5; 32], &Limits { min_weight, min_seconds }, now);
    assert_eq!(check(20, 100, 900), Ok(()));
    assert_eq!(check(21, 100, 900), Err(Refused::TooWeak(20, 21)));
    assert_eq!(check(20, 100, 901), Err(Refused::TooEarly(1_000, 1_001)));
    assert_eq!((check(0, 0, 999), check(0, 0, 1_000)), (Ok(()), Err(Refused::TooEarly(1_000, 1_001))));
    assert_eq!(check(0, u64::MAX, 0), Err(Refused::TooEarly(1_000, i64::MAX)));
    assert_eq!(blob.check(&[6; 32], &Limits { min_weight: 0, min_seconds: 0 }, 0), Err(Refused::OtherBlob));
    assert_eq!(blob.blob(), content.blob());
}
