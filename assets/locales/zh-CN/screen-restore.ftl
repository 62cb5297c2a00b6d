# 恢复备份之后：补录收据，并确认全部补录。最近一次读表的时间。

banner-restored-enter = 补录收据
banner-restored-confirm = 已全部补录
reenter-title = 补录纸质收据
reenter-note = 备份截至 { $until }。此后的收款只在纸上：请按收据逐张补录，每张一次。
reenter-number = 收据编号
reenter-day = 收据日期
reenter-confirm = 补录
reenter-end = 关闭
reenter-done = { $paper } 已补录：{ $room } 房间，{ $amount }。新编号为 { $receipt }。
reenter-known = { $paper } 此前已补录为 { $receipt }：{ $room } 房间，{ $amount }。没有重复记账。
restored-title = 是否已全部补录？
restored-follows = 确认后，余额用完的房间将按规则在通知期满后停电。之后再找到的收据不能再按原编号补录。
restored-held = 有 { $rooms } 个房间低于限额，仅因此暂未停电：{ $names }。
restored-held-none = 目前没有房间低于限额。
restored-checked = 核对了什么
restored-checked-note = 例如：备份之后的全部收据存根。会随操作记录保存。
restored-toast = 谢谢。断电按规则继续执行。
list-comma = 、
meters-last-read = 最近一次读表：{ $ago }；{ $total } 块电表中 { $answering } 块应答。
meters-last-read-never = 还没有读过任何电表。
