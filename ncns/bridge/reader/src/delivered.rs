//! Marks of delivered messages, so that each is delivered once. The consumer keeps them in pages: a bit a message.

use crate::Refused;

/// The page of message `index`, where a page has `bytes` bytes.
///
/// # Panics
/// If `bytes` is zero.
pub const fn page_of(index: u64, bytes: usize) -> u64 {
    index / (8 * bytes as u64)
}

/// Marks message `index` in the marks of page `page`. The consumer keeps the page's number with them. All pages have the same size.
///
/// # Errors
/// [`Refused::OtherPage`], [`Refused::AlreadyDelivered`]. The marks are unchanged then.
pub fn mark(marks: &mut [u8], page: u64, index: u64) -> Result<(), Refused> {
    if marks.is_empty() || page_of(index, marks.len()) != page {
        let right = if marks.is_empty() { u64::MAX } else { page_of(index, marks.len()) };
        return Err(Refused::OtherPage(right, page));
    }
    let place = index % (8 * marks.len() as u64);
    let (byte, bit) = ((place / 8) as usize, 1 << (place % 8));
    if marks[byte] & bit != 0 {
        return Err(Refused::AlreadyDelivered(index));
    }
    marks[byte] |= bit;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_is_delivered_once_on_its_own_page() {
        let mut pages = [[0u8; 4]; 3];
        for index in 0..96 {
            let page = page_of(index, 4);
            assert_eq!(page, index / 32);
            let marks = &mut pages[page as usize];
            assert_eq!(mark(marks, page, index), Ok(()));
            let before = *marks;
            assert_eq!(mark(marks, page, index), Err(Refused::AlreadyDelivered(index)));
            assert_eq!(mark(marks, page + 1, index), Err(Refused::OtherPage(page, page + 1)));
            assert_eq!(*marks, before);
        }
        assert_eq!(pages, [[u8::MAX; 4]; 3]);
        assert_eq!(mark(&mut [], 0, 0), Err(Refused::OtherPage(u64::MAX, 0)));
        assert_eq!(mark(&mut [0; 4], page_of(u64::MAX, 4), u64::MAX), Ok(()));
    }
}
