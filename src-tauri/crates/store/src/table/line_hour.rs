//! How a line and each of its devices fared, hour by hour.

pub(crate) const SQL: &str = "
    CREATE TABLE line_hour (
        id INTEGER PRIMARY KEY,
        bus INTEGER NOT NULL REFERENCES bus,
        meter INTEGER REFERENCES meter,
        start INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        answers INTEGER NOT NULL,
        time_outs INTEGER NOT NULL,
        bad_frames INTEGER NOT NULL,
        exceptions INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        reconnects INTEGER NOT NULL,
        busy_ms INTEGER NOT NULL,
        turnaround TEXT NOT NULL,
        worst_ms INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX line_hour_of ON line_hour (bus, ifnull(meter, 0), start);
    CREATE INDEX line_hour_by_start ON line_hour (start);";
