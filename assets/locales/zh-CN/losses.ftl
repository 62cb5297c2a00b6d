# 损耗提示与设备自报状态。只说可能,不作指控。

alarm-loss-above = 最近七天，{ $branch } 之下有 { $missing } 度电去向不明；线路损耗和电表准确度可解释 { $explained } 度。有用电没有经过任何电表，或有电表没有登记。
alarm-loss-backwards = 最近七天，{ $branch } 之下各表计得的电量比进来的多 { $missing } 度；准确度可解释 { $explained } 度。互感器变比、接线或电表在清单里的位置有误。
alarm-loss-bypass = { $branch } 之下缺少的电量随 { $room } 房的用电起伏：该表每计 1 度，约缺 { $part } 度，每天 { $energy } 度。该房可能有部分线路绕过了电表，请派人查看接线。
alarm-loss-lead = { $common } 的用电随 { $room } 房的用电起伏：每天可能有约 { $energy } 度从这里流入该房。请查看是否有人拉了插线板。
alarm-common-rise = { $common } 现在每天用电 { $is } 度，此前三周每天 { $was } 度。请查看那里新开了或插了什么。
alarm-vacant-use = { $room } 房无人租住，却每天用电 { $energy } 度，已有 { $days } 天。
alarm-base-load-gone = { $room } 房照常有人居住，但夜里一直在用的负荷（{ $was } W）降到了 { $is } W。可能是冰箱搬走了，也可能是绕过了电表。
alarm-device-tells = { $room } 的电表报告：{ $flag }。
alarm-suspect-overdue = { $meter }：{ $doubt }，已等待 { $days } 天。期间用电不计费，也不会因此停电：请查看电表并作出决定。

flag-cover-open = 表盖处于或曾处于打开状态
flag-terminal-cover-open = 端子盖处于或曾处于打开状态
flag-magnet = 附近有或曾有强磁场
flag-reversed = 电能流向与接线方向相反
flag-over-voltage = 电压过高
flag-under-voltage = 电压过低
flag-overload = 超负荷
flag-short-circuit = 发生过短路
flag-leakage = 有漏电
flag-over-temperature = 温度过高
flag-phase-loss = 缺相
flag-phase-order = 相序错误
flag-locked = 已在设备上锁定，不执行合闸命令
flag-tripped = 已被自身保护断开
flag-fault = 设备自身故障

loss-verdict-unmeasured = 这些电表之上没有总表，其总和无从比较。
loss-verdict-unknown = 这些天里没有一个小时所有电表都有读数。
loss-verdict-within = 可以解释：差额在线路损耗和电表准确度之内。
loss-verdict-above = 有 { $unexplained } 度不能用线路损耗和准确度解释。
loss-verdict-backwards = 下面各表计得的比进来的多：变比、接线或电表位置有误。
loss-top = 最上层的全部电表

error-unknown-branch = 没有该分支。
error-unknown-finding = 没有该提示，或已有人查看过。
error-bad-technical-loss = 请填写线路和电表自身的损耗百分比，从 0 到 20，例如 3 或 2.5。
