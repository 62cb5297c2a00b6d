# 程序自己说的话：下一步、告警、疑点、图表、演示。

next-warning = 低于 { $amount } 时会提醒您。
next-cut-off = 低于 { $amount } 时，经通知后可能断电。
next-paused = 自动断电已暂停。

notice-how-simulated = 模拟消息
notice-how-printed = 书面通知
notice-how-spoken = 口头通知
notice-how-page = 已在租户页面显示

timeline-charge-line = { $what } { $energy } kWh：{ $amount }
timeline-decided-on = 允许供电
timeline-decided-off = 停止供电
timeline-command-on = 正在合闸
timeline-command-off = 正在分闸
timeline-read-back = 已从继电器回读

cause-reversal = 充值冲销
cause-refund = 退款
cause-grant = 赠送金额
cause-emergency-credit = 应急额度
cause-deposit = 押金
cause-settlement = 结算
cause-transfer = 转账
cause-cash-count = 现金盘点
cause-write-off = 核销
cause-opening = 期初结转

paper-phone = 电话 { $phone }
paper-line-monthly-fee = 月费
actor-owner = 业主
actor-demo = 演示
actor-system = Roomwatt

alarm-line-down = 线路“{ $line }”中断：{ $cause }。
alarm-meter-silent = { $meter } 的电表没有应答：{ $cause }。
alarm-suspect-reading = { $meter }：{ $doubt }（{ $register } kWh）。在您决定之前不计费。
alarm-charges-held = 房间 { $room } 的费用暂挂：{ $cause }
alarm-quota-reached = 定额“{ $quota }”：已用 { $percent } %{ $room }。
alarm-differences-wait = 往月差额等待确认：请在“收费”中查看，确认或更正原因。
alarm-relay-welded = 房间 { $room } 已分闸，但仍有电流。触点可能粘连，请派人检查。
alarm-relay-dead = 房间 { $room } 已合闸，但继电器仍断开。
alarm-relay-no-answer = 房间 { $room } 的继电器没有应答。
alarm-relay-diverged = 房间 { $room } 的继电器反复被其他因素改变。Roomwatt 暂时不再纠正。

doubt-serial-changed = 应答的是另一块电表
doubt-serial-changed-explained = 序列号与安装的不一致：电表已更换。接受后从新表的读数开始。
doubt-zero-glitch = 读数为零
doubt-zero-glitch-explained = 偶尔一次零读数多为干扰，会自行消失。若一直为零，说明电表被清零或更换，请接受。
doubt-fell = 读数下降
doubt-fell-explained = 电表不会倒走。可能已更换或重新设置：请到现场查看，然后接受或拒绝该读数。
doubt-too-fast = 读数上升过快
doubt-too-fast-explained = 常见原因：互感器变比错误、型号文件错误，或该地址上是另一块表。除非电表确实如此显示，请拒绝。
doubt-possible-rollover = 读数可能已过满量程
doubt-possible-rollover-explained = 第二次读数会自动确认。若仍存疑，请与电表核对。
doubt-reset = 读数重新开始
doubt-reset-explained = 电表被清零或更换。接受后从这里继续；其间的电量不计费。
doubt-time-went-back = 读数早于上一次
doubt-time-went-back-explained = 电脑时钟被调回，或消息迟到。会自行消失。
doubt-out-of-range = 数值不可能
doubt-out-of-range-explained = 不存在这样的读数。请检查接线和型号文件，并拒绝该读数。

chart-room = 房间 { $room } 用电，{ $span }
chart-energy = 电量
chart-hour = 小时
chart-day = 日
chart-month = 月
chart-summary = 共 { $total } kWh；{ $when }最多，为 { $most } kWh。
chart-nothing = 此期间没有用电。
chart-power = 全楼功率（最近 24 小时）
chart-power-summary = 当前 { $power } W。

demo-site = 湖畔公寓
demo-landlord = 湖畔公寓（演示）
demo-address = 湖滨路 1 号
demo-complaints = 公寓管理处
cause-correction = 更正
cause-charge = 费用
cause-top-up = 充值

wire-no-answer = 没有及时应答。请检查地址、波特率、校验位、A/B 接线以及电表是否通电
wire-frame = 应答有误码。请检查接线、终端电阻，以及是否有两块电表地址相同
wire-down = 线路中断，端口恢复后会自动重新打开
demo-tenant = { $room } 租客
new-site = 我的房产
