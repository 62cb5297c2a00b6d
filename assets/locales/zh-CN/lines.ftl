# 线路、线路上的设备，以及人们对它们的操作。

wire-exception = 设备以异常码 { $code } 拒绝。请检查所选型号是否正确
wire-unavailable = 设备说现在没有这个数值
wire-decode = 设备给出的数值不可能存在。请检查所选型号是否正确
wire-no-channel = 设备没有第 { $channel } 路继电器
wire-unknown-meter = 这条线路上没有这块电表
wire-gone = { $port } 断开了。请检查转换器的插头或网关；恢复后会自动重新打开
wire-not-tcp = { $port } 传来的不是 Modbus TCP。请检查网关的工作模式
wire-other-meters = { $port } 上应答的不是这条线路的电表，因此不从它读取。请插上这条线路自己的转换器，或为线路选择正确的端口
wire-unproven = { $port } 可能是另一个转换器，线路认识的电表都没有应答，因此不从它读取。请检查插头和电表供电，或重新选择端口
wire-no-port = 没有端口 { $port }。请插上转换器，或选择其他端口
wire-no-permission = 当前用户无权打开 { $port }。请把用户加入端口所属的组（通常是 dialout），然后重新登录
wire-gateway-refused = 网关 { $port } 拒绝连接。请检查端口号和工作模式
wire-gateway-silent = 网关 { $port } 没有应答。请检查地址和网络
wire-gateway-failed = 无法连接 { $port }。请检查网关地址和网络
wire-port-busy = 另一个程序正在使用 { $port }。请先关闭它
wire-no-direction = { $port } 不能自行切换 RS-485 的收发方向。请让转换器来切换
wire-port-failed = 无法打开 { $port }。请检查它是不是串口，以及是否被其他程序占用

# 扫描

scan-begins = 正在打开端口…
scan-first = 以 { $speed } 询问每个地址
scan-second = 以 { $speed } 再次询问没有应答的地址
scan-models = 正在识别设备型号
scan-unclear = 地址 { $unit }（{ $speed }）有应答但无法识别：可能有两台设备共用该地址，或设备使用其他通讯参数
scan-done = 用 { $seconds } 秒、{ $requests } 次询问，找到 { $devices } 台设备。
scan-nothing = { $seconds } 秒内没有任何应答。请检查 A、B 线（可对调）、电表供电，以及端口是否选对。
scan-stopped = { $seconds } 秒后停止；已找到 { $devices } 台设备。
scan-known = 已设置：线路 { $line }，地址 { $unit }
scan-known-point = 计量 { $point }
scan-note-shared = 地址 { $unit } 可能有两台设备：请先断开其中一台，再重新扫描。
scan-note-unknown = 没有匹配的已知型号；请选择正确型号，或为它编写型号文件。
scan-note-certain = 设备自报为此型号。
scan-note-guess = 推测结果；请与设备铭牌核对。

# 更改地址或速率

change-to-unit = 地址 { $value }
change-to-baud = { $value } 波特
change-to-frame = { $value }
change-step-look = 确认地址 { $unit }（{ $from }）只有一台 { $model } 应答。
change-step-free = 确认 { $to } 目前无人应答。
change-step-unlock = 用说明书中的密码解锁设置。
change-step-write = 只向这一台设备写入 { $to }；不发送广播。
change-step-prove = 确认同一台设备以 { $to } 应答，且原处不再应答。
change-waits = 线路空闲后立即开始…
change-looks-old = 正在查看该处由谁应答…
change-looks-new = 正在查看新位置是否空闲…
change-writes = 正在写入…
change-proves = 正在等待设备以新设置应答…
change-done = 已完成并验证：设备在地址 { $unit }、{ $speed } 应答，原处已无应答。
change-done-serial = 已完成并验证：电表 { $serial } 在地址 { $unit }、{ $speed } 应答，原处已无应答。
change-after-restart = 设备已保存新设置（地址 { $unit }，{ $speed }），目前仍按原设置应答。{ $after } 之后请重新扫描。
change-not-documented = 没有资料说明此型号用哪个寄存器更改该设置。请在设备上设置。没有写入任何内容。
change-at-the-device = 此型号不能通过线路更改该设置。{ $how }
change-not-taken = 此型号不接受该数值。没有写入任何内容。
change-same = 设备本来就是这样设置的。没有写入任何内容。
change-gateway = 设备在网关之后，无法从这里更改速率：网关必须同时更改。请通过串口更改设备，再更改网关。没有写入任何内容。
change-nobody = 地址 { $unit } 没有应答。没有写入任何内容。请检查地址和速率，或扫描线路。
change-shared = 地址 { $unit } 似乎有两台设备。没有写入任何内容。请先断开其中一台，更改另一台，再接回。
change-other-model = 地址 { $unit } 的设备应答方式与此型号不符。没有写入任何内容。请选择正确型号。
change-taken = 目标地址 { $unit } 已有设备应答。没有写入任何内容。请选择空闲的地址。
change-line = 没有写入任何内容：{ $cause }。
change-refused = 设备以异常码 { $code } 拒绝，设置未变。
change-as-before = 设备没有接受，设置未变。
change-by-hand = 需要先做：{ $how }
change-lost = 已写入，但设备在原地址 { $unit } 和新地址 { $new } 都没有应答。请稍等，或断电十秒；然后用新旧两种设置扫描线路。
change-old-answers = 地址 { $new } 现在有设备应答，而地址 { $unit } 仍有一台：原来两台共用该地址，其中一台已更改。请更改另一台，或查清各是哪一台。
change-two-at-new = 地址 { $unit } 现在有两台设备应答：它们原来共用旧地址，且都已更改。请断开其中一台，再更改另一台。
change-another-device = 已写入，但现在地址 { $unit } 应答的是另一台设备（表号 { $serial }）。在继续更改之前请先检查接线。
change-broken-off = 写入之后线路中断：{ $cause }。新设置可能已写入，也可能没有。请用新旧两种设置扫描线路。

