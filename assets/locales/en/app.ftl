# The words of the screens.

## Frame
main-menu = Main menu
skip = Skip to the content
nav-home = Home
nav-rooms = Rooms
nav-money = Money
nav-meters = Meters
nav-settings = Settings
nav-help = Help
version = Roomwatt { $version }
find-placeholder = Find a room, tenant or action
meters-answering = { $answering } of { $total } meters answering
connecting = Connecting…
disconnected = No connection
disconnected-long = The connection to Roomwatt is lost. What you see may be old; it is being tried again.
no-engine = Roomwatt cannot be reached
switch-theme = Switch between light and dark
demo-banner = Demonstration: a simulated building. Notice before a cut is shortened to { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
    }, and friendly hours are off.
paused-title = Automatic cuts are paused.
paused-text = No further room loses its supply for credit. Rooms that are off stay off.
loading = Loading
failed = This could not be shown.
try-again = Try again
close = Close
cancel = Cancel
save = Save
done = Done
open = Open
actions = Actions
rooms-dark = { $rooms ->
    [one] One room is without supply
   *[other] { $rooms } rooms are without supply
    }

## A field that the web view itself finds wrong
field-empty = Fill this in.
field-choose = Choose one.
field-tick = Tick this to go on.
field-number = Write a number.
field-date = This is not complete.
field-least = Write { $min } or more.
field-most = Write { $max } or less.
field-whole = Write a whole number.
field-step = Write a multiple of { $step }.
field-other = This cannot be written so.

## Palette and keys
palette = Find anything
nothing-found = Nothing found for “{ $text }”.
go-to = Go to { $view }
papers-of = Statements of room { $room }
shortcuts = Keyboard shortcuts
key-palette = Find a room, tenant or action
key-find = The same, with one finger
key-sheet = This list
key-home = Go to Home
key-rooms = Go to Rooms
key-money = Go to Money
key-meters = Go to Meters
key-top-up = Top up this room
key-print = Statements of this room
key-why = Why this room is on or off

## States
state-on = On
state-low = Low
state-cut = Cut off
state-off = Off
state-offline = Offline
state-vacant = Vacant
state-on-meaning = There is credit and there is supply.
state-low-meaning = Supply is on, but the credit is below a warning level.
state-cut-meaning = The credit is used up and the relay is open. A top-up closes it by itself.
state-off-meaning = Off for another reason: by hand, for safety or for work on the wires.
state-offline-meaning = The meter does not answer. The room is never cut while its readings are old.
state-vacant-meaning = Nobody lives here; what it uses is the owner’s.
pending-switching-on = Switching on
pending-switching-off = Switching off
pending-failed = Switching failed
pending-long-switching-on = The relay is being closed and read back.
pending-long-switching-off = The relay is being opened and read back.
pending-long-failed = The relay did not obey. It is tried again, and an alarm is raised.
supply-is-on = Supply is on
supply-is-off = Supply is off
supply-is-limited = Supply is limited
supply-is-unknown = Supply is not known
relay-on = Closed (on)
relay-off = Open (off)
relay-limited = Limited
relay-unknown = Not known
relay-at-meter = In the meter
relay-at-board = On a relay board
relay-at-none = None
severity-info = Note
severity-warning = Warning
severity-critical = Critical

## Home
home-title = Today
card-powered = Rooms with power
card-low = Low credit
card-dark = Without supply
card-energy = Energy today
card-taken = Taken today
offline-count = { $rooms ->
    [0] every meter is reporting
    [one] 1 room not reporting
   *[other] { $rooms } rooms not reporting
    }
next-out = { $room } runs out at about { $when }
nobody-soon = nobody runs out soon
dark-by-hand = switched off by hand
nobody-dark = every room has supply
against-weekday = { $change } against last { $weekday }
charged-today = { $amount } charged so far
nothing-taken = nothing yet
attention = Needs a look
more-rooms = { $rooms ->
    [one] and 1 more room
   *[other] and { $rooms } more rooms
    }
