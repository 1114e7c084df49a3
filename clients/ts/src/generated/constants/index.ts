/** Seed of `["allocation", delegation, ncn]`. */
export const ALLOCATION_SEED = new Uint8Array([97, 108, 108, 111, 99, 97, 116, 105, 111, 110]);

/** Flag of an asset: wallets show amounts times a factor that its issuer can change. */
export const ASSET_DISPLAY_SCALED = 4n;

/** Flag of an asset: its issuer can freeze accounts. */
export const ASSET_FREEZABLE = 1n;

/** Flag of an asset: its issuer can pause all transfers. */
export const ASSET_PAUSABLE = 2n;

/** Seed of `["bonded", vault]`. */
export const BONDED_SEED = new Uint8Array([98, 111, 110, 100, 101, 100]);

/** Seed of `["bond_pool", vault]`. */
export const BOND_POOL_SEED = new Uint8Array([98, 111, 110, 100, 95, 112, 111, 111, 108]);

/** Basis points in a whole. */
export const BPS = 10000n;

/** Seed of `["capture", table, operator, captor]`. */
export const CAPTURE_SEED = new Uint8Array([99, 97, 112, 116, 117, 114, 101]);

/** Seed of `["config"]`. */
export const CONFIG_SEED = new Uint8Array([99, 111, 110, 102, 105, 103]);

/** Seed of `["delegation", vault, operator]`. */
export const DELEGATION_SEED = new Uint8Array([100, 101, 108, 101, 103, 97, 116, 105, 111, 110]);

/** Seed of `["depositor", vault, depositor]`. */
export const DEPOSITOR_APPROVAL_SEED = new Uint8Array([100, 101, 112, 111, 115, 105, 116, 111, 114]);

/** Seed of `["equivocation", ncn, operator, kind, height]`. */
export const EQUIVOCATION_SEED = new Uint8Array([101, 113, 117, 105, 118, 111, 99, 97, 116, 105, 111, 110]);

/** A bit for each error code less 6,000, lowest first: set if the log shows a value and a limit. */
export const ERRORS_WITH_FIGURES = new Uint8Array([
  56, 194, 59, 0, 253, 9, 1, 208, 31, 0, 4, 165, 152, 89, 12, 40, 1, 16, 52, 33, 182, 0, 148, 31, 1, 0, 0, 8, 27, 4, 1,
]);

/** Seed of `["exit_bucket", vault, epoch]`. */
export const EXIT_BUCKET_SEED = new Uint8Array([101, 120, 105, 116, 95, 98, 117, 99, 107, 101, 116]);

/** Seed of `["exit_ticket", vault, owner, nonce]`. */
export const EXIT_TICKET_SEED = new Uint8Array([101, 120, 105, 116, 95, 116, 105, 99, 107, 101, 116]);

/** A fall that is announced in epoch e takes effect at the start of epoch e + `FALL_EPOCHS`. */
export const FALL_EPOCHS = 2n;

/** Kind of a grant: a vault's list of depositors. */
export const GRANT_APPROVALS = 4n;

/** Kind of a grant: an operator's keys. */
export const GRANT_KEYS = 8n;

/** Kind of a grant: a vault's deposit cap and the size of its instant exits. */
export const GRANT_LIMITS = 2n;

/** Kind of a grant: the name, symbol and URI of a vault's VRT. */
export const GRANT_METADATA = 512n;

/** Kind of a grant: join and leave opt-ins, cover operator sets. */
export const GRANT_OPT_INS = 1n;

/** Kind of a grant: releases of stake by an NCN. */
export const GRANT_RELEASES = 128n;

/** Kind of a grant: an NCN's reward offers. */
export const GRANT_REWARDS = 64n;

/** Seed of `["grant", entity, holder]`. */
export const GRANT_SEED = new Uint8Array([103, 114, 97, 110, 116]);

/** Kind of a grant: the software that an NCN's operators must run. */
export const GRANT_SOFTWARE = 256n;

/** Kind of a grant: an NCN's stake tables. */
export const GRANT_TABLES = 32n;

/** Kind of a grant: the URI of an operator or an NCN. */
export const GRANT_URI = 16n;

/** Seed of `["key", ncn, key]`. */
export const KEY_SEED = new Uint8Array([107, 101, 121]);

