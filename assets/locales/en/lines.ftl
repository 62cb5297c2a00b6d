# Lines, their devices, and what people do with them.

wire-exception = the device refused with exception { $code }. Check that its profile is the right one
wire-unavailable = the device says that a value is not available now
wire-decode = what the device told is impossible. Check that its profile is the right one
wire-no-channel = the device has no relay { $channel }
wire-unknown-meter = the line has no such meter
wire-gone = { $port } went away. Check the adapter’s plug, or the gateway; it is opened again as soon as it is back
wire-not-tcp = what arrives from { $port } is not Modbus TCP. Check the gateway’s mode
wire-other-meters = at { $port } other meters answer than those of this line, so nothing is read from it. Plug in the line’s own adapter, or give the line its right port
wire-unproven = { $port } may be another adapter, and no meter that the line knows answers there, so nothing is read from it. Check the plug and the meters’ power, or choose the port again
wire-no-port = there is no port { $port }. Plug in the adapter, or choose another port
wire-no-permission = { $port } may not be opened by this user. Add the user to the group that owns the port (often dialout) and log in again
wire-gateway-refused = the gateway at { $port } refused the connection. Check its port number and mode
wire-gateway-silent = the gateway at { $port } does not answer. Check its address and the network
wire-gateway-failed = the connection to { $port } failed. Check the gateway’s address and the network
wire-port-busy = another program is using { $port }. Close it first
wire-no-direction = { $port } cannot switch the direction of an RS-485 line by itself. Let the adapter do it
wire-port-failed = { $port } could not be opened. Check that it is a serial port and that nothing else is using it

# Scans

scan-begins = The port is being opened …
scan-first = Asking every address at { $speed }
scan-second = Asking the silent addresses once more at { $speed }
scan-models = Finding out what the devices are
scan-unclear = Something answers at address { $unit } ({ $speed }) and cannot be understood: two devices may share the address, or it speaks otherwise
scan-done = { $devices ->
    [one] One device
   *[other] { $devices } devices
 } found in { $seconds } s, with { $requests } requests.
scan-nothing = Nothing answered in { $seconds } s. Check the A and B wires (exchange them), the meters’ power, and whether this is the right port.
scan-stopped = Stopped after { $seconds } s; { $devices ->
    [one] one device was
   *[other] { $devices } devices were
 } found.
scan-known = set up: line { $line }, address { $unit }
scan-known-point = measures { $point }
scan-note-shared = Two devices may share address { $unit }: take one of them off the line and scan again.
scan-note-unknown = No known model fits; choose the right one, or write a profile for it.
scan-note-certain = It names itself as this model.
scan-note-guess = A guess; compare it with the label on the device.

# Another address or speed

change-to-unit = address { $value }
change-to-baud = { $value } baud
change-to-frame = { $value }
change-step-look = Make sure that exactly one { $model } answers at address { $unit } ({ $from }).
change-step-free = Make sure that nobody answers at { $to } yet.
change-step-unlock = Unlock its settings with the password of its manual.
change-step-write = Write { $to } to this one device; nothing is sent to all devices.
change-step-prove = Make sure that the same device answers at { $to }, and nobody at the old place.
change-waits = It begins as soon as the line is free …
change-looks-old = Looking who answers there …
change-looks-new = Looking whether the new place is free …
change-writes = Writing …
change-proves = Waiting for the device to answer as it should …
change-done = Done and proven: the device answers at address { $unit }, { $speed }, and the old place is silent.
change-done-serial = Done and proven: meter { $serial } answers at address { $unit }, { $speed }, and the old place is silent.
change-after-restart = The device keeps the new setting (address { $unit }, { $speed }) and still answers as before. { $after } Then scan again.
change-not-documented = No register is documented by which this model takes that setting. Set it at the device. Nothing was written.
change-at-the-device = This model does not take that setting over the line. { $how }
change-not-taken = This model does not take that value. Nothing was written.
change-same = That is how the device is set already. Nothing was written.
change-gateway = Behind a gateway the speed cannot be changed from here: the gateway would have to change in the same moment. Change it over a serial port, then that of the gateway. Nothing was written.
change-nobody = Nobody answers at address { $unit }. Nothing was written. Check the address and the speed, or scan the line.
change-shared = Two devices seem to share address { $unit }. Nothing was written. Take one of them off the line, change the other, and connect it again.
change-other-model = The device at address { $unit } does not answer as this model does. Nothing was written. Choose the model that it is.
change-taken = Somebody answers at address { $unit } already, where the device is to go. Nothing was written. Choose a free one.
change-line = Nothing was written: { $cause }.
change-refused = The device refused with exception { $code } and is set as before.
change-as-before = The device did not take it and is set as before.
change-by-hand = { " " }It wants this first: { $how }
change-lost = It was written, and now the device answers neither at address { $unit } as before nor at { $new }. Give it a moment, or take its power away for ten seconds; then scan the line at both settings.
change-old-answers = A device answers at address { $new } now, and one still at { $unit }: two had shared that address, and one of them moved. Change the other one too, or look which is which.
change-two-at-new = Two devices answer at address { $unit } now: both had the old address and both moved. Take one of them off the line and change the other.
change-another-device = It was written, and another device answers at address { $unit } now (serial number { $serial }). Look at the wiring before anything else is changed.
change-broken-off = The wire went away behind the write: { $cause }. The setting may or may not have been written. Scan the line at the old and at the new setting.

