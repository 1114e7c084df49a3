//! Reads the extensions of a Token-2022 account.

use anchor_lang::prelude::*;
use anchor_spl::token_2022::ExtensionType;
use anchor_spl::token_2022::spl_token_2022::extension::{BaseState, BaseStateWithExtensions, PodStateWithExtensions};
use bytemuck::Pod;

/// Stands for an entry whose value exceeds the data. No extension has this type.
const UNREADABLE: u16 = u16::MAX;

/// An extension's type and value.
pub struct Extension<'a> {
    /// The type as stored in the account.
    pub number: u16,
    value: &'a [u8],
}

impl<'a> Extension<'a> {
    /// The type, if the interface knows it.
    pub fn kind(&self) -> Option<ExtensionType> {
        ExtensionType::try_from(self.number).ok()
    }

    /// The value, if it is a `T`.
    pub fn read<T: Pod>(&self) -> Result<&'a T> {
        bytemuck::try_from_bytes(self.value).map_err(|_| ProgramError::InvalidAccountData)
    }
}

/// The extensions of a mint or a token account, unknown types included.
///
/// The interface's own readers fail at the first unknown type.
pub struct Extensions<'a>(&'a [u8]);

impl<'a> Extensions<'a> {
    /// Reads `data`, which must belong to an initialized `S`.
    pub fn of<S: BaseState + Pod>(data: &'a [u8]) -> Result<Self> {
        let state = PodStateWithExtensions::<S>::unpack(data)?;
        let rest = state.get_tlv_data().len();
        Ok(Self(&data[data.len() - rest..]))
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, rest) = self.0.split_first_chunk()?;
        let number = u16::from_le_bytes(*number);
        if number == ExtensionType::Uninitialized as u16 {
            return None;
        }
        let entry = rest.split_first_chunk().and_then(|(length, rest)| {
            let length = u16::from_le_bytes(*length);
            rest.split_at_checked(length.into())
        });
        let Some((value, rest)) = entry else {
            self.0 = &[];
            return Some(Extension { number: UNREADABLE, value: &[] });
        };
        self.0 = rest;
        Some(Extension { number, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(tlv: &[u8]) -> Vec<(u16, usize)> {
        Extensions(tlv).map(|each| (each.number, each.value.len())).collect()
    }

    #[test]
    fn entries_are_read_in_order_up_to_the_first_empty_type() {
        assert_eq!(numbers(&[]), []);
        assert_eq!(numbers(&[9]), [], "one spare byte");
        assert_eq!(numbers(&[27, 0, 0, 0, 99, 0, 2, 0, 5, 6]), [(27, 0), (99, 2)]);
        assert_eq!(numbers(&[27, 0, 0, 0, 0, 0, 1, 0, 7]), [(27, 0)]);
    }

    #[test]
    fn a_value_that_does_not_fit_is_of_no_type() {
        assert_eq!(numbers(&[27, 0]), [(UNREADABLE, 0)]);
        assert_eq!(numbers(&[27, 0, 1]), [(UNREADABLE, 0)]);
        assert_eq!(numbers(&[7, 0, 0, 0, 27, 0, 3, 0, 1, 2]), [(7, 0), (UNREADABLE, 0)]);
        assert!(Extension { number: UNREADABLE, value: &[] }.kind().is_none());
    }
}
