import type { EventCase, WordList } from "../../sentences.js";
import type { RestakingEventName } from "../events/index.js";

const ROLE: WordList = {
  kind: "oneOf",
  words: {
    "0": "guardian",
    "1": "fee admin",
    "2": "fee wallet",
    "3": "curator",
    "4": "allocator",
    "5": "slasher",
    "6": "resolver",
    "7": "insurance",
    "8": "redistribution",
    "9": "deposit gate",
  },
};

const SLASH_RECIPIENT: WordList = { kind: "oneOf", words: { "0": "reporter", "1": "insurance", "2": "harmed party" } };

const ASSET_FLAGS: WordList = { kind: "anyOf", words: { "1": "freezable", "2": "pausable", "4": "display-scaled" } };

const GRANT_KINDS: WordList = {
  kind: "anyOf",
  words: {
    "1": "opt-ins",
    "2": "limits",
    "4": "approvals",
    "8": "keys",
    "16": "uri",
    "32": "tables",
    "64": "rewards",
    "128": "releases",
    "256": "software",
    "512": "metadata",
  },
};

const PAUSE_KINDS: WordList = {
  kind: "anyOf",
  words: { "1": "deposits", "2": "instant exits", "4": "tickets", "8": "exposure", "16": "rewards" },
};

const ROLES: WordList = {
  kind: "anyOf",
  words: {
    "1": "guardian",
    "2": "fee admin",
    "4": "fee wallet",
    "8": "curator",
    "16": "allocator",
    "32": "slasher",
    "64": "resolver",
    "128": "insurance",
    "256": "redistribution",
    "512": "deposit gate",
  },
};

