//! `serve`: settings, log, listeners, and the signals that stop the server.

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

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The address and port to listen on.
    #[arg(long, env = "POP_OR_IMAP_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The address and port of the admin listener, on this machine only: /metrics, /readyz and /version; none by default.
    #[arg(long, env = "POP_OR_IMAP_ADMIN_LISTEN", value_name = "ADDR", value_parser = admin_address)]
    admin_listen: Option<SocketAddr>,
    /// The rule set to serve, reloaded when the file changes; the built-in one if none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = super::files::setting)]
    rules: Option<PathBuf>,
    /// A file with the operator's colours and logo, reloaded when it changes. Without it, pages have the built-in look.
    #[arg(long, env = "POP_OR_IMAP_THEME", value_name = "FILE", value_parser = super::files::setting)]
    theme: Option<PathBuf>,
    /// The origin that visitors use, such as <https://mail.example.jp>: shared links begin with it.
    #[arg(long, env = "POP_OR_IMAP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// The name of the support team, as visitors know it, such as サンプルホスティング サポート.
    #[arg(long, env = "POP_OR_IMAP_SUPPORT_NAME", value_name = "NAME", value_parser = name)]
    support_name: Option<String>,
    /// The sites that may show the wizard in a frame: origins with spaces between them, such as
    /// "<https://support.example.jp> <https://www.example.jp>"; 'self' for this server.
    #[arg(long, env = "POP_OR_IMAP_FRAME_ANCESTORS", value_name = "ORIGINS", default_value_t)]
    frame_ancestors: FrameAncestors,
    /// A proxy in front of the server, an IP address or a network such as 10.0.0.0/8: its connections are not counted as
    /// those of one client. Repeat the option, or separate several by commas. Proxies on this machine are always trusted.
    #[arg(long = "trusted-proxy", env = "POP_OR_IMAP_TRUSTED_PROXY", value_name = "ADDR", value_delimiter = ',')]
    trusted_proxies: Vec<ProxyNetwork>,
    /// Serve configuration files for mail apps: /mail/config-v1.1.xml, /.well-known/autoconfig/mail/config-v1.1.xml,
    /// /setup/pop.mobileconfig and /setup/imap.mobileconfig. The rule set must name the mail servers.
    #[arg(long, env = "POP_OR_IMAP_SERVE_FILES")]
    serve_files: bool,
    /// The format of log lines.
    #[arg(long, env = "POP_OR_IMAP_LOG_FORMAT", value_enum, default_value_t)]
    log_format: LogFormat,
}

/// The formats of log lines. `RUST_LOG` selects which lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Parses the origin that links begin with: scheme, host and an optional port; trailing slashes are ignored.
pub(super) fn public_url(written: &str) -> Result<String, String> {
    let address = written.trim_end_matches('/');
    if web::is_origin(address) {
        Ok(address.to_owned())
    } else {
        Err("write scheme and host, with a port from 1 to 65535 if it is not the default one, and nothing else, such as \
             https://mail.example.jp"
            .to_owned())
    }
}

/// Parses an address that only this machine can reach.
fn admin_address(written: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr =
        written.parse().map_err(|error| format!("{error}: write an address and port, such as 127.0.0.1:9100"))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("write a loopback address, such as 127.0.0.1:9100. Metrics are not for visitors. To read them from another \
             machine, use a proxy with authentication"
            .to_owned())
    }
}

/// Parses a name of one line and at most 60 characters.
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
    // Tests audit the built-in rules. A file is audited here, before it is used.
    let rulebook = match files::load_audited(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(FileError::Faulty(problems)) if json => {
            follow::log_faults(&problems, "faulty rules rejected; there are no others to use");
            return ExitCode::FAILURE;
        }
        Err(error) => return fail(&error),
    };
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let status = runtime.block_on(serve(args, rulebook));
            // An audit in progress is not waited for.
            runtime.shutdown_background();
            status
        }
        Err(error) => fail(&error),
    }
}

