//! Arguments → command → exit status; everything else is the library's.

use std::process::ExitCode;

fn main() -> ExitCode {
    pop_or_imap::cli::run()
}
