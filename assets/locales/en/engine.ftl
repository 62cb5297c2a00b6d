# What the engine says by itself: next steps, alarms, doubts, charts, the demonstration.

next-warning = You are warned below { $amount }.
next-cut-off = The supply may be cut below { $amount }, after a notice.
next-paused = Automatic cuts are paused.

notice-how-simulated = Simulated message
notice-how-printed = Printed
notice-how-spoken = Spoken
notice-how-page = Shown on the tenant’s page

timeline-charge-line = { $what } { $energy } kWh: { $amount }
timeline-decided-on = Supply allowed
timeline-decided-off = Supply withdrawn
timeline-command-on = Switching on
timeline-command-off = Switching off
timeline-read-back = Read back from the relay

cause-reversal = Top-up reversed
cause-refund = Refund
cause-grant = Credit given
cause-emergency-credit = Emergency credit
cause-deposit = Deposit
cause-settlement = Settlement
cause-transfer = Transfer
cause-cash-count = Cash count
cause-write-off = Written off
cause-opening = Taken over

paper-phone = Telephone { $phone }
paper-line-monthly-fee = Monthly fee
actor-owner = Owner
actor-demo = Demonstration
actor-system = Roomwatt

alarm-line-down = Line { $line } is down: { $cause }.
alarm-meter-silent = The meter of { $meter } does not answer: { $cause }.
alarm-suspect-reading = { $meter }: { $doubt } ({ $register } kWh). Nothing is charged on it until you decide.
alarm-charges-held = Charges of room { $room } are held: { $cause }
alarm-quota-reached = Quota “{ $quota }”: { $percent } % is used{ $room }.
alarm-differences-wait = Differences for past months wait: look at them under Money and say yes or correct the cause.
alarm-relay-welded = Room { $room } was switched off, but power still flows. The contact may be welded: have it looked at.
alarm-relay-dead = Room { $room } was switched on, but the relay stays open.
alarm-relay-no-answer = The relay of room { $room } does not answer.
alarm-relay-diverged = The relay of room { $room } keeps being moved by something else. Roomwatt stopped correcting it for now.

doubt-serial-changed = another meter answers here
doubt-serial-changed-explained = The serial number is not the one that was installed: the meter was exchanged. Accept it to start from its register.
doubt-zero-glitch = the register read nothing
doubt-zero-glitch-explained = A single zero is mostly a glitch and passes by itself. If it stays, the meter was reset or exchanged: then accept it.
doubt-fell = the register fell
doubt-fell-explained = A register never runs backwards. The meter may have been exchanged or set anew: look at it, then accept its register or reject the reading.
doubt-too-fast = the register rose faster than the meter can carry
doubt-too-fast-explained = Often a wrong transformer ratio, a wrong profile, or another meter at this address. Reject it unless the meter really shows this.
doubt-possible-rollover = the register may have passed its end
doubt-possible-rollover-explained = A second reading confirms it by itself. If it stays in doubt, compare it with the meter.
doubt-reset = the register began again
doubt-reset-explained = The meter was reset or exchanged for a new one. Accept it to go on from here; the energy in between is not charged.
doubt-time-went-back = the reading is older than the last
doubt-time-went-back-explained = The computer’s clock was set back, or a message came late. It passes by itself.
doubt-out-of-range = the value is impossible
doubt-out-of-range-explained = Such a register does not exist. Check the wiring and the profile; reject the reading.

chart-room = Energy of room { $room }, { $span }
chart-energy = Energy
chart-hour = Hour
chart-day = Day
chart-month = Month
chart-summary = { $total } kWh in all; most on { $when } with { $most } kWh.
chart-nothing = Nothing was used in this time.
chart-power = Power of the building, last 24 hours
chart-power-summary = { $power } W now.

demo-site = Lakeside House
demo-landlord = Lakeside House (demonstration)
demo-address = 1 Lake Road
demo-complaints = the house office
cause-correction = Correction
cause-charge = Charge
cause-top-up = Top-up

wire-no-answer = no answer in time. Check the unit address, baud rate, parity, the A and B wires, and that the meter has power
wire-frame = the answers are garbled. Check the wiring, the termination, and that no two meters share an address
wire-down = the line is down and is opened again as soon as its port is back
demo-tenant = Tenant of { $room }
new-site = My house
