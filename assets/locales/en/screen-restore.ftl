# After a backup was put back: what is entered again, and the word that all of it is. When the meters were last read.

banner-restored-enter = Enter a receipt
banner-restored-confirm = All is entered
reenter-title = Enter a paper receipt again
reenter-note = The backup ends at { $until }. What was paid after that stands only on paper: enter each receipt once, as it is written.
reenter-number = Number on the receipt
reenter-day = Date on the receipt
reenter-confirm = Enter it
reenter-end = Close
reenter-done = { $paper } is entered: room { $room }, { $amount }. Its new number is { $receipt }.
reenter-known = { $paper } was entered before, as { $receipt }: room { $room }, { $amount }. Nothing was booked again.
restored-title = Is everything entered?
restored-follows = From then on rooms without credit are cut again by the rules, each after its notice. A receipt found later can no longer be entered with its old number.
restored-held = { $rooms ->
    [one] 1 room is below its limit and held only by this: { $names }.
   *[other] { $rooms } rooms are below their limit and held only by this: { $names }.
    }
restored-held-none = No room is below its limit now.
restored-checked = What was checked
restored-checked-note = Such as: every receipt in the book since the backup. It is kept with the journal of actions.
restored-toast = Thank you. Cuts go on by the rules.
list-comma = {", "}
meters-last-read = Meters were last read { $ago }; { $answering } of { $total } answer.
meters-last-read-never = No meter has been read yet.
