//! Statements of the house add up: every line, every balance, every watt-hour.

use super::site::House;
use crate::View;
use crate::words::Language;

/// Proves the statement of every room and every month so far.
pub fn add_up(house: &mut House) {
    let live = std::sync::Arc::new(house.core.picture());
    let (now, folder) = (house.core.now, house.folder.path().to_owned());
    let reader = house.core.store.reader().unwrap();
    let view = View { reader, live, now, language: Language::En, folder };
    for room in &view.live.rooms {
        let mut month = view.live.site.zone.month(room.tenancy.since);
        while month <= view.live.site.zone.month(now) {
            let proven = crate::api::papers::proven(&view, &room.name, month).unwrap();
            assert!(proven.is_ok(), "room {}, {month}: {proven:?}", room.name);
            month = month.next();
        }
    }
}
