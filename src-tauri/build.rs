//! Names the shell's two commands, so that a capability must grant each, and embeds the window's resources.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "subscribe"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        eprintln!("The desktop shell cannot be configured: {error:#}");
        std::process::exit(1);
    }
}
