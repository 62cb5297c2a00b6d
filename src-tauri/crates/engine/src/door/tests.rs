use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;
use crate::ApiError;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn echo(folder: &Path) -> Serving {
    serve(hold(folder).unwrap(), |call| async move {
        match call.name.as_str() {
            "no" => Err(ApiError { code: "no".into(), message: "It may not be.".into(), field: Some("room".into()) }),
            _ => Ok(json!({"name": call.name, "args": call.args, "actor": call.actor, "language": call.language})),
        }
    })
    .unwrap()
}

#[test]
fn a_folder_has_one_holder_at_a_time() {
    let folder = folder();
    let first = hold(folder.path()).unwrap();
    assert!(matches!(hold(folder.path()), Err(HoldError::Held(path)) if path == first.folder()));
    drop(first);
    assert!(hold(folder.path()).is_ok());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let refused = hold(&file.join("data"));
    assert!(matches!(refused, Err(HoldError::Folder { folder, .. }) if folder == file.join("data")));
}

#[test]
fn calls_are_answered_and_refused_through_the_door() {
    let folder = folder();
    let serving = echo(folder.path());
    let mut client = Client::connect(folder.path(), "cli", Some("zh-CN")).unwrap();
    for room in ["101", "102"] {
        let answer = client.call("room", json!({"room": room})).unwrap();
        assert_eq!(answer, json!({"name": "room", "args": {"room": room}, "actor": "cli", "language": "zh-CN"}));
    }
    let refused = client.call("no", Value::Null).unwrap_err();
    assert_eq!(refused.to_string(), "It may not be.");
    assert!(matches!(refused, CallError::Refused { code, field: Some(field), .. } if code == "no" && field == "room"));
    let held = serving.stop();
    assert!(matches!(hold(folder.path()), Err(HoldError::Held(_))), "held until the last write");
    drop(held);
    assert!(matches!(client.call("room", Value::Null), Err(CallError::Broken(_))));
    assert!(matches!(Client::connect(folder.path(), "cli", None), Err(CallError::Nobody)));
    assert!(hold(folder.path()).is_ok());
}

#[test]
fn a_large_answer_comes_whole() {
    let folder = folder();
    let _serving = echo(folder.path());
    let text = "电".repeat(200_000);
    let answer = Client::connect(folder.path(), "cli", None).unwrap().call("say", json!(text)).unwrap();
    assert_eq!(answer["args"], json!(text));
}

#[test]
fn several_callers_are_served_at_a_time() {
    let folder = folder();
    let (free, freed) = tokio::sync::watch::channel(false);
    let _serving = serve(hold(folder.path()).unwrap(), move |call| {
        let (free, mut freed) = (free.clone(), freed.clone());
        async move {
            if call.name == "free" {
                free.send_replace(true);
            } else {
                let _ = freed.wait_for(|freed| *freed).await;
            }
            Ok(json!(call.name))
        }
    })
    .unwrap();
    let path = folder.path().to_owned();
    let waiting =
        std::thread::spawn(move || Client::connect(&path, "cli", None).unwrap().call("wait", Value::Null).unwrap());
    assert_eq!(Client::connect(folder.path(), "cli", None).unwrap().call("free", Value::Null).unwrap(), json!("free"));
    assert_eq!(waiting.join().unwrap(), json!("wait"));
}

#[test]
fn a_call_under_way_is_answered_before_the_door_closes() {
    let folder = folder();
    let (begun, has_begun) = mpsc::channel();
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let gone = Arc::new(Mutex::new(Some(gone)));
    let serving = serve(hold(folder.path()).unwrap(), move |_| {
        let (gone, begun) = (gone.lock().unwrap().take().unwrap(), begun.clone());
        async move {
            begun.send(()).unwrap();
            let _ = gone.await;
            Ok(json!("done"))
        }
    })
    .unwrap();
    let path = folder.path().to_owned();
    let caller =
        std::thread::spawn(move || Client::connect(&path, "cli", None).unwrap().call("slow", Value::Null).unwrap());
    has_begun.recv().unwrap();
    let closing = std::thread::spawn(move || serving.stop());
    go.send(()).unwrap();
    assert_eq!(caller.join().unwrap(), json!("done"));
    closing.join().unwrap();
}

#[cfg(unix)]
#[test]
fn a_socket_left_by_a_dead_holder_is_replaced() {
    let folder = folder();
    let serving = echo(folder.path());
    let canonical = serving.stop().unwrap().folder().to_owned();
    let names = place::prepare(&canonical);
    let name = names.into_iter().find_map(Result::ok).unwrap();
    // A listener that does not clean up after itself is what a kill leaves.
    let left = interprocess::local_socket::ListenerOptions::new().name(name).reclaim_name(false).create_sync().unwrap();
    drop(left);
    assert!(matches!(Client::connect(folder.path(), "cli", None), Err(CallError::Nobody)));
    let _serving = echo(folder.path());
    assert!(Client::connect(folder.path(), "cli", None).unwrap().call("x", Value::Null).is_ok());
}

#[test]
fn another_protocol_is_named_with_its_version() {
    use interprocess::local_socket::{ListenerOptions, prelude::*};
    let folder = folder();
    let hold = hold(folder.path()).unwrap();
    #[cfg(unix)]
    let names = place::prepare(hold.folder());
    #[cfg(not(unix))]
    let names = place::names(hold.folder());
    let listener = ListenerOptions::new().name(names.into_iter().find_map(Result::ok).unwrap()).create_sync().unwrap();
    let other = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap();
        frame::write(&mut stream, &Hello { roomwatt_door: PROTOCOL + 1, version: "9.9.9".into() }).unwrap();
    });
    let refused = Client::connect(folder.path(), "cli", None).unwrap_err();
    assert!(matches!(refused, CallError::OtherVersion(version) if version == "9.9.9"));
    other.join().unwrap();
}
