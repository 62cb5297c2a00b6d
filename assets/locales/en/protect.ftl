### Load limits, forbidden appliances, safety, timetables, lifelines, and why.

## Alarms
alarm-overload = { $how ->
    [watched] Room { $room } draws { $power }, more than its limit of { $limit }. It is only told, not switched off.
    [pause] Room { $room } drew { $power }, more than its limit of { $limit }, and is off for a while. It comes back by itself.
   *[locked] Room { $room } drew { $power }, more than its limit of { $limit }. It stays off until a person lets it go.
}
alarm-forbidden = { $how ->
    [watched] Room { $room }: an appliance of { $power } with a power factor of { $factor } was switched on, which is not allowed here. It is only told, not switched off.
    [pause] Room { $room } is off for a while: an appliance of { $power } with a power factor of { $factor } was switched on, which is not allowed here.
   *[locked] Room { $room } stays off until a person lets it go: an appliance of { $power } with a power factor of { $factor } was switched on again, which is not allowed here.
}
alarm-lifeline = Room { $room } lives on its lifeline of { $limit } and drew { $power }: it is off for a while.
alarm-quota-limit = Room { $room } has used up its quota and drew { $power }, more than the { $limit } that are left on: it is off for a while.
alarm-over-voltage = The voltage is too high: { $value } at room { $room }, above { $limit }. Call the electrician before appliances suffer.
alarm-under-voltage = The voltage is too low: { $value } at room { $room }, below { $limit }. A broken neutral looks like this: call the electrician.
alarm-over-current = Room { $room } draws { $value }, more than the { $limit } that its wires are to carry.
alarm-leakage = { $value } flow to earth in room { $room }, more than { $limit }: a person may be in danger. Have the room looked at now.
alarm-heat = The switch of room { $room } is { $value } hot, above { $limit }: a loose terminal looks like this. Have it looked at now.
alarm-unwatched = Nobody watched from { $from } to { $to } ({ $minutes } minutes): the program or the computer was stopped.
alarm-clock-set-back = The clock of this computer went back from { $before } to { $after }. Nothing is cut for credit until a person says that it is right.
alarm-cuts-wait = Rooms that wait to be cut for credit: { $rooms }. No more than { $limit } an hour are cut without a person’s word. Look whether that can be right.

## Reasons
reason-overload_pause = Off since { $since } because the load was too high. It comes back by itself at { $until }.
reason-overload_pause-short = Overload, pause
reason-forbidden = Off since { $since } for an appliance that is not allowed. A person must let it go.
reason-forbidden-short = Forbidden appliance
reason-forbidden_pause = Off since { $since } for an appliance that is not allowed. It comes back by itself at { $until }.
reason-forbidden_pause-short = Forbidden appliance, pause
reason-debt = Off since a person ordered it for a debt ({ $since }).
reason-debt-short = Debt
reason-lifeline = The credit ({ $balance }) is used up: up to { $power } are left on.
reason-lifeline-short = Lifeline
reason-over_limit = Off since { $since }: more was drawn than the { $power } that are left on. It comes back by itself at { $until }.
reason-over_limit-short = Over the limit, pause
reason-quota_limit = The quota is used up: up to { $power } are left on until it begins anew at { $until }.
reason-quota_limit-short = Quota: limited
reason-held_debt = Still on, though a person has ordered a cut for a debt. Held by: { $guard }.
reason-held_debt-short = Debt: held
reason-held_quota = Still on, though the quota is used up. Held by: { $guard }.
reason-held_quota-short = Quota: held
reason-clock_unsure_guard = Still on, though the credit ({ $balance }) is below { $limit }: the clock was set back and nobody has said that it is right.
reason-clock_unsure_guard-short = Held: clock in doubt
guard-clock_unsure = The clock was set back
reason-restored_guard = Still on, though the credit ({ $balance }) is below { $limit }: a backup was put back and what was paid since then is not entered yet.
reason-restored_guard-short = Held: backup put back
guard-restored = A backup was put back
order-reason-debt = Debt

## Load events, as they are listed
load-event-overload = { $power } at { $at }, above the limit of { $limit }
load-event-forbidden = +{ $power }, power factor { $factor } at { $at }
load-event-lifeline = { $power } at { $at }, above the lifeline of { $limit }
load-event-quota-limit = { $power } at { $at }, above the { $limit } that the quota leaves
load-curve = Load of room { $room }

