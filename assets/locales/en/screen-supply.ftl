# The screens of supply rules, alarms, loads and messages.

nav-alarms = Alarms
alarms-title = Alarms and messages
alarms-unseen = { $alarms ->
    [one] 1 alarm that nobody has seen
   *[other] { $alarms } alarms that nobody has seen
    }

## Tabs
alarms-centre = Alarms
alarms-loads = Loads
alarms-ahead = Cuts ahead
alarms-sent = Sent messages
alarms-channels = Channels and people

## Alarm centre
alarms-none = No alarms: all is well
alarms-none-text = Nothing is open, and everything that was raised has been seen. Alarms appear here by themselves, the worst first.
alarms-no-match = No alarm fits this filter.
alarms-to-see = To be seen
alarms-seen = Seen, still open
alarms-history = Over
alarms-history-none = No alarm has ended yet.
alarm-kind = Kind of alarm
alarm-kind-all = Every kind
alarm-acknowledge = Mark as seen
alarm-acknowledge-all = Mark all { $alarms } as seen
alarm-note-hint = What is being done about it (may stay empty)
alarm-seen-by = seen by { $who }, { $when }
alarm-over-at = over since { $when }
alarm-many = { $kind }: { $alarms } at once
alarm-one-by-one = One by one
rooms-besides = and { $more } more
watched-title = Is somebody watching?
watched-always = The program has watched without a gap since it was set up.
watched-since = The program has watched without a gap since { $when }. Before that nobody watched:
absence = from { $from } to { $to } ({ $minutes } min)
absence-stopped = the program was stopped
absence-slept = the computer slept

## Kinds of alarms
alarm-kind-line-down = Line down
alarm-kind-meter-silent = Meter silent
alarm-kind-suspect-reading = Reading in doubt
alarm-kind-charges-held = Charges held
alarm-kind-quota-reached = Quota reached
alarm-kind-differences-wait = Differences wait
alarm-kind-relay-welded = Relay does not open
alarm-kind-relay-dead = Relay does not close
alarm-kind-relay-no-answer = Relay does not answer
alarm-kind-relay-diverged = Relay goes its own way
alarm-kind-notice-fails = Notice could not be given
alarm-kind-channel-fails = Channel fails
alarm-kind-pool-held = Common cost held
alarm-kind-calendar-ends = Calendar ends
alarm-kind-energy-unexplained = Energy unexplained
alarm-kind-overload = Overload
alarm-kind-forbidden = Forbidden appliance
alarm-kind-lifeline = Lifeline passed
alarm-kind-quota-limit = Quota limit passed
alarm-kind-over-voltage = Voltage too high
alarm-kind-under-voltage = Voltage too low
alarm-kind-over-current = Current too high
alarm-kind-leakage = Current to earth
alarm-kind-heat = Hot switch
alarm-kind-unwatched = Nobody watched
alarm-kind-clock-set-back = Clock set back
alarm-kind-cuts-wait = Cuts wait

## Loads
loads-rules = Rules of supply
loads-none = No load was too high
loads-none-text = Where a rule limits the load or forbids appliances, every time that it is passed is listed here with its curve.
load-kind-overload = Overload
load-kind-forbidden = Forbidden appliance
load-kind-lifeline = Above the lifeline
load-kind-quota-limit = Above what the quota leaves
load-locked = locked: waits for a person
load-watched = told only
load-until = back at { $when }
load-over = over
load-released = Room { $room } is let go.
load-curve-of = Load of room { $room }
load-no-samples = No curve was kept for this event.
load-step = Step of the load
load-drawn = Drawn
load-limit = Limit
load-back = Comes back
load-let-go = Let go
locked-title = { $rooms ->
    [one] 1 room is off for its load and waits for a person
   *[other] { $rooms } rooms are off for their load and wait for a person
    }
locked-note = Speak with the tenant or look at the room first. Letting it go closes its relay again, if nothing else keeps it off.
release = Let it go
release-hint = What was found, what was agreed?
why-at-that-moment = Why, at that moment

## Rules of supply
settings-supply = Supply rules
supply-note = What a room may draw, what is not allowed, and when it is dark. A rule holds for a place and for all below it; a rule nearer to the room goes before one above.
house-rules = House rules to print
house-for = For
rules-none = Nothing is limited yet. What would you like to set?
rules-more = What else can be set
rule-elsewhere = At another place
rule-rooms = { $rooms ->
    [one] 1 room goes by it
   *[other] { $rooms } rooms go by it
    }
