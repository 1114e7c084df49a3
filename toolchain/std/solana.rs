//! On Solana the program supplies the global allocator; `System` has no memory of its own.
use crate::alloc::{GlobalAlloc, Layout, System};
use crate::ptr;

#[stable(feature = "alloc_system_type", since = "1.28.0")]
unsafe impl GlobalAlloc for System {
    #[inline]
    unsafe fn alloc(&self, _layout: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    #[inline]
    unsafe fn dealloc(&self, _ptr: *mut u8, _layout: Layout) {}
}

/// LLVM's BPF backend lowers a trap to a call of this name.
#[unsafe(no_mangle)]
extern "C" fn __bpf_trap() -> ! {
    unsafe extern "C" {
        fn abort() -> !;
    }
    unsafe { abort() }
}

/// The memory intrinsics, as syscalls: what LLVM does not expand in line costs one call each.
mod memory {
    unsafe extern "C" {
        fn sol_memcpy_(dst: *mut u8, src: *const u8, n: u64);
        fn sol_memmove_(dst: *mut u8, src: *const u8, n: u64);
        fn sol_memset_(dst: *mut u8, byte: u8, n: u64);
        fn sol_memcmp_(a: *const u8, b: *const u8, n: u64, result: *mut i32);
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memcpy(dst: *mut u8, src: *const u8, n: usize) -> *mut u8 {
        unsafe { sol_memcpy_(dst, src, n as u64) };
        dst
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memmove(dst: *mut u8, src: *const u8, n: usize) -> *mut u8 {
        unsafe { sol_memmove_(dst, src, n as u64) };
        dst
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memset(dst: *mut u8, byte: i32, n: usize) -> *mut u8 {
        unsafe { sol_memset_(dst, byte as u8, n as u64) };
        dst
    }

    /// Never inlined, so that LLVM still knows a comparison when it sees one: those of a few words, as of an address or a
    /// discriminator, it then does in line, for less than the call costs.
    #[unsafe(no_mangle)]
    #[inline(never)]
    unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
        let mut result = 0;
        unsafe { sol_memcmp_(a, b, n as u64, &mut result) };
        result
    }
}


/// 128-bit multiplication and division, which the ISA lacks. The functions that LLVM calls for them return an `i128` in
/// registers, which Rust cannot write for this target: these write the result through a pointer, and a few lines of IR
/// that are linked into each program give them the names that code generation calls.
mod wide;

macro_rules! export {
    ($($name:ident = $function:path;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(out: *mut u64, alo: u64, ahi: u64, blo: u64, bhi: u64) {
            let (lo, hi) = $function((alo, ahi), (blo, bhi));
            unsafe {
                out.write(lo);
                out.add(1).write(hi);
            }
        }
    )*};
}

export! {
    __wide_mul = wide::mul;
    __wide_udiv = wide::unsigned_div;
    __wide_umod = wide::unsigned_rem;
    __wide_div = wide::signed_div;
    __wide_mod = wide::signed_rem;
}
