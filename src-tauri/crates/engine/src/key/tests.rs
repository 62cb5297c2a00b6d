use super::*;

const OTHER: &str = "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_new_key_is_found_again() {
    let folder = folder();
    let key = for_new_with(folder.path(), None).unwrap();
    assert_eq!(find_with(folder.path(), None).unwrap(), key);
    assert_eq!(find_with(folder.path(), Some(&key.hex())).unwrap(), key);
    assert_ne!(key, for_new_with(self::folder().path(), None).unwrap());
}

#[test]
fn an_interrupted_set_up_goes_on_with_its_key() {
    let folder = folder();
    let key = for_new_with(folder.path(), None).unwrap();
    fs::remove_file(folder.path().join(place::FILE)).unwrap();
    assert_eq!(for_new_with(folder.path(), None).unwrap(), key);
    assert_eq!(find_with(folder.path(), None).unwrap(), key);
}

#[test]
fn no_key_is_made_for_a_database_that_is_there() {
    let folder = folder();
    fs::write(folder.path().join(DATABASE), b"x").unwrap();
    assert!(matches!(for_new_with(folder.path(), None), Err(KeyError::NotNew(_))));
    assert!(matches!(find_with(folder.path(), None), Err(KeyError::NoSource(_))));
    assert!(!place::key_file(folder.path()).exists());
}

#[test]
fn the_environment_goes_first_and_is_checked() {
    let folder = folder();
    for_new_with(folder.path(), None).unwrap();
    assert!(matches!(find_with(folder.path(), Some(OTHER)), Err(KeyError::Wrong(_))));
    for wrong in ["", "12", &OTHER[1..], &format!("{}g", &OTHER[1..])] {
        assert!(matches!(find_with(folder.path(), Some(wrong)), Err(KeyError::Variable)), "{wrong}");
    }
}

#[test]
fn a_key_from_the_environment_is_never_written_down() {
    let folder = folder();
    let key = for_new_with(folder.path(), Some(OTHER)).unwrap();
    assert_eq!(key.hex(), OTHER.to_lowercase());
    assert!(!place::key_file(folder.path()).exists());
    assert!(matches!(find_with(folder.path(), None), Err(KeyError::NotSet(_))));
    assert_eq!(find_with(folder.path(), Some(OTHER)).unwrap(), key);
}

#[test]
fn a_missing_broken_or_open_key_file_is_named() {
    let folder = folder();
    let key = for_new_with(folder.path(), None).unwrap();
    let file = place::key_file(folder.path());
    fs::write(&file, "not a key").unwrap();
    assert!(matches!(find_with(folder.path(), None), Err(KeyError::FileBroken(path)) if path == file));
    fs::remove_file(&file).unwrap();
    assert!(matches!(find_with(folder.path(), None), Err(KeyError::FileMissing(path)) if path == file));
    restore(folder.path(), &key).unwrap();
    assert_eq!(find_with(folder.path(), None).unwrap(), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(find_with(folder.path(), None), Err(KeyError::FileOpen(_))));
    }
}

#[test]
fn the_recovery_key_brings_it_back_and_no_other() {
    let folder = folder();
    let key = for_new_with(folder.path(), None).unwrap();
    assert_eq!(Key::from_recovery(&key.recovery()).unwrap(), key);
    let other = Key::from_hex(OTHER).unwrap();
    assert!(matches!(restore(folder.path(), &other), Err(KeyError::Wrong(_))));
    assert_eq!(find_with(folder.path(), None).unwrap(), key);
}

#[test]
fn debug_keeps_the_secret() {
    assert_eq!(format!("{:?}", Key::from_hex(OTHER).unwrap()), "Key(secret)");
}
