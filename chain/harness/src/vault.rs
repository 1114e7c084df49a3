//! A vault's accounts, and a builder for each instruction that touches it, with the accounts in their usual places.

use restaking_client::{self as client, LimitsArgs, asset, pda};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::keys::GENESIS_HASH;
use crate::{token, token_2022};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The addresses of one vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vault {
    /// The vault.
    pub address: Pubkey,
    /// The creator.
    pub creator: Pubkey,
    /// Which of its creator's vaults it is.
    pub index: u64,
    /// The mint of what is staked.
    pub asset_mint: Pubkey,
    /// The mint of its shares.
    pub vrt_mint: Pubkey,
    /// The token account of its assets.
    pub asset_account: Pubkey,
    /// The token program of its assets.
    pub asset_program: Pubkey,
}

impl Vault {
    /// The addresses of vault `index` of `creator`.
    pub fn new(creator: Pubkey, index: u64, asset_mint: Pubkey) -> Self {
        let address = pda::vault(&creator, index);
        let (vrt_mint, asset_account) = (pda::vrt_mint(&address), pda::asset_account(&address));
        Self { address, creator, index, asset_mint, vrt_mint, asset_account, asset_program: token::PROGRAM }
    }

    /// The same of a mint of Token-2022.
    pub fn of_token_2022(creator: Pubkey, index: u64, asset_mint: Pubkey) -> Self {
        Self { asset_program: token_2022::PROGRAM, ..Self::new(creator, index, asset_mint) }
    }

    /// `instruction`, which moves the asset, followed by what Token-2022 asks for if the asset is of it.
    pub(crate) fn moving(&self, mut instruction: Instruction) -> Instruction {
        instruction.accounts.extend(asset::trailing_accounts(&self.asset_program, &self.asset_mint));
        instruction
    }

    /// `owner`'s account of the asset.
    pub fn assets_of(&self, owner: &Pubkey) -> Pubkey {
        token::address_of(&self.asset_program, owner, &self.asset_mint)
    }

    /// `owner`'s account of the shares.
    pub fn shares_of(&self, owner: &Pubkey) -> Pubkey {
        token::address(owner, &self.vrt_mint)
    }

    /// The vault's associated token account of its asset: anyone may make it, and it is none of the vault's.
    pub fn stray(&self) -> Pubkey {
        self.assets_of(&self.address)
    }

    /// The bucket of `epoch`.
    pub fn bucket(&self, epoch: u64) -> Pubkey {
        pda::exit_bucket(&self.address, epoch)
    }

    /// The ticket that `owner` requested with `nonce`.
    pub fn ticket(&self, owner: &Pubkey, nonce: u64) -> Pubkey {
        pda::exit_ticket(&self.address, owner, nonce)
    }

    /// Makes the vault, without a term; its creator pays.
    pub fn initialize(&self, epoch_seconds: u64, limits: LimitsArgs) -> Instruction {
        self.initialize_for(epoch_seconds, limits, [0; 2])
    }

    /// The same with a term from and to these seconds.
    pub fn initialize_for(
        &self,
        epoch_seconds: u64,
        limits: LimitsArgs,
        [term_start, term_end]: [i64; 2],
    ) -> Instruction {
        let mut initialize = client::InitializeVault {
            payer: self.creator,
            creator: self.creator,
            config: pda::config(),
            asset_mint: self.asset_mint,
            vault: self.address,
            vrt_mint: self.vrt_mint,
            asset_account: self.asset_account,
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::InitializeVaultInstructionArgs {
            index: self.index,
            epoch_seconds,
            limits,
            term_start,
            term_end,
        });
        initialize.accounts.extend(asset::trailing_program(&self.asset_program));
        initialize
    }

    /// Sets the limits; the creator is the admin.
    pub fn set_limits(&self, limits: LimitsArgs) -> Instruction {
        client::SetVaultLimits { admin: self.creator, vault: self.address }
            .instruction(client::SetVaultLimitsInstructionArgs { limits })
    }

    /// Admits `depositor`; the creator is the admin, and pays.
    pub fn approve(&self, depositor: &Pubkey) -> Instruction {
        client::ApproveDepositor {
            payer: self.creator,
            admin: self.creator,
            vault: self.address,
            approval: pda::depositor_approval(&self.address, depositor),
            system_program: SYSTEM,
        }
        .instruction(client::ApproveDepositorInstructionArgs { depositor: *depositor })
    }

    /// Admits `depositor` no longer.
    pub fn revoke(&self, depositor: &Pubkey) -> Instruction {
        client::RevokeDepositor {
            admin: self.creator,
            vault: self.address,
            approval: pda::depositor_approval(&self.address, depositor),
            rent_payer: self.creator,
        }
        .instruction()
    }

    /// Returns the rates at `at`, or now for zero.
    pub fn rates(&self, at: i64) -> Instruction {
        client::VaultRates { vault: self.address }.instruction(client::VaultRatesInstructionArgs { at })
    }

    /// Deposits `amount` of `depositor`'s, with its approval if `listed`, regardless of announced changes.
    pub fn deposit(&self, depositor: &Pubkey, amount: u64, min_shares: u64, listed: bool) -> Instruction {
        self.deposit_at(depositor, amount, min_shares, listed, u64::MAX)
    }

