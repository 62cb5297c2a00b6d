//! Labels for the devices of a line or of the whole site.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use report::{DeviceLabel, LabelSheet};

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::wire::models::model;
use crate::words::{Language, Words};

/// More would be a book.
const MOST: usize = 5_000;

pub(crate) fn labels_pdf(view: &View, args: LabelsArgs) -> Result<File> {
    let language = args.language.as_deref().and_then(Language::parse).unwrap_or(view.language);
    let words = Words::new(language);
    let labels = labels(view, &args, words)?;
    if labels.is_empty() {
        return Err(Refusal::new("no-labels"));
    }
    if labels.len() > MOST {
        return Err(Refusal::new("too-many-labels").with("most", MOST));
    }
    let sheet = LabelSheet {
        language: match language {
            Language::En => report::Language::En,
            Language::ZhCn => report::Language::ZhCn,
        },
        title: words.say("labels-title", &[("site", &view.live.site.name)]),
        labels,
    };
    let unprintable = |cause: report::ReportError| Refusal::new("paper").with("cause", cause);
    let pdf = sheet.lay_out().map_err(unprintable)?.pdf().map_err(unprintable)?;
    Ok(File { file_name: words.say("labels-file", &[]), base64: BASE64_STANDARD.encode(pdf) })
}

/// A label each, line by line in the order of addresses.
fn labels(view: &View, args: &LabelsArgs, words: Words) -> Result<Vec<DeviceLabel>> {
    let lines = store::bus::all(&view.reader)?;
    if let Some(name) = &args.line
        && !lines.iter().any(|(_, row)| row.name == *name)
    {
        return Err(Refusal::new("unknown-line").with("line", name).field("line"));
    }
    let points = store::point::all(&view.reader)?;
    let installed = store::installation::current(&view.reader)?;
    let names = store::meter::names(&view.reader)?;
    let mut devices = store::meter::all(&view.reader)?;
    devices.sort_by_key(|(_, row)| (row.bus, row.unit));
    let mut labels = Vec::new();
    for (id, row) in devices {
        let Some((_, line)) = lines.iter().find(|(line, _)| Some(*line) == row.bus) else { continue };
        let measured = installed.iter().find(|(_, installed)| installed.meter == id);
        let point = measured.and_then(|(_, row)| points.iter().find(|(point, _)| *point == row.point));
        let point = point.map(|(_, point)| point.name.clone());
        let wanted = args.line.as_ref().is_none_or(|name| *name == line.name)
            && args.rooms.as_ref().is_none_or(|rooms| point.as_ref().is_some_and(|point| rooms.contains(point)));
        if !wanted {
            continue;
        }
        let profile = model(&row.profile);
        let model = profile.map_or_else(|| row.profile.clone(), |one| format!("{} {}", one.maker(), one.model()));
        let unit = row.unit.to_string();
        let place = words.say("label-place", &[("line", &line.name), ("unit", &unit)]);
        let serial = row.serial.as_deref().map(|serial| words.say("label-serial", &[("serial", serial)]));
        let head = point.or_else(|| names.get(&id).cloned());
        let lines: Vec<String> = [Some(model), serial, Some(place.clone())].into_iter().flatten().collect();
        let head = head.unwrap_or_else(|| place.clone());
        let code = std::iter::once(&head).chain(&lines).cloned().collect::<Vec<_>>().join("\n");
        let code_summary = words.say("label-code", &[("head", &head)]);
        labels.push(DeviceLabel { head, lines, code, code_summary });
    }
    Ok(labels)
}
