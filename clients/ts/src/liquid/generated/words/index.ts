import type { EventCase, WordList } from "../../../sentences.js";
import type { LiquidEventName } from "../events/index.js";

const POOL_ROLE: WordList = {
  kind: "oneOf",
  words: { "0": "curator", "1": "guardian", "2": "fee wallet", "3": "price reporter" },
};

const PAUSE_KINDS: WordList = { kind: "anyOf", words: { "1": "deposits", "2": "instant exits", "8": "placing" } };

/** The cases of each event's sentence: the first that applies. */
export const EVENT_SENTENCES: Readonly<Record<LiquidEventName, readonly EventCase[]>> = {
  AirdropCollected: [
    {
      tone: "plain",
      pieces: [
        { unit: "reward", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " that were sent to the pool were collected to ",
        { unit: "address", value: ["to"] },
      ],
    },
  ],
  AssetAdded: [
    {
      tone: "plain",
      conditions: [{ shown: ["source"] }],
      pieces: [
        "Asset ",
        { unit: "address", value: ["mint"] },
        " was added with stake pool ",
        { unit: "address", value: ["source"] },
        ": deposits are possible from ",
        { unit: "time", value: ["activeFrom"] },
      ],
    },
    {
      tone: "plain",
      pieces: [
        "Asset ",
        { unit: "address", value: ["mint"] },
        " was added: deposits are possible from ",
        { unit: "time", value: ["activeFrom"] },
      ],
    },
  ],
  AssetSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["isOpen"] }],
      pieces: [
        "Asset ",
        { unit: "address", value: ["mint"] },
        " takes deposits up to ",
        { unit: "assets", value: ["depositCap"] },
        " and ",
        { unit: "bps", value: ["maxBps"] },
        " of the pool",
      ],
    },
    { tone: "plain", pieces: ["Asset ", { unit: "address", value: ["mint"] }, " takes no deposits"] },
  ],
  AssetsSwapped: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["trader"] },
        " swapped ",
        { unit: "assets", value: ["back"] },
        " of mint ",
        { unit: "address", value: ["backMint"] },
        " for ",
        { unit: "assets", value: ["out"] },
        " of mint ",
        { unit: "address", value: ["outMint"] },
      ],
    },
  ],
  AuctionOpened: [
    {
      tone: "plain",
      pieces: [
        "The auction of mint ",
        { unit: "address", value: ["mint"] },
        " was opened, with treasury ",
        { unit: "address", value: ["treasury"] },
      ],
    },
  ],
  BatchClosed: [
    {
      tone: "plain",
      pieces: [
        "Batch ",
        { unit: "address", value: ["batch"] },
        " was closed",
        [", ", { unit: "assets", value: ["dust"] }, " left over for the holders"],
      ],
    },
  ],
  BatchFilled: [
    {
      tone: "out",
      pieces: [
        "Batch ",
        { unit: "address", value: ["batch"] },
        " was filled: ",
        { unit: "lrt", value: ["shares"] },
        " for ",
        { unit: "assets", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        [", ", { unit: "lrt", value: ["waiting"] }, " wait"],
      ],
    },
  ],
  ExitCollected: [
    {
      tone: "plain",
      pieces: [
        "The exit from vault ",
        { unit: "address", value: ["vault"] },
        " with ticket ",
        { unit: "address", value: ["ticket"] },
        " was collected: ",
        { unit: "assets", value: ["idle"] },
        " for all holders",
        [", ", { unit: "assets", value: ["given"] }, " for those that left in kind"],
      ],
    },
  ],
  ExitPartClaimed: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " claimed ",
        { unit: "assets", value: ["tokens"] },
        " for its part of the exit with ticket ",
        { unit: "address", value: ["ticket"] },
      ],
    },
  ],
  ExitQueued: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " queued an exit of ",
        { unit: "lrt", value: ["shares"] },
        " for tokens of mint ",
        { unit: "address", value: ["mint"] },
        ", as ",
        { unit: "address", value: ["queuedExit"] },
        ": ",
        { unit: "lrt", value: ["queued"] },
        " wait",
      ],
    },
  ],
  GuardsSet: [
    {
      tone: "plain",
      pieces: [
        "Instant exits and swaps may take ",
        { unit: "lamports", value: ["outflowCapacity"] },
        " at once, refilled over ",
        { unit: "seconds", value: ["outflowRefillSeconds"] },
        ", and leave ",
        { unit: "bps", value: ["watermarkBps"] },
        " of the pool; placing may lose ",
        { unit: "bps", value: ["placeLossBps"] },
        "; a rate may rise ",
        { unit: "bps", value: ["band", "riseBps"] },
        " and fall ",
        { unit: "bps", value: ["band", "fallBps"] },
        " in ",
        { unit: "seconds", value: ["band", "periodSeconds"] },
      ],
    },
  ],
  LeftInKind: [
    {
      tone: "out",
      pieces: [{ unit: "address", value: ["owner"] }, " left in kind with ", { unit: "lrt", value: ["shares"] }],
    },
  ],
  LeftInstantly: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " left at once with ",
        { unit: "lrt", value: ["shares"] },
        " for ",
        { unit: "assets", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        ", fee ",
        { unit: "lamports", value: ["fee"] },
        [", and ", { unit: "lamports", value: ["imbalanceFee"] }, " for the imbalance"],
      ],
    },
  ],
  LotBegun: [
    {
      tone: "plain",
      pieces: [
        "A lot of ",
        { unit: "reward", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " is for sale for tokens of mint ",
        { unit: "address", value: ["assetMint"] },
      ],
    },
  ],
  LrtMetadataSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["before", "name"] }],
      pieces: [
        "The LRT ",
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
        "The LRT is ",
        { unit: "text", value: ["after", "symbol"] },
        ", named “",
        { unit: "text", value: ["after", "name"] },
        "”",
        [", described at ", { unit: "text", value: ["after", "uri"] }],
      ],
    },
  ],
  Placed: [
    {
      tone: "plain",
      pieces: [
        { unit: "assets", value: ["tokens"] },
        " entered vault ",
        { unit: "address", value: ["vault"] },
        " for ",
        { unit: "shares", value: ["vaultShares"] },
      ],
    },
  ],
  PlacementAdded: [
    {
      tone: "plain",
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " was added for ",
        { unit: "bps", value: ["targetBps"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        ": tokens may be placed from ",
        { unit: "time", value: ["activeFrom"] },
      ],
    },
  ],
  PlacementRemoved: [{ tone: "plain", pieces: ["Vault ", { unit: "address", value: ["vault"] }, " was removed"] }],
  PlacementSet: [
    {
      tone: "plain",
      pieces: [
        "Vault ",
        { unit: "address", value: ["vault"] },
        " should have ",
        { unit: "bps", value: ["afterBps"] },
        " of its asset, after ",
        { unit: "bps", value: ["beforeBps"] },
      ],
    },
  ],
  PoolAdminChanged: [
    {
      tone: "plain",
      conditions: [{ shown: ["pendingAdmin"] }],
      pieces: [
        { unit: "address", value: ["admin"] },
        " proposed ",
        { unit: "address", value: ["pendingAdmin"] },
        " as admin of pool ",
        { unit: "address", value: ["pool"] },
      ],
    },
    {
      tone: "plain",
      pieces: [{ unit: "address", value: ["admin"] }, " is the admin of pool ", { unit: "address", value: ["pool"] }],
    },
  ],
  PoolDeposited: [
    {
      tone: "in",
      pieces: [
        { unit: "address", value: ["depositor"] },
        " deposited ",
        { unit: "assets", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        ", worth ",
        { unit: "lamports", value: ["value"] },
        ", for ",
        { unit: "lrt", value: ["shares"] },
        [", ", { unit: "lamports", value: ["imbalanceFee"] }, " of it for the imbalance"],
      ],
    },
  ],
  PoolFeesCollected: [
    {
      tone: "plain",
      pieces: [
        "Fees of ",
        { unit: "lrt", value: ["shares"] },
        " were minted to wallet ",
        { unit: "address", value: ["feeWallet"] },
      ],
    },
  ],
  PoolFeesSet: [
    {
      tone: "plain",
      pieces: [
        "Fees are ",
        { unit: "bps", value: ["fees", "managementBps"] },
        [" from ", { unit: "time", pending: ["fees", "managementBps"] }],
        " of the value in a year, ",
        { unit: "bps", value: ["fees", "performanceBps"] },
        [" from ", { unit: "time", pending: ["fees", "performanceBps"] }],
        " of the rise, ",
        { unit: "bps", value: ["fees", "instantBps"] },
        [" from ", { unit: "time", pending: ["fees", "instantBps"] }],
        " for the whole free reserve at once, ",
        { unit: "bps", value: ["fees", "imbalanceBps"] },
        [" from ", { unit: "time", pending: ["fees", "imbalanceBps"] }],
        " of the imbalance",
      ],
    },
  ],
  PoolInitialized: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["creator"] },
        " created pool ",
        { unit: "address", value: ["pool"] },
        " with LRT mint ",
        { unit: "address", value: ["lrtMint"] },
        ": changes wait ",
        { unit: "seconds", value: ["noticeSeconds"] },
        ", batches last ",
        { unit: "seconds", value: ["batchSeconds"] },
      ],
    },
  ],
  PoolPaused: [
    {
      tone: "plain",
      conditions: [
        {
          equal: [
            ["after", "until"],
            ["before", "until"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["guardian"] },
        " changed the pause of pool ",
        { unit: "address", value: ["pool"] },
        ": ",
        { words: PAUSE_KINDS, value: ["after", "flags"] },
      ],
    },
    {
      tone: "loss",
      conditions: [
        {
          over: [
            ["after", "until"],
            ["before", "until"],
          ],
        },
      ],
      pieces: [
        { unit: "address", value: ["guardian"] },
        " paused pool ",
        { unit: "address", value: ["pool"] },
        " until ",
        { unit: "time", value: ["after", "until"] },
        ": ",
        { words: PAUSE_KINDS, value: ["after", "flags"] },
      ],
    },
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["guardian"] },
        " lifted the pause of pool ",
        { unit: "address", value: ["pool"] },
      ],
    },
  ],
  PoolRewardClaimed: [
    {
      tone: "good",
      pieces: [
        "Reward tree ",
        { unit: "address", value: ["tree"] },
        " paid the pool ",
        { unit: "reward", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
      ],
    },
  ],
  PoolRoleSet: [
    {
      tone: "plain",
      conditions: [{ shown: ["after"] }],
      pieces: [
        { unit: "address", value: ["after"] },
        " is the ",
        { words: POOL_ROLE, value: ["role"] },
        " of pool ",
        { unit: "address", value: ["pool"] },
        [", after ", { unit: "address", value: ["before"] }],
      ],
    },
    {
      tone: "plain",
      pieces: [
        "Pool ",
        { unit: "address", value: ["pool"] },
        " has no ",
        { words: POOL_ROLE, value: ["role"] },
        [", after ", { unit: "address", value: ["before"] }],
      ],
    },
  ],
  PriceReported: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["reporter"] },
        " reported a rate of mint ",
        { unit: "address", value: ["mint"] },
        ": ",
        { unit: "lamports", value: ["after", "value"] },
        " for ",
        { unit: "assets", value: ["after", "tokens"] },
        [
          ", after ",
          { unit: "lamports", value: ["before", "value"] },
          " for ",
          { unit: "assets", value: ["before", "tokens"] },
        ],
      ],
    },
  ],
  QueuedExitCanceled: [
    {
      tone: "in",
      pieces: [
        { unit: "address", value: ["owner"] },
        " canceled queued exit ",
        { unit: "address", value: ["queuedExit"] },
        ": ",
        { unit: "lrt", value: ["shares"] },
        " came back",
        [", ", { unit: "assets", value: ["tokens"] }, " were paid"],
      ],
    },
  ],
  QueuedExitClaimed: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " claimed ",
        { unit: "assets", value: ["tokens"] },
        " of queued exit ",
        { unit: "address", value: ["queuedExit"] },
      ],
    },
  ],
  QueuedExitTransferred: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["before"] },
        " transferred queued exit ",
        { unit: "address", value: ["queuedExit"] },
        " of ",
        { unit: "lrt", value: ["shares"] },
        " to ",
        { unit: "address", value: ["after"] },
        ", with ",
        { unit: "assets", value: ["taken"] },
        " paid before",
      ],
    },
  ],
  RateAccepted: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["guardian"] },
        " accepted the rate of mint ",
        { unit: "address", value: ["mint"] },
        ": ",
        { unit: "lamports", value: ["after", "value"] },
        " for ",
        { unit: "assets", value: ["after", "tokens"] },
      ],
    },
  ],
  RatesObserved: [
    {
      tone: "plain",
      pieces: [
        "The rates were observed: the pool is worth ",
        { unit: "lamports", value: ["worth", "low"] },
        " to leavers and ",
        { unit: "lamports", value: ["worth", "high"] },
        " to those that enter",
      ],
    },
  ],
  RewardSold: [
    {
      tone: "good",
      pieces: [
        { unit: "address", value: ["buyer"] },
        " bought ",
        { unit: "reward", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " for ",
        { unit: "assets", value: ["cost"] },
        " of mint ",
        { unit: "address", value: ["assetMint"] },
        [", ", { unit: "reward", value: ["left"] }, " remain"],
      ],
    },
  ],
  SetAsideClaimed: [
    {
      tone: "out",
      pieces: [
        { unit: "address", value: ["owner"] },
        " claimed ",
        { unit: "assets", value: ["tokens"] },
        " of mint ",
        { unit: "address", value: ["mint"] },
        " that were set aside",
      ],
    },
  ],
  TargetsSet: [{ tone: "plain", pieces: ["The targets of the assets are ", { unit: "bps", value: ["targetsBps"] }] }],
  Unplaced: [
    {
      tone: "plain",
      pieces: [
        "An exit of ",
        { unit: "shares", value: ["vaultShares"] },
        " from vault ",
        { unit: "address", value: ["vault"] },
        " was requested, with ticket ",
        { unit: "address", value: ["ticket"] },
      ],
    },
  ],
  UpgradeAcknowledged: [
    {
      tone: "plain",
      pieces: [
        { unit: "address", value: ["guardian"] },
        " acknowledged the code of program ",
        { unit: "address", value: ["program"] },
        " that was deployed in slot ",
        { unit: "count", value: ["after"] },
        ", after ",
        { unit: "count", value: ["before"] },
      ],
    },
  ],
  VrtDeposited: [
    {
      tone: "in",
      pieces: [
        { unit: "address", value: ["depositor"] },
        " deposited ",
        { unit: "shares", value: ["vaultShares"] },
        " of vault ",
        { unit: "address", value: ["vault"] },
        ", worth ",
        { unit: "lamports", value: ["value"] },
        ", for ",
        { unit: "lrt", value: ["shares"] },
        [", ", { unit: "lamports", value: ["imbalanceFee"] }, " of it for the imbalance"],
      ],
    },
  ],
};
