# Statements and receipts. Whoever fills a paper passes amounts, dates and numbers already written out.

paper-statement = Electricity statement
paper-statement-title = Electricity statement, room { $room }, { $month }
paper-standing = as of { $at }; the month is not over yet
paper-balance = Your balance
paper-readings = Meter readings
paper-meter = Meter
paper-opening-reading = Opening reading
paper-closing-reading = Closing reading
paper-factor = Factor
paper-energy = Energy
paper-charges = Charges
paper-item = What for
paper-quantity = Quantity
paper-rate = Rate
paper-amount = Amount
paper-charges-total = Charges in all
paper-no-charges = Nothing was charged in this period.
paper-payments = Paid in
paper-date = Date
paper-receipt-number = Receipt
paper-tender = How
paper-payments-total = Paid in all
paper-no-payments = Nothing was paid in during this period.
paper-daily-energy = Energy by day
paper-estimated = Estimated
paper-estimated-note = Part of this could not be measured and is estimated; hatched in the chart. It is put right as soon as the meter has been read.
paper-not-utility = This bill is from your landlord. It is not from the electricity utility.
paper-journal-head = Head of the journal when printed:
paper-page = Page { $page } of { $pages }

# The facts at the head of a statement or receipt.
paper-fact-tenant = Tenant
paper-fact-room = Room
paper-fact-account = Account no.
paper-fact-meter = Meter no.
paper-fact-period = Period
paper-fact-tariff = Tariff
paper-fact-issued = Issued
paper-fact-date = Date and time
paper-fact-tender = Paid by
paper-fact-operator = Taken by
paper-fact-balance = Balance
paper-vacant = Nobody (owner’s account)
paper-period = { $from } to before { $to } ({ $zone })
paper-price-per-kwh = { $price } per kWh

# The sum from the opening to the closing balance.
paper-sum-opening = Balance on { $date }
paper-sum-paid = Paid in
paper-sum-charged = Charged
paper-sum-other = Other
paper-sum-closing = Balance on { $date }
paper-sum-before = Balance before
paper-sum-paid-now = This payment
paper-sum-after = Balance now

# What a line is for.
paper-line-energy = Energy
paper-line-daily-fee = Daily fee
paper-line-service-fee = Service fee
paper-line-common = Common electricity
paper-line-minimum = Minimum charge
paper-line-tax = Tax
paper-line-allowance = Allowance
paper-line-quota-surcharge = Surcharge above the quota
paper-line-tax-included = Tax included
paper-line-tier = tier { $tier }
paper-line-other = Other
paper-line-correction = Correction for { $month }: { $what }
paper-line-estimated = of which { $energy } kWh estimated
paper-line-since = rate in force since { $date }
paper-quantity-energy = { $energy } kWh
paper-quantity-days = { $days } of { $all } days
paper-payment-reversal = Reversal of { $receipt }
paper-payment-refund = Refund, { $tender }
paper-payment-credit = Credit given

# The chart.
paper-chart-title = Energy of room { $room } by day, { $month }
paper-chart-summary = { $total } kWh in { $month }; most on { $date } with { $most } kWh.
paper-chart-none = No energy was used in { $month }.
paper-chart-tip = { $when }: { $energy } kWh
paper-chart-tip-estimated = { $when }: { $energy } kWh, estimated

# What to do and whom to call.
paper-note-topup = How to top up
paper-note-topup-text = Pay at the office in cash, by card, WeChat or Alipay, and say your room. You get a numbered receipt at once.
paper-note-cutoff = When power is cut
paper-note-cutoff-text = You are warned below { $warning }. Below { $limit } the supply may be cut, never before you were told. A top-up brings it back.
paper-note-questions = Something not right?
paper-note-questions-text = Read your meter and compare it with the closing reading. Every figure can be checked with a calculator. Ask { $contact }; you may see all readings of your room.

# Receipts.
paper-receipt = Receipt
paper-receipt-title = Receipt { $number }
paper-received = Received
paper-received-by = Taken by
paper-signature = Received by (signature)
paper-keep-receipt = Please keep this receipt. Its number is given once and in order.
paper-journal-hash = Journal entry:
paper-receipt-reversed = Reversed by { $receipt }
paper-receipt-copy = Copy
paper-receipt-supply-on = The supply of your room is on.
paper-receipt-supply-returns = The supply of your room is being switched on again.
paper-receipt-still-off = The supply stays off: { $reason }
paper-receipt-days = At your recent use this lasts about { $days } days.

paper-tender-cash = Cash
paper-tender-transfer = Bank transfer
paper-tender-card = Card
paper-tender-wechat = WeChat Pay
paper-tender-alipay = Alipay

paper-file-statement = Statement { $room } { $month }.pdf
paper-file-receipt = Receipt { $number }.pdf
