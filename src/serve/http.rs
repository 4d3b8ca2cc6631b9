//! The server: one thread, HTTP/1, loopback only.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{mpsc, watch};

use super::answer::{Answer, answer};
use super::connections::Connections;
use super::state::State;
use crate::failure::{Failure, Status};

/// How long the head of a request may take, and how long a connection may idle.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 << 10;
/// How often a page is told that the server still lives.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The port, taken on every loopback address that there is.
pub(super) struct Listeners {
    pub(super) port: u16,
    sockets: Vec<TcpListener>,
}

impl Listeners {
    /// Takes the port; 0 asks for any.
    ///
    /// # Errors
    ///
    /// When it is taken, or can't be had.
    pub(super) fn bind(port: u16) -> Result<Self, Failure> {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| refused(port, &error))?;
        let port = first.local_addr().map_err(|error| refused(port, &error))?.port();
        // `localhost` may mean this one. It is no failure if the machine has none.
        let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok();
        Ok(Self { port, sockets: std::iter::once(first).chain(second).collect() })
    }

    /// Serves on a thread of its own, until the process ends.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread or its sockets.
    pub(super) fn start(self, states: &watch::Receiver<State>) -> Result<(), Failure> {
        let failed =
            |error: io::Error| Failure::new(Status::Environment, "could not start the server").note(error.to_string());
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(failed)?;
        let connections = Connections::default();
        for socket in self.sockets {
            socket.set_nonblocking(true).map_err(failed)?;
            let socket = {
                let _inside = runtime.enter();
                tokio::net::TcpListener::from_std(socket).map_err(failed)?
            };
            runtime.spawn(accept(socket, self.port, states.clone(), connections.clone()));
        }
        let serve = move || runtime.block_on(pending::<()>());
        thread::Builder::new().name("server".into()).spawn(serve).map(drop).map_err(failed)
    }
}

fn refused(port: u16, error: &io::Error) -> Failure {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let taken = error.kind() == io::ErrorKind::AddrInUse;
    let message = if taken { format!("port {port} is taken") } else { format!("could not listen on {address}") };
    let failure = Failure::new(Status::Environment, message);
    let failure = if taken {
        failure.note("another program listens there; it may be another `reckon serve`")
    } else {
        failure.note(error.to_string())
    };
    failure.help("choose another port, such as `--port 4321`, or any free one: `--port 0`")
}

async fn accept(socket: tokio::net::TcpListener, port: u16, states: watch::Receiver<State>, connections: Connections) {
    loop {
        let Ok((stream, peer)) = socket.accept().await else {
            // Most likely there are no descriptors left.
            connections.make_room();
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        if !peer.ip().is_loopback() {
            continue;
        }
        let _ = stream.set_nodelay(true);
        let number = connections.admit();
        let (states, shared) = (states.clone(), connections.clone());
        let task = tokio::spawn(async move {
            let service = service_fn(|request: Request<Incoming>| respond(request, port, &states, &shared, number));
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(LARGEST_HEAD)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            shared.ended(number);
        });
        connections.started(number, task.abort_handle());
    }
}

async fn respond(
    request: Request<Incoming>,
    port: u16,
    states: &watch::Receiver<State>,
    connections: &Connections,
    number: u64,
) -> Result<Response<Content>, Infallible> {
    let (parts, _) = request.into_parts();
    let answer = answer(&parts, port, &states.borrow());
    connections.asked(number, matches!(answer, Answer::Events));
    Ok(match answer {
        Answer::Whole { status, headers, body, close } => {
            let length = body.len();
            let body = if parts.method == hyper::Method::HEAD { Bytes::new() } else { body };
            let mut response = Response::new(Content::Whole(Some(body)));
            *response.status_mut() = status;
            for (name, value) in headers {
                set(&mut response, name, &value);
            }
            if status != StatusCode::NOT_MODIFIED {
                set(&mut response, header::CONTENT_LENGTH, &length.to_string());
            }
            if close {
                set(&mut response, header::CONNECTION, "close");
            }
            response
        }
        Answer::Events => {
            let head = parts.method == hyper::Method::HEAD;
            let body = if head { Content::Whole(None) } else { Content::Events(events(states.clone())) };
            let mut response = Response::new(body);
            set(&mut response, header::CONTENT_TYPE, "text/event-stream");
            set(&mut response, header::CACHE_CONTROL, "no-store");
            set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
            response
        }
    })
}

fn set(response: &mut Response<Content>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Tells of every build; of those that come while a reader is slow, only the last.
fn events(mut states: watch::Receiver<State>) -> mpsc::Receiver<Bytes> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut text = format!("retry: 500\ndata: {}\n\n", states.borrow_and_update().message());
        while sender.send(Bytes::from(text)).await.is_ok() {
            text = match tokio::time::timeout(HEARTBEAT, states.changed()).await {
                Ok(Ok(())) => format!("data: {}\n\n", states.borrow_and_update().message()),
                Ok(Err(_)) => return,
                Err(_) => ": still here\n\n".to_owned(),
            };
        }
    });
    receiver
}

/// The body of an answer.
enum Content {
    Whole(Option<Bytes>),
    Events(mpsc::Receiver<Bytes>),
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().filter(|bytes| !bytes.is_empty())),
            Self::Events(receiver) => receiver.poll_recv(context),
        };
        chunk.map(|chunk| chunk.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.as_ref().is_none_or(Bytes::is_empty))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Events(_) => SizeHint::default(),
        }
    }
}