# Who measures what

assign-same = holds already
assign-from = measures from { $register } kWh on

# Labels

labels-title = Labels for the meters of { $site }
labels-file = labels.pdf
label-place = Line { $line } · address { $unit }
label-serial = No. { $serial }
label-code = QR code with the data of { $head }

error-no-lines-here = No program that reads the meters is running on this folder. Start the desktop or “roomwatt run” first.
error-scan-runs = { $port } is being searched already.
error-unknown-scan = There is no such scan any more.
error-change-runs = A device on { $port } is being changed; wait until that is done.
error-port-missing = Choose a port or a line.
error-bad-units = “{ $text }” is not a list of addresses from 1 to 247. Write for example 1-32 or 1,5,7-9.
error-too-many-settings = That are too many speeds to try; choose at most { $most } in all.
error-bad-frame = “{ $text }” is not a frame. Write for example 8N1 or 8E1.
error-one-setting = Change one thing at a time: the address, the speed, or parity with stop bits.
error-unit-twice = Address { $unit } is there twice.
error-profile-missing = Say which model the device is.
error-demo-line = The lines of the demonstration are simulated and stay as they are.
error-device-in-use = The device measures or switches { $point }; take it from there first.
error-device-counts-nothing = This device counts no energy; it can only switch.
error-list-problem = The list cannot be used: { $cause }
error-list-wrong = Line { $line } of the list: { $cause } Nothing was changed.
error-list-changed = Something has changed since you looked at the list. Look at it again.
error-list-too-long = The list is too long; at most { $most } lines at once.
error-list-unreadable = The list cannot be read: { $cause }
error-list-empty = The list is empty.
error-list-column = There is no column “{ $column }”. Columns are: room, line, unit, serial, model, register, ratio, name.
error-list-column-twice = A column is there twice.
error-list-columns-missing = A list needs a room and either a line with an address or a serial number.
error-list-no-device = Neither an address nor a serial number is given.
error-list-no-serial = No device on the lines has the serial number { $serial }.
error-list-serial-twice = Several devices have the serial number { $serial }; give line and address.
error-list-point-twice = { $point } is in the list twice.
error-list-device-twice = Address { $unit } of line { $line } is in the list twice.
error-no-labels = There is no device to make a label for.
error-too-many-labels = That are too many labels at once; at most { $most }. Choose a line.

# Health of lines

