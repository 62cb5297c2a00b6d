//! The rules of supply as they hold: the nearest of its kind at a room or above it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use supply::{Bounds, Hours, LoadLimit, Standing};
use units::{DayCalendar, PlaceId, Timestamp, Zone};

use super::{Core, Terms};
use crate::Actor;
use crate::dto::SupplyRuleForm;
use crate::error::{Refusal, Result};
use crate::rules::{AfterHours, ForbiddenRule, Kind, LightsOut, LoadRule, Rule};

/// A rule where it was made.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    /// None where what holds above is not to hold here.
    pub form: Option<SupplyRuleForm>,
    rule: Option<Arc<Rule>>,
    pub since: Timestamp,
    pub actor: String,
}

/// A rule and the place that it was made at.
type Held = (PlaceId, Arc<Rule>);

/// What holds for one room, by kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoomRules(BTreeMap<Kind, Held>);

/// Every rule of the site.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub own: BTreeMap<(PlaceId, Kind), Own>,
    rooms: HashMap<PlaceId, Arc<RoomRules>>,
    /// How many rooms a timetable made at a place switches.
    batches: HashMap<PlaceId, i64>,
    /// Whether hours hold now, asked anew when that may have changed.
    standings: HashMap<Asked, (Timestamp, Standing)>,
}

/// Which hours are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    /// Those of a rule made at a place; a number tells several of one rule apart.
    Rule(PlaceId, Kind, usize),
    /// Those in which automatic cuts may fall.
    Cuts,
}

macro_rules! kinds {
    ($($name:ident -> $variant:ident($type:ty);)*) => {
        impl RoomRules {
            $(pub fn $name(&self) -> Option<(PlaceId, &$type)> {
                match self.0.get(&Kind::$variant).map(|(place, rule)| (*place, rule.as_ref())) {
                    Some((place, Rule::$variant(rule))) => Some((place, rule)),
                    _ => None,
                }
            })*
        }
    };
}

kinds! {
    load -> Load(LoadRule);
    forbidden -> Forbidden(ForbiddenRule);
    lights_out -> LightsOut(LightsOut);
    after_hours -> AfterHours(AfterHours);
    lifeline -> Lifeline(LoadLimit);
    safety -> Safety(Bounds);
}

impl RoomRules {
    pub fn shadow(&self) -> bool {
        self.0.contains_key(&Kind::Shadow)
    }

    pub fn exempt(&self) -> bool {
        self.0.contains_key(&Kind::Exempt)
    }

    /// Where the rule of a kind that holds was made.
    pub fn made_at(&self, kind: Kind) -> Option<PlaceId> {
        self.0.get(&kind).map(|(place, _)| *place)
    }
}

impl Rules {
    pub fn load(db: &store::Db) -> Result<Self> {
        let mut rules = Self::default();
        for row in store::supply_rule::all(db)? {
            let form: Option<SupplyRuleForm> = serde_json::from_str(&row.rule).map_err(Refusal::broken)?;
            let rule = form.as_ref().map(Rule::read).transpose()?.map(Arc::new);
            let own = Own { form, rule, since: row.since, actor: row.actor };
            rules.own.insert((row.place, Kind::parse(&row.kind)?), own);
        }
        Ok(rules)
    }

    /// What holds for a room.
    pub fn of(&self, room: PlaceId) -> Arc<RoomRules> {
        self.rooms.get(&room).cloned().unwrap_or_default()
    }

    /// How many rooms a timetable made at this place switches.
    pub fn batch(&self, place: PlaceId) -> i64 {
        self.batches.get(&place).copied().unwrap_or(0)
    }

    /// The nearest rule of each kind at a place or above it.
    pub fn nearest(&self, terms: &Terms, place: PlaceId) -> RoomRules {
        let up = terms.upwards(place);
        let held = Kind::ALL.into_iter().filter_map(|kind| {
            let (at, own) = up.iter().find_map(|at| Some((*at, self.own.get(&(*at, kind))?)))?;
            Some((kind, (at, own.rule.clone()?)))
        });
        RoomRules(held.collect())
    }

    fn standing(&mut self, which: Asked, hours: &Hours, at: Timestamp, zone: Zone, calendar: &DayCalendar) -> Standing {
        match self.standings.get(&which) {
            Some((asked, standing)) if *asked <= at && at < standing.until => *standing,
            _ => {
                let standing = hours.standing(at, zone, calendar);
                self.standings.insert(which, (at, standing));
                standing
            }
        }
    }
}

impl Core {
    /// The rules, the rooms or the calendar are others than before: what follows for each room is worked out anew.
    pub(super) fn resolve_rules(&mut self) {
        self.rules.standings.clear();
        self.rules.rooms =
            self.rooms.keys().map(|place| (*place, Arc::new(self.rules.nearest(&self.terms, *place)))).collect();
        let mut batches = HashMap::new();
        for room in self.rooms.values().filter(|room| room.relay.is_some()) {
            let rules = self.rules.of(room.place);
            if let Some((at, _)) = rules.lights_out().filter(|_| !rules.exempt()) {
                *batches.entry(at).or_default() += 1;
            }
        }
        self.rules.batches = batches;
        self.watch_where_load_matters();
    }

    /// Keeps a rule at a place, or takes it away, and looks at every room anew.
    pub fn change_rule(
        &mut self,
        (place, kind): (PlaceId, Kind),
        change: Option<Option<&SupplyRuleForm>>,
        by: &Actor,
    ) -> Result<()> {
        let now = self.now;
        let rule = match change {
            Some(form) => {
                form.map(Rule::read).transpose()?;
                let rule = serde_json::to_string(&form).map_err(Refusal::broken)?;
                let actor = by.name.clone();
                Some(store::supply_rule::SupplyRule { place, kind: kind.code().to_owned(), rule, since: now, actor })
            }
            None => None,
        };
        let shown = rule.as_ref().map_or("-", |rule| rule.rule.as_str());
        let done = self.done(by, "supply_rule", format!("{place} {}: {shown}", kind.code()));
        self.write(|tx| {
            match &rule {
                Some(rule) => store::supply_rule::put(tx, rule)?,
                None => store::supply_rule::remove(tx, place, kind.code())?,
            }
            store::operation::insert(tx, &done)
        })?;
        self.rules = Rules::load(&self.store)?;
        self.resolve_rules();
        self.release_where_no_rule(by);
        self.tick();
        Ok(())
    }

    /// Whether some hours hold now, and until when that stays so.
    pub(super) fn hours_hold(&mut self, which: Asked, hours: &Hours) -> Standing {
        let (now, zone, calendar) = (self.now, self.site.zone, Arc::clone(&self.terms.calendar));
        self.rules.standing(which, hours, now, zone, &calendar)
    }

    /// Automatic cuts for credit and quota may not fall now: friendly hours.
    pub(super) fn friendly_now(&mut self) -> bool {
        match self.site.friendly.cut_hours() {
            Some(hours) => !self.hours_hold(Asked::Cuts, &hours).within,
            None => false,
        }
    }
}
