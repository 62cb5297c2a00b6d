# From an empty site to the first tenant.
settings-setup = Set-up

## The steps
setup-steps = Steps of the set-up
setup-done = done
setup-part = { $done } of { $all }
setup-skip = Skip for now
setup-continue = Continue
setup-finish = To the home page
setup-all-done = Everything is set up. From here on the rooms run by themselves.
setup-site = Name and currency
setup-site-note = What your site is called, what it counts money in, and whose name stands on its papers.
setup-rooms = Rooms
setup-rooms-note = Copy the rooms out of your spreadsheet and paste them here. Each becomes a room with an account of its own.
setup-line = Line to the meters
setup-line-note = How this computer reaches the meters: through an RS-485 adapter, or a gateway in the network.
setup-devices = Meters and relays
setup-devices-note = Say which addresses are on the line and which model they are. Each is asked at once; its values appear below.
setup-assign = Meters to rooms
setup-assign-note = From this moment the register counts for the room. What it shows now is the beginning.
setup-tariff = Price
setup-tariff-note = One price is enough to begin. Prices by the hour, tiers and taxes can follow at any time.
setup-tenant = First tenant
setup-tenant-note = A tenant moves in with the register of that moment and a first payment.

## Home of an empty site
setup-welcome = Welcome to { $site }
setup-welcome-note = Seven steps to the first room that pays for itself. Each can be skipped and taken up again later.
setup-next-step = Next step
setup-go-on = Go on
setup-progress = { $done } of { $all } steps done

## Site
setup-site-name-note = Shown at the top, and on every paper.
setup-currency = Currency
setup-currency-note = Fixed as soon as a meter counts, a price is kept or money is booked.
setup-zone = Time zone
setup-zone-note = Days and months begin at its midnight.
setup-fixed = Fixed: something is measured, priced or booked already.
setup-landlord = Your name, or your company’s
setup-landlord-note = Who issues receipts and statements.

## Rooms
setup-building = Building
setup-building-usual = House
setup-floor = Floor (may stay empty)
setup-floor-short = Floor
setup-floor-note = For all rooms below, unless the list has a third column.
setup-paste = Rooms: name, area in m², floor
setup-paste-note = One room on each line. Only the name is needed.
setup-paste-empty = What you paste is shown here before anything is added.
setup-area = Area in m²
setup-row-twice = twice in the list
setup-row-there = there already
setup-row-area = no area, write 18.5
setup-rows-wrong = { $rows ->
    [one] One line cannot be added as it is. Change it, or take it out.
   *[other] { $rows } lines cannot be added as they are. Change them, or take them out.
    }
setup-rooms-add = { $rooms ->
    [0] Add rooms
    [one] Add 1 room
   *[other] Add { $rooms } rooms
    }
setup-rooms-there = Rooms of this site
setup-room-edit = Change room { $room }
setup-points = Meters of no room: house supply, corridor, feeder
setup-points-note = With the supply of the house measured too, what gets lost between it and the rooms is seen.
setup-points-waiting = Without a meter yet: { $names }
setup-point-kind = What it measures
setup-point-supply = Supply of the house
setup-point-common = Common area
setup-point-feeder = Feeder
setup-point-other = Something else
setup-point-add = Add
setup-point-added = “{ $name }” was added.

## Line
setup-line-n = Line { $n }
setup-line-up = connected
setup-line-opening = being opened…
setup-line-another = Add another line
setup-line-how = How the meters are connected
road-serial = RS-485 adapter on this computer
road-serial-note = A USB stick or a serial port.
road-tcp = Gateway in the network, Modbus TCP
road-tcp-note = The gateway speaks Modbus TCP, usually at port 502.
road-rtu = Gateway in the network, passes bytes through
road-rtu-note = A serial server in transparent mode (RTU over TCP).
setup-port = Port
setup-port-note = On Windows such as COM3, on Linux such as /dev/ttyUSB0.
setup-host = Address and port
setup-host-note = Such as 192.168.1.50:502.
setup-line-name-note = As you will see it in lists and alarms.
setup-baud = Baud
setup-baud-note = As the meters are set; often 9600 or 2400.
setup-parity = Parity
parity-none = no parity
parity-even = even parity
parity-odd = odd parity
setup-stop-bits = Stop bits
setup-line-save = Save and connect

## Devices
setup-needs-line = First there must be a line:
setup-on-line = Line
setup-units = Addresses
setup-units-note = One or many: 1-8, 12
setup-units-again = There already, and given this model now: { $units }
setup-units-wrong = Write addresses from 1 to 247, such as 1-8, 12.
setup-model-note = As printed on its front.
setup-with-relay = with relay
setup-device-add = Add
setup-devices-add = { $devices ->
    [one] Add 1 device
   *[other] Add { $devices } devices
    }
setup-devices-there = On the line
setup-answering = { $answering } of { $all } answer
setup-not-yet = no answer yet
setup-silent-since = silent since { $ago }
setup-silent-note = No answer? Look at address, baud and parity of the meter, swap the wires A and B, and see that no two meters share an address.

## Which meter measures what
setup-needs-devices = First add the meters:
setup-needs-rooms = First add the rooms:
setup-free = { $devices ->
    [one] 1 meter is free
   *[other] { $devices } meters are free
    }, { $points ->
    [one] 1 room or point has none.
   *[other] { $points } rooms and points have none.
    }
setup-assign-one = Assign
setup-assign-all = Assign all { $meters } as shown
setup-meter = Meter
setup-measures = Measures
setup-by-hand = enter by hand
setup-register-of = Register of { $meter } in kWh
setup-room-of = What { $meter } measures
setup-ratio = Transformers
setup-ratio-note = Current transformer, such as 200/5; empty for none.
setup-more-devices = { $points ->
    [one] 1 room or point has no meter. Add another device for it.
   *[other] { $points } rooms and points have no meter. Add more devices for them.
    }
setup-measured = Measured
setup-measured-count = { $points ->
    [one] 1 room or point
   *[other] { $points } rooms and points
    }
setup-switch = Switch
setup-switch-own = in the meter
setup-switch-at = { $line }, unit { $unit }, relay { $channel }
setup-switch-none = none
setup-switch-of = What switches room { $room }
setup-switch-kept = The switch of room { $room } is kept.
setup-switch-note = Naming a switch moves nothing. A room without a switch is charged, and never cut.

## Price
setup-tariff-usual = Usual price
setup-tariff-source = Set by the landlord
setup-price-note = Such as 0.6083.
setup-fee-note = For each day and room; empty for none.
setup-tariff-from = It holds for the whole site from { $date }.
setup-tariff-save = Save this price
setup-tariff-more = By the hour, tiers, examples…
setup-tariff-hold = Use for the whole site

## First tenant
setup-needs-meters = A tenant can move in as soon as a room has its meter:
setup-needs-tariff = No price holds yet:
