# Tariffs, allowances, quotas and the calendar.

## Frame
settings-site = Site
settings-tariffs = Tariffs
settings-grants = Allowances and quotas
settings-calendar = Calendar
key-tariffs = Tariffs
back = Back
next = Next
more = More
name = Name
place = Where
from = From
change = Change
remove = Remove
remove-of = Remove { $name }
export = Export
percent = Percent
since-day = from { $date }
until-day = until { $date }
until-first-not = First day without it
end-it = End…
end-confirm = End it
standing-over = over
standing-in-force = in force
standing-planned = planned
rooms-count = { $rooms ->
    [one] 1 room
   *[other] { $rooms } rooms
    }
change-title = This changes past days
change-note = { $accounts ->
    [one] One account would be charged differently, together
   *[other] { $accounts } accounts would be charged differently, together
    }
change-confirm = I have seen it: do it
differences-wait = { $count ->
    [one] One difference for past days waits
   *[other] { $count } differences for past days wait
    }
differences-note = Differences above { $limit }, or touching more than { $accounts } accounts, are booked only when a person has seen them.
differences-approve = { $count ->
    [one] Book 1 difference
   *[other] Book { $count } differences
    }
differences-approved = The differences are booked.

## Tariffs
tariffs-note = What a kWh costs, and when. A tariff that was used is never edited: a change is planned from a day on.
tariff-new = New tariff
no-tariffs = No tariff yet
no-tariffs-text = Without a tariff nothing is charged. One price is enough to begin with.
planned-from = Planned from { $date }
start-flat = One price
start-flat-note = The same price at every hour. Most landlords need no more.
start-bands = Day and night
start-bands-note = Prices by the hour: peak and valley, weekends, seasons.
start-file = From a file
start-file-note = A tariff file (TOML) from another site.
start-examples = Or begin with a published tariff
other-currency = in { $currency }
as-form = Form
as-file = File
tariff-name = Name of the tariff
tariff-name-missing = Give the tariff a name.
tariff-source = Source
tariff-source-note = Where the prices are published
tariff-save = Save the tariff
tariff-plan-save = Save the plan
tariff-saved = The tariff { $name } is saved.
tariff-plan = Plan a change
tariff-remove = Remove this tariff
tariff-removed = The tariff is removed.
version-removed = The planned version is removed.
versions = Versions
source-is = Source: { $source }
show-file = Show the file
line-n = Line { $line }:
version-from = Holds from
version-from-note = Days before it keep their prices.
price-shape = Price
shape-flat = One price
shape-bands = By the hour
price-per-kwh = { $currency } per kWh
surcharge-per-kwh = + { $currency } per kWh
bands = Prices
band = Band
band-name = Name of the band
band-n = band { $count }
band-day = day
band-night = night
band-add = One more price
price-of = Price of { $band }
price-in-tiers = given in each tier
band-hours = Hours
from-hour = From
to-hour = To
stretch-add = One more stretch
hours-add = Other days, other hours
season-add = Season
season = Season
season-rest = rest of the year
seasons = Seasons
season-name = Name, such as summer
season-note = Month and day, both included. What no season names is the rest of the year.
band-clock = When clocks change
clock-civil = By the clock on the wall
clock-civil-note = Bands follow the clock that people see.
clock-standard = Standard time all year
clock-standard-note = Bands do not move when clocks change.
day-workday = Workday
day-weekend = Weekend
day-holiday = Holiday
all-day = all day
with-tiers = Tiers: more energy, another price
with-tiers-note = For example 0.05 more per kWh beyond 200 kWh a month.
tiers-per = Counted by
per-month = Month
per-year = Year
per-day = Day
per-term = Once, from first to last day
year-starts = The year begins in month
tier = Tier
tier-how = A tier gives
tier-surcharge = a surcharge on the band’s price
tier-prices = a price for each band
tier-price = its own price
up-to-kwh = Up to kWh
per-occupant-kwh = more per person
tier-rest = everything beyond
band-price-alone = the band’s price
tier-add = One more tier
tiers-more = People, and parts of a month
tiers-by-people = Thresholds grow with the people in the room
beyond-occupants = Counted from the person after
beyond-occupants-note = 4: the fifth person and every further one.
part-by-days = By days
part-by-days-note = Who moves in on the 16th has half the amount.
part-whole = Whole
part-whole-note = A part of a month has the whole amount.
fees-and-taxes = Fees, minimum and taxes
fee-daily-fee = Fee per day
fee-daily-fee-note = A standing charge.
fee-monthly-fee = Fee per month
fee-monthly-fee-note = Due by days.
fee-minimum = At least per month
fee-minimum-note = By days, if use costs less.
taxes = Taxes
tax-name = Name, such as VAT
tax-included = in the prices
tax-added = added
tax-add = Tax
tax-on-energy = energy
tax-on-fees = fees
tax-on-common = common
top-up-fee = Fee of a top-up
top-up-fee-percent = In percent
top-up-fee-fixed = Fixed
top-up-fee-most = At most
top-up-fee-note = Shown before paying, on its own line.
preview-day = A day
preview-month = A month
preview-room = Whose use
example-month = An example
per-kwh-all = All in all { $price } per kWh
holds-for = Where it holds
holds-nowhere = It holds nowhere yet.
assign = Let it hold
assign-more = Let it hold somewhere…
tariff-assigned = Done. The tariff holds there from that day on.
tariff-unassigned = The plan is taken back.
backtest = What would it have cost?
backtest-note = The last months once more by the newest prices of this tariff, as if they had always held. Nothing is booked.
backtest-run = Replay
months-back = { $months ->
    [one] 1 month
   *[other] { $months } months
    }
