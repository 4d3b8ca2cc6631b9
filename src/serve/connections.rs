//! Open connections, bounded: a thousand idle ones must not keep the next reader out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;

/// How many connections are kept. A browser opens half a dozen a page.
const MOST: usize = 200;

#[derive(Debug)]
struct Connection {
    task: AbortHandle,
    /// When something was last asked, on a clock that counts such events.
    last: u64,
    /// Whether something is being answered, be it an endless stream of events.
    busy: bool,
}

#[derive(Debug, Default)]
struct Inner {
    clock: u64,
    open: BTreeMap<u64, Connection>,
}

/// The open connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Connections(Arc<Mutex<Inner>>);

impl Connections {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number for a new connection. Where there are many, the one that was quiet for longest is closed.
    pub(super) fn admit(&self) -> u64 {
        let mut inner = self.inner();
        if inner.open.len() >= MOST {
            inner.close_one();
        }
        inner.clock += 1;
        inner.clock
    }

    /// Notes who works on a connection.
    pub(super) fn started(&self, number: u64, task: AbortHandle) {
        // It may have ended before anyone got here.
        if !task.is_finished() {
            self.inner().open.insert(number, Connection { task, last: number, busy: false });
        }
    }

    /// Notes that something was asked, or answered.
    pub(super) fn asked(&self, number: u64, busy: bool) {
        let mut inner = self.inner();
        inner.clock += 1;
        let clock = inner.clock;
        if let Some(connection) = inner.open.get_mut(&number) {
            connection.last = clock;
            connection.busy = busy;
        }
    }

    /// Notes that a connection is closed.
    pub(super) fn ended(&self, number: u64) {
        self.inner().open.remove(&number);
    }

    /// Closes one, so that there is room for another.
    pub(super) fn make_room(&self) {
        self.inner().close_one();
    }
}

impl Inner {
    fn close_one(&mut self) {
        let quiet = self.open.iter().min_by_key(|(_, connection)| (connection.busy, connection.last));
        if let Some(number) = quiet.map(|(number, _)| *number)
            && let Some(connection) = self.open.remove(&number)
        {
            connection.task.abort();
        }
    }
}
