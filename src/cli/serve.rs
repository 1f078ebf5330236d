//! Owns `serve`: settings, log, listener, and the signals that end it.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use listenfd::ListenFd;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot::Receiver;
use tracing_subscriber::EnvFilter;

use super::files::{self, FileError};
use super::{WRONG_USAGE, fail, follow, log};
use crate::escape::Escaped;
use crate::rulebook::Rulebook;
use crate::web::{self, App, Connections, FrameAncestors, Listener, ProxyNetwork, Settings, TrustedProxies};

/// Arguments of `serve`, also of the program without a command.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The address and port to listen on.
    #[arg(long, env = "POP_OR_IMAP_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The address and port of the operator's side, on this machine only: /metrics, /readyz and /version; none where it
    /// is left out.
    #[arg(long, env = "POP_OR_IMAP_ADMIN_LISTEN", value_name = "ADDR", value_parser = admin_address)]
    admin_listen: Option<SocketAddr>,
    /// The rule set to serve, followed while it serves; the built-in one where none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = super::files::setting)]
    rules: Option<PathBuf>,
    /// A file with the operator's colours and logo, reloaded when it changes. Without it, pages have the built-in look.
    #[arg(long, env = "POP_OR_IMAP_THEME", value_name = "FILE", value_parser = super::files::setting)]
    theme: Option<PathBuf>,
    /// The address that visitors use, such as <https://mail.example.jp>: links to be shared begin with it.
    #[arg(long, env = "POP_OR_IMAP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Who gives support, as visitors know them, such as サンプルホスティング サポート.
    #[arg(long, env = "POP_OR_IMAP_SUPPORT_NAME", value_name = "NAME", value_parser = name)]
    support_name: Option<String>,
    /// The sites that may show the wizard inside their pages: origins with spaces between them, such as
    /// "<https://support.example.jp> <https://www.example.jp>"; 'self' for this server.
    #[arg(long, env = "POP_OR_IMAP_FRAME_ANCESTORS", value_name = "ORIGINS", default_value_t)]
    frame_ancestors: FrameAncestors,
    /// A proxy in front of the program, an IP address or a network such as 10.0.0.0/8: its connections are not counted
    /// as those of one client. Repeat it for more, or separate them by commas. Proxies on this machine need no mention.
    #[arg(long = "trusted-proxy", env = "POP_OR_IMAP_TRUSTED_PROXY", value_name = "ADDR", value_delimiter = ',')]
    trusted_proxies: Vec<ProxyNetwork>,
    /// How log lines look.
    #[arg(long, env = "POP_OR_IMAP_LOG_FORMAT", value_enum, default_value_t)]
    log_format: LogFormat,
}

/// How log lines look; which are written is for `RUST_LOG` to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

/// Parses the origin that links begin with: scheme, host, and a port if any, and nothing behind them but slashes.
pub(super) fn public_url(written: &str) -> Result<String, String> {
    let address = written.trim_end_matches('/');
    if web::is_origin(address) {
        Ok(address.to_owned())
    } else {
        Err("write scheme and host, with a port from 1 to 65535 where it is not the usual one, and nothing else, such as \
             https://mail.example.jp"
            .to_owned())
    }
}

/// Reads an address that only this machine can reach.
fn admin_address(written: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = written.parse().map_err(|error| format!("{error}: write such as 127.0.0.1:9100"))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("write an address of this machine's loopback, such as 127.0.0.1:9100: metrics are not for visitors; to read \
             them from elsewhere, put a proxy before it that asks who reads"
            .to_owned())
    }
}

/// Reads a name: one line, not too long.
fn name(written: &str) -> Result<String, String> {
    let name = written.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        Err("write a name of one line and at most 60 characters".to_owned())
    } else {
        Ok(name.to_owned())
    }
}

/// Runs the server until SIGTERM or SIGINT.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    let level = std::env::var("RUST_LOG").ok().filter(|level| !level.is_empty()).unwrap_or_else(|| "info".to_owned());
    let filter = match EnvFilter::try_new(&level) {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("pop-or-imap: RUST_LOG cannot be understood: {}", Escaped(error));
            return ExitCode::from(WRONG_USAGE);
        }
    };
    let json = args.log_format == LogFormat::Json;
    let _log = log::start(filter, json);
    // The built-in rules are proven by the tests; a file is proven here, before a visitor meets it.
    let rulebook = match files::prove(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(FileError::Faulty(problems)) if json => {
            follow::log_faults(&problems, "faulty rules refused; there are no others to serve");
            return ExitCode::FAILURE;
        }
        Err(error) => return fail(&error),
    };
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let status = runtime.block_on(serve(args, rulebook));
            // A rule set that is being proven is not waited for.
            runtime.shutdown_background();
            status
        }
        Err(error) => fail(&error),
    }
}