all-rooms = All rooms
all-well = Every room is on and in credit
all-well-text = Rooms that run low, are cut or stop answering appear here, each with its reason.
power-today = Power of the building, last 24 hours
energy-parts = Rooms { $rooms } · common areas { $common }
energy-parts-supply = Supply meter { $supply } · rooms { $rooms } · common areas { $common }
alarms = Alarms
no-alarms = No alarms. All is quiet.
alarm-over = over
mark-seen = Mark as seen
seen = seen
lines = Lines
no-lines = No line is connected.
line-answering = { $answering } of { $total } answering
line-down = not connected
what-why = { $what }: { $why }
with-unit = { $label } ({ $unit })
line-cycle = every { $seconds } s
line-errors = { $errors ->
    [0] no errors
   *[other] { $errors } errors in 1000
    }
try-title = Try it
step-demo-watch = Watch room { $room } run out of credit and go dark
step-demo-watch-any = Watch a room run out of credit
step-demo-topup = Top up a dark room and see its light come back
step-demo-print = Print a room’s statement and check it by hand
steps-title = First steps
step-notice = Choose how tenants are warned before a cut
step-topup = Take the first top-up

## Rooms
show-as = Show as
as-board = Board
as-list = List
as-chart = Chart
as-table = Table
filter = Filter
filter-all = All
filter-low = Low
filter-dark = Without supply
filter-offline = Offline
filter-vacant = Vacant
search-rooms = Search rooms and tenants
no-rooms = No rooms yet
no-rooms-text = Rooms appear here as soon as the building is set up.
set-up-rooms = Set up the rooms
no-match = No room fits
no-match-text = No room fits this filter and search.
show-all = Show all rooms
days-left = { $days ->
    [0] less than a day
    [one] 1 day left
   *[other] { $days } days left
    }
about-days = { $days ->
    [0] less than a day
    [one] about 1 day
   *[other] about { $days } days
    }
about-days-left = { $days ->
    [0] less than a day left
    [one] about 1 day left
   *[other] about { $days } days left
    }
attention-low-1 = Still on, below the first warning of { $limit }.
attention-low-2 = Still on, below the last warning of { $limit }.
attention-offline = The meter does not answer. No room is cut on old readings.
tile-low-1 = Below first warning
tile-low-2 = Below last warning
tile-offline = Meter is silent
tile-days = { $days ->
    [0] < 1 day
    [one] 1 day
   *[other] { $days } days
    }
since = since { $when }
last-seen = seen { $ago }
never-seen = never seen
vacant = Vacant
col-room = Room
col-state = State
col-why = Why
col-tenant = Tenant
col-balance = Balance
col-days = Days left
col-power = Power
col-today = Today
col-read = Last reading
col-time = Time
col-receipt = Receipt
col-actor = Taken by
col-point = Where

## One room
crumbs = You are here
floor-n = Floor { $floor }
room-n = Room { $room }
balance-now = Balance now
tenant-people = { $people ->
    [one] { $tenant }, 1 person
   *[other] { $tenant }, { $people } people
    }
top-up = Top up
cut = Cut off…
restore = Restore…
print = Print
power-now = Power now
today = Today
relay = Relay
last-read = Last reading
smallest-restores = A top-up of { $amount } or more brings the supply back.
stale-since = The last reading is old ({ $ago }). No cut for credit is made on old readings.
why-in-full = Every rule that was asked
tab-use = Use
tab-timeline = Timeline
tab-why = Why
tab-meter = Meter
tab-tenant = Tenant
tab-papers = Papers
range = Period
range-day = Day
range-week = Week
range-month = Month
range-year = Year
earlier = Earlier
later = Later
estimated = estimated
kind-reading = Readings
kind-charge = Charges
kind-top-up = Top-ups
kind-supply = Supply
kind-notice = Notices
kind-alarm = Alarms
nothing-here = Nothing here yet
nothing-here-text = Charges, top-ups and supply events of this room appear here as they happen.
show-more = Show more
rules-title = Rules, in order
rules-note = The first one that applies decides.
outcome-won = decides
outcome-passed = does not apply
outcome-not-reached = not asked
guards-title = What can hold back a cut for credit
guards-note = These keep a room from being cut. They never bring one back.
guards-none = Nothing holds a cut back now.
guards-others = What else could hold it back
data-age = Last reading
never = never read
notice = Notice
notice-none = not given
notice-recorded = The notice is recorded.
by-hand = By hand
until = until { $when }
review-at = to be looked at on { $date }
record-printed = I handed over a printed notice
record-spoken = I told the tenant
clear-trip = Clear the trip
clear-trip-hint = What was found and put right?
trip-cleared = The trip is cleared.
register = Register
read-at = read { $when }
voltage = Voltage
current = Current
power-factor = Power factor
frequency = Frequency
model = Model
serial = Serial number
address = Address
line-unit = { $line }, unit { $unit }
phone = Phone
email = E-mail
people = People
moved-in = Moved in
account = Account
deposit = Deposit
deposit-note = never used as credit
tariff = Tariff
vacant-title = Nobody lives here now
vacant-text = While the room is vacant its electricity stands on the owner’s account.
statement-for = Statement for
statement-of = Statement for { $month }
in-language = in
save-pdf = Save PDF
saved-file = { $name } is saved in your downloads.
no-papers = No statement yet
no-papers-text = The first statement can be made as soon as there is a reading.
page-of = page { $page } of { $pages }