# 表计与房间

assign-same = 已是如此
assign-from = 从 { $register } kWh 开始计量

# 标签

labels-title = { $site } 电表标签
labels-file = 标签.pdf
label-place = 线路 { $line } · 地址 { $unit }
label-serial = 表号 { $serial }
label-code = 含 { $head } 资料的二维码

error-no-lines-here = 没有程序在此数据目录上读取电表。请先启动桌面程序或 “roomwatt run”。
error-scan-runs = 正在扫描 { $port }。
error-unknown-scan = 该扫描已不存在。
error-change-runs = 正在更改 { $port } 上的一台设备，请等它完成。
error-port-missing = 请选择端口或线路。
error-bad-units = “{ $text }” 不是 1 到 247 的地址列表。例如写 1-32 或 1,5,7-9。
error-too-many-settings = 要尝试的速率太多；总共最多 { $most } 种。
error-bad-frame = “{ $text }” 不是帧格式。例如写 8N1 或 8E1。
error-one-setting = 一次只更改一项：地址、速率，或校验与停止位。
error-unit-twice = 地址 { $unit } 出现了两次。
error-profile-missing = 请说明设备型号。
error-demo-line = 演示的线路是模拟的，不能更改。
error-device-in-use = 该设备正在计量或控制 { $point }；请先在那里取消。
error-device-counts-nothing = 该设备不计电量，只能作开关。
error-list-problem = 列表无法使用：{ $cause }
error-list-wrong = 列表第 { $line } 行：{ $cause } 没有做任何更改。
error-list-changed = 您查看列表之后情况有变，请重新查看。
error-list-too-long = 列表太长；一次最多 { $most } 行。
error-list-unreadable = 无法读取列表：{ $cause }
error-list-empty = 列表是空的。
error-list-column = 没有名为“{ $column }”的列。可用的列：房间、线路、地址、表号、型号、读数、倍率、名称。
error-list-column-twice = 有一列出现了两次。
error-list-columns-missing = 列表需要房间，以及线路加地址，或表号。
error-list-no-device = 既没有地址也没有表号。
error-list-no-serial = 线路上没有表号为 { $serial } 的设备。
error-list-serial-twice = 有多台设备的表号是 { $serial }；请给出线路和地址。
error-list-point-twice = { $point } 在列表中出现了两次。
error-list-device-twice = 线路 { $line } 的地址 { $unit } 在列表中出现了两次。
error-no-labels = 没有可以制作标签的设备。
error-too-many-labels = 一次的标签太多；最多 { $most } 张。请选择一条线路。

# 线路状况

