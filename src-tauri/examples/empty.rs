//! An empty window, as the floor under the desktop's start-up time and memory in `cargo xtask bench`.

#![allow(clippy::print_stdout)]

use tauri::http::Response;
use tauri::webview::{PageLoadEvent, WebviewWindowBuilder};
use tauri::{Url, WebviewUrl};

const PAGE: &[u8] = b"<!doctype html><title>Empty</title>";

fn main() -> tauri::Result<()> {
    let page = Url::parse("empty://localhost/").expect("a constant address");
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            Response::builder().header("Content-Type", "text/html").body(PAGE).expect("a constant answer")
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::CustomProtocol(page))
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
