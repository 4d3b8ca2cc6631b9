//! The browser's door: three exports and one buffer, through which texts go in and out.
//!
//! A script asks [`reckon_buffer`] for room, writes a request there (JSON, see
//! [`Live::answer`]), calls [`reckon_call`], and reads the answer where [`reckon_answer`] says.
//! Whatever bytes come in, an answer goes out: what isn't UTF-8, isn't JSON or means nothing is
//! answered with `[]`, and a request that is too large finds no room. The room of a request is
//! freed with its answer, that of an answer with the next request.
//!
//! All that is unsafe in this crate is the names of these exports: they carry a prefix, so that
//! none takes the place of a symbol of the linker (an export named `exp` would call itself for ever).

use std::cell::RefCell;

use crate::live::Live;

/// The longest request, in bytes: far more than a page holds.
const LONGEST: usize = 16 << 20;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static LIVE: RefCell<Live> = RefCell::new(Live::default());
}

/// Makes room for `length` bytes and says where: the script writes its request there. Null where
/// that is more than any request has.
#[expect(unsafe_code, reason = "a name for the script to call; no other symbol begins so")]
#[unsafe(no_mangle)]
extern "C" fn reckon_buffer(length: usize) -> *const u8 {
    BUFFER.with_borrow_mut(|buffer| {
        // A new one, so that a long request doesn't keep its room for ever.
        *buffer = Vec::new();
        if length > LONGEST {
            return std::ptr::null();
        }
        *buffer = vec![0; length];
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
            Err(_) => "[]".to_owned(),
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
