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
alarm-kind-suspect-overdue = Doubtful reading left
alarm-kind-restored = Backup put back
alarm-kind-loss-above = Loss unexplained
alarm-kind-loss-backwards = Loss below nothing
alarm-kind-loss-bypass = Loss follows a room
alarm-kind-loss-lead = Common use follows a room
alarm-kind-common-rise = Common use rose
alarm-kind-vacant-use = Vacant room uses energy
alarm-kind-base-load-gone = Base load gone
alarm-kind-device-tells = Meter reports
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
step-within = Step within
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
week-rooms-watched = { $rooms ->
    [one] It watches 1 room and switches nothing.
   *[other] It watches { $rooms } rooms and switches nothing.
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

## Banners
banner-look = Look at it
banner-critical = { $alarms ->
    [one] Critical alarm:
   *[other] { $alarms } critical alarms:
    }
banner-clock = The computer’s clock was set back.
banner-clock-note = Nothing is cut until a person says that it is right. It shows { $now }.
banner-clock-confirm = The clock is right
clock-confirmed = Thank you. Cuts go on by the rules.
banner-restored = A backup was put back.
banner-restored-note = It ends at { $until }: enter again what was paid since then. Until a person says that all is entered, nobody is cut for credit.
banner-cuts = { $rooms ->
    [one] 1 room waits to be cut.
   *[other] { $rooms } rooms wait to be cut.
    }
banner-cuts-note = So many at once need a person’s word.
banner-shadow = { $rooms ->
    [one] Pilot group of 1 room:
   *[other] Pilot group of { $rooms } rooms:
    }
banner-shadow-note = cuts for credit and quotas are recorded there, but not made.
banner-shadow-look = What would be cut

## Board, room and why
filter-locked = Off for load
filter-limited = Limited
filter-hazard = Danger
filter-pilot = Pilot group
mark-locked = locked
mark-until = back at { $when }
mark-pilot = pilot
mark-hazard-over-voltage = high voltage
mark-hazard-under-voltage = low voltage
mark-hazard-over-current = high current
mark-hazard-leakage = leakage
mark-hazard-heat = hot switch
may-draw = May draw
debt-cut-note = It goes the way of credit: after notice, never in friendly hours.
maintenance-lock = Lock off for work on the wires…
maintenance-title = Lock off room { $room } for work
maintenance-note = The room stays off, whatever else would switch it on, until somebody says that the work is done.
maintenance-test = A relay is no safe disconnection. Whoever works on the wires opens the breaker as well, locks it, and tests that there is no voltage.
maintenance-who = Who works there, and on what?
maintenance-confirm = Lock it off
maintenance-locked = Room { $room } is locked off.
maintenance-ended = Room { $room }: the work is done, the rules decide again.
work-done = The work is done…
work-done-title = Work in room { $room } is done
work-done-note = The lock ends, and the supply comes back at once if nothing else keeps it off.
work-done-what = What was done?
work-done-sure = Everybody has left the wires.
work-done-confirm = End the lock
held-trip = Off by a safety trip
held-trip-note = Find out what happened before it is switched on again; call an electrician where you are not sure.
held-maintenance = Locked off for work on the wires
held-until = It comes back by itself at { $when }; you can let it go earlier.
held-evidence = What was seen
why-when = At what time?
why-paper = Room { $room }: why its supply is as it is
why-then = Why?
why-was-on = Room { $room }, { $when }: on.
why-was-off = Room { $room }, { $when }: off.
why-was-limited = Room { $room }, { $when }: limited.
why-was-unknown = Room { $room }, { $when }: not known.
why-decided = Decided at { $when }, with a balance of { $balance } and a limit of { $limit }.
chain-title = What led there
chain-note = Readings, notices, decisions, commands and what was read back, in order of time.
chain-none = Nothing was recorded in the hours before.
chain-step-reading = reading
chain-step-balance = balance
chain-step-notice = notice
chain-step-latch = credit
chain-step-decision = decision
chain-step-command = command
chain-step-read-back = read back
chain-step-failed = failed
chain-step-load = load
chain-step-order = order
room-rules = Rules that hold for this room
alarms-all = All alarms
alarms-more = and { $alarms } more

## Settings of supply
limit-warn1-days = First warning, days left
limit-warn2-days = Second warning, days left
limit-days-note = Warns also when the credit lasts for fewer days than this, by the use of the last days. Empty: never.
cutting-title = When supply may be cut
friendly = Friendly hours
friendly-note = Cuts for credit and quotas fall only between these times, when somebody can be reached and can pay. Not at night, not on weekends. A room that is off stays off.
cut-from = Cuts from
cut-to = Cuts until
cut-days = On
cut-days-note = Workdays are those of the calendar.
cut-days-workdays = workdays
cut-days-every-day = every day
reclose-gap = Seconds between rooms that come back
reclose-gap-note = So that a whole floor does not switch on at once and throw the main fuse.
debts-cut = Other debts may cut electricity
debts-cut-note = Rent, damage or fees. Off: only used electricity counts.
debts-cut-warning = In many places it is unlawful to cut electricity for unpaid rent. Ask a lawyer first. Every such order is recorded with its name, goes the way of credit with notice and friendly hours, and a tenant can see it.
debts-cut-sure = I have had this checked for my country and my contracts.
means-channel = By messages (SMS, e-mail)
means-channel-note = A notice counts once the channel has accepted it. Set the channels up here:

## Cuts ahead
outlook-title = Who could be cut before { $until }
outlook-earliest = nothing is cut before { $at } (friendly hours)
outlook-none = Nobody runs out of credit by then
outlook-none-text = Rooms whose credit ends by tomorrow noon are listed here, with what holds a cut back.
outlook-when = Can be cut from
outlook-held-by = Held by
outlook-runs-out = credit ends about { $at }
outlook-nothing = nothing
allow-cuts = Let them be cut
allow-cuts-note = When many rooms run out at once, something else is often wrong: a price, a clock, a line of meters. Look at some of these rooms first. After your word as many rooms are cut as may be in an hour.
allow-cuts-hint = What did you look at?
cuts-allowed = Cuts go on.
span-of-days = Days that are looked at
looking-back = Looking back
from-day = from
to-day = to
pilot-title = What pilot groups would have cut
pilot-none = Nothing would have been cut in these days, or no pilot group was on.
left-on-title = Left on after hours
left-on-none = No load was left on in these days, or no after-hours watch is set.
left-on-mean = On average
left-on-energy = Energy
left-on-cost = Cost

## Messages
sent-none = No message has left the house
sent-none-text = Alarms to people and warnings to tenants are listed here with what the server said.
sent-again = It is sent again.
send-again = Send again
delivery-queued = On its way
delivery-accepted = Accepted
delivery-given-up = Given up
delivery-kind-alarm = Alarm
delivery-kind-notice = Notice to a tenant
delivery-kind-trial = Trial
delivery-attempts = { $attempts } attempts
delivery-next = next at { $at }
delivery-text = Text

## Channels and people
means-chosen = Before a cut, tenants are told:
means-no-channel = No channel tells tenants yet: no notice can be given, and so nobody is cut.
means-change = Change in the settings
channels = Channels
channels-none = No channel yet. Without one, alarms are shown on this screen only.
channel-new = New channel
channel-change = Change the channel
channel-kind = What kind?
channel-named-email = E-mail (SMTP)
channel-named-alibaba-sms = Alibaba Cloud SMS
channel-named-twilio-sms = Twilio SMS
channel-named-wecom-robot = WeCom group robot
channel-fill-in = Fill this in: without it the channel cannot send.
channel-cannot-be = This cannot be used. Write it as the words above the field say.
channel-name = Name
channel-save = Save and try
channel-works = accepted a message { $when }
channel-fails = fails
channel-untried = not tried yet
channel-for-tenants = Tells tenants that credit runs low.
channel-for-us = Tells only the people below.
channel-queued = { $messages ->
    [one] 1 message on its way
   *[other] { $messages } messages on their way
    }
channel-tell-tenants = Tell tenants by it that their credit runs low
channel-remove-sure = Remove it with its secrets
secret-kept = Kept. Leave it empty to keep it as it is.
reach-email = to mail addresses
reach-sms = to telephone numbers
reach-chat = to a group or topic
trial-title = Try it before you rely on it
trial-note = One message is sent now. Below stands what the server said.
trial-send = Send a trial message
trial-email = Mail address
trial-phone = Telephone number
contacts = Who is told of alarms
contacts-none = Nobody yet: alarms are shown on this screen only.
contact-new = Tell somebody
contact-change = Change who is told
contact-channel = By
contact-least = Alarms from
contact-quiet = quiet from { $from } to { $to }
contact-when-over = Also when it is over
contact-saved = { $name } is told.
quiet-from = Quiet from
quiet-to = Quiet until
quiet-note = Critical alarms come through all the same. Empty: never quiet.

## Palette and help
supply-new-limit = Set a load limit
supply-lights-out = Set lights out
alarms-look = Look at the alarms
lock-room = Lock off room { $room } for work on the wires
why-room = Why is room { $room } as it is?
help-alarm-title = An alarm
help-alarm = Open Alarms. The worst stand first; each says in a sentence what is wrong and where to look. Mark as seen says that you take care of it, with a note for the others. It stays in the list until its cause is gone. To be told by mail, SMS or chat, open Channels and people.
help-overload-title = A room is off for its load
help-overload = Its tile says Overload or Forbidden appliance. Open Alarms, Loads: the curve shows what was seen and when. Speak with the tenant, then write down what was agreed and press Let it go. How much a room may draw stands in Settings, Supply rules.
help-lights-title = Lights out by the clock
help-lights = Settings, Supply rules, Lights out. Choose the place and the hours, look at the week, and confirm how many rooms it switches at once: before that it switches nothing. Add exam weeks as days of their own; exempt the rooms that it must spare.
help-pilot-title = Try it before it cuts
help-pilot = Make a pilot group of one floor in Settings, Supply rules. For some weeks look at Alarms, Cuts ahead: it lists what would have been cut. Remove the pilot group when you are content.
help-work-title = Work on the wires of a room
help-work = Open the room and press Lock off for work on the wires. It stays off, whatever else would switch it on, until somebody says that the work is done. A relay is no safe disconnection: open and lock the breaker too, and test.
key-alarms = Alarms
