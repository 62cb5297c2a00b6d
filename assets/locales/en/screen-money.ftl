# Money: common electricity, closes, bills; and the reports.

## Money and reports
nav-reports = Reports
money-payments = Payments
money-common = Common electricity
money-day = Close of day
money-month = Close of month
money-bills = Bills
reports-books = Trial balance
reports-energy = Energy balance
reports-fairness = Fairness
key-close-day = Close of day
key-reports = Reports
month = Month
from-month = From
to-month = to
sum = Sum
what = What
before = Before
after = After
difference = Difference
differences = Differences
note-why = Why is this right?
choose = Choose
choose-room = Choose a room
owner = Owner
locked = locked
energy = Energy
period = Period
whole-site = The whole site
first-day = First day
last-day = Last day
due-on = due on { $date }

## Close of day
days = Days
day-closed = closed
day-open = to be closed
day-running = today
day-empty = nothing taken
day-not-over = This day is not over yet. You can count already; it is closed after midnight.
receipts-span = Receipts { $first } to { $last }
closed-by = Closed by { $who }, { $when }
refunds = Paid out
voids = Voided
expected = Expected
counted = Counted
counted-of = Counted, { $tender }
as-expected = as expected
count-note = Count what is in the drawer and type it. A field left empty counts as expected. The difference is booked to cash over and short.
count-remark = A remark, for example where a difference comes from
all-tenders = Count the other means too
close-day = Close the day
day-closed-toast = { $day } is closed.

## Close of month
last-closed = Closed up to { $month }
month-locked = { $month } is closed and locked
rules-version = rating rules { $version }
month-not-over = This month is not over yet. It can be closed when its last day has ended.
month-open = What is still open
month-nothing-open = Nothing is open.
open-held = Charges that are held
open-day-open = Days that are not closed
open-suspect = Doubtful readings
open-offline = Meters that do not answer
open-provisional = Provisional shares
open-waiting = Differences that wait
open-blocks = must be settled first
open-seen = I have seen it; it may stay open
and-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
    }
month-charged = Charged for the month
accounts-count = { $accounts ->
    [one] 1 account
   *[other] { $accounts } accounts
    }
month-differences = Posted by the close
owners-share = To the owner’s share
month-bills = { $bills ->
    [one] 1 bill
   *[other] { $bills } bills
    }
month-lock-note = Closing posts what is left, issues the bills of post-paid rooms and locks the month. After that only a correction by name changes it.
month-lock = Close the month…
month-lock-confirm = Lock { $month }
next-month = On to { $month }
month-blocked = Something above must be settled first.
month-unseen = Say for each open item that you have seen it.
month-closed-toast = { $month } is closed.
correct-title = Correct this month for a room
correct-note = The room’s month is rated anew by what is known today. You see the difference first; it is booked in the open month, and the printed statement stays as it is.
correct-look = Show the difference
correct-nothing = Nothing changes.
correct-reason = Why is it corrected?
correct-book = Book the correction in { $month }
correct-booked = The correction is booked in { $month }.
corrected-toast = The correction for room { $room } is booked.
former-tenant = moved out
what-deposit = Deposit
what-refund = Refund
what-settlement = Settlement
what-bill = Bill
what-former = Former tenant
what-top-up = Top-up

## Bills and former tenants
bills-open = Bills that are not paid
no-bills = Every bill is paid
no-bills-text = Bills of post-paid rooms appear here when a month is closed.
due = Due
bill-open-amount = Still open
bill-open = open
bill-overdue = overdue
bill-paid = paid
bill-of = Bill for { $month }
take-payment = Take payment
former-tenants = Former tenants
no-former = Nothing is open with anyone who has left.
moved-out = Moved out
open-amount = Open
open-kept = { $amount } kept
open-owed = owes { $amount }
former-pays = Pays
former-paid-out = Pay out
former-write-off = Write off
former-write-off-note = What is owed will never be paid. The loss is booked by name.

## Common electricity
pool-new = Share a cost
pool-change = Change
pool-end = End…
pool-end-confirm = End the sharing
pool-save = Start sharing
pool-saved = { $name } is shared from now on.
no-pools = Nothing is shared yet
no-pools-text = Light in the corridor, the lift, a pump: say once how the cost is shared. Each day’s share then stands on the statements, with its arithmetic.
provisional = provisional
shared-by = shared { $keys }, { $branch }
shares-count = { $shares ->
    [one] 1 share
   *[other] { $shares } shares
    }