health-chart = Errors in a thousand requests, hour by hour
health-chart-summary = Most in the hour of { $when }: { $worst } in a thousand.
advice-nothing-answers = Nothing at all came back to { $requests } requests.
advice-nothing-answers-try = Check the power of the meters, whether this is the right port, and the wires; exchange A and B.
advice-wrong-settings = Something comes back, and none of it is an answer ({ $bad } of { $requests } garbled).
advice-wrong-settings-try = The speed, the parity or the stop bits are others than those of the meters, or A and B are exchanged. Scan the line.
advice-noise = { $percent } % of the answers are garbled, on { $devices } of { $of } devices.
advice-noise-try = Put 120 Ω at both ends of the line and nowhere else; earth the shield at one end; keep the line away from power cables; take long branches off.
advice-shared-address = { $percent } % of the answers of address { $unit } ({ $name }) are garbled, of the others { $others } %.
advice-shared-address-try = Two devices have this address: take one off the line and give it another address.
advice-dead = Address { $unit } ({ $name }) never answered { $requests } requests, and others do.
advice-dead-try = Check its power, its address, its speed and its two wires.
advice-loose-wire = Address { $unit } ({ $name }) loses { $percent } % of its answers, the others { $others } %.
advice-loose-wire-try = Tighten its terminals, and look at its supply.
advice-slow = Address { $unit } ({ $name }) takes up to { $ms } ms to answer, the others { $others } ms.
advice-slow-try = It may be busy with something else, or sits behind a slow gateway. It costs the others time; nothing is lost.
advice-wrong-profile = Address { $unit } ({ $name }) refused all { $exceptions } requests.
advice-wrong-profile-try = It is another model than it was set up as. Scan it, and choose the model that it is.
advice-saturated = One round over the devices takes { $cycle }, longer than { $interval }.
advice-saturated-try = Use a higher speed, put fewer meters on a line, or add a second adapter.
advice-echo = The adapter hears itself. That is tolerated.
advice-echo-try = Switch its echo off where it has a jumper for that; it saves the time of every request once more.
advice-reconnects = The port went away { $reconnects } times.
advice-reconnects-try = Look at the plug, the cable, the hub and the power of the adapter; behind a gateway, at the network.
clock-right = right ({ $seconds } s, { $at })
clock-set = was { $seconds } s off and was set ({ $at })
clock-set-today = { $seconds } s off again, though it was set today ({ $at })
clock-stays = { $seconds } s off and cannot be set ({ $at })
clock-failed = not read: { $cause }

# The check for crossed wires

crossed-reads-before = Reading all meters while room { $room } has its supply …
crossed-opens = Switching room { $room } off …
crossed-dark = Room { $room } is switched off. Which room is dark?
crossed-closes = Room { $room } gets its supply back …
crossed-running = under way
crossed-waiting = waits
crossed-fall = { $name } (from { $before } W to { $after } W)
crossed-and = { " " }and{ " " }
crossed-right = Right: its meter fell from { $before } W to { $after } W, and no other did.
crossed-built-in = The switch sits in the meter itself, so its power fell with it ({ $before } W to { $after } W). That meter and switch work is shown; which room they feed only a look into the room can tell.
crossed-crossed = Crossed: the switch of room { $room } took the power from { $others }.
crossed-own-stays = Crossed: the switch of room { $room } took the power from { $others }, and its own meter still shows { $own } W.
crossed-more = Its meter fell from { $before } W to { $after } W, and so did { $others }. Somebody may have switched something off in that moment; check it again.
crossed-no-load = Too little is used there to tell ({ $own } W). Switch a lamp or a kettle on in room { $room } and check it again.
crossed-nothing-fell = Its switch opened and its meter still shows { $after } W (before: { $before } W): the switch does not cut what this meter measures.
crossed-not-read = Its meter was not read in time.
crossed-stuck = Its switch did not open.
crossed-stopped = Stopped before its turn was over.
crossed-no-switch = It has no switch.
crossed-left-out = Left out: its supply is protected.
crossed-off = It is off already, so nothing can be told.
crossed-line-down = The line of its switch is down.
crossed-seen-right = A person saw room { $room } dark.
crossed-seen-other = Crossed: a person saw room { $seen } dark when room { $room } was switched off.
crossed-summary = { $right } right, { $crossed } crossed, { $unclear } unclear, { $skipped } left out.

# Exports

export-point = Room or point
export-meter = Meter
export-time = Time
export-utc = Time (UTC)
export-day = Day
export-month = Month
export-register = Register, kWh
export-energy = Energy, kWh
export-estimated = of it estimated, kWh
export-quality = Quality
export-actual = read
export-is-estimated = estimated
export-suspect = doubtful
export-file-readings = readings
export-file-hours = energy by hour
export-file-days = energy by day
export-file-months = energy by month

error-crossed-consent = Confirm that whoever is in the rooms knows that each will be dark for some seconds.
error-crossed-seconds = Choose between { $least } and { $most } seconds.
error-crossed-no-rooms = No room with a switch is chosen.
error-crossed-protected = The supply of room { $room } is protected. Confirm that protected rooms may be switched off for the check.
error-crossed-runs = A check for crossed wires is under way already.
error-crossed-not-running = No check for crossed wires is under way.
error-crossed-not-dark = No room is dark for the check now.
error-days-turned = The last day lies before the first.
error-export-too-long = That are more than { $most } rows. Choose fewer days or one room, or export by day.
error-bad-years = Readings are kept for at least { $least } years, or for ever.
error-readings-thinned = The readings up to { $month } were thinned out as the site wished; that month can be rated by nothing any more.
