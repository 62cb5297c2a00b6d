# 托盘与关闭窗口时的询问。
desktop-open = 打开 Roomwatt
desktop-quit = 停止 Roomwatt
desktop-close-question =
    此桌面没有系统托盘，Roomwatt 无法留在后台。停止后将不再抄表，也不会断电或恢复供电。
desktop-minimise = 最小化
desktop-stop = 停止
desktop-stay = 取消
