# Reports > Losses.

reports-losses = Losses
loss-span = Time looked at
loss-days = { $days } days
loss-branches = What each meter fed, and what was counted below it
loss-branches-note = A branch is a meter with the meters that it feeds. Only hours in which all of them are well known are compared.
loss-no-supply = No meter stands above the rooms, so nothing can be compared. Set up the supply meter of the house, and feeders where there are some, under Settings > Set-up.
loss-branch = Branch
loss-meters = { $count ->
    [one] 1 meter below
   *[other] { $count } meters below
}
loss-came-in = Came in
loss-counted = Counted below
loss-lost = Lost
loss-explained = Explained
loss-unexplained = Unexplained
loss-night = Least at night
loss-verdict = Verdict
loss-is-unmeasured = Not measured
loss-is-unknown = Not known
loss-is-within = Explained
loss-is-above = Above the band
loss-is-backwards = Backwards
loss-legend = Explained are { $percent } % that wires and meters take themselves, and what the accuracy classes of the meters allow (±, added by squares). What flows at night when everybody sleeps flows all day.
loss-technical = Wires and meters take
loss-technical-change = Change what wires and meters take
loss-by-day = { $branch } by day
loss-by-hour = { $branch } on { $day }, by hour
loss-all-days = All days
loss-day = Day
loss-hour = Hour
loss-picture = Lost, beside what is explained
loss-not-known = No hour is known of every meter.
loss-left-out = { $hours ->
    [one] 1 hour left out
   *[other] { $hours } hours left out
}

findings = Worth a look
findings-note = These are reasons to look, not proofs. Say what was there; the same is not brought up again for a month.
no-findings = Nothing points to energy that is missing.
findings-over = Looked at or over ({ $count })
finding-likely = Likely
finding-possible = Possible
finding-room = Room { $room }
finding-days = found from { $from } to { $to }
finding-hint = What was there?
finding-close = I have looked
finding-closed = Noted. It is not brought up again for a month.
finding-seen = { $by }: { $note }
finding-ended = No longer found
sign-loss-above = A branch loses more than is explained
sign-loss-backwards = More is counted below than comes in
sign-loss-bypass = A part may pass the meter by
sign-loss-lead = A lead may come from the corridor
sign-common-rise = A common meter counts more
sign-vacant-use = A vacant room uses energy
sign-base-load-gone = What always ran is gone
