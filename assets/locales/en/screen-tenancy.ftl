# Tenants who come and go, their money, and meters that change.

## Moving in
move-in = Move in
move-in-room = Move in: room { $room }
move-out-room = Move out: room { $room }
move-in-who = Who moves in
move-in-meter = Moment and register
move-in-money = First money
move-in-check = Check
move-in-confirm = Move in
tenant-name = Name
people-note = Who lives there, for thresholds and shares.
tenant-language = Language of papers
tenant-protected = never cut for credit
tenant-postpaid = pays by bill afterwards
due-days = Days to pay a bill
moves-in-at = Moves in
vacant-cost = Vacant since { $since }. What the room cost in that time, { $amount }, is the owner’s.
first-credit = First credit
first-top-up = The tenant pays
first-top-up-note = A top-up with its receipt.
first-granted = A starting credit
first-granted-note = Granted by the landlord: used first, never paid out.
first-nothing = Nothing
first-nothing-note = Only for who is never cut for credit.
least-first = At least { $amount }, or the room would be cut.
deposit-taken = Deposit (may stay empty)
deposit-taken-note = Kept apart; never used as credit.
pays = Pays
pays-prepaid = in advance
pays-postpaid = { $days ->
    [one] by bill, due in 1 day
   *[other] by bill, due in { $days } days
    }
moved-in-done = { $tenant } has moved into room { $room }
deposit-receipt = Deposit { $receipt }
to-room = Room { $room }
was-done-before = This had been done already. Nothing was done now.

## Moment and register
now = Now
at-another-time = At another time
register-by-meter = As the meter was read
register-by-meter-note = Between two readings it is shared by time.
register-estimated = Shared by time between two readings: estimated.
register-by-hand = Read on the display
register-by-hand-note = When the meter does not answer. It is marked as read by hand.
register-kwh = Register in kWh
register-of = Register of room { $room }

## Moving out
move-out = Move out
move-out-meter = Moment and register
move-out-settle = Settlement
move-out-check = Check
move-out-confirm = Settle and move { $tenant } out
moves-out-at = Moves out
settlement-of = { $tenant }, { $from } – { $to }
tenant-gets = The tenant gets
tenant-owes = The tenant owes
refund-how = What becomes of { $amount }?
refund-by = Pay it out now
refund-by-note = With a receipt, as a line of its own in the close of day.
refund-keep = Keep it for the tenant
refund-keep-note = It stays a debt of the landlord until it is claimed.
paid-out-by = Paid out by
owes-note = { $tenant } still owes { $amount }. It stands under Money, Bills, by name, and never moves to the next tenant.
settles-even = It settles to nothing: nobody owes anything.
check-paid-out = { $amount } is paid out now ({ $tender }).
check-kept = { $amount } is kept for the tenant.
check-owed = { $amount } stays open.
move-out-note = The account is settled to this register. The next tenant starts from nothing: neither debt nor credit is inherited.
moved-out-done = { $tenant } has moved out of room { $room }
settlement-paper = Settlement as PDF
next-tenant = Next tenant
move-undone = The move is taken back.
undo-move = Take this move back
undo-why = Why is it taken back?

## Room exchange, people, history
exchange-rooms = Exchange rooms
exchange-with = With which room
exchange-meter = Moment and registers
exchange-check = Check
exchange-which = The tenant changes places with
exchange-at = When
exchange-note = Both accounts go with their tenants, each to its register at this moment.
exchange-confirm = Exchange
rooms-exchanged = { $room } and { $with } have exchanged.
occupants-change = People
occupants-note = A change counts from that day on; days before stay as they were.
occupants-changed = The number of people is changed.
tenant-edit = Edit
tenant-saved = The tenant’s data are saved.
tenancies = Who had this room
until-now = today
people-from = { $people ->
    [one] 1 person from { $date }
   *[other] { $people } people from { $date }
    }