async fn serve(args: &ServeArgs, rulebook: Rulebook) -> ExitCode {
    // Before clients can connect, so that no signal arrives too early.
    let (mut stop, hangup) = match (StopSignals::watch(), signal(SignalKind::hangup())) {
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
    let admin = match admin_listener(args.admin_listen).await {
        Ok(admin) => admin,
        Err(error) => return fail(&format!("cannot listen (--admin-listen, POP_OR_IMAP_ADMIN_LISTEN): {error}")),
    };
    let address = listener.local_addr().unwrap_or(args.listen);
    tracing::info!(url = %format_args!("http://{address}/"), version = rulebook.version, digest = rulebook.digest.as_str(), "serving");
    let settings = Settings {
        serve_files: args.serve_files,
        public_url: args.public_url.clone(),
        support_name: args.support_name.clone(),
        frame_ancestors: args.frame_ancestors.clone(),
        build: super::build::id(),
        table_time: None,
    };
    follow::warn_of_theme_section(&rulebook);
    if args.serve_files && rulebook.mail.is_none() {
        tracing::warn!("--serve-files has nothing to serve: the rule set names no mail servers");
    }
    let app = App::new(rulebook, settings);
    if let Err(error) = load_theme(&app, args.theme.as_deref()) {
        return fail(&error);
    }
    if let Some(admin) = admin {
        // Never stopped: metrics can be read during shutdown, too.
        let (app, never) = (Arc::clone(&app), std::future::pending());
        tokio::spawn(async move {
            web::serve(admin, web::admin(app), Listener::Admin, &Connections::default(), never).await
        });
    }
    // After the server listens: the first visitors are answered without it, a little later.
    let preparing = Arc::clone(&app);
    tokio::task::spawn_blocking(move || preparing.prepare());
    tokio::spawn(follow::follow(Arc::clone(&app), args.rules.clone(), args.theme.clone(), hangup));
    let (first_received, first_signal) = tokio::sync::oneshot::channel();
    let stopping = async {
        stop.recv().await;
        app.start_shutdown();
        tracing::info!("stopping: waiting for requests in flight");
        // The receiver can be gone already if the server has stopped.
        let _ = first_received.send(stop);
    };
    let proxies = TrustedProxies::new(&args.trusted_proxies);
    let kind = if is_inherited { Listener::Inherited(proxies) } else { Listener::Public(proxies) };
    tokio::select! {
        served = web::serve(listener, web::site(Arc::clone(&app)), kind, app.connections(), stopping) => match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        },
        () = second_signal(first_signal) => {
            tracing::warn!("stopping at once: requests in flight are dropped");
            ExitCode::FAILURE
        }
    }
}

/// Loads the theme of a file, if one is named.
fn load_theme(app: &App, path: Option<&Path>) -> Result<(), FileError> {
    let Some(path) = path else { return Ok(()) };
    app.replace_theme(&files::shown(path), &files::read(path)?).map(drop).map_err(FileError::Faulty)
}

/// Returns the listening socket that a service manager passes (`sd_listen_fds`), if there is one.
fn inherited_listener() -> io::Result<Option<TcpListener>> {
    let Some(listener) = ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).map(Some)
}

/// Opens the admin listener if it has an address, and logs its URL.
async fn admin_listener(address: Option<SocketAddr>) -> io::Result<Option<TcpListener>> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await?;
    tracing::info!(admin = %format_args!("http://{}/", listener.local_addr()?), "serving metrics");
    Ok(Some(listener))
}

/// The signals that stop the server.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Watches for SIGTERM and SIGINT from now on.
    fn watch() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next of them.
    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Waits for the second signal; never resolves if there was no first.
async fn second_signal(first: Receiver<StopSignals>) {
    match first.await {
        Ok(mut stop) => stop.recv().await,
        Err(_) => std::future::pending().await,
    }
}
