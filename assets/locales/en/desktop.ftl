# The tray and the closing question of the desktop.
desktop-open = Open Roomwatt
desktop-quit = Stop Roomwatt
desktop-close-question =
    This desktop has no tray to keep Roomwatt in. While it is stopped, meters are not read and no room is cut or restored.
desktop-minimise = Minimise
desktop-stop = Stop
desktop-stay = Cancel