/** The least magnitude of a delegation that takes more units or allocations. */
export const LEAST_MAGNITUDE = 1000000000000n;

/** The highest allowance for instant exits, in assets. */
export const MAX_ALLOWANCE = 4611686018427387904n;

/** The assets that an NCN accepts by mint. */
export const MAX_ASSETS = 8n;

/** The longest challenge window of a slash, in seconds. */
export const MAX_CHALLENGE_SECONDS = 2592000n;

/** The longest time to claim a share of an offer, in seconds. */
export const MAX_CLAIM_SECONDS = 31536000n;

/** The highest commission of an operator, in basis points of a reward. */
export const MAX_COMMISSION_BPS = 5000n;

/** The highest fee on a deposit, in basis points of it. */
export const MAX_DEPOSIT_FEE_BPS = 500n;

/** The longest epoch, in seconds. */
export const MAX_EPOCH_SECONDS = 315360000n;

/** The highest fee on an exit, in basis points of what it pays. */
export const MAX_EXIT_FEE_BPS = 500n;

/** The longest time that a grant is made for, in seconds. */
export const MAX_GRANT_SECONDS = 31536000n;

/** The highest fee for an instant exit of the whole idle stake, in basis points of it. */
export const MAX_INSTANT_FEE_BPS = 1000n;

/** The highest leverage of a vault: the number of NCNs that the same stake secures in full. */
export const MAX_LEVERAGE = 4n;

/** The open reward offers of an NCN. */
export const MAX_OFFERS = 8n;

/** The latest end of a reward offer, in seconds from its opening. */
export const MAX_OFFER_SECONDS = 63072000n;

/** The longest pause, in seconds. */
export const MAX_PAUSE_SECONDS = 604800n;

/** The nodes of the longest proof of a claim. */
export const MAX_PROOF = 32n;

/** The highest fee of the protocol on rewards, in basis points of what the operator's commission leaves. */
export const MAX_PROTOCOL_FEE_BPS = 1000n;

/** The highest part of a slash for its reporter, in basis points. */
export const MAX_REPORTER_BPS = 500n;

/** The reward mints of a bond pool. */
export const MAX_REWARDS = 8n;

/** The highest fee of a vault on rewards, in basis points of what the operator's commission leaves. */
export const MAX_REWARD_FEE_BPS = 3000n;

/** The longest delay of a root of rewards, in seconds. */
export const MAX_ROOT_DELAY = 2592000n;

/** The longest time over which a reward vests, in seconds. */
export const MAX_STREAM_SECONDS = 31536000n;

/** The longest time from the creation of a vault to the start of its term, in seconds. */
export const MAX_TERM_LEAD_SECONDS = 31536000n;

/** The longest term of a vault, in seconds. */
export const MAX_TERM_SECONDS = 63072000n;

/** The longest name of a VRT, in bytes of UTF-8. */
export const MAX_VRT_NAME = 32n;

/** The longest symbol of a VRT, in bytes of UTF-8. */
export const MAX_VRT_SYMBOL = 10n;

/** The longest URI of a VRT, in bytes of UTF-8. */
export const MAX_VRT_URI = 200n;

/** The longest window of a stake table, in seconds. */
export const MAX_WINDOW_SECONDS = 86400n;

/** The shortest time to claim a share of an offer, in seconds. */
export const MIN_CLAIM_SECONDS = 2592000n;

/** The seconds from the end of a pause in which there is no other. */
export const MIN_PAUSE_GAP = 604800n;

/** The shortest window of a stake table that earns from an offer, in seconds. */
export const MIN_REWARD_WINDOW = 600n;

/** The shortest delay of a root of rewards, in seconds. */
export const MIN_ROOT_DELAY = 3600n;

/** The shortest notice of a sweep to the fee wallet, in seconds. */
export const MIN_SWEEP_SECONDS = 604800n;

/** Seed of `["ncn", creator, index]`. */
export const NCN_SEED = new Uint8Array([110, 99, 110]);

/** Seed of `["offer_treasury", offer]`. */
export const OFFER_TREASURY_SEED = new Uint8Array([111, 102, 102, 101, 114, 95, 116, 114, 101, 97, 115, 117, 114, 121]);

