//! An empty window, as the floor under the desktop's start-up time and memory in `cargo xtask bench`.

#![allow(clippy::print_stdout)]

use tauri::webview::{PageLoadEvent, WebviewWindowBuilder};
use tauri::{Url, WebviewUrl};

fn main() -> tauri::Result<()> {
    let page = Url::parse("data:text/html,<title>Empty</title>").expect("a constant page");
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::External(page))
                .title("Empty")
                .on_page_load(|_, page| {
                    if page.event() == PageLoadEvent::Finished {
                        println!("{{\"ready\":true}}");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
