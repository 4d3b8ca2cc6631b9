//! The browser's door: three exports and one buffer, through which texts go in and out.
//!
//! All that is unsafe in this crate is the names of these exports: they carry a prefix, so that
//! none takes the place of a symbol of the linker (an export named `exp` would call itself for ever).

use std::cell::RefCell;

use crate::live::Live;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static LIVE: RefCell<Live> = RefCell::new(Live::default());
}

/// Makes room for `length` bytes and says where: the script writes its request there.
#[expect(unsafe_code, reason = "a name for the script to call; no other symbol begins so")]
#[unsafe(no_mangle)]
extern "C" fn reckon_buffer(length: usize) -> *const u8 {
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        buffer.resize(length, 0);
        buffer.as_ptr()
    })
}

/// Answers the request in the buffer and gives the length of the answer, which [`reckon_answer`] finds.
#[expect(unsafe_code, reason = "a name for the script to call; no other symbol begins so")]
#[unsafe(no_mangle)]
extern "C" fn reckon_call() -> usize {
    BUFFER.with_borrow_mut(|buffer| {
        let answer = match std::str::from_utf8(buffer) {
            Ok(request) => LIVE.with_borrow_mut(|live| live.answer(request)),
            Err(_) => String::new(),
        };
        *buffer = answer.into_bytes();
        buffer.len()
    })
}

/// Where the answer is.
#[expect(unsafe_code, reason = "a name for the script to call; no other symbol begins so")]
#[unsafe(no_mangle)]
extern "C" fn reckon_answer() -> *const u8 {
    BUFFER.with_borrow(|buffer| buffer.as_ptr())
}