/** The cases of each event's sentence: the first that applies. */
export const EVENT_SENTENCES: Readonly<Record<RestakingEventName, readonly EventCase[]>> = {
  AdminChanged: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        { unit: "address", value: ["after"] },
        " is the admin of ",
        { unit: "address", value: ["governed"] },
        ", after ",
        { unit: "address", value: ["before"] },
        [", and ", { unit: "address", value: ["before"] }, " keeps the roles ", { words: ROLES, value: ["kept"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["before"] },
        " renounced the role of admin of ",
        { unit: "address", value: ["governed"] },
        [" and keeps the roles ", { words: ROLES, value: ["kept"] }],
      ],
    },
  ],
  AdminProposed: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["admin"] },
        " proposed ",
        { unit: "address", value: ["after"] },
        " as admin of ",
        { unit: "address", value: ["governed"] },
      ],
    },
  ],
  AllocationAccountSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "The allocation of delegation ",
        { unit: "address", value: ["delegation"] },
        " to NCN ",
        { unit: "address", value: ["ncn"] },
        " was opened",
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The allocation of delegation ",
        { unit: "address", value: ["delegation"] },
        " to NCN ",
        { unit: "address", value: ["ncn"] },
        " was closed",
      ],
    },
  ],
  AllocationChanged: [
    {
      tone: "plain",
      pieces: [
        { unit: "fraction", value: ["magnitudeAfter"] },
        " of delegation ",
        { unit: "address", value: ["delegation"] },
        " is allocated to NCN ",
        { unit: "address", value: ["ncn"] },
        [" from ", { unit: "time", pending: ["magnitudeAfter"] }],
      ],
    },
  ],
  BondChanged: [
    {
      tone: "in",
      conditions: [{ over: [["after"], ["before"]] }],
      pieces: [
        { unit: "address", value: ["owner"] },
        " bonded ",
        { unit: "shares", difference: [["after"], ["before"]] },
        ", ",
        { unit: "shares", value: ["after"] },
        " in all",
      ],
    },
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " unbonded ",
        { unit: "shares", difference: [["before"], ["after"]] },
        ", ",
        { unit: "shares", value: ["after"] },
        " remain bonded",
      ],
    },
  ],
  BondPoolOpened: [
    {
      tone: "plain",
      pieces: [
        "The bond pool of vault ",
        { unit: "address", value: ["vault"] },
        " was opened: rewards stream over ",
        { unit: "seconds", value: ["streamSeconds"] },
      ],
    },
  ],
  BreakerSet: [
    {
      tone: "plain",
      pieces: [
        "One slash may take ",
        { unit: "bps", value: ["after", "incidentBps"] },
        [" from ", { unit: "time", pending: ["after", "incidentBps"] }],
        ", all slashes of an epoch ",
        { unit: "bps", value: ["after", "epochBps"] },
        [" from ", { unit: "time", pending: ["after", "epochBps"] }],
      ],
    },
  ],
  CaptureClosed: [
    {
      tone: "plain",
      pieces: [
        "The capture of operator ",
        { unit: "address", value: ["operator"] },
        " for stake table ",
        { unit: "address", value: ["table"] },
        " was closed, with weight ",
        { unit: "count", value: ["weight"] },
      ],
    },
  ],
  ClaimerSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        { unit: "address", value: ["after"] },
        " may claim the rewards of ",
        { unit: "address", value: ["earner"] },
      ],
    },
    { tone: "plain", pieces: [{ unit: "address", value: ["earner"] }, " alone may claim its rewards"] },
  ],
  ConfigInitialized: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["admin"] },
        " initialized the config: epochs last ",
        { unit: "seconds", value: ["minEpochSeconds"] },
        " to ",
        { unit: "seconds", value: ["maxEpochSeconds"] },
      ],
    },
  ],
  CuratorSet: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["after"] },
        " is the curator",
        [", after ", { unit: "address", value: ["before"] }],
      ],
    },
  ],
  DelegationAccountSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "The delegation of vault ",
        { unit: "address", value: ["vault"] },
        " to operator ",
        { unit: "address", value: ["operator"] },
        " was opened",
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The delegation of vault ",
        { unit: "address", value: ["vault"] },
        " to operator ",
        { unit: "address", value: ["operator"] },
        " was closed",
      ],
    },
  ],
  DelegationChanged: [
    {
      tone: "plain",
      pieces: [
        {
          unit: "fraction",
          ratio: [
            ["after", "units"],
            ["booksAfter", "units"],
          ],
        },
        " of the vault is delegated to operator ",
        { unit: "address", value: ["operator"] },
        [" from ", { unit: "time", pending: ["after", "units"] }],
      ],
    },
  ],
  Deposited: [
    {
      tone: "in",
      pieces: [
        { unit: "address", value: ["depositor"] },
        " deposited ",
        { unit: "assets", value: ["assets"] },
        " for ",
        { unit: "shares", value: ["shares"] },
        [", ", { unit: "assets", value: ["fee"] }, " of it the vault's fee"],
      ],
    },
  ],
  DepositorSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [{ unit: "address", value: ["depositor"] }, " was approved as a depositor"],
    },
    { tone: "plain", pieces: [{ unit: "address", value: ["depositor"] }, " is no longer approved as a depositor"] },
  ],
  EquivocationProven: [
    {
      tone: "loss",
      pieces: [
        { unit: "address", value: ["reporter"] },
        " proved that operator ",
        { unit: "address", value: ["operator"] },
        " signed two conflicting votes for NCN ",
        { unit: "address", value: ["ncn"] },
        " at height ",
        { unit: "count", value: ["height"] },
      ],
    },
  ],
  ExitBucketClosed: [
    {
      tone: "plain",
      pieces: [
        "The exit bucket of epoch ",
        { unit: "count", value: ["bucketEpoch"] },
        " was closed: all its exits are paid",
        [", ", { unit: "assets", value: ["dust"] }, " left over"],
      ],
    },
  ],
  ExitCanceled: [
    {
      tone: "in",
      pieces: [
        { unit: "address", value: ["owner"] },
        " canceled an exit of ",
        { unit: "assets", value: ["assets"] },
        " for ",
        { unit: "shares", value: ["shares"] },
      ],
    },
  ],
  ExitClaimed: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " claimed ",
        { unit: "assets", value: ["assets"] },
        " with ticket ",
        { unit: "address", value: ["ticket"] },
        [", after a fee of ", { unit: "assets", value: ["fee"] }],
      ],
    },
  ],
  ExitRequested: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " requested an exit of ",
        { unit: "shares", value: ["shares"] },
        ", worth ",
        { unit: "assets", value: ["assets"] },
        ", with ticket ",
        { unit: "address", value: ["ticket"] },
      ],
    },
  ],
  ExitSettled: [
    {
      tone: "plain",
      pieces: [
        "The exit of ",
        { unit: "address", value: ["owner"] },
        " with ticket ",
        { unit: "address", value: ["ticket"] },
        " was settled: ",
        { unit: "assets", value: ["assets"] },
        " can be claimed",
      ],
    },
  ],
  ExitTicketTransferred: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["before"] },
        " transferred exit ticket ",
        { unit: "address", value: ["ticket"] },
        " to ",
        { unit: "address", value: ["after"] },
      ],
    },
  ],
  ExitedInstantly: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " exited instantly with ",
        { unit: "shares", value: ["shares"] },
        " for ",
        { unit: "assets", value: ["assets"] },
        ", fee ",
        { unit: "assets", value: ["fee"] },
      ],
    },
  ],
  ExposureSet: [
    {
      tone: "plain",
      pieces: [
        "Operators may hold ",
        { unit: "bps", value: ["after", "maxDelegatedBps"] },
        [" from ", { unit: "time", pending: ["after", "maxDelegatedBps"] }],
        ", one of them ",
        { unit: "bps", value: ["after", "maxOperatorBps"] },
        [" from ", { unit: "time", pending: ["after", "maxOperatorBps"] }],
        ", at a leverage of ",
        { unit: "count", value: ["after", "leverage"] },
        [" from ", { unit: "time", pending: ["after", "leverage"] }],
      ],
    },
  ],
  FeesCollected: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["party"] },
        " collected fees of ",
        { unit: "assets", value: ["assets"] },
        " to wallet ",
        { unit: "address", value: ["wallet"] },
      ],
    },
  ],
  FeesSet: [
    {
      tone: "plain",
      pieces: [
        "Fees on deposits are ",
        { unit: "bps", value: ["after", "depositBps"] },
        [" from ", { unit: "time", pending: ["after", "depositBps"] }],
        ", on exits ",
        { unit: "bps", value: ["after", "exitBps"] },
        [" from ", { unit: "time", pending: ["after", "exitBps"] }],
        ", on rewards ",
        { unit: "bps", value: ["after", "rewardBps"] },
        [" from ", { unit: "time", pending: ["after", "rewardBps"] }],
        "; rewards stream over ",
        { unit: "seconds", value: ["streamSecondsAfter"] },
        [" from ", { unit: "time", pending: ["streamSecondsAfter"] }],
      ],
    },
  ],
  GrantRevoked: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["revoker"] },
        " revoked the grant of ",
        { unit: "address", value: ["entity"] },
        " to ",
        { unit: "address", value: ["holder"] },
      ],
    },
  ],
  GrantSet: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["holder"] },
        " may act for the admin of ",
        { unit: "address", value: ["entity"] },
        " until ",
        { unit: "time", value: ["after", "until"] },
        ": ",
        { words: GRANT_KINDS, value: ["after", "kinds"] },
      ],
    },
  ],
  GrantsVoided: [
    {
      tone: "plain",
      pieces: [{ unit: "address", value: ["admin"] }, " voided all grants of ", { unit: "address", value: ["entity"] }],
    },
  ],
  JailSet: [
    {
      tone: "loss",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " jailed operator ",
        { unit: "address", value: ["operator"] },
        " until ",
        { unit: "time", value: ["after"] },
        ", reason ",
        { unit: "count", value: ["reason"] },
      ],
    },
    {
      tone: "good",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " released operator ",
        { unit: "address", value: ["operator"] },
        " from jail",
      ],
    },
  ],
  KeyRegistered: [
    {
      tone: "plain",
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " registered key ",
        { unit: "bytes", value: ["key"] },
        " for NCN ",
        { unit: "address", value: ["ncn"] },
      ],
    },
  ],
  KeyRetired: [
    {
      tone: "plain",
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " retired key ",
        { unit: "bytes", value: ["key"] },
        " for NCN ",
        { unit: "address", value: ["ncn"] },
        ": it is valid until ",
        { unit: "time", value: ["until"] },
      ],
    },
  ],
  MoveAnnounced: [
    {
      tone: "plain",
      pieces: [
        { unit: "fraction", ratio: [["units"], ["before", "units"]] },
        " of the stake of operator ",
        { unit: "address", value: ["from"] },
        " moves to operator ",
        { unit: "address", value: ["to"] },
        [" at ", { unit: "time", pending: ["after", "units"] }],
      ],
    },
  ],
  MoveCanceled: [
    {
      tone: "plain",
      pieces: [
        "The move of stake from operator ",
        { unit: "address", value: ["from"] },
        " to operator ",
        { unit: "address", value: ["to"] },
        " was canceled: the stake becomes idle",
      ],
    },
  ],
  MoveCompleted: [
    {
      tone: "plain",
      conditions: [{ equal: [["units"], ["freed"]] }],
      pieces: [
        "The stake that operator ",
        { unit: "address", value: ["from"] },
        " released is delegated to operator ",
        { unit: "address", value: ["to"] },
      ],
    },
    {
      tone: "plain",
      pieces: [
        { unit: "fraction", ratio: [["units"], ["freed"]] },
        " of the stake that operator ",
        { unit: "address", value: ["from"] },
        " released is delegated to operator ",
        { unit: "address", value: ["to"] },
        ", the rest is idle",
      ],
    },
  ],
  NcnAssetSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " values a unit of ",
        { unit: "address", value: ["mint"] },
        " at ",
        { unit: "weight", value: ["after"] },
        [", accepting that it is ", { words: ASSET_FLAGS, value: ["acceptedFlagsAfter"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " no longer accepts ",
        { unit: "address", value: ["mint"] },
        " as stake",
      ],
    },
  ],
  NcnRegistered: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["creator"] },
        " registered NCN ",
        { unit: "address", value: ["ncn"] },
        [": ", { unit: "text", value: ["uri"] }],
      ],
    },
  ],
  NcnRetired: [{ tone: "plain", pieces: ["NCN ", { unit: "address", value: ["ncn"] }, " retired"] }],
  NcnUpdated: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " caps an operator's weight at ",
        { unit: "count", value: ["maxOperatorWeightAfter"] },
        [": ", { unit: "text", value: ["uri"] }],
      ],
    },
  ],
  OperatorRegistered: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["creator"] },
        " registered operator ",
        { unit: "address", value: ["operator"] },
        ", with a commission of ",
        { unit: "bps", value: ["commissionBps"] },
        [": ", { unit: "text", value: ["uri"] }],
      ],
    },
  ],
  OperatorRetired: [{ tone: "plain", pieces: ["Operator ", { unit: "address", value: ["operator"] }, " retired"] }],
  OperatorUpdated: [
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "commissionBps"],
            ["after", "nextCommissionBps"],
          ],
        },
      ],
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " has allocator ",
        { unit: "address", value: ["after", "allocator"] },
        " and a commission of ",
        { unit: "bps", value: ["after", "nextCommissionBps"] },
        " from ",
        { unit: "time", value: ["after", "nextCommissionFrom"] },
        [": ", { unit: "text", value: ["uri"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " has allocator ",
        { unit: "address", value: ["after", "allocator"] },
        " and a commission of ",
        { unit: "bps", value: ["after", "commissionBps"] },
        [": ", { unit: "text", value: ["uri"] }],
      ],
    },
  ],
  OptInChanged: [
    {
      tone: "plain",
      conditions: [{ shown: ["closed"] }],
      pieces: [
        "The opt-in of ",
        { unit: "address", value: ["left"] },
        " and ",
        { unit: "address", value: ["right"] },
        " was closed",
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "left"],
            ["before", "left"],
          ],
        },
        { shown: ["after", "left"] },
      ],
      pieces: [
        { unit: "address", value: ["left"] },
        " opted in to ",
        { unit: "address", value: ["right"] },
        [" from ", { unit: "time", pending: ["after", "left"] }],
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "left"],
            ["before", "left"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["left"] },
        " opted out of ",
        { unit: "address", value: ["right"] },
        [" from ", { unit: "time", pending: ["after", "left"] }],
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "right"],
            ["before", "right"],
          ],
        },
        { shown: ["after", "right"] },
      ],
      pieces: [
        { unit: "address", value: ["right"] },
        " opted in to ",
        { unit: "address", value: ["left"] },
        [" from ", { unit: "time", pending: ["after", "right"] }],
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "right"],
            ["before", "right"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["right"] },
        " opted out of ",
        { unit: "address", value: ["left"] },
        [" from ", { unit: "time", pending: ["after", "right"] }],
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["limitsAfter", "incidentBps"],
            ["limitsBefore", "incidentBps"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["left"] },
        " lets one slash of ",
        { unit: "address", value: ["right"] },
        " take ",
        { unit: "bps", value: ["limitsAfter", "incidentBps"] },
        [" from ", { unit: "time", pending: ["limitsAfter", "incidentBps"] }],
        ", all slashes of an epoch ",
        { unit: "bps", value: ["limitsAfter", "epochBps"] },
        [" from ", { unit: "time", pending: ["limitsAfter", "epochBps"] }],
      ],
    },
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["limitsAfter", "epochBps"],
            ["limitsBefore", "epochBps"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["left"] },
        " lets one slash of ",
        { unit: "address", value: ["right"] },
        " take ",
        { unit: "bps", value: ["limitsAfter", "incidentBps"] },
        ", all slashes of an epoch ",
        { unit: "bps", value: ["limitsAfter", "epochBps"] },
        [" from ", { unit: "time", pending: ["limitsAfter", "epochBps"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The opt-in of ",
        { unit: "address", value: ["left"] },
        " and ",
        { unit: "address", value: ["right"] },
        " was opened",
      ],
    },
  ],
  PauseLifted: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["lifter"] },
        " ended the pause of ",
        { unit: "address", value: ["governed"] },
      ],
    },
  ],
  PauseRaised: [
    {
      tone: "loss",
      pieces: [
        { unit: "address", value: ["guardian"] },
        " paused ",
        { unit: "address", value: ["governed"] },
        " until ",
        { unit: "time", value: ["after", "until"] },
        ": ",
        { words: PAUSE_KINDS, value: ["after", "flags"] },
      ],
    },
  ],
  PledgeWithdrawn: [
    {
      tone: "plain",
      conditions: [{ shown: ["assets"] }],
      pieces: [
        { unit: "address", value: ["pledger"] },
        " withdrew its pledge of ",
        { unit: "assets", value: ["assets"] },
        " for slash ",
        { unit: "address", value: ["proposal"] },
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The pledge of ",
        { unit: "address", value: ["pledger"] },
        " for slash ",
        { unit: "address", value: ["proposal"] },
        " was used up and closed",
      ],
    },
  ],
  PositionRewardClaimed: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["owner"] },
        " claimed ",
        { unit: "reward", value: ["amount"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
      ],
    },
  ],
  PositionRewardPaid: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["payer"] },
        " paid ",
        { unit: "reward", value: ["amount"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " to the bonded positions",
      ],
    },
  ],
  PositionSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [{ unit: "address", value: ["owner"] }, " opened a position"],
    },
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["owner"] },
        " closed its position",
        ["; given up of each reward, in smallest units: ", { unit: "count", value: ["forfeited"] }],
      ],
    },
  ],
  ProtocolFeeSet: [
    {
      tone: "plain",
      pieces: [
        "The protocol's part of rewards is ",
        { unit: "bps", value: ["after"] },
        [" from ", { unit: "time", pending: ["after"] }],
      ],
    },
  ],
  RecordOpened: [
    {
      tone: "plain",
      pieces: [
        "The record of operator ",
        { unit: "address", value: ["operator"] },
        " in NCN ",
        { unit: "address", value: ["ncn"] },
        " was opened",
      ],
    },
  ],
  ReportCommitted: [
    { tone: "plain", pieces: [{ unit: "address", value: ["reporter"] }, " committed to a report of an offense"] },
  ],
  RewardAttributed: [
    {
      tone: "plain",
      pieces: [
        "Stake table ",
        { unit: "address", value: ["table"] },
        " was attributed ",
        { unit: "reward", value: ["part", "amount"] },
        " of the offer, ",
        { unit: "reward", value: ["attributed"] },
        " in all, to be claimed until ",
        { unit: "time", value: ["part", "claimUntil"] },
      ],
    },
  ],
  RewardCommissionCollected: [
    {
      tone: "plain",
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " collected a commission of ",
        { unit: "reward", value: ["amount"] },
        " to wallet ",
        { unit: "address", value: ["wallet"] },
      ],
    },
  ],
  RewardMintAdded: [
    { tone: "plain", pieces: ["The bond pool pays rewards in mint ", { unit: "address", value: ["mint"] }] },
  ],
  RewardOfferClosed: [
    {
      tone: "plain",
      pieces: [
        "The reward offer was closed",
        [": ", { unit: "address", value: ["funder"] }, " received ", { unit: "reward", value: ["paidBack"] }, " back"],
      ],
    },
  ],
  RewardOfferOpened: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["funder"] },
        " offered ",
        { unit: "reward", value: ["books", "amount"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " to the stake of NCN ",
        { unit: "address", value: ["ncn"] },
        ", from ",
        { unit: "time", value: ["books", "from"] },
        " until ",
        { unit: "time", value: ["books", "until"] },
      ],
    },
  ],
  RewardPaid: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["earner"] },
        " was paid ",
        { unit: "reward", value: ["amount"] },
        ", ",
        { unit: "reward", value: ["cumulative"] },
        " in all, to ",
        { unit: "address", value: ["to"] },
      ],
    },
  ],
  RewardRolesSet: [
    {
      tone: "plain",
      conditions: [{ different: [["disputer"], ["nextDisputer"]] }],
      pieces: [
        { unit: "address", value: ["publisherAfter"] },
        " publishes reward roots, ",
        { unit: "address", value: ["nextDisputer"] },
        " disputes them from ",
        { unit: "time", value: ["disputerFrom"] },
      ],
    },
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["publisherAfter"] },
        " publishes reward roots, ",
        { unit: "address", value: ["disputer"] },
        " disputes them",
      ],
    },
  ],
  RewardShareClaimed: [
    {
      tone: "good",
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " was paid ",
        { unit: "reward", value: ["paid"] },
        " for the stake of operator ",
        { unit: "address", value: ["operator"] },
        " in stake table ",
        { unit: "address", value: ["table"] },
        [", after a commission of ", { unit: "reward", value: ["commission"] }],
      ],
    },
  ],
  RewardTreeFunded: [
    {
      tone: "good",
      pieces: [{ unit: "address", value: ["funder"] }, " funded rewards of ", { unit: "reward", value: ["amount"] }],
    },
  ],
  RewardTreeOpened: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " opened a reward tree in mint ",
        { unit: "address", value: ["mint"] },
        ": roots take effect after ",
        { unit: "seconds", value: ["delaySeconds"] },
      ],
    },
  ],
  RoleSet: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["after"] },
        " is the ",
        { words: ROLE, value: ["role"] },
        " of ",
        { unit: "address", value: ["governed"] },
        [", after ", { unit: "address", value: ["before"] }],
      ],
    },
  ],
  RootPublished: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["publisher"] },
        " published reward root ",
        { unit: "bytes", value: ["after", "nextRoot"] },
        " with a total of ",
        { unit: "reward", value: ["after", "nextTotal"] },
        ", active from ",
        { unit: "time", value: ["after", "activatesAt"] },
      ],
    },
  ],
  RootStruck: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["disputer"] },
        " struck reward root ",
        { unit: "bytes", value: ["before", "nextRoot"] },
      ],
    },
  ],
  SetsCovered: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " covers the operator sets of NCN ",
        { unit: "address", value: ["ncn"] },
        [" from ", { unit: "time", pending: ["after"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " does not cover the operator sets of NCN ",
        { unit: "address", value: ["ncn"] },
        [" from ", { unit: "time", pending: ["after"] }],
      ],
    },
  ],
  SlashExecuted: [
    {
      tone: "loss",
      pieces: [
        "Slash ",
        { unit: "address", value: ["proposal"] },
        " of operator ",
        { unit: "address", value: ["operator"] },
        " by NCN ",
        { unit: "address", value: ["ncn"] },
        " is final: ",
        { unit: "assets", value: ["stake"] },
        " slashed, ",
        { unit: "assets", value: ["burned"] },
        " of it burned",
        [", ", { unit: "assets", value: ["pledged"] }, " restored by pledges"],
      ],
    },
  ],
  SlashPledged: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["pledger"] },
        " pledged ",
        { unit: "assets", value: ["assets"] },
        " for slash ",
        { unit: "address", value: ["proposal"] },
        ": pledges cover ",
        { unit: "assets", value: ["pledged"] },
        " of ",
        { unit: "assets", value: ["stake"] },
      ],
    },
  ],
  SlashPolicySet: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " slashes up to ",
        { unit: "fraction", value: ["after", "terms", "maxFraction"] },
        [" from ", { unit: "time", value: ["from"] }],
      ],
    },
  ],
  SlashProposed: [
    {
      tone: "loss",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " slashed operator ",
        { unit: "address", value: ["operator"] },
        " by ",
        { unit: "assets", value: ["slash", "stake"] },
        ", in escrow until ",
        { unit: "time", value: ["finalFrom"] },
        ": slash ",
        { unit: "address", value: ["proposal"] },
      ],
    },
  ],
  SlashSharePaid: [
    {
      tone: "plain",
      pieces: [
        "The ",
        { words: SLASH_RECIPIENT, value: ["recipient"] },
        " of slash ",
        { unit: "address", value: ["proposal"] },
        " was paid ",
        { unit: "assets", value: ["assets"] },
      ],
    },
  ],
  SlashUncounted: [
    {
      tone: "good",
      pieces: [
        "Slash ",
        { unit: "address", value: ["proposal"] },
        " was removed from the stop-loss: its sum is ",
        { unit: "fraction", value: ["after"] },
        ", after ",
        { unit: "fraction", value: ["before"] },
      ],
    },
  ],
  SlashVetoed: [
    {
      tone: "good",
      pieces: [
        "Slash ",
        { unit: "address", value: ["proposal"] },
        " of operator ",
        { unit: "address", value: ["operator"] },
        " by NCN ",
        { unit: "address", value: ["ncn"] },
        " was vetoed: ",
        { unit: "assets", value: ["stake"] },
        " returned to the vault",
      ],
    },
  ],
  SoftwareSet: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " requires software ",
        { unit: "bytes", value: ["sha256"] },
        " of its operators by ",
        { unit: "time", value: ["runBy"] },
      ],
    },
  ],
  StakeCaptured: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["captor"] },
        " captured operator ",
        { unit: "address", value: ["operator"] },
        ": weight ",
        { unit: "count", value: ["weightAfter"] },
        ", vaults ",
        { unit: "count", value: ["vaultsAfter"] },
      ],
    },
  ],
  StakeEntered: [
    {
      tone: "plain",
      pieces: [
        "Operator ",
        { unit: "address", value: ["operator"] },
        " was entered in stake table ",
        { unit: "address", value: ["table"] },
        " with weight ",
        { unit: "count", value: ["weightAfter"] },
        ", ",
        { unit: "count", value: ["totalWeight"] },
        " in all",
      ],
    },
  ],
  StakeTableClosed: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " closed stake table ",
        { unit: "count", value: ["index"] },
        ": operators ",
        { unit: "count", value: ["count"] },
        ", weight ",
        { unit: "count", value: ["totalWeight"] },
      ],
    },
  ],
  StakeTableGrown: [
    {
      tone: "plain",
      pieces: [
        "Stake table ",
        { unit: "address", value: ["table"] },
        " has room for ",
        { unit: "count", value: ["after"] },
        " operators, after ",
        { unit: "count", value: ["before"] },
      ],
    },
  ],
  StakeTableOpened: [
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " opened stake table ",
        { unit: "count", value: ["index"] },
        " for ",
        { unit: "count", value: ["capacity"] },
        " operators until ",
        { unit: "time", value: ["closesAt"] },
      ],
    },
  ],
  StopLossSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after", "bps"] }],
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " leaves NCN ",
        { unit: "address", value: ["ncn"] },
        " when its slashes exceed ",
        { unit: "bps", value: ["after", "bps"] },
        [" from ", { unit: "time", pending: ["after", "bps"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " has no stop-loss for NCN ",
        { unit: "address", value: ["ncn"] },
        [" from ", { unit: "time", pending: ["after", "bps"] }],
      ],
    },
  ],
  SweepAnnounced: [
    {
      tone: "plain",
      pieces: [
        { unit: "reward", value: ["amount"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " in ",
        { unit: "address", value: ["tokens"] },
        " go to the fee wallet from ",
        { unit: "time", value: ["due"] },
      ],
    },
  ],
  SweptToWallet: [
    {
      tone: "plain",
      pieces: [
        { unit: "reward", value: ["amount"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " in ",
        { unit: "address", value: ["tokens"] },
        " were swept to the fee wallet ",
        { unit: "address", value: ["wallet"] },
      ],
    },
  ],
  VaultInitialized: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["creator"] },
        " created the vault for mint ",
        { unit: "address", value: ["assetMint"] },
        ", with epochs of ",
        { unit: "seconds", value: ["epochSeconds"] },
      ],
    },
  ],
  VaultLimitsSet: [
    {
      tone: "plain",
      conditions: [
        {
          different: [
            ["after", "nextInstantFeeBps"],
            ["after", "instantFeeBps"],
          ],
        },
      ],
      pieces: [
        "The deposit cap is ",
        { unit: "assets", value: ["after", "depositCap"] },
        ", instant exits ",
        { unit: "assets", value: ["after", "nextInstantCapacity"] },
        " at a fee of ",
        { unit: "bps", value: ["after", "nextInstantFeeBps"] },
        " from ",
        { unit: "time", value: ["after", "nextInstantFeeFrom"] },
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The deposit cap is ",
        { unit: "assets", value: ["after", "depositCap"] },
        ", instant exits ",
        { unit: "assets", value: ["after", "nextInstantCapacity"] },
        " at a fee of ",
        { unit: "bps", value: ["after", "instantFeeBps"] },
      ],
    },
  ],
  VaultRewardPaid: [
    {
      tone: "good",
      conditions: [{ shown: ["operator"] }],
      pieces: [
        { unit: "address", value: ["payer"] },
        " paid a reward of ",
        { unit: "assets", value: ["assets"] },
        " for operator ",
        { unit: "address", value: ["operator"] },
        [", commission ", { unit: "assets", value: ["commission"] }],
        ": ",
        { unit: "assets", difference: [["assets"], ["commission"], ["vaultFee"], ["protocolFee"]] },
        " stream to holders until ",
        { unit: "time", value: ["stream", "end"] },
      ],
    },
    {
      tone: "good",
      pieces: [
        { unit: "assets", value: ["assets"] },
        " sent to the vault were swept: ",
        { unit: "assets", difference: [["assets"], ["commission"], ["vaultFee"], ["protocolFee"]] },
        " stream to holders until ",
        { unit: "time", value: ["stream", "end"] },
      ],
    },
  ],
  VaultWeightSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " values a unit of vault ",
        { unit: "address", value: ["vault"] },
        " at ",
        { unit: "weight", value: ["after"] },
        [", accepting that it is ", { words: ASSET_FLAGS, value: ["acceptedFlagsAfter"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "NCN ",
        { unit: "address", value: ["ncn"] },
        " values vault ",
        { unit: "address", value: ["vault"] },
        " by its mint",
      ],
    },
  ],
  VrtMetadataSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["before", "name"] }],
      pieces: [
        "The VRT ",
        { unit: "text", value: ["before", "symbol"] },
        " is now ",
        { unit: "text", value: ["after", "symbol"] },
        ", named “",
        { unit: "text", value: ["after", "name"] },
        "”",
        [", described at ", { unit: "text", value: ["after", "uri"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "The VRT is ",
        { unit: "text", value: ["after", "symbol"] },
        ", named “",
        { unit: "text", value: ["after", "name"] },
        "”",
        [", described at ", { unit: "text", value: ["after", "uri"] }],
      ],
    },
  ],
};