## Top-up
topup-title = Top up room { $room }
topup-done-title = Top-up booked
amount = Amount
quick-amounts = Common amounts
restores-chip = { $amount } brings light back
paid-by = Paid by
tender-cash = Cash
tender-transfer = Transfer
tender-card = Card
tender-wechat = WeChat
tender-alipay = Alipay
balance-before = Balance before
balance-after = Balance after
lasts = Lasts
will-restore = Supply comes back by itself.
will-not-restore = Supply stays off below { $amount }.
safe-to-repeat = Press the button again: it is booked once only.
new-topup = Begin a new top-up
booking = Booking…
take-amount = Take { $amount }
receipt-number = Receipt
was-repeated = This top-up was already booked. It was not booked again.
supply-is-back = Supply of room { $room } is on.
supply-coming = Supply is coming back…
supply-still-off = Supply stays off.
print-receipt = Print receipt
receipt-title = Receipt { $receipt }

## Orders
cut-title = Cut off room { $room }
restore-title = Restore room { $room }
occupied-warning = { $people ->
    [one] { $tenant } lives here. Cutting an occupied room by hand can be unlawful; for unpaid electricity leave it to the credit rule.
   *[other] { $tenant } lives here ({ $people } people). Cutting an occupied room by hand can be unlawful; for unpaid electricity leave it to the credit rule.
    }
reason = Reason
order-reason-maintenance = Work on the wires
order-reason-safety = Danger
order-reason-vacant = Room is vacant
order-reason-tenant-request = The tenant asked for it
order-reason-house-rules = House rules
order-reason-other = Other
note = Note
note-hint = Shown in the room’s timeline.
review-on = Look at it again on
review-hint = Until then the room is listed every day, so that it is not forgotten.
cut-confirm = Cut off room { $room }
cut-ordered = Room { $room }: the relay is being opened.
how-restore = How to restore
restore-auto = Back to the rules
restore-auto-note = The order by hand ends; credit and the other rules decide.
restore-on = On by hand for a while
restore-on-note = Supply is on even without credit, until the time is over. Never against safety or maintenance.
for-how-long = For how long
hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
    }
restore-confirm = Switch on room { $room }
restore-auto-confirm = Hand back to the rules
restore-ordered = Room { $room }: ordered.
pause-title = Pause automatic cuts
resume-title = End the pause of automatic cuts
pause-note = While paused, no room is cut for credit. Rooms that are off stay off, and orders by hand and safety still work.
resume-note = Rooms whose credit is used up are cut again once their notice is old enough.
pause-confirm = Pause automatic cuts
resume-confirm = End the pause

## Money
span-day = Day
span-week = 7 days
span-month = 30 days
taken = Taken
receipts = Receipts
receipt-count = { $receipts ->
    [one] 1 receipt
   *[other] { $receipts } receipts
    }
no-receipts = No receipts
no-receipts-text = Top-ups taken in this period are listed here with their receipt numbers.
reverse = Reverse…
reversed = reversed
reverse-title = Reverse receipt { $receipt }
reverse-note = Nothing is deleted: a reversing entry is booked and the receipt keeps its number, marked as reversed.
reverse-wrong-room = Booked on the wrong room
reverse-wrong-amount = Wrong amount
reverse-not-paid = The money was never received
reverse-other = Other
reverse-confirm = Reverse the top-up
reversed-toast = Receipt { $receipt } is reversed.