## Money of a tenancy
tenancy-money = Money of this tenancy
granted = Granted
granted-note = used first, never paid out
granted-in = of it granted
expires-on = until { $date }
emergency-draw = Emergency credit { $amount }
emergency-drawn = Emergency credit is drawn. The next top-up repays it.
emergency-owed = Emergency credit owed
debt = Debt
debt-share = { $percent } % of each top-up repays it
debt-most-top-up = at most { $amount } a top-up
debt-most-month = at most { $amount } a month
debt-origin = Where it comes from
debt-earlier = owed before these books began
debt-balance = the balance below zero
debt-percent = Percent of each top-up
most-per-top-up = At most a top-up
most-per-month = At most a month
money-refund = Refund
money-refund-title = Refund from room { $room }
money-refund-note = Credit is paid out, with a receipt. Granted money never is.
money-grant = Grant
money-grant-title = Grant money to room { $room }
money-grant-note = Used before the tenant’s own money, and never paid out.
money-deposit-take = Take deposit
money-deposit-take-title = Deposit of room { $room }
money-deposit-take-note = Kept apart from the credit.
money-deposit-return = Return deposit
money-deposit-return-title = Return the deposit of room { $room }
money-deposit-return-note = The tenant gets it back while living there. When moving out, the settlement does it.
money-debt = Debt
money-debt-title = A debt of room { $room }
money-debt-note = Top-ups repay it by shares, so that something always reaches the balance.
money-done = Booked.
at-most = At most { $amount }
all-of-it = all: { $amount }
grant-expires = Last day on which it can be used

## Help
help-move-in-title = A tenant moves in
help-move-in = Open the vacant room, then Tenant, then Move in. Four steps ask for the name, the register, the first money and the deposit, and show it all before it counts. The owner bears what the room used while it was vacant.
help-move-out-title = A tenant moves out
help-move-out = Open the room, then Tenant, then Move out. The settlement shows step by step what is left or owed; pay it out or keep it. When the meter is silent, type the register from its display. The next tenant starts from nothing.
help-price-title = The price changes
help-price = Settings, Tariffs, the tariff, then Plan a change. Days before it keep their price. What would it have cost? shows each room’s difference over the past months before anything takes effect.
help-common-title = Light in the corridor and other common costs
help-common = Money, Common electricity, Share a cost. Say what is shared, by whom and by what; the example shows each room’s share of this month. Shares are charged day by day, with their arithmetic on the statement.
help-close-day-title = Close the day
help-close-day = Money, Close of day. Count the drawer, type it, look at the difference, close. The difference is booked by name, and the next day starts clean.
help-close-month-title = Close the month
help-close-month = Money, Close of month, after the month has ended. It lists what is still open; then it locks the month and issues the bills of post-paid rooms. A mistake found later is corrected by name, in the open month.
help-exchange-title = A meter is exchanged
help-exchange = Open the room, then Meter, then Exchange the meter. The old register is settled to its last value and the new one counts from its first; both stand on the statement.

## Meters that change
exchange-meter-title = Exchange the meter
exchange-meter-reason = For example: broken display
exchange-meter-note = The old register is settled to its last value; the new one counts from its first. Printed statements stay as they are.
exchange-meter-confirm = Exchange the meter
meter-step-old = The old meter
meter-step-new = The new meter
meter-step-check = Check
meter-exchanged = The meter of room { $room } is exchanged
old-meter = Old meter
new-meter = New meter
taken-down-at = Taken down
last-register = Its last register
bus-address = Bus address
bus-address-note = 1 to 247, as set on the meter.
first-kwh = Its first register in kWh
read-by-hand = Enter a reading
read-when = Read at
reading-kept = The reading is kept.
reading-changes-nothing = No charge changes by it.
reading-corrected = The reading is corrected; the difference is booked.
correct-reading = Correct…
correct-reading-title = Correct a reading
correct-confirm = Correct the reading
was-corrected = was { $old }, corrected by { $by }: { $reason }
installations = Meters at this point
readings = Readings
ct-ratio = CT ratio
ratio = Ratio
ratio-is = ratio { $primary } : { $secondary }
ratio-note = What is measured is multiplied by it. It counts from a moment on; what was charged before stays.
ratio-primary = Primary
ratio-secondary = Secondary
ratio-set = The ratio is set.
from-moment = From
