# What losses point to, and what devices tell of themselves. Words of likelihood, never an accusation.

alarm-loss-above = Below { $branch } { $missing } kWh went missing in the last seven days; wires and the accuracy of the meters explain { $explained } kWh. Something is drawn that no meter counts, or a meter is missing from the list.
alarm-loss-backwards = Below { $branch } the meters counted { $missing } kWh more in the last seven days than came in; accuracy explains { $explained } kWh. A transformer ratio, a wire or a meter's place in the list is wrong.
alarm-loss-bypass = What is missing below { $branch } goes up and down with what room { $room } uses: about { $part } kWh for each kWh that its meter counts, { $energy } kWh a day. A part of its wiring may pass the meter by. Have its connection looked at.
alarm-loss-lead = { $common } goes up and down with what room { $room } uses: about { $energy } kWh a day may flow from there into the room. Look whether a lead is plugged in.
alarm-common-rise = { $common } uses { $is } kWh a day; in the three weeks before it was { $was } kWh. Look what was switched on or plugged in there.
alarm-vacant-use = Nobody rents room { $room }, yet it uses { $energy } kWh a day, for { $days } days now.
alarm-base-load-gone = Room { $room } is lived in as before, but what always ran at night ({ $was } W) is down to { $is } W. A refrigerator may be gone, or it may run past the meter.
alarm-device-tells = The meter of { $room } tells: { $flag }.
alarm-suspect-overdue = { $meter }: { $doubt } has waited for { $days } days. Nothing of what flows is charged, and nobody is cut for it: look at the meter and decide.

flag-cover-open = its case is or was open
flag-terminal-cover-open = the cover of its terminals is or was open
flag-magnet = a strong magnet is or was near
flag-reversed = energy flows against the direction in which it is wired
flag-over-voltage = the voltage is too high
flag-under-voltage = the voltage is too low
flag-overload = it is overloaded
flag-short-circuit = there was a short circuit
flag-leakage = current leaks to earth
flag-over-temperature = it is too hot
flag-phase-loss = a phase is missing
flag-phase-order = the phases are in the wrong order
flag-locked = it is locked at the device, and an order to switch on is not obeyed
flag-tripped = its own protection has switched it off
flag-fault = it is out of order

loss-verdict-unmeasured = No meter stands above these: their sum can be compared with nothing.
loss-verdict-unknown = No hour of these days is known of every meter.
loss-verdict-within = Explained: wires and the accuracy of the meters account for the difference.
loss-verdict-above = { $unexplained } kWh are not explained by wires and accuracy.
loss-verdict-backwards = More was counted below than came in: a ratio, a wire or a meter's place is wrong.
loss-top = All meters at the top

error-unknown-branch = There is no such branch.
error-unknown-finding = There is no such finding, or somebody has looked at it already.
error-bad-technical-loss = Write what wires and meters take as a percentage from 0 to 20, such as 3 or 2.5.
