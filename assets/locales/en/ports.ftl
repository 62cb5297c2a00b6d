# Ports that a running program has.
error-port-held = { $port } is the line “{ $line }” of the site that runs on { $folder }, and two programs on one line spoil each other's answers; stop that program first, or ask it: “roomwatt health”, “roomwatt room”, “roomwatt scan” and “roomwatt set-address” go through it.