health-chart = 每千次询问的错误数（按小时）
health-chart-summary = 最多的是 { $when } 那一小时：每千次 { $worst } 次。
advice-nothing-answers = { $requests } 次询问没有任何回应。
advice-nothing-answers-try = 请检查电表供电、端口是否选对，以及接线；可对调 A、B。
advice-wrong-settings = 有回应，但都不是正确的应答（{ $requests } 次中 { $bad } 次无法识别）。
advice-wrong-settings-try = 波特率、校验或停止位与电表不同，或 A、B 接反。请扫描线路。
advice-noise = { $percent } % 的应答受到干扰，涉及 { $of } 台中的 { $devices } 台设备。
advice-noise-try = 只在线路两端各接 120 Ω 电阻；屏蔽层单端接地；让线路远离动力电缆；去掉过长的分支。
advice-shared-address = 地址 { $unit }（{ $name }）有 { $percent } % 的应答无法识别，其他设备为 { $others } %。
advice-shared-address-try = 有两台设备使用此地址：请断开其中一台，并给它另设地址。
advice-dead = 地址 { $unit }（{ $name }）从未应答 { $requests } 次询问，而其他设备有应答。
advice-dead-try = 请检查它的供电、地址、速率和两根接线。
advice-loose-wire = 地址 { $unit }（{ $name }）丢失 { $percent } % 的应答，其他设备为 { $others } %。
advice-loose-wire-try = 请拧紧接线端子，并检查供电。
advice-slow = 地址 { $unit }（{ $name }）应答最慢需 { $ms } 毫秒，其他设备为 { $others } 毫秒。
advice-slow-try = 它可能在忙别的事，或接在慢速网关之后。会占用其他设备的时间，但不会丢失数据。
advice-wrong-profile = 地址 { $unit }（{ $name }）拒绝了全部 { $exceptions } 次询问。
advice-wrong-profile-try = 它的型号与设置的不同。请扫描它并选择正确型号。
advice-saturated = 读一轮设备需 { $cycle }，超过 { $interval }。
advice-saturated-try = 请提高速率、减少每条线路的电表，或增加一个转换器。
advice-echo = 转换器会收到自己发出的数据。这不影响使用。
advice-echo-try = 如转换器有回显跳线，请关闭；可省去每次询问的重复时间。
advice-reconnects = 端口断开了 { $reconnects } 次。
advice-reconnects-try = 请检查插头、线缆、集线器和转换器供电；若在网关之后，请检查网络。
clock-right = 正确（{ $seconds } 秒，{ $at }）
clock-set = 曾偏差 { $seconds } 秒，已校准（{ $at }）
clock-set-today = 今天已校准，又偏差 { $seconds } 秒（{ $at }）
clock-stays = 偏差 { $seconds } 秒，无法校准（{ $at }）
clock-failed = 未能读取：{ $cause }

# 串线检查

crossed-reads-before = 房间 { $room } 供电时，正在读取所有电表…
crossed-opens = 正在断开房间 { $room }…
crossed-dark = 房间 { $room } 已断电。哪个房间黑了？
crossed-closes = 正在恢复房间 { $room } 的供电…
crossed-running = 进行中
crossed-waiting = 等待
crossed-fall = { $name }（从 { $before } W 降到 { $after } W）
crossed-and = 、
crossed-right = 正确：它的电表从 { $before } W 降到 { $after } W，其他电表没有变化。
crossed-built-in = 开关就在电表内，所以功率随之下降（{ $before } W 到 { $after } W）。这说明电表和开关正常；究竟供哪个房间，只有到房间里看才知道。
crossed-crossed = 串线：房间 { $room } 的开关切断了 { $others } 的电。
crossed-own-stays = 串线：房间 { $room } 的开关切断了 { $others } 的电，而它自己的电表仍显示 { $own } W。
crossed-more = 它的电表从 { $before } W 降到 { $after } W，同时 { $others } 也下降了。可能恰好有人关了电器；请再检查一次。
crossed-no-load = 用电太少，无法判断（{ $own } W）。请在房间 { $room } 打开电灯或电水壶，再检查一次。
crossed-nothing-fell = 开关已断开，但电表仍显示 { $after } W（之前 { $before } W）：这个开关切断的不是这块电表所计量的线路。
crossed-not-read = 没有及时读到它的电表。
crossed-stuck = 它的开关没有断开。
crossed-stopped = 在轮到它完成之前已停止。
crossed-no-switch = 没有开关。
crossed-left-out = 未检查：供电受保护。
crossed-off = 已经断电，无法判断。
crossed-line-down = 其开关所在的线路中断。
crossed-seen-right = 有人看到房间 { $room } 黑了。
crossed-seen-other = 串线：断开房间 { $room } 时，有人看到黑的是房间 { $seen }。
crossed-summary = 正确 { $right }，串线 { $crossed }，不明 { $unclear }，未检查 { $skipped }。

# 导出

export-point = 房间或计量点
export-meter = 表号
export-time = 时间
export-utc = 时间（UTC）
export-day = 日期
export-month = 月份
export-register = 示数 kWh
export-energy = 电量 kWh
export-estimated = 其中估算 kWh
export-quality = 性质
export-actual = 实读
export-is-estimated = 估算
export-suspect = 存疑
export-file-readings = 读数
export-file-hours = 每小时电量
export-file-days = 每日电量
export-file-months = 每月电量

error-crossed-consent = 请确认房间里的人都知道每个房间会断电几秒钟。
error-crossed-seconds = 请在 { $least } 到 { $most } 秒之间选择。
error-crossed-no-rooms = 没有选择带开关的房间。
error-crossed-protected = 房间 { $room } 的供电受保护。请确认检查时可以断开受保护的房间。
error-crossed-runs = 串线检查正在进行。
error-crossed-not-running = 没有正在进行的串线检查。
error-crossed-not-dark = 现在没有房间因检查而断电。
error-days-turned = 最后一天早于第一天。
error-export-too-long = 超过 { $most } 行。请减少天数、只选一个房间，或按日导出。
error-bad-years = 读数至少保存 { $least } 年，或永久保存。
error-readings-thinned = 按设置，{ $month } 及以前的读数已精简；那个月已无法重新计费。
