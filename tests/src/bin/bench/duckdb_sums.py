"""Sums energy by room and band with DuckDB: what of rating a plain analytical database can do.

Arguments: a file of little-endian u32 (Wh of each quarter hour, room after room), a file of u8 (the band of each
quarter hour), the number of rooms, the number of runs. Prints JSON: the sum of each band, and the seconds of each run.
Loading is not measured.
"""

import json
import sys
import time

import duckdb
import numpy

energy_file, band_file, rooms, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
wh = numpy.fromfile(energy_file, dtype="<u4")
bands = numpy.fromfile(band_file, dtype="u1")
quarters = len(bands)

database = duckdb.connect()
energy = {
    "room": numpy.repeat(numpy.arange(rooms, dtype="<u4"), quarters),
    "quarter": numpy.tile(numpy.arange(quarters, dtype="<u4"), rooms),
    "wh": wh,
}
database.register("energy_file", energy)
database.execute("create table energy as select * from energy_file")
database.register("band_file", {"quarter": numpy.arange(quarters, dtype="<u4"), "band": bands})
database.execute("create table bands as select * from band_file")

seconds = []
for _ in range(runs):
    start = time.perf_counter()
    rows = database.execute(
        "select room, band, sum(wh) from energy join bands using (quarter) group by room, band"
    ).fetchall()
    seconds.append(time.perf_counter() - start)

sums = {}
for _, band, total in rows:
    sums[band] = sums.get(band, 0) + int(total)
print(json.dumps({"bands": [sums[band] for band in sorted(sums)], "seconds": seconds}))