    /// The same, for a depositor that has seen the vault at `max_risk_version`.
    pub fn deposit_at(
        &self,
        depositor: &Pubkey,
        amount: u64,
        min_shares: u64,
        listed: bool,
        max_risk_version: u64,
    ) -> Instruction {
        self.moving(
            client::Deposit {
                depositor: *depositor,
                vault: self.address,
                asset_account: self.asset_account,
                vrt_mint: self.vrt_mint,
                depositor_assets: self.assets_of(depositor),
                depositor_shares: self.shares_of(depositor),
                approval: listed.then(|| pda::depositor_approval(&self.address, depositor)),
                config: pda::config(),
                token_program: token::PROGRAM,
            }
            .instruction(client::DepositInstructionArgs { amount, min_shares, max_risk_version }),
        )
    }

    /// Asks for `owner`'s exit into the bucket of `bucket_epoch`, which is the next epoch; `owner` pays.
    pub fn request_exit(
        &self,
        owner: &Pubkey,
        nonce: u64,
        shares: u64,
        min_assets: u64,
        bucket_epoch: u64,
    ) -> Instruction {
        client::RequestExit {
            payer: *owner,
            owner: *owner,
            vault: self.address,
            vrt_mint: self.vrt_mint,
            owner_shares: self.shares_of(owner),
            bucket: self.bucket(bucket_epoch),
            ticket: self.ticket(owner, nonce),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::RequestExitInstructionArgs { nonce, shares, min_assets })
    }

    /// Cancels the exit on `ticket`, which `owner` holds and `rent_payer` paid for, regardless of announced changes.
    pub fn cancel_exit(
        &self,
        owner: &Pubkey,
        ticket: &Pubkey,
        rent_payer: &Pubkey,
        bucket_epoch: u64,
        min_shares: u64,
    ) -> Instruction {
        self.cancel_exit_at(owner, ticket, rent_payer, bucket_epoch, [min_shares, u64::MAX])
    }

    /// The same, for an owner that has seen the vault at a risk version.
    pub fn cancel_exit_at(
        &self,
        owner: &Pubkey,
        ticket: &Pubkey,
        rent_payer: &Pubkey,
        bucket_epoch: u64,
        [min_shares, max_risk_version]: [u64; 2],
    ) -> Instruction {
        client::CancelExit {
            owner: *owner,
            vault: self.address,
            vrt_mint: self.vrt_mint,
            owner_shares: self.shares_of(owner),
            bucket: self.bucket(bucket_epoch),
            ticket: *ticket,
            rent_payer: *rent_payer,
            config: pda::config(),
            token_program: token::PROGRAM,
        }
        .instruction(client::CancelExitInstructionArgs { min_shares, max_risk_version })
    }

    /// Claims the exit on `ticket`, which `owner` holds and `rent_payer` paid for.
    pub fn claim_exit(&self, owner: &Pubkey, ticket: &Pubkey, rent_payer: &Pubkey, bucket_epoch: u64) -> Instruction {
        self.moving(
            client::ClaimExit {
                owner: *owner,
                vault: self.address,
                asset_account: self.asset_account,
                owner_assets: self.assets_of(owner),
                bucket: self.bucket(bucket_epoch),
                ticket: *ticket,
                rent_payer: *rent_payer,
                token_program: token::PROGRAM,
            }
            .instruction(),
        )
    }

    /// Gives `ticket` from `owner` to `new_owner`.
    pub fn transfer_ticket(&self, owner: &Pubkey, ticket: &Pubkey, new_owner: &Pubkey) -> Instruction {
        client::TransferExitTicket { owner: *owner, vault: self.address, ticket: *ticket, config: pda::config() }
            .instruction(client::TransferExitTicketInstructionArgs { new_owner: *new_owner })
    }

    /// Exits at once with `shares` of `owner`'s.
    pub fn exit_instantly(&self, owner: &Pubkey, shares: u64, min_assets: u64) -> Instruction {
        self.moving(
            client::ExitInstantly {
                owner: *owner,
                vault: self.address,
                asset_account: self.asset_account,
                vrt_mint: self.vrt_mint,
                owner_shares: self.shares_of(owner),
                owner_assets: self.assets_of(owner),
                config: pda::config(),
                token_program: token::PROGRAM,
            }
            .instruction(client::ExitInstantlyInstructionArgs { shares, min_assets }),
        )
    }

    /// Settles `tickets` of the bucket of `bucket_epoch`.
    pub fn settle_exits(&self, bucket_epoch: u64, tickets: &[Pubkey]) -> Instruction {
        let mut settle = client::SettleExits { vault: self.address, bucket: self.bucket(bucket_epoch) }.instruction();
        settle.accounts.extend(tickets.iter().map(|ticket| AccountMeta::new(*ticket, false)));
        settle
    }

    /// Closes the bucket of `bucket_epoch`, which `rent_payer` paid for.
    pub fn close_bucket(&self, rent_payer: &Pubkey, bucket_epoch: u64) -> Instruction {
        client::CloseExitBucket { vault: self.address, bucket: self.bucket(bucket_epoch), rent_payer: *rent_payer }
            .instruction()
    }
}

/// Makes the config of an embedded chain, by the program's upgrade authority.
pub fn initialize_config(authority: &Pubkey, min_epoch_seconds: u64, max_epoch_seconds: u64) -> Instruction {
    initialize_config_on(&GENESIS_HASH, authority, min_epoch_seconds, max_epoch_seconds)
}

/// The same on the cluster with this genesis hash.
pub fn initialize_config_on(
    genesis_hash: &[u8; 32],
    authority: &Pubkey,
    min_epoch_seconds: u64,
    max_epoch_seconds: u64,
) -> Instruction {
    client::InitializeConfig {
        authority: *authority,
        config: pda::config(),
        program_data: pda::program_data(),
        system_program: SYSTEM,
    }
    .instruction(client::InitializeConfigInstructionArgs {
        genesis_hash: *genesis_hash,
        min_epoch_seconds,
        max_epoch_seconds,
    })
}
