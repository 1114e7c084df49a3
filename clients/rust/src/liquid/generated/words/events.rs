//! Generated from `clients/words`: edit it there.
use super::units::{PAUSE_KINDS, POOL_ROLE};
use crate::words::{Case, Condition, Field, Piece, Term, Unit};

/// The sentences of each event, by its name: the first of the cases that applies.
pub const SENTENCES: &[(&str, &[Case])] = &[
    (
        "AirdropCollected",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" that were sent to the pool were collected to "),
                Piece::Field(Field { unit: None, term: Term::Value(&["to"]) }),
            ],
        }],
    ),
    (
        "AssetAdded",
        &[
            Case {
                conditions: &[Condition::Shown(&["source"])],
                pieces: &[
                    Piece::Text("Asset "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" was added with stake pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["source"]) }),
                    Piece::Text(": deposits are possible from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["active_from"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Asset "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" was added: deposits are possible from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["active_from"]) }),
                ],
            },
        ],
    ),
    (
        "AssetSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["is_open"])],
                pieces: &[
                    Piece::Text("Asset "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" takes deposits up to "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["deposit_cap"]) }),
                    Piece::Text(" and "),
                    Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["max_bps"]) }),
                    Piece::Text(" of the pool"),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Asset "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                    Piece::Text(" takes no deposits"),
                ],
            },
        ],
    ),
    (
        "AssetsSwapped",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["trader"]) }),
                Piece::Text(" swapped "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["back"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["back_mint"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["out"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["out_mint"]) }),
            ],
        }],
    ),
    (
        "AuctionOpened",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The auction of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" was opened, with treasury "),
                Piece::Field(Field { unit: None, term: Term::Value(&["treasury"]) }),
            ],
        }],
    ),
    (
        "BatchClosed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Batch "),
                Piece::Field(Field { unit: None, term: Term::Value(&["batch"]) }),
                Piece::Text(" was closed"),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["dust"]) }),
                    Piece::Text(" left over for the holders"),
                ]),
            ],
        }],
    ),
    (
        "BatchFilled",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Batch "),
                Piece::Field(Field { unit: None, term: Term::Value(&["batch"]) }),
                Piece::Text(" was filled: "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["waiting"]) }),
                    Piece::Text(" wait"),
                ]),
            ],
        }],
    ),
    (
        "ExitCollected",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The exit from vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
                Piece::Text(" was collected: "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["idle"]) }),
                Piece::Text(" for all holders"),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["given"]) }),
                    Piece::Text(" for those that left in kind"),
                ]),
            ],
        }],
    ),
    (
        "ExitPartClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" claimed "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" for its part of the exit with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
            ],
        }],
    ),
    (
        "ExitQueued",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" queued an exit of "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Text(" for tokens of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(", as "),
                Piece::Field(Field { unit: None, term: Term::Value(&["queued_exit"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["queued"]) }),
                Piece::Text(" wait"),
            ],
        }],
    ),
    (
        "GuardsSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Instant exits and swaps may take "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["outflow_capacity"]) }),
                Piece::Text(" at once, refilled over "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["outflow_refill_seconds"]) }),
                Piece::Text(", and leave "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["watermark_bps"]) }),
                Piece::Text(" of the pool; placing may lose "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["place_loss_bps"]) }),
                Piece::Text("; a rate may rise "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["band", "rise_bps"]) }),
                Piece::Text(" and fall "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["band", "fall_bps"]) }),
                Piece::Text(" in "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["band", "period_seconds"]) }),
            ],
        }],
    ),
    (
        "LeftInKind",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" left in kind with "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
            ],
        }],
    ),
    (
        "LeftInstantly",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" left at once with "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(", fee "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["fee"]) }),
                Piece::Optional(&[
                    Piece::Text(", and "),
                    Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["imbalance_fee"]) }),
                    Piece::Text(" for the imbalance"),
                ]),
            ],
        }],
    ),
    (
        "LotBegun",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("A lot of "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" is for sale for tokens of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["asset_mint"]) }),
            ],
        }],
    ),
    (
        "Placed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" entered vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["vault_shares"]) }),
            ],
        }],
    ),
    (
        "PlacementAdded",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" was added for "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["target_bps"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(": tokens may be placed from "),
                Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["active_from"]) }),
            ],
        }],
    ),
    (
        "PlacementRemoved",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" was removed"),
            ],
        }],
    ),
    (
        "PlacementSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" should have "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["after_bps"]) }),
                Piece::Text(" of its asset, after "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["before_bps"]) }),
            ],
        }],
    ),
    (
        "PoolAdminChanged",
        &[
            Case {
                conditions: &[Condition::Shown(&["pending_admin"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["admin"]) }),
                    Piece::Text(" proposed "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pending_admin"]) }),
                    Piece::Text(" as admin of pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["admin"]) }),
                    Piece::Text(" is the admin of pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                ],
            },
        ],
    ),
    (
        "PoolDeposited",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["depositor"]) }),
                Piece::Text(" deposited "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(", worth "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["value"]) }),
                Piece::Text(", for "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["imbalance_fee"]) }),
                    Piece::Text(" of it for the imbalance"),
                ]),
            ],
        }],
    ),
    (
        "PoolFeesCollected",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Fees of "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Text(" were minted to wallet "),
                Piece::Field(Field { unit: None, term: Term::Value(&["fee_wallet"]) }),
            ],
        }],
    ),
    (
        "PoolFeesSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Fees are "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["fees", "management_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["fees", "management_bps"]) }),
                ]),
                Piece::Text(" of the value in a year, "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["fees", "performance_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["fees", "performance_bps"]) }),
                ]),
                Piece::Text(" of the rise, "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["fees", "instant_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["fees", "instant_bps"]) }),
                ]),
                Piece::Text(" for the whole free reserve at once, "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["fees", "imbalance_bps"]) }),
                Piece::Optional(&[
                    Piece::Text(" from "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Pending(&["fees", "imbalance_bps"]) }),
                ]),
                Piece::Text(" of the imbalance"),
            ],
        }],
    ),
    (
        "PoolInitialized",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["creator"]) }),
                Piece::Text(" created pool "),
                Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                Piece::Text(" with LRT mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["lrt_mint"]) }),
                Piece::Text(": changes wait "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["notice_seconds"]) }),
                Piece::Text(", batches last "),
                Piece::Field(Field { unit: Some(Unit::Seconds), term: Term::Value(&["batch_seconds"]) }),
            ],
        }],
    ),
    (
        "PoolPaused",
        &[
            Case {
                conditions: &[Condition::Equal(&["after", "until"], &["before", "until"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                    Piece::Text(" changed the pause of pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                    Piece::Text(": "),
                    Piece::Field(Field {
                        unit: Some(Unit::AnyOf(PAUSE_KINDS)),
                        term: Term::Value(&["after", "flags"]),
                    }),
                ],
            },
            Case {
                conditions: &[Condition::Over(&["after", "until"], &["before", "until"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                    Piece::Text(" paused pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                    Piece::Text(" until "),
                    Piece::Field(Field { unit: Some(Unit::Time), term: Term::Value(&["after", "until"]) }),
                    Piece::Text(": "),
                    Piece::Field(Field {
                        unit: Some(Unit::AnyOf(PAUSE_KINDS)),
                        term: Term::Value(&["after", "flags"]),
                    }),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                    Piece::Text(" lifted the pause of pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                ],
            },
        ],
    ),
    (
        "PoolRewardClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("Reward tree "),
                Piece::Field(Field { unit: None, term: Term::Value(&["tree"]) }),
                Piece::Text(" paid the pool "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
            ],
        }],
    ),
    (
        "PoolRoleSet",
        &[
            Case {
                conditions: &[Condition::Shown(&["after"])],
                pieces: &[
                    Piece::Field(Field { unit: None, term: Term::Value(&["after"]) }),
                    Piece::Text(" is the "),
                    Piece::Field(Field { unit: Some(Unit::OneOf(POOL_ROLE)), term: Term::Value(&["role"]) }),
                    Piece::Text(" of pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                    Piece::Optional(&[
                        Piece::Text(", after "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                    ]),
                ],
            },
            Case {
                conditions: &[],
                pieces: &[
                    Piece::Text("Pool "),
                    Piece::Field(Field { unit: None, term: Term::Value(&["pool"]) }),
                    Piece::Text(" has no "),
                    Piece::Field(Field { unit: Some(Unit::OneOf(POOL_ROLE)), term: Term::Value(&["role"]) }),
                    Piece::Optional(&[
                        Piece::Text(", after "),
                        Piece::Field(Field { unit: None, term: Term::Value(&["before"]) }),
                    ]),
                ],
            },
        ],
    ),
    (
        "PriceReported",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["reporter"]) }),
                Piece::Text(" reported a rate of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["after", "value"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["after", "tokens"]) }),
                Piece::Optional(&[
                    Piece::Text(", after "),
                    Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["before", "value"]) }),
                    Piece::Text(" for "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["before", "tokens"]) }),
                ]),
            ],
        }],
    ),
    (
        "QueuedExitCanceled",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" canceled queued exit "),
                Piece::Field(Field { unit: None, term: Term::Value(&["queued_exit"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Text(" came back"),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                    Piece::Text(" were paid"),
                ]),
            ],
        }],
    ),
    (
        "QueuedExitClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" claimed "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of queued exit "),
                Piece::Field(Field { unit: None, term: Term::Value(&["queued_exit"]) }),
            ],
        }],
    ),
    (
        "RateAccepted",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                Piece::Text(" accepted the rate of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(": "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["after", "value"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["after", "tokens"]) }),
            ],
        }],
    ),
    (
        "RatesObserved",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The rates were observed: the pool is worth "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["worth", "low"]) }),
                Piece::Text(" to leavers and "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["worth", "high"]) }),
                Piece::Text(" to those that enter"),
            ],
        }],
    ),
    (
        "RewardSold",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["buyer"]) }),
                Piece::Text(" bought "),
                Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" for "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["cost"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["asset_mint"]) }),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Reward), term: Term::Value(&["left"]) }),
                    Piece::Text(" remain"),
                ]),
            ],
        }],
    ),
    (
        "SetAsideClaimed",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["owner"]) }),
                Piece::Text(" claimed "),
                Piece::Field(Field { unit: Some(Unit::Assets), term: Term::Value(&["tokens"]) }),
                Piece::Text(" of mint "),
                Piece::Field(Field { unit: None, term: Term::Value(&["mint"]) }),
                Piece::Text(" that were set aside"),
            ],
        }],
    ),
    (
        "TargetsSet",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("The targets of the assets are "),
                Piece::Field(Field { unit: Some(Unit::Bps), term: Term::Value(&["targets_bps"]) }),
            ],
        }],
    ),
    (
        "Unplaced",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Text("An exit of "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["vault_shares"]) }),
                Piece::Text(" from vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(" was requested, with ticket "),
                Piece::Field(Field { unit: None, term: Term::Value(&["ticket"]) }),
            ],
        }],
    ),
    (
        "UpgradeAcknowledged",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["guardian"]) }),
                Piece::Text(" acknowledged the code of program "),
                Piece::Field(Field { unit: None, term: Term::Value(&["program"]) }),
                Piece::Text(" that was deployed in slot "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["after"]) }),
                Piece::Text(", after "),
                Piece::Field(Field { unit: Some(Unit::Count), term: Term::Value(&["before"]) }),
            ],
        }],
    ),
    (
        "VrtDeposited",
        &[Case {
            conditions: &[],
            pieces: &[
                Piece::Field(Field { unit: None, term: Term::Value(&["depositor"]) }),
                Piece::Text(" deposited "),
                Piece::Field(Field { unit: Some(Unit::Shares), term: Term::Value(&["vault_shares"]) }),
                Piece::Text(" of vault "),
                Piece::Field(Field { unit: None, term: Term::Value(&["vault"]) }),
                Piece::Text(", worth "),
                Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["value"]) }),
                Piece::Text(", for "),
                Piece::Field(Field { unit: Some(Unit::Lrt), term: Term::Value(&["shares"]) }),
                Piece::Optional(&[
                    Piece::Text(", "),
                    Piece::Field(Field { unit: Some(Unit::Lamports), term: Term::Value(&["imbalance_fee"]) }),
                    Piece::Text(" of it for the imbalance"),
                ]),
            ],
        }],
    ),
];
