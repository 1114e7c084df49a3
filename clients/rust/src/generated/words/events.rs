//! Generated from `clients/words`: edit it there.
use super::units::{ASSET_FLAGS, GRANT_KINDS, PAUSE_KINDS, ROLE, ROLES, SLASH_RECIPIENT};
use crate::words::shape::{Case, Condition, Field, Piece, Term, Unit};

/// The sentences of each event, by its name: the first of the cases that applies.
pub const SENTENCES: &[(&str, &[Case])] = &[
    (
        "AdminChanged",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                    Piece::Text(" is the admin of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
                    Piece::Text(", after "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                    Piece::Optional(&[
                        Piece::Text(", and "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                        Piece::Text(" keeps the roles "),
                        Piece::Field(Field { unit: Some(Unit::AnyOf(ROLES)), term: Term::Value(&["kept"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                    Piece::Text(" renounced the role of admin of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
                    Piece::Optional(&[
                        Piece::Text(" and keeps the roles "),
                        Piece::Field(Field { unit: Some(Unit::AnyOf(ROLES)), term: Term::Value(&["kept"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "AdminProposed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["admin"]) }),
                Piece::Text(" proposed "),
                Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                Piece::Text(" as admin of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
            ],
        }],
    ),
    (
        "AllocationAccountSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("The allocation of delegation "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["delegation"]) }),
                    Piece::Text(" to NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" was opened"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The allocation of delegation "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["delegation"]) }),
                    Piece::Text(" to NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" was closed"),
                ],
            },
        ],
    ),
    (
        "AllocationChanged",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Fraction), term: Term::Value(&["magnitude_after"]) }),
                Piece::Text(" of delegation "),
                Piece::Field(Field { unit: None, term: Term::Value(&["delegation"]) }),
                Piece::Text(" is allocated to NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["magnitude_after"]) }),
                ]),
            ],
        }],
    ),
    (
        "BondChanged",
        &[
            Case {
                conditions: &[Condition::Over(&["after"], &["before"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                    Piece::Text(" bonded "),
                    Piece::Field(Field {
                        unit: Some(Unit::Shares),
                        term: Term::Difference(&["after"], &[&["before"]]),
                    }),
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["after"]) }),
                    Piece::Text(" in all"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                    Piece::Text(" unbonded "),
                    Piece::Field(Field {
                        unit: Some(Unit::Shares),
                        term: Term::Difference(&["before"], &[&["after"]]),
                    }),
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["after"]) }),
                    Piece::Text(" remain bonded"),
                ],
            },
        ],
    ),
    (
        "BondPoolOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The bond pool of vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" was opened: rewards stream over "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["stream_seconds"]) }),
            ],
        }],
    ),
    (
        "BreakerSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("One slash may take "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "incident_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "incident_bps"]) }),
                ]),
                Piece::Text(", all slashes of an epoch "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "epoch_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "epoch_bps"]) }),
                ]),
            ],
        }],
    ),
    (
        "CaptureClosed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The capture of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" for stake table "),
                Piece::Field(Field { unit: None, term: Term::Value(&["table"]) }),
                Piece::Text(" was closed, with weight "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["weight"]) }),
            ],
        }],
    ),
    (
        "ClaimerSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                    Piece::Text(" may claim the rewards of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["earner"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["earner"]) }),
                    Piece::Text(" alone may claim its rewards"),
                ],
            },
        ],
    ),
    (
        "ConfigInitialized",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["admin"]) }),
                Piece::Text(" initialized the config: epochs last "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["min_epoch_seconds"]) }),
                Piece::Text(" to "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["max_epoch_seconds"]) }),
            ],
        }],
    ),
    (
        "CuratorSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                Piece::Text(" is the curator"),
                Piece::Optional(&[
                    Piece::Text(", after "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                ]),
            ],
        }],
    ),
    (
        "DelegationAccountSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("The delegation of vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" to operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" was opened"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The delegation of vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" to operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" was closed"),
                ],
            },
        ],
    ),
    (
        "DelegationChanged",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field {
                    unit: Some(Unit::Fraction),
                    term: Term::Ratio(&["after", "units"], &["books_after", "units"]),
                }),
                Piece::Text(" of the vault is delegated to operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "units"]) }),
                ]),
            ],
        }],
    ),
    (
        "Deposited",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["depositor"]) }),
                Piece::Text(" deposited "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["shares"]) }),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["fee"]) }),
                    Piece::Text(" of it the vault's fee"),
                ]),
            ],
        }],
    ),
    (
        "DepositorSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["depositor"]) }),
                    Piece::Text(" was approved as a depositor"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["depositor"]) }),
                    Piece::Text(" is no longer approved as a depositor"),
                ],
            },
        ],
    ),
    (
        "EquivocationProven",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["reporter"]) }),
                Piece::Text(" proved that operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" signed two conflicting votes for NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" at height "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["height"]) }),
            ],
        }],
    ),
    (
        "ExitBucketClosed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The exit bucket of epoch "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["bucket_epoch"]) }),
                Piece::Text(" was closed: all its exits are paid"),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["dust"]) }),
                    Piece::Text(" left over"),
                ]),
            ],
        }],
    ),
    (
        "ExitCanceled",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" canceled an exit of "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["shares"]) }),
            ],
        }],
    ),
    (
        "ExitClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" claimed "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
                Piece::Optional(&[
                    Piece::Text(", after a fee of "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["fee"]) }),
                ]),
            ],
        }],
    ),
    (
        "ExitRequested",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" requested an exit of "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["shares"]) }),
                Piece::Text(", worth "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(", with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
            ],
        }],
    ),
    (
        "ExitSettled",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The exit of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
                Piece::Text(" was settled: "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" can be claimed"),
            ],
        }],
    ),
    (
        "ExitTicketTransferred",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                Piece::Text(" transferred exit ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
                Piece::Text(" to "),
                Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
            ],
        }],
    ),
    (
        "ExitedInstantly",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" exited instantly with "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["shares"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(", fee "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["fee"]) }),
            ],
        }],
    ),
    (
        "ExposureSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operators may hold "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "max_delegated_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field {
                        unit: Some(Unit::Time),
                        term: Term::Pending(&["after", "max_delegated_bps"]),
                    }),
                ]),
                Piece::Text(", one of them "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "max_operator_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "max_operator_bps"]) }),
                ]),
                Piece::Text(", at a leverage of "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["after", "leverage"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "leverage"]) }),
                ]),
            ],
        }],
    ),
    (
        "FeesCollected",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["party"]) }),
                Piece::Text(" collected fees of "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" to wallet "),
                Piece::Field(Field { unit: None, term: Term::Value(&["wallet"]) }),
            ],
        }],
    ),
    (
        "FeesSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Fees on deposits are "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "deposit_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "deposit_bps"]) }),
                ]),
                Piece::Text(", on exits "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "exit_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "exit_bps"]) }),
                ]),
                Piece::Text(", on rewards "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "reward_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "reward_bps"]) }),
                ]),
                Piece::Text("; rewards stream over "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["stream_seconds_after"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["stream_seconds_after"]) }),
                ]),
            ],
        }],
    ),
    (
        "GrantRevoked",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["revoker"]) }),
                Piece::Text(" revoked the grant of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["entity"]) }),
                Piece::Text(" to "),
                Piece::Field(Field { unit: None, term: Term::Value(&["holder"]) }),
            ],
        }],
    ),
    (
        "GrantSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["holder"]) }),
                Piece::Text(" may act for the admin of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["entity"]) }),
                Piece::Text(" until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["after", "until"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::AnyOf(GRANT_KINDS)), term: Term::Value(&["after", "kinds"]) }),
            ],
        }],
    ),
    (
        "GrantsVoided",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["admin"]) }),
                Piece::Text(" voided all grants of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["entity"]) }),
            ],
        }],
    ),
    (
        "JailSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" jailed operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" until "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["after"]) }),
                    Piece::Text(", reason "),
                    Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["reason"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" released operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" from jail"),
                ],
            },
        ],
    ),
    (
        "KeyRegistered",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" registered key "),
                Piece::Field(Field { unit: None, term: Term::Value(&["key"]) }),
                Piece::Text(" for NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
            ],
        }],
    ),
    (
        "KeyRetired",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" retired key "),
                Piece::Field(Field { unit: None, term: Term::Value(&["key"]) }),
                Piece::Text(" for NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(": it is valid until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["until"]) }),
            ],
        }],
    ),
    (
        "MoveAnnounced",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Fraction), term: Term::Ratio(&["units"], &["before", "units"]) }),
                Piece::Text(" of the stake of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["from"]) }),
                Piece::Text(" moves to operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
                Piece::Optional(&[
                    Piece::Text(" at "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "units"]) }),
                ]),
            ],
        }],
    ),
    (
        "MoveCanceled",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The move of stake from operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["from"]) }),
                Piece::Text(" to operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
                Piece::Text(" was canceled: the stake becomes idle"),
            ],
        }],
    ),
    (
        "MoveCompleted",
        &[
            Case {
                conditions: &[Condition::Equal(&["units"], &["freed"])],
                pieces: &[
                    Piece::Text("The stake that operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["from"]) }),
                    Piece::Text(" released is delegated to operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: Some(Unit::Fraction), term: Term::Ratio(&["units"], &["freed"]) }),
                    Piece::Text(" of the stake that operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["from"]) }),
                    Piece::Text(" released is delegated to operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
                    Piece::Text(", the rest is idle"),
                ],
            },
        ],
    ),
    (
        "NcnAssetSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" values a unit of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" at "),
                    Piece::Field(Field { unit: Some(Unit::Weight), term: Term::Value(&["after"]) }),
                    Piece::Optional(&[
                        Piece::Text(", accepting that it is "),
                        Piece::Field(Field {
                            unit: Some(Unit::AnyOf(ASSET_FLAGS)),
                            term: Term::Value(&["accepted_flags_after"]),
                        }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" no longer accepts "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" as stake"),
                ],
            },
        ],
    ),
    (
        "NcnRegistered",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["creator"]) }),
                Piece::Text(" registered NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Optional(&[Piece::Text(": "), Piece::Field(Field { unit: None, term: Term::Value(&["uri"]) })]),
            ],
        }],
    ),
    (
        "NcnRetired",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" retired"),
            ],
        }],
    ),
    (
        "NcnUpdated",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" caps an operator's weight at "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["max_operator_weight_after"]) }),
                Piece::Optional(&[Piece::Text(": "), Piece::Field(Field { unit: None, term: Term::Value(&["uri"]) })]),
            ],
        }],
    ),
    (
        "OperatorRegistered",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["creator"]) }),
                Piece::Text(" registered operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(", with a commission of "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["commission_bps"]) }),
                Piece::Optional(&[Piece::Text(": "), Piece::Field(Field { unit: None, term: Term::Value(&["uri"]) })]),
            ],
        }],
    ),
    (
        "OperatorRetired",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" retired"),
            ],
        }],
    ),
    (
        "OperatorUpdated",
        &[
            Case {
                conditions: &[Condition::Different(&["after", "commission_bps"], &["after", "next_commission_bps"])],
                pieces: &[
                    Piece::Text("Operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" has allocator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "allocator"]) }),
                    Piece::Text(" and a commission of "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "next_commission_bps"]) }),
                    Piece::Text(" from "),
                    Piece::Field(Field {
                        unit: Some(Unit::Time),
                        term: Term::Value(&["after", "next_commission_from"]),
                    }),
                    Piece::Optional(&[
                        Piece::Text(": "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["uri"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Text(" has allocator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "allocator"]) }),
                    Piece::Text(" and a commission of "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "commission_bps"]) }),
                    Piece::Optional(&[
                        Piece::Text(": "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["uri"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "OptInChanged",
        &[
            Case {
                conditions: &[Condition::Shown(&["closed"])],
                pieces: &[
                    Piece::Text("The opt-in of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" and "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" was closed"),
                ],
            },
            Case {
                conditions: &[
                    Condition::Different(&["after", "left"], &["before", "left"]),
                    Condition::Shown(&["after", "left"]),
                ],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" opted in to "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "left"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[Condition::Different(&["after", "left"], &["before", "left"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" opted out of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "left"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[
                    Condition::Different(&["after", "right"], &["before", "right"]),
                    Condition::Shown(&["after", "right"]),
                ],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" opted in to "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "right"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[Condition::Different(&["after", "right"], &["before", "right"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" opted out of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "right"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[Condition::Different(
                    &["limits_after", "incident_bps"],
                    &["limits_before", "incident_bps"],
                )],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" lets one slash of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" take "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["limits_after", "incident_bps"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field {
                            unit: Some(Unit::Time),
                            term: Term::Pending(&["limits_after", "incident_bps"]),
                        }),
                    ]),
                    Piece::Text(", all slashes of an epoch "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["limits_after", "epoch_bps"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field {
                            unit: Some(Unit::Time),
                            term: Term::Pending(&["limits_after", "epoch_bps"]),
                        }),
                    ]),
                ],
            },
            Case {
                conditions: &[Condition::Different(&["limits_after", "epoch_bps"], &["limits_before", "epoch_bps"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" lets one slash of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" take "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["limits_after", "incident_bps"]) }),
                    Piece::Text(", all slashes of an epoch "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["limits_after", "epoch_bps"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field {
                            unit: Some(Unit::Time),
                            term: Term::Pending(&["limits_after", "epoch_bps"]),
                        }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The opt-in of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["left"]) }),
                    Piece::Text(" and "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["right"]) }),
                    Piece::Text(" was opened"),
                ],
            },
        ],
    ),
    (
        "PauseLifted",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["lifter"]) }),
                Piece::Text(" ended the pause of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
            ],
        }],
    ),
    (
        "PauseRaised",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                Piece::Text(" paused "),
                Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
                Piece::Text(" until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["after", "until"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::AnyOf(PAUSE_KINDS)), term: Term::Value(&["after", "flags"]) }),
            ],
        }],
    ),
    (
        "PledgeWithdrawn",
        &[
            Case {
                conditions: &[Condition::Shown(&["assets"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["pledger"]) }),
                    Piece::Text(" withdrew its pledge of "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                    Piece::Text(" for slash "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The pledge of "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pledger"]) }),
                    Piece::Text(" for slash "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                    Piece::Text(" was used up and closed"),
                ],
            },
        ],
    ),
    (
        "PositionRewardClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" claimed "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
            ],
        }],
    ),
    (
        "PositionRewardPaid",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["payer"]) }),
                Piece::Text(" paid "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" to the bonded positions"),
            ],
        }],
    ),
    (
        "PositionSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                    Piece::Text(" opened a position"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                    Piece::Text(" closed its position"),
                    Piece::Optional(&[
                        Piece::Text("; given up of each reward, in smallest units: "),
                        Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["forfeited"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "ProtocolFeeSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The protocol's part of rewards is "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after"]) }),
                ]),
            ],
        }],
    ),
    (
        "RecordOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The record of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" in NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" was opened"),
            ],
        }],
    ),
    (
        "ReportCommitted",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["reporter"]) }),
                Piece::Text(" committed to a report of an offense"),
            ],
        }],
    ),
    (
        "RewardAttributed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Stake table "),
                Piece::Field(Field { unit: None, term: Term::Value(&["table"]) }),
                Piece::Text(" was attributed "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["part", "amount"]) }),
                Piece::Text(" of the offer, "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["attributed"]) }),
                Piece::Text(" in all, to be claimed until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["part", "claim_until"]) }),
            ],
        }],
    ),
    (
        "RewardCommissionCollected",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" collected a commission of "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(" to wallet "),
                Piece::Field(Field { unit: None, term: Term::Value(&["wallet"]) }),
            ],
        }],
    ),
    (
        "RewardMintAdded",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The bond pool pays rewards in mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
            ],
        }],
    ),
    (
        "RewardOfferClosed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The reward offer was closed"),
                Piece::Optional(&[
                    Piece::Text(": "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["funder"]) }),
                    Piece::Text(" received "),
                    Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["paid_back"]) }),
                    Piece::Text(" back"),
                ]),
            ],
        }],
    ),
    (
        "RewardOfferOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["funder"]) }),
                Piece::Text(" offered "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["books", "amount"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" to the stake of NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(", from "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["books", "from"]) }),
                Piece::Text(" until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["books", "until"]) }),
            ],
        }],
    ),
    (
        "RewardPaid",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["earner"]) }),
                Piece::Text(" was paid "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(", "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["cumulative"]) }),
                Piece::Text(" in all, to "),
                Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
            ],
        }],
    ),
    (
        "RewardRolesSet",
        &[
            Case {
                conditions: &[Condition::Different(&["disputer"], &["next_disputer"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["publisher_after"]) }),
                    Piece::Text(" publishes reward roots, "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["next_disputer"]) }),
                    Piece::Text(" disputes them from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["disputer_from"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["publisher_after"]) }),
                    Piece::Text(" publishes reward roots, "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["disputer"]) }),
                    Piece::Text(" disputes them"),
                ],
            },
        ],
    ),
    (
        "RewardShareClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" was paid "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["paid"]) }),
                Piece::Text(" for the stake of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" in stake table "),
                Piece::Field(Field { unit: None, term: Term::Value(&["table"]) }),
                Piece::Optional(&[
                    Piece::Text(", after a commission of "),
                    Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["commission"]) }),
                ]),
            ],
        }],
    ),
    (
        "RewardTreeFunded",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["funder"]) }),
                Piece::Text(" funded rewards of "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
            ],
        }],
    ),
    (
        "RewardTreeOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" opened a reward tree in mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(": roots take effect after "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["delay_seconds"]) }),
            ],
        }],
    ),
    (
        "RoleSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                Piece::Text(" is the "),
                Piece::Field(Field { unit: Some(Unit::OneOf(ROLE)), term: Term::Value(&["role"]) }),
                Piece::Text(" of "),
                Piece::Field(Field { unit: None, term: Term::Value(&["governed"]) }),
                Piece::Optional(&[
                    Piece::Text(", after "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                ]),
            ],
        }],
    ),
    (
        "RootPublished",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["publisher"]) }),
                Piece::Text(" published reward root "),
                Piece::Field(Field { unit: None, term: Term::Value(&["after", "next_root"]) }),
                Piece::Text(" with a total of "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["after", "next_total"]) }),
                Piece::Text(", active from "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["after", "activates_at"]) }),
            ],
        }],
    ),
    (
        "RootStruck",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["disputer"]) }),
                Piece::Text(" struck reward root "),
                Piece::Field(Field { unit: None, term: Term::Value(&["before", "next_root"]) }),
            ],
        }],
    ),
    (
        "SetsCovered",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("Vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" covers the operator sets of NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" does not cover the operator sets of NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "SlashExecuted",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                Piece::Text(" of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" by NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" is final: "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["stake"]) }),
                Piece::Text(" slashed, "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["burned"]) }),
                Piece::Text(" of it burned"),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["pledged"]) }),
                    Piece::Text(" restored by pledges"),
                ]),
            ],
        }],
    ),
    (
        "SlashPledged",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["pledger"]) }),
                Piece::Text(" pledged "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                Piece::Text(" for slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                Piece::Text(": pledges cover "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["pledged"]) }),
                Piece::Text(" of "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["stake"]) }),
            ],
        }],
    ),
    (
        "SlashPolicySet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" slashes up to "),
                Piece::Field(Field {
                    unit: Some(Unit::Fraction),
                    term: Term::Value(&["after", "terms", "max_fraction"]),
                }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["from"]) }),
                ]),
            ],
        }],
    ),
    (
        "SlashProposed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" slashed operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" by "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["slash", "stake"]) }),
                Piece::Text(", in escrow until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["final_from"]) }),
                Piece::Text(": slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
            ],
        }],
    ),
    (
        "SlashSharePaid",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The "),
                Piece::Field(Field { unit: Some(Unit::OneOf(SLASH_RECIPIENT)), term: Term::Value(&["recipient"]) }),
                Piece::Text(" of slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                Piece::Text(" was paid "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
            ],
        }],
    ),
    (
        "SlashUncounted",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                Piece::Text(" was removed from the stop-loss: its sum is "),
                Piece::Field(Field { unit: Some(Unit::Fraction), term: Term::Value(&["after"]) }),
                Piece::Text(", after "),
                Piece::Field(Field { unit: Some(Unit::Fraction), term: Term::Value(&["before"]) }),
            ],
        }],
    ),
    (
        "SlashVetoed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Slash "),
                Piece::Field(Field { unit: None, term: Term::Value(&["proposal"]) }),
                Piece::Text(" of operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" by NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" was vetoed: "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["stake"]) }),
                Piece::Text(" returned to the vault"),
            ],
        }],
    ),
    (
        "SoftwareSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" requires software "),
                Piece::Field(Field { unit: None, term: Term::Value(&["sha256"]) }),
                Piece::Text(" of its operators by "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["run_by"]) }),
            ],
        }],
    ),
    (
        "StakeCaptured",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["captor"]) }),
                Piece::Text(" captured operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(": weight "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["weight_after"]) }),
                Piece::Text(", vaults "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["vaults_after"]) }),
            ],
        }],
    ),
    (
        "StakeEntered",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Operator "),
                Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                Piece::Text(" was entered in stake table "),
                Piece::Field(Field { unit: None, term: Term::Value(&["table"]) }),
                Piece::Text(" with weight "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["weight_after"]) }),
                Piece::Text(", "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["total_weight"]) }),
                Piece::Text(" in all"),
            ],
        }],
    ),
    (
        "StakeTableClosed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" closed stake table "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["index"]) }),
                Piece::Text(": operators "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["count"]) }),
                Piece::Text(", weight "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["total_weight"]) }),
            ],
        }],
    ),
    (
        "StakeTableGrown",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Stake table "),
                Piece::Field(Field { unit: None, term: Term::Value(&["table"]) }),
                Piece::Text(" has room for "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["after"]) }),
                Piece::Text(" operators, after "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["before"]) }),
            ],
        }],
    ),
    (
        "StakeTableOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("NCN "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                Piece::Text(" opened stake table "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["index"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["capacity"]) }),
                Piece::Text(" operators until "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["closes_at"]) }),
            ],
        }],
    ),
    (
        "StopLossSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after", "bps"])],
                pieces: &[
                    Piece::Text("Vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" leaves NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" when its slashes exceed "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "bps"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "bps"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" has no stop-loss for NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Optional(&[
                        Piece::Text(" from "),
                        Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["after", "bps"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "SweepAnnounced",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" in "),
                Piece::Field(Field { unit: None, term: Term::Value(&["tokens"]) }),
                Piece::Text(" go to the fee wallet from "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["due"]) }),
            ],
        }],
    ),
    (
        "SweptToWallet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["amount"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" in "),
                Piece::Field(Field { unit: None, term: Term::Value(&["tokens"]) }),
                Piece::Text(" were swept to the fee wallet "),
                Piece::Field(Field { unit: None, term: Term::Value(&["wallet"]) }),
            ],
        }],
    ),
    (
        "VaultInitialized",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["creator"]) }),
                Piece::Text(" created the vault for mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["asset_mint"]) }),
                Piece::Text(", with epochs of "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["epoch_seconds"]) }),
            ],
        }],
    ),
    (
        "VaultLimitsSet",
        &[
            Case {
                conditions: &[Condition::Different(&["after", "next_instant_fee_bps"], &["after", "instant_fee_bps"])],
                pieces: &[
                    Piece::Text("The deposit cap is "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["after", "deposit_cap"]) }),
                    Piece::Text(", instant exits "),
                    Piece::Field(Field {
                        unit: Some(Unit::Assets),
                        term: Term::Value(&["after", "next_instant_capacity"]),
                    }),
                    Piece::Text(" at a fee of "),
                    Piece::Field(Field {
                        unit: Some(Unit::Bps),
                        term: Term::Value(&["after", "next_instant_fee_bps"]),
                    }),
                    Piece::Text(" from "),
                    Piece::Field(Field {
                        unit: Some(Unit::Time),
                        term: Term::Value(&["after", "next_instant_fee_from"]),
                    }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The deposit cap is "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["after", "deposit_cap"]) }),
                    Piece::Text(", instant exits "),
                    Piece::Field(Field {
                        unit: Some(Unit::Assets),
                        term: Term::Value(&["after", "next_instant_capacity"]),
                    }),
                    Piece::Text(" at a fee of "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after", "instant_fee_bps"]) }),
                ],
            },
        ],
    ),
    (
        "VaultRewardPaid",
        &[
            Case {
                conditions: &[Condition::Shown(&["operator"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["payer"]) }),
                    Piece::Text(" paid a reward of "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                    Piece::Text(" for operator "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["operator"]) }),
                    Piece::Optional(&[
                        Piece::Text(", commission "),
                        Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["commission"]) }),
                    ]),
                    Piece::Text(": "),
                    Piece::Field(Field {
                        unit: Some(Unit::Assets),
                        term: Term::Difference(&["assets"], &[&["commission"], &["vault_fee"], &["protocol_fee"]]),
                    }),
                    Piece::Text(" stream to holders until "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["stream", "end"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["assets"]) }),
                    Piece::Text(" sent to the vault were swept: "),
                    Piece::Field(Field {
                        unit: Some(Unit::Assets),
                        term: Term::Difference(&["assets"], &[&["commission"], &["vault_fee"], &["protocol_fee"]]),
                    }),
                    Piece::Text(" stream to holders until "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["stream", "end"]) }),
                ],
            },
        ],
    ),
    (
        "VaultWeightSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" values a unit of vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" at "),
                    Piece::Field(Field { unit: Some(Unit::Weight), term: Term::Value(&["after"]) }),
                    Piece::Optional(&[
                        Piece::Text(", accepting that it is "),
                        Piece::Field(Field {
                            unit: Some(Unit::AnyOf(ASSET_FLAGS)),
                            term: Term::Value(&["accepted_flags_after"]),
                        }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("NCN "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["ncn"]) }),
                    Piece::Text(" values vault "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                    Piece::Text(" by its mint"),
                ],
            },
        ],
    ),
    (
        "VrtMetadataSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["before", "name"])],
                pieces: &[
                    Piece::Text("The VRT "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["before", "symbol"]) }),
                    Piece::Text(" is now "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "symbol"]) }),
                    Piece::Text(", named “"),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "name"]) }),
                    Piece::Text("”"),
                    Piece::Optional(&[
                        Piece::Text(", described at "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["after", "uri"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("The VRT is "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "symbol"]) }),
                    Piece::Text(", named “"),
                    Piece::Field(Field { unit: None, term: Term::Value(&["after", "name"]) }),
                    Piece::Text("”"),
                    Piece::Optional(&[
                        Piece::Text(", described at "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["after", "uri"]) }),
                    ]),
                ],
            },
        ],
    ),
];