backtest-charged = Was charged
backtest-draft = Would have been

## Allowances and quotas
allowances = Allowances
allowance-left = { $left } left of { $granted }
allowance-new = New allowance
allowance-change = Change the allowance
allowance-saved = { $name } is saved.
allowance-example = Free kWh for students
allowance-kind = What is granted
allowance-energy = Energy
allowance-money = Money
no-allowances = No allowance
no-allowances-text = Free kWh or money for each room or person, by month, year or term.
amount-kwh = Amount in kWh
for-rooms-of = For the rooms of
basis = For each
basis-room = room
basis-occupant = person
cycle = Each
part-cycle = Part of a cycle
carry-over = Carried over at most, in kWh
carry-over-money = Carried over at most
carry-over-note = Empty: what is left is lost.
from-band = From one band only
from-band-note = Empty: from every kWh in the order of time.
counts-for-tiers = The free kWh count for tiers
quotas = Quotas
quota-new = New quota
quota-change = Change the quota
quota-saved = { $name } is saved.
quota-example = Monthly limit of the dormitory
no-quotas = No quota
no-quotas-text = How much energy is tolerated, and what follows: a warning, another price, a power limit or a cut.
quota-scope = Counted
scope-each-room = each room for itself
scope-point = what one meter measures
quota-point = Which meter
scope-together = all rooms together
levels = What follows at each level
level-action = What follows
level-add = One more level
levels-note = In percent of the quota.
power-limit = Power limit
quota-warn = a warning
quota-price = another price
quota-limit = a power limit
quota-cut = a cut
quota-now-warn = warned
quota-now-price = another price since then
quota-now-limit = power is limited
quota-now-cut = cut by the quota
quota-enough = lasts
level-reached-on = { $level } % on about { $date }
used = Used
used-of = Of
forecast = As it goes on

## Settings
billing-title = Billing
emergency-credit = Emergency credit
emergency-credit-note = What a tenant without credit can draw once; 0 for none.
tax-due = Tax falls due
tax-due-at-use = when electricity is used
tax-due-at-top-up = when money is taken
correction-limit = A difference for past months waits above
correction-accounts = … or when it touches more accounts than
correction-note = Then a person sees it before it is booked.

## Calendar
calendar-shipped-cn = China: public holidays and make-up working days
calendar-shipped-gb-eng = England and Wales: bank holidays
calendar-none = Saturday and Sunday only
calendar-none-note = No holiday is known: Saturday and Sunday are the weekend, every other day is a workday.
calendar-choose = Choose a calendar
calendar-note = Tariffs with other hours on weekends and holidays go by it.
calendar-own = Write your own
calendar-saved = The calendar is saved.
