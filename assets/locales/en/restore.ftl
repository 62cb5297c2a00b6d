# A backup put back, and what is entered again after it.

alarm-restored = A backup was put back that ends at { $until }. Enter again what was paid since then, from the paper receipts; until you say that all is entered, nobody is cut for credit.
error-not-restored = No backup was put back, so nothing is to be entered again.
error-bad-receipt = “{ $receipt }” is not the number of a receipt; it looks like 2026-00123.
error-receipt-known = The books know receipt { $receipt } already.
error-bad-backup = { $path } cannot be put back: { $cause }. Nothing was changed.
error-bad-backup-path = Give the whole path of a file that does not exist yet; “{ $path }” is not one.
error-backup-failed = The backup was not written: { $cause }
error-paper-day = The paper of { $text } cannot be entered again: the backup ends on { $first }, and today is { $today }. Give the day that is on the receipt.
error-receipt-entered = Receipt { $receipt } is entered already, with another amount, room or tender. Look at the paper again; a wrong entry is reversed under Money.
