# 恢复备份，以及恢复后的补录。

alarm-restored = 已恢复截至 { $until } 的备份。请按纸质收据补录此后的收款；在您确认全部补录之前，不会因余额停电。
error-not-restored = 没有恢复过备份，无需补录。
error-bad-receipt = “{ $receipt }”不是收据编号；编号形如 2026-00123。
error-receipt-known = 账上已有收据 { $receipt }。
error-bad-backup = { $path } 无法恢复：{ $cause }。没有任何改动。
error-bad-backup-path = 请填写尚不存在的文件的完整路径；“{ $path }”不是。
error-backup-failed = 备份没有写成：{ $cause }
error-paper-day = 不能补录 { $text } 的收据：备份止于 { $first }，今天是 { $today }。请填写收据上的日期。
error-receipt-entered = 收据 { $receipt } 已补录，但金额、房间或付款方式不同。请再核对纸质收据；录错的可在“收费”中冲正。
