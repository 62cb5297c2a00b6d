# What the core says of people, their money and meters.

## A settlement, step by step
settlement-credit = Credit
settlement-charges = Charged up to the register
settlement-grant-reversed = Granted money not used, taken back
settlement-emergency = Emergency credit owed
settlement-debt = Older debt owed
settlement-bills = Bills not paid
settlement-deposit = Deposit set off
settlement-gets = To the tenant
settlement-owes = Owed by the tenant
settlement-title = Settlement of room { $room }: { $tenant }
settlement-file = settlement-{ $room }-{ $date }.pdf
settlement-refunded = Paid out, receipt { $receipt }
settlement-kept = Kept for the tenant
settlement-note-next = The next tenant
settlement-note-next-text = The account ends with this settlement. Whoever moves in next starts from nothing and takes over neither debt nor credit.
settlement-note-later = If something is found later
settlement-note-later-text = A difference that is found later, such as a wrong reading, is put right with the former tenant by name, whichever way it goes.

## Where a payment goes
top-up-part-fee = Service fee
top-up-part-tax = Tax
top-up-part-emergency = Repays emergency credit
top-up-part-debt = Repays older debt
top-up-part-bills = Pays bills, the oldest first
top-up-part-balance = To the balance

## On a statement
cause-part-fee = Service fee of a payment
cause-part-tax = Tax of a payment
cause-part-emergency = Emergency credit repaid
cause-part-debt = Older debt repaid
cause-part-bills = Bills paid
paper-fact-what = For
