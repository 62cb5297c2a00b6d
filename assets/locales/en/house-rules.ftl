### House rules: what holds at a place, printed and hung on the wall.

house-title = House rules for electricity
house-credit = Credit
house-grants = Free electricity and quotas
house-load = How much may be drawn
house-forbidden = Appliances
house-lights-out = Lights out
house-after-hours = After hours
house-lifeline = When credit is used up
house-safety = Safety
house-shadow = Pilot group
house-exempt = Exceptions
house-warnings = Electricity is paid in advance. A first warning comes below { $first }, a second one below { $second }.
house-warning-days-1 = The first warning also comes when the credit lasts for less than { $days } days.
house-warning-days-2 = The second warning also comes when the credit lasts for less than { $days } days.
house-cut = Below { $limit } the supply can be switched off, not earlier than { $notice } after the first warning was given.
house-friendly = It is switched off for credit only on { $days } between { $from } and { $to }, at no other time.
house-back = With a balance of { $amount } or more it comes back by itself.
house-emergency = Whoever has no credit left can draw { $amount } of emergency credit once, until it is repaid by the next top-up.
house-debts = The supply can also be switched off for an unpaid debt, by a person’s order and with the same notice.
house-hours = { $hours } hours
house-named = { $name }: { $what }
house-ask = Questions: { $text }
house-phone = Telephone: { $text }
house-complain = Complaints: { $text }
