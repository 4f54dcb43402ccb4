//! The program; see [`yiwang::cli`].

fn main() -> std::process::ExitCode {
    yiwang::cli::run()
}
