"""The time-of-use cost of a year of quarter hours with DuckDB, from a database file: energy times the band's price, by
meter, month and band; and one meter's year by day. No tiers, no fees, no rounding.

Arguments: a file of little-endian u32 (Wh of each quarter hour, meter after meter), a JSON file (month, day and band of
each quarter hour, the bands' prices), the database file to make, the number of meters, the number of runs. Prints JSON:
the energy of each band, and the seconds of each run. Loading is not measured.
"""

import json
import sys
import time

import duckdb
import numpy

energy_file, calendar_file, database_file = sys.argv[1:4]
meters, runs = int(sys.argv[4]), int(sys.argv[5])
wh = numpy.fromfile(energy_file, dtype="<u4")
with open(calendar_file, encoding="utf-8") as file:
    calendar = json.load(file)
quarters = len(calendar["band"])

database = duckdb.connect(database_file)
energy = {
    "meter": numpy.repeat(numpy.arange(meters, dtype="<u4"), quarters),
    "quarter": numpy.tile(numpy.arange(quarters, dtype="<u4"), meters),
    "wh": wh,
}
database.register("energy_file", energy)
database.execute("create table energy as select * from energy_file")
prices = numpy.array(calendar["prices"])
band = numpy.array(calendar["band"], dtype="u1")
frame = {
    "quarter": numpy.arange(quarters, dtype="<u4"),
    "month": numpy.array(calendar["month"], dtype="u1"),
    "day": numpy.array(calendar["day"], dtype="<u2"),
    "band": band,
    "price": prices[band],
}
database.register("calendar_file", frame)
database.execute("create table calendar as select * from calendar_file")
database.execute("checkpoint")


def timed(sql):
    start = time.perf_counter()
    rows = database.execute(sql).fetchall()
    return time.perf_counter() - start, rows


cost, by_day = [], []
for _ in range(runs):
    seconds, rows = timed(
        "select meter, month, band, sum(wh), sum(wh * price) from energy join calendar using (quarter)"
        " group by meter, month, band"
    )
    cost.append(seconds)
    seconds, days = timed(
        f"select day, sum(wh) from energy join calendar using (quarter) where meter = {meters // 2}"
        " group by day order by day"
    )
    by_day.append(seconds)

sums = {}
for _, _, name, total, _ in rows:
    sums[name] = sums.get(name, 0) + int(total)
print(json.dumps({"bands": [sums[name] for name in sorted(sums)], "cost": cost, "by_day": by_day, "days": len(days)}))
