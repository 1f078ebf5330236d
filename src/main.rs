//! Arguments → command → exit status; everything else is the library's.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// jemalloc, whose background thread returns free memory to the system after 0.3 seconds (`.cargo/config.toml`), even
/// without requests. glibc's allocator keeps most of it; the operator's guide has the figures.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    pop_or_imap::cli::run()
}