async fn serve(args: &ServeArgs, rulebook: Rulebook) -> ExitCode {
    // Before anybody can know that it serves, so that no signal comes too early.
    let (mut stop, hangup) = match (Stop::watch(), signal(SignalKind::hangup())) {
        (Ok(stop), Ok(hangup)) => (stop, hangup),
        (Err(error), _) | (_, Err(error)) => return fail(&format!("signals cannot be watched: {error}")),
    };
    let inherited = match inherited_listener() {
        Ok(inherited) => inherited,
        Err(error) => return fail(&format!("the inherited socket (LISTEN_FDS) cannot be used: {error}")),
    };
    let is_inherited = inherited.is_some();
    let listener = match inherited {
        Some(listener) => listener,
        None => match TcpListener::bind(args.listen).await {
            Ok(listener) => listener,
            Err(error) => {
                return fail(&format!("cannot listen on {} (--listen, POP_OR_IMAP_LISTEN): {error}", args.listen));
            }
        },
    };
    let admin = match admin(args.admin_listen).await {
        Ok(admin) => admin,
        Err(error) => return fail(&format!("cannot listen (--admin-listen, POP_OR_IMAP_ADMIN_LISTEN): {error}")),
    };
    let address = listener.local_addr().unwrap_or(args.listen);
    tracing::info!(url = %format_args!("http://{address}/"), version = rulebook.version, digest = rulebook.digest.as_str(), "serving");
    let settings = Settings {
        public_url: args.public_url.clone(),
        support_name: args.support_name.clone(),
        frame_ancestors: args.frame_ancestors.clone(),
        build: super::build::id(),
        table_time: None,
    };
    if rulebook.legacy_theme.is_some() {
        tracing::warn!("the rules have a [theme] section: move it to a file of its own, named with --theme");
    }
    let app = App::new(rulebook, settings);
    if let Err(error) = load_theme(&app, args.theme.as_deref()) {
        return fail(&error);
    }
    if let Some(admin) = admin {
        // Until the very end: how it ends is worth seeing, too.
        let (app, never) = (Arc::clone(&app), std::future::pending());
        tokio::spawn(async move {
            web::serve(admin, web::admin(app), Listener::Admin, &Connections::default(), never).await
        });
    }
    tokio::spawn(follow::follow(Arc::clone(&app), args.rules.clone(), args.theme.clone(), hangup));
    let (asked, insisted) = tokio::sync::oneshot::channel();
    let first = async {
        stop.recv().await;
        app.start_shutdown();
        tracing::info!("stopping: requests under way are finished");
        // Nobody may be left to hear of the second.
        let _ = asked.send(stop);
    };
    let proxies = TrustedProxies::new(&args.trusted_proxies);
    let kind = if is_inherited { Listener::Inherited(proxies) } else { Listener::Public(proxies) };
    tokio::select! {
        served = web::serve(listener, web::site(Arc::clone(&app)), kind, app.connections(), first) => match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        },
        () = second(insisted) => {
            tracing::warn!("ending at once: requests under way are dropped");
            ExitCode::FAILURE
        }
    }
}

/// Loads the theme of a file, if one is named.
fn load_theme(app: &App, path: Option<&Path>) -> Result<(), FileError> {
    let (Some(path), Some(source)) = (path, files::theme_source(path)?) else { return Ok(()) };
    app.replace_theme(&files::shown(path), &source).map(drop).map_err(FileError::Faulty)
}

/// Returns the listening socket that a service manager passes (`sd_listen_fds`), if there is one.
fn inherited_listener() -> io::Result<Option<TcpListener>> {
    let Some(listener) = ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).map(Some)
}

/// Listens for the operator, where that is wished, and tells where.
async fn admin(address: Option<SocketAddr>) -> io::Result<Option<TcpListener>> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await?;
    tracing::info!(admin = %format_args!("http://{}/", listener.local_addr()?), "serving metrics");
    Ok(Some(listener))
}

/// The signals that end the server.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Watches for SIGTERM and SIGINT from now on.
    fn watch() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Resolves at the next of them.
    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Resolves at the second signal; never where there was no first.
async fn second(first: Receiver<Stop>) {
    match first.await {
        Ok(mut stop) => stop.recv().await,
        Err(_) => std::future::pending().await,
    }
}
