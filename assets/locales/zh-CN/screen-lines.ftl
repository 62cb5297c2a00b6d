# 线路与设备的页面：搜索、清单、运行状况、接线核对、读数导出。

meters-all = 电表
meters-lines = 线路
meters-crossed = 接线核对
meters-readings = 读数

## 端口
port-choose = 转换器
port-none = 未插入转换器。请插入，或手工填写端口。
port-taken = 已用于 { $line }
port-typed = 其他端口
port-again = 重新查找

## 搜索
scan-start = 搜索线路
scan-stop = 停止
scan-units-note = 要询问的地址：1-32，全部为 1-247。
scan-wide = 同时尝试其他波特率
scan-wide-note = 用时较长；适用于不知道波特率的电表。
scan-asked = { $asked } / { $all }
scan-progress = 搜索进度
scan-guesses = 搜索到的型号
scan-all-models = 全部型号
scan-name = 名称
scan-name-of = 地址 { $unit } 的设备名称
scan-model-of = 地址 { $unit } 的设备型号
scan-keep-it = 保存
scan-keep-one = 保存地址 { $unit } 的设备
scan-keep = 保存这 { $devices } 台设备
scan-two-speeds = 同一条线路上的设备通信参数必须一致。请先保存其中一种，再把其余设备改为相同参数。
scan-other-speed = 这些设备的通信参数与线路不同。保存后，{ $line } 将改为 { $speed }。
scan-by-hand = 手工添加设备

## 清单
assign-paste = 粘贴清单，一次对应多个房间
assign-list = 哪台设备计量哪个房间
assign-list-note = 可从电子表格粘贴，每行一个房间：房间、线路、地址；或房间、表号。第一行可以写列名。
assign-file = 或选择 CSV 文件：
assign-number = 行
assign-what = 将要做什么
assign-counts = 待对应 { $assign } 行，已一致 { $same } 行，有误 { $wrong } 行。尚未作任何更改。
assign-done = 已对应 { $assign } 行，原已一致 { $same } 行。
assign-do = 按清单全部对应

## 运行状况
lines-note = 最近 24 小时的统计。
lines-search = 搜索线路
lines-labels = 标签
lines-none = 还没有线路
lines-none-text = 一条线路就是一个转换器或网关以及它后面的电表。
health-round = 一轮
health-busy = 占用
health-answers = 应答
health-errors = 每千次出错
health-requests = 请求
health-turnaround = 应答时间，一半 / 99 %
health-swept = 最近一次整点抄读
health-missed = { $devices } 台无应答
health-hours = 逐小时
health-hour = 小时
health-chart-of = { $line } 每千次请求的出错数
health-device = 设备
health-time-outs = 超时
health-garbled = 乱码
health-refusals = 拒绝
health-median = 一半以内
health-p99 = 99 % 以内
health-clock = 设备时钟
health-change = 改地址…

## 更改地址或波特率
device-change = 更改 { $name }
device-change-what = 更改什么
device-to-unit = 地址
device-to-baud = 波特率
device-to-frame = 校验
device-new-unit = 新地址
device-frame = 校验位和停止位
device-speed-note = 同一条线路上的设备通信参数必须一致：在线路改为相同参数之前，线路将听不到这台设备。
device-change-steps = 将依次进行
device-by-hand = 请先在设备上操作：{ $how }
device-change-do = 开始更改

## 接线核对
crossed-title = 核对接线是否交叉
crossed-note = 逐个房间断开开关几秒钟，看哪块表的功率下降，就知道接的是哪个房间。每个房间里须有用电，例如开一盏灯。
crossed-rooms = 房间
crossed-rooms-note = 留空表示所有带开关的房间。
crossed-seconds = 断电秒数
crossed-seconds-note = 至少这么长；需要有人走过去看时请加长。
crossed-guarded = 受保护的房间也断电
crossed-consent = 房间里的人都已知道各房间将断电几秒钟
crossed-start = 开始核对
crossed-stop = 停止并恢复供电
crossed-progress = { $done } / { $all } 个房间
crossed-it-is = 房间 { $room } 已断电
crossed-other = 断电的是别的房间…
crossed-so-far = 目前结果
crossed-result = 核对结果
crossed-state-waiting = 等待
crossed-state-running = 进行中
crossed-state-right = 正确
crossed-state-crossed = 交叉
crossed-state-unclear = 不明确
crossed-state-skipped = 未核对

## 读数
export-title = 导出读数
export-from = 从
export-to = 到
export-by = 内容
export-by-reading = 每个读数
export-by-hour = 逐小时电量
export-by-day = 逐日电量
export-by-month = 逐月电量
export-all = 全部房间和计量点
export-note = 时间为本地时间，旁边附有 UTC 时间。
export-xlsx = 存为 XLSX
export-csv = 存为 CSV
storage-title = 读数的保存
storage-sealed = 已结月份
storage-sealed-text = { $readings } 个读数，{ $size }
storage-each = 每个占用
storage-bytes = { $bytes } 字节
storage-thinned = 已精简至
storage-keep = 保留每个读数
storage-keep-note = 此后仍保留每小时、每日、每月的电量，以及每月和每次租住开始时的读数。
storage-ever = 永久
storage-years = { $years } 年
setup-kernel-direction = 由系统切换收发方向
setup-kernel-direction-note = 仅用于需要它的板载 RS-485 端口；USB 转换器会自行切换。
setup-set-clocks = 校准设备时钟
setup-set-clocks-note = 每天一次，适用于有时钟且有偏差的型号。
