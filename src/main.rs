//! Arguments → command → exit status; everything else is the library's.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// jemalloc, whose background thread gives memory back to the system within seconds of a load, also when no request comes.
/// glibc's allocator keeps most of it; the operator's guide has the figures.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    pop_or_imap::cli::run()
}
