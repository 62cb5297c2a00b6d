# The screens of lines and devices: search, lists, health, the check for crossed wires, readings for other programs.

meters-all = Meters
meters-lines = Lines
meters-crossed = Crossed wires
meters-readings = Readings

## Ports
port-choose = Adapter
port-none = No adapter is plugged in. Plug one in, or type the port.
port-taken = has line { $line }
port-typed = Another port
port-again = Look again

## Search
scan-start = Search the line
scan-stop = Stop
scan-units-note = Which addresses to ask: 1-32, or 1-247 for all.
scan-wide = Try other speeds too
scan-wide-note = Takes longer; for meters whose speed nobody knows.
scan-asked = { $asked } of { $all }
scan-progress = Progress of the search
scan-guesses = Found by the search
scan-all-models = All models
scan-name = Name
scan-name-of = Name of the device at address { $unit }
scan-model-of = Model of the device at address { $unit }
scan-keep-it = Keep
scan-keep-one = Keep the device at address { $unit }
scan-keep = { $devices ->
    [one] Keep this device
   *[other] Keep these { $devices } devices
    }
scan-two-speeds = Devices of one line must speak alike. Keep those of one speed first, and give the others the same speed.
scan-other-speed = These devices speak otherwise than the line. { $line } is set to { $speed } when they are kept.
scan-by-hand = Add devices by hand

## Lists
assign-paste = Paste a list for many rooms at once
assign-list = Which device measures which room
assign-list-note = From a spreadsheet, one room on each line: room, line, address; or room and serial number. A first line may name the columns.
assign-file = Or take a CSV file:
assign-number = Line
assign-what = What will be done
assign-counts = { $assign } to assign, { $same } as they are, { $wrong } wrong. Nothing is changed yet.
assign-done = { $assign } assigned, { $same } as they were.
assign-do = Assign all of the list

## Health
lines-note = What was counted in the last 24 hours.
lines-search = Search a line
lines-labels = Labels
lines-none = No line yet
lines-none-text = A line is an adapter or a gateway with the meters behind it.
health-round = One round
health-busy = Busy
health-answers = Answers
health-errors = Errors in 1000
health-requests = Requests
health-turnaround = Answer time, half / 99 %
health-swept = Last interval reading
health-missed = { $devices } silent
health-hours = Hour by hour
health-hour = Hour
health-chart-of = Errors in a thousand requests on { $line }
health-device = Device
health-time-outs = Time-outs
health-garbled = Garbled
health-refusals = Refusals
health-median = Half within
health-p99 = 99 % within
health-clock = Its clock
health-change = Address…

## Another address or speed
device-change = Change { $name }
device-change-what = What to change
device-to-unit = Address
device-to-baud = Speed
device-to-frame = Parity
device-new-unit = New address
device-frame = Parity and stop bits
device-speed-note = All devices of a line speak alike: the line does not hear this one any more until it has the same setting.
device-change-steps = This will be done
device-by-hand = First, at the device: { $how }
device-change-do = Change it

## Crossed wires
crossed-title = Check for crossed wires
crossed-note = Room by room the switch is opened for some seconds. Whose power falls tells whose wire it is. Something must be switched on in each room, such as a lamp.
crossed-rooms = Rooms
crossed-rooms-note = Leave it empty for every room with a switch.
crossed-seconds = Seconds in the dark
crossed-seconds-note = At least so long; more where a person walks by to look.
crossed-guarded = Switch protected rooms off too
crossed-consent = Whoever is in the rooms knows that each will be dark for some seconds
crossed-start = Begin the check
crossed-stop = Stop and give the supply back
crossed-progress = { $done } of { $all } rooms
crossed-it-is = Room { $room } is dark
crossed-other = Another room is dark…
crossed-so-far = So far
crossed-result = What was found
crossed-state-waiting = waits
crossed-state-running = now
crossed-state-right = right
crossed-state-crossed = crossed
crossed-state-unclear = unclear
crossed-state-skipped = left out

## Readings
export-title = Readings for other programs
export-from = From
export-to = To
export-by = What
export-by-reading = Every reading
export-by-hour = Energy by hour
export-by-day = Energy by day
export-by-month = Energy by month
export-all = All rooms and points
export-note = Times are those of the site, and in UTC beside them.
export-xlsx = Save as XLSX
export-csv = Save as CSV
storage-title = How readings are kept
storage-sealed = Of closed months
storage-sealed-text = { $readings } readings, { $size }
storage-each = Each takes
storage-bytes = { $bytes } bytes
storage-thinned = Thinned out up to
storage-keep = Keep every reading
storage-keep-note = After that the energy of every hour, day and month stays, and the readings at which a month or a tenancy began.
storage-ever = for ever
storage-years = for { $years } years
setup-kernel-direction = The system switches the line’s direction
setup-kernel-direction-note = Only for built-in RS-485 ports that need it; USB adapters do it themselves.
setup-set-clocks = Set the clocks of the devices
setup-set-clocks-note = Once a day, where the model has a clock and it is off.
