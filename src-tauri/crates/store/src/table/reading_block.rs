//! Sealed readings: those of an installation and a closed month, as one compressed block.

pub(crate) const SQL: &str = "
    CREATE TABLE reading_block (
        id INTEGER PRIMARY KEY,
        installation INTEGER NOT NULL REFERENCES installation,
        from_at INTEGER NOT NULL,
        until_at INTEGER NOT NULL,
        version INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count > 0),
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        data BLOB NOT NULL,
        CHECK (from_at <= first_at AND first_at <= last_at AND last_at < until_at)
    ) STRICT;
    CREATE UNIQUE INDEX reading_block_of ON reading_block (installation, from_at);
    CREATE TRIGGER reading_block_behind_open_month BEFORE DELETE ON reading_block
        WHEN OLD.last_at >= ifnull((SELECT max(until_at) FROM month_close), -9223372036854775808)
        BEGIN SELECT RAISE(ABORT, 'readings behind a month that is not closed are kept'); END;";