owner-bears = owner { $amount }
shares = Shares
share = Share
shares-none = No day has been shared yet: the first shares stand here after midnight.
share-basis = How it comes about
pool-cost = Cost
pool-source = What
pool-branch = Rooms
pool-keys = Shared
pool-vacancy = Vacant rooms
pool-step-source = What is shared
pool-step-rooms = Who shares it
pool-step-keys = How it is shared
pool-step-check = Check
pool-name = What is it called?
pool-name-example = Corridor light
pool-source-which = Where does the cost come from?
pool-kind-common = A common meter
pool-kind-common-note = What it measures, at the prices of a tariff.
pool-kind-common-none = There is no meter of a common area.
pool-kind-loss = The difference between the supply and its rooms
pool-kind-loss-note = Loss in the wires, up to a percentage that you name. Theft and silent meters are never spread.
pool-kind-loss-none = There is no supply meter to compare with.
pool-kind-bill-none = There is no meter whose use a bill could settle. Set up a line and its meters first.
pool-kind-bill = The supplier’s bill
pool-kind-bill-note = At a declared price until the bill comes; then the bill settles it.
pool-points = Which meters?
pool-supply = Supply meter
pool-percent = At most, in percent
pool-percent-note = What is lost beyond it is the owner’s.
pool-price = About how much for a kWh?
pool-price-note = What these meters measure is shared at this price until the bill is known.
pool-tariff = At the prices of
pool-tariff-branch = the tariff of these rooms
pool-branch-which = Which rooms share it?
branch-rooms = { $rooms ->
    [one] { $name } (1 room)
   *[other] { $name } ({ $rooms } rooms)
    }
pool-vacancy-which = Who bears the share of a vacant room?
vacancy-owner = The owner
vacancy-owner-note = Fair to those who live there.
vacancy-others = The other rooms
vacancy-others-note = A vacant room counts for nothing.
pool-keys-which = By what is it shared?
basis-equal = Equally
basis-equal-note = Every room the same.
basis-occupant-days = By people
basis-occupant-days-note = People times days.
basis-area = By floor area
basis-area-note = Square metres of each room.
basis-consumption = By use
basis-consumption-note = The room’s own energy in the last closed month.
basis-fixed = By fixed weights
basis-fixed-note = A number for each room, as agreed.
pool-mix = Mix several, by weight
room-areas = Floor area in m²
save-areas = Keep the areas
room-weights = Weights
pool-from = From which day?
pool-from-note = Days before it stay as they are.
pool-example = With this month’s figures
pool-example-cost = It would cost { $cost } so far.
supplier-bills = Supplier’s bills
supplier-bill-enter = Enter a bill
supplier-bill-correct = Correct a bill
supplier-bill-for = For
supplier-bill-for-note = A bill for the whole site is what the fairness page compares with.
no-supplier-bills = No bill has been entered. With one, costs accrued by the day are settled, and the fairness page can compare.
bill-number = Bill number
energy-kwh = Energy in kWh
received-on = Received on
bill-parts = What of it is not for energy
bill-part-standing = Standing charges
bill-part-tax = Tax
bill-part-service = Service
bill-before = Shared so far
bill-after = By the bill
books-in = Books in
bill-keep = Keep the bill
bill-kept = The bill is kept and shared.
bill-correct = Correct
bill-withdraw = Withdraw
bill-withdrawn = The bill counts no more.
bill-replaced = replaced

## Trial balance
book = Book
opening = Opening
debits = Debit
credits = Credit
closing = Closing
books-balanced = Debits and credits agree: { $debits }.
books-unbalanced = Debits { $debits } and credits { $credits } do not agree. Check the journal in Settings.
books-note = Opening and closing are shown debit positive: tenants’ credit and deposits are owed to them and so negative.
against = Against
book-empty = No entries in these months
service-month = for { $month }
reverses-entry = reverses № { $entry }

## Energy balance
energy-supply = Supply meter
energy-generation = Own generation
energy-went = Where it went
energy-rooms = Rooms
energy-common = Common areas
energy-held = Held or doubtful
energy-estimated = Estimated
energy-unexplained = Unexplained
energy-band = Within the accuracy of the meters
energy-tenancies = Tenancies: lines against registers
energy-tenancies-note = The energy of the charge lines must be the rise of the register, to the watt-hour.
no-tenancy-charged = Nobody had electricity charged in this time.
energy-lines = On the lines
energy-registers = On the register

## Fairness
fairness-enter-bill = Enter the supplier’s bill
fairness-component = Component
fairness-pass = May be passed on
fairness-cost = By the supplier’s bills
fairness-collected = Collected
fairness-sum = In the price of electricity
fairness-excess = Collected above cost
fairness-components = Cost and collected
fairness-energy = Energy
fairness-bought-sold = bought { $bought } · sold { $sold }
fairness-paid-charged = paid { $paid } · charged { $charged }
fairness-separately = Other fees, shown as such
fairness-rules = Rules: { $name }, from { $from }.
fairness-rooms = Price per kWh, room by room
charged = Charged
per-kwh = Per kWh