/** Seed of `["operator", creator, index]`. */
export const OPERATOR_SEED = new Uint8Array([111, 112, 101, 114, 97, 116, 111, 114]);

/** Seed of `["opt_in", left, right]`. */
export const OPT_IN_SEED = new Uint8Array([111, 112, 116, 95, 105, 110]);

/** Flag of a pause: deposits. */
export const PAUSE_DEPOSITS = 1n;

/** Flag of a pause: what raises a vault's exposure. */
export const PAUSE_EXPOSURE = 8n;

/** Flag of a pause: instant exits. */
export const PAUSE_INSTANT_EXITS = 2n;

/** Flag of a pause: rewards in the vault's asset. */
export const PAUSE_REWARDS = 16n;

/** Flag of a pause: tickets that turn back into shares, or go to another owner. */
export const PAUSE_TICKETS = 4n;

/** Seed of `["pledge", slash, owner]`. */
export const PLEDGE_SEED = new Uint8Array([112, 108, 101, 100, 103, 101]);

/** The pools of an exit bucket. */
export const POOLS = 4n;

/** Seed of `["reward", pool, place]`. */
export const POOL_REWARD_SEED = new Uint8Array([114, 101, 119, 97, 114, 100]);

/** Seed of `["position", pool, owner]`. */
export const POSITION_SEED = new Uint8Array([112, 111, 115, 105, 116, 105, 111, 110]);

/** Seed of `["record", ncn, operator]`. */
export const RECORD_SEED = new Uint8Array([114, 101, 99, 111, 114, 100]);

/** Seed of `["report", reporter, commitment]`. */
export const REPORT_SEED = new Uint8Array([114, 101, 112, 111, 114, 116]);

/** The slots for which a report must have been committed before its evidence. */
export const REPORT_SLOTS = 16n;

/** Seed of `["reward_claim", tree, earner]`. */
export const REWARD_CLAIM_SEED = new Uint8Array([114, 101, 119, 97, 114, 100, 95, 99, 108, 97, 105, 109]);

/** Seed of `["reward_offer", ncn, index]`. */
export const REWARD_OFFER_SEED = new Uint8Array([114, 101, 119, 97, 114, 100, 95, 111, 102, 102, 101, 114]);

/** Seed of `["reward_tree", ncn, mint]`. */
export const REWARD_TREE_SEED = new Uint8Array([114, 101, 119, 97, 114, 100, 95, 116, 114, 101, 101]);

/** A rise that is announced in epoch e takes effect at the start of epoch e + `RISE_EPOCHS`. */
export const RISE_EPOCHS = 3n;

/** The pool of a settled ticket. Its shares are the assets that it is owed in all. */
export const SETTLED = 4n;

/** Seed of `["slash", allocation, kind, incident]`. */
export const SLASH_SEED = new Uint8Array([115, 108, 97, 115, 104]);

/** Seed of `["stake_table", ncn, index]`. */
export const STAKE_TABLE_SEED = new Uint8Array([115, 116, 97, 107, 101, 95, 116, 97, 98, 108, 101]);

/** Seed of `["sweep", vault, tokens]`. */
export const SWEEP_SEED = new Uint8Array([115, 119, 101, 101, 112]);

/** Seed of `["treasury", tree]`. */
export const TREE_TREASURY_SEED = new Uint8Array([116, 114, 101, 97, 115, 117, 114, 121]);

/** The units of a whole vault, the magnitude of a whole delegation, and the fraction of a whole slash. */
export const UNITS = 1000000000000000000n;

/** Seed of `["assets", vault]`. */
export const VAULT_ASSETS_SEED = new Uint8Array([97, 115, 115, 101, 116, 115]);

/** Seed of `["vault", creator, index]`. */
export const VAULT_SEED = new Uint8Array([118, 97, 117, 108, 116]);

/** Virtual assets, and as many virtual shares, in every rate. In smallest units. */
export const VIRTUAL = 1000n;

/** Seed of `["vrt", vault]`. */
export const VRT_SEED = new Uint8Array([118, 114, 116]);

/** The weight at which each smallest unit of an asset counts once. */
export const WEIGHT_ONE = 1000000000n;

/** The amount of a `deposit` that stands for all that its depositor can move. */
export const WHOLE_BALANCE = 18446744073709551615n;