## Meters
all-meters = All meters
no-meters = No meters yet
no-meters-text = Meters appear here as soon as a line is set up.
set-up-line = Set up a line
no-meter-to-ask = No meter to read yet
answers = answers
silent = does not answer
suspects = Readings to decide on
no-suspects = None. Every reading was plausible.
suspect-count = { $suspects ->
    [one] 1 to decide
   *[other] { $suspects } to decide
    }
accept-reading = Accept the reading
reject-reading = Reject it
suspect-hint = What did you find?
suspect-accepted = The reading is accepted.
suspect-rejected = The reading is rejected. Nothing was charged for it.

## Settings
credit-limits = Credit
limit-warn1 = First warning below
limit-warn1-note = The room is shown as low.
limit-warn2 = Second warning below
limit-warn2-note = The last call before the cut.
limit-cut-off = Cut off below
limit-cut-off-note = Usually zero.
limit-reclose-minimum = Supply returns from
limit-reclose-minimum-note = A balance of at least this brings supply back.
notice-title = Notice before a cut
notice-minutes = Minutes from notice to cut
notice-minutes-note = 1440 minutes are 24 hours.
notice-means = How notice is given
means-none = Not chosen yet
means-person = A person prints or speaks it, and records it
means-simulated = Simulated messages (demonstration)
cuts-per-hour = Most cuts in an hour
cuts-per-hour-note = More wait for a person’s word.
stale-minutes = A reading is old after, in minutes
stale-minutes-note = Nothing is cut on old readings.
site-name = Name of the building
no-means = Until one is chosen, no room is cut for credit.
landlord-title = On your papers
landlord-name = Name
landlord-phone = Phone
landlord-address = Address
landlord-complaints = Where to complain
landlord-complaints-note = For example the housing office. Printed at the foot of each statement.
site-language = Language of new papers
site-language-note = Each statement can also be printed in the other language.
settings-saved = Settings are saved.
look = On this screen
language = Language
theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
auto-cuts = Automatic cuts
auto-cuts-run = Rooms without credit are cut after notice, on fresh readings only.
auto-cuts-paused = Paused. No further room is cut for credit.
journal = Journal
journal-note = Adds up every entry from the first, checks the chain and the receipt numbers.
verify = Check the journal
verifying = Checking…
verify-ok = Everything adds up.
verify-counts = { $entries } entries and { $receipts } receipts checked. Head of the chain:
verify-bad = The journal does not add up.
program = Program
quit-note = Closing the window leaves Roomwatt at work. While it is stopped, no meter is read and no room is cut or restored.
quit = Stop Roomwatt

## Help
help-states = What the states mean
help-topup-title = Take a top-up
help-topup = Open the room, press Top up (or T), type the amount and press Enter. The receipt has its number at once; Enter again prints it. If the room was cut for credit, the supply comes back by itself within seconds.
help-dark-title = Why is a room dark?
help-dark = The box beside the balance says it in one sentence, together with what brings the light back. The tab Why shows every rule in the order in which it was asked, and what could have held the cut back.
help-cut-title = Cut off a room by hand
help-cut = Cut off… asks for a reason and a day on which you will look at it again. Use it for work on the wires, danger or a vacant room. For unpaid electricity do nothing: the credit rule warns, waits and cuts by itself.
help-restore-title = Give supply back
help-restore = If you switched the room off by hand, hand it back to the rules. If it was cut for credit, take a top-up, or switch it on by hand for some hours.
help-papers-title = Print a statement
help-papers = Open the room, then Papers. Choose the month and the language, then Print or Save PDF. Every line carries its arithmetic, so the tenant can check it with a calculator.
help-suspect-title = A reading to decide on
help-suspect = A reading that cannot be right (a register that fell, or rose too fast) is kept but never charged. Meters lists it with the likely cause. Rejecting it changes no charge; accepting it makes it the new base.
help-offline-title = A meter does not answer
help-offline = Look at the line first: if every meter on it is silent, check the adapter and the first metres of cable. If only one is silent, check its terminals A and B and its address. The room keeps its supply: nothing is cut on old readings.
help-pause-title = Pause automatic cuts
help-pause = In Settings, or by the palette. A pause keeps further rooms from being cut; it does not bring dark rooms back.
help-mistake-title = I booked a wrong top-up
help-mistake = Open Money, find the receipt and press Reverse…. The mistake stays visible with its reversal; receipt numbers have no gaps.
