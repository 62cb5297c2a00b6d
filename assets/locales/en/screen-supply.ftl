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