## Rules in words, to be read and printed
rule-words-none = What holds above does not hold here.
rule-words-load = No more than { $limit }.
rule-words-load-timed = No more than { $limit }: { $hours }.
rule-words-load-else = Otherwise no more than { $limit }.
rule-words-over = More for { $over }
rule-words-over-at-once = More
rule-words-found = Such a step
rule-words-told = { $when } is told and switches nothing.
rule-words-off = { $when } switches off for { $off }. After { $tries } times within { $within } the room stays off until a person lets it go.
rule-words-off-once = { $when } switches off for { $off }. When it happens again within { $within } the room stays off until a person lets it go.
rule-words-off-at-once = { $when } switches off until a person lets it go.
rule-words-forbidden = Not allowed: heaters, kettles and the like, which is a step of { $least } or more with a power factor of { $factor } or more.
rule-words-forbidden-between = Not allowed: heaters, kettles and the like, which is a step from { $least } to { $most } with a power factor of { $factor } or more.
rule-words-allowed = Allowed: { $names }.
rule-words-lights-out = Lights out: { $hours }.
rule-words-after-hours = Load of { $least } or more that is left on is reported: { $hours }.
rule-words-lifeline = When credit is used up, { $limit } are left on. More switches off for { $minutes } minutes, at most { $tries } times a day; after that it stays off until the next day.
rule-words-over-voltage = More than { $limit } V for { $lasting }: { $act }.
rule-words-under-voltage = Less than { $limit } V for { $lasting }: { $act }.
rule-words-over-current = More than { $limit } A for { $lasting }: { $act }.
rule-words-leakage = More than { $limit } mA to earth for { $lasting }: { $act }.
rule-words-heat = Hotter than { $limit } °C for { $lasting }: { $act }.
rule-words-alarm = an alarm
rule-words-trip = an alarm, and off until a person has looked
rule-words-shadow = Pilot group: what would be done is recorded; credit and quotas switch nothing.
rule-words-exempt = Exempt from the timetable.
span-minutes = { $minutes } min
span-seconds = { $seconds } s
hours-never = never
hours-every-day = every day
hours-workdays = workdays
hours-weekends = weekends
hours-holidays = holidays
hours-and = { " and " }
hours-before = nights before { $days }
hours-special = { $name } ({ $from } to { $to }): { $hours }

## Who could be cut
outlook-cut = Can be cut from { $at } on.
outlook-held = Below the limit, and not cut: { $by }.
outlook-later = Credit ends at { $at }; then held by: { $by }.

## Why
why-held = { $rule } (held: { $by })
why-reading = Register { $register } kWh, { $age } at that moment.
why-age-minutes = { $number } min old
why-age-hours = { $number } h old
why-age-days = { $number } days old
why-known = What was known: register { $register } kWh, { $power }; { $data }.
why-no-power = power not known
why-data-fresh = the reading was fresh
why-data-stale = the reading was old
why-data-suspect = the reading was in doubt
why-data- = nothing was known
why-notice = Notice given: { $how } (warning { $level })
why-latch-set = Credit used up, and nothing forbade a cut: to be cut.
why-latch-cleared = Enough was paid: to be restored.
why-load-over = Its time was over: let go.
why-load-released = Let go by { $by }: { $note }
why-command-off = Command on the wire: open the relay.
why-command-on = Command on the wire: close the relay.
why-read-off = Read back: the relay is open.
why-read-on = Read back: the relay is closed.
why-failed = The relay did not obey: { $cause }

## Refusals
error-unknown-rule-kind = There is no rule of supply called “{ $name }”.
error-unknown-rule = There is no such rule at this place.
error-no-limit = Name a limit in watts, for always or for some hours.
error-out-of-bounds = { $value } is not possible here: choose from { $least } to { $most }.
error-no-hours = Name the hours in which it holds.
error-special-ends-first = The special days “{ $name }” end before they begin.
error-special-name = Give special days a name of up to 60 characters.
error-allowed-name = Give each allowed appliance a name of up to 60 characters.
error-bad-time = “{ $text }” is no time; write it as 23:00, and the end of the day as 24:00.
error-span-days = Choose at least one kind of day: workdays, weekends, holidays.
error-span-beyond = A stretch begins before 24:00 and ends at 24:00 at the latest.
error-span-empty = It begins and ends at the same time; for the whole day write 00:00 to 24:00.
error-unknown-load-event = There is no such event.
error-no-load-lock = Nothing that room { $room } drew keeps it off.
error-span-ends-first = The last day is before the first.
error-span-too-long = Choose { $days } days at most.
error-why-future = That moment has not come yet.
error-why-before = Nothing had been decided for room { $room } at that moment.
error-debts-do-not-cut = Debts do not cut electricity on this site. An owner can change that in the settings; in many places it is unlawful.
error-no-maintenance = Room { $room } is not locked for work on the wires.
error-warn-days-order = The first warning must come earlier than the second: with more days left.
list-semicolon = {"; "}