rule-unconfirmed = not in force yet
rule-unconfirmed-note = It switches nothing until a person has confirmed how many rooms it switches at once.
rule-by = { $who }, { $when }
rule-confirm = Look and confirm
rule-change = Change
rule-remove = Remove
rule-remove-sure = Remove it now
rule-removed = The rule is removed: what holds above holds again.
rule-saved = The rule is saved.
save-unconfirmed = Save without switching
rule-kind-load = Load limit
rule-kind-load-for = More than so many watts for some time switches the room off for a while.
rule-kind-load-about = A room that draws more than its limit for the set time is switched off, and comes back by itself after a pause. When it happens again and again it stays off until a person lets it go. For a flat, take what its wires and its fuse can bear; for a dormitory, what a desk needs.
rule-kind-forbidden = Forbidden appliances
rule-kind-forbidden-for = Heaters, kettles and cookers are told from computers by the step of the load.
rule-kind-forbidden-about = For dormitories in which heating appliances are a danger of fire. Begin with “Only tell” for a week or two and look at the events before it may switch.
rule-kind-lights-out = Lights out
rule-kind-lights-out-for = Supply is off in some hours, by workdays, weekends, holidays and exam weeks.
rule-kind-lights-out-about = Rooms are switched off by the clock. Exempt rooms and protected supply are spared; at the end of the hours rooms come back floor by floor, a little apart.
rule-kind-after-hours = After-hours watch
rule-kind-after-hours-for = Offices and classrooms: load left on when nobody is there is listed with its cost.
rule-kind-after-hours-about = Nothing is switched. What is left on in these hours is listed under Alarms, Cuts ahead, with its energy and what it cost.
rule-kind-lifeline = Lifeline
rule-kind-lifeline-for = When credit is used up a little power is left: a lamp and a telephone, no heater.
rule-kind-lifeline-about = A step before darkness. The relay cannot hold back watts, so the room is on as long as it draws little, and is switched off for some minutes when it draws more. Relays last for some ten thousand switchings: so the tries of a day are few.
rule-kind-safety = Safety
rule-kind-safety-for = Voltage, current, current to earth and heat, where the meters measure them.
rule-kind-safety-about = Each bound raises an alarm, or switches the room off until a person has looked. It does not replace a fuse or a residual current device.
rule-kind-shadow = Pilot group
rule-kind-shadow-for = Try it first: cuts are recorded, but not made.
rule-kind-shadow-about = For the first weeks. Everything is decided and recorded as if it were in force, but credit and quotas switch nothing in these rooms. Under Alarms, Cuts ahead, you see what would have been cut. Safety and orders by hand still act.
rule-kind-exempt = Exempt from the timetable
rule-kind-exempt-for = Rooms that lights out must not touch: the porter, a sick-room, a server.
rule-kind-exempt-about = Lights out does not switch these rooms. Credit and load still count.
holds-at = Holds at
holds-at-note = And for all rooms below.
holds-what = What holds there
holds-this = This rule
holds-not = Nothing: what holds above does not hold here
begin-with = Begin with
load-start-landlord = a flat with a 16 A fuse
load-start-dormitory = a dormitory room
limit-always = Limit
limit-always-note = Empty: no limit outside the hours below.
limit-over = Above it for
limit-over-note = A kettle boils for three minutes, a motor starts within seconds.
limit-timed = Another limit in some hours
limit-then = Limit then
limit-timed-add = Another limit in some hours
limit-timed-remove = Remove these hours
load-then = What follows
act-watch = Only tell
act-watch-note = An alarm with the curve; nothing is switched.
act-trip = Switch off
act-trip-note = Off for a while, then on again; locked when it happens again and again.
retry-off = Off for
retry-tries = Back by itself
retry-tries-note = After that it is locked until a person lets it go. 0: locked at once.
retry-within = Counted within
unit-seconds = seconds
unit-minutes = minutes
unit-times = times
in-minutes = { $minutes } min
forbidden-explained = How it is told: an appliance that heats takes its whole power at one stroke, and takes it evenly (power factor 1.00). Six computers take as much together, but come one after the other and unevenly (power factor about 0.6). So a kettle beside six computers is found, and six computers are not. The event keeps its evidence: the step, its power factor and the curve.
step-least = Smallest step
step-least-note = A rice cooker takes 400 W or more.
step-most = Largest step
step-most-note = Empty: no upper end.
step-factor = Least power factor
step-factor-note = 980 is 0.98. Lower finds more, and accuses more innocents.
step-within = The step takes at most
step-within-note = Not shorter than the room is read.
white-list = Allowed all the same
white-list-note = Appliances of these powers are never taken for a forbidden one.
white-list-example = Hair dryer at the wash basin
white-list-add = Allow an appliance
white-list-remove = Remove from the list
tolerance = Tolerance in watts
hours-title = Hours
span-days = Days
span-night = Which day counts
night-evening = by the evening on which it begins
night-morning = nights before these days
span-add = More hours
span-remove = Remove these hours
from-time = from
to-time = to
special-title = Days of their own
special-exam = Exam weeks
special-from = First day
special-to = Last day
special-add = Exam weeks and other days of their own
special-remove = Remove these days
special-nothing = Without hours: on these days it does not hold at all.
week-title = A week under this rule
week-nothing = nothing
week-rooms = { $rooms ->
    [one] It switches 1 room.
   *[other] It switches { $rooms } rooms.
    }
lights-out-agree = { $rooms ->
    [one] Yes, 1 room may be switched off at once by these hours.
   *[other] Yes, { $rooms } rooms may be switched off at once by these hours.
    }
lights-out-not-yet = Without this word the rule is kept, but switches nothing.
after-least = Load from
after-least-note = Less than this is not worth a walk.
lifeline-limit-w = Left on
lifeline-limit-w-note = A lamp, a telephone and a small fridge: 200 W.
lifeline-off-min = More switches off for
lifeline-off-min-note = Time to notice and to switch something off.
lifeline-tries = At most a day
lifeline-tries-note = After that it stays off until the next day.
hazard-over-voltage = Voltage too high
hazard-over-voltage-note = 253 V is a tenth above 230 V: lamps and chargers suffer.
hazard-under-voltage = Voltage too low
hazard-under-voltage-note = 196 V is 15 % below 230 V: motors suffer; a loose neutral looks like this.
hazard-over-current = Current too high
hazard-over-current-note = By the room’s wires and fuse; often 16 A.
hazard-leakage = Current to earth
hazard-leakage-note = 30 mA can kill a person. Only some meters measure it.
hazard-heat = Hot switch
hazard-heat-note = A loose terminal heats up before it burns.
hazard-alarm = alarm
hazard-trip = alarm and off until a person has looked
lasting = for
safety-trip-note = Bounds that a meter cannot measure stay silent for its room.
