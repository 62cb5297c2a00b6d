macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A node of the tree site > building > floor > department, room or common area.
    PlaceId,
    /// A metering point: where energy is measured. Points form a tree of their own.
    PointId,
    /// A physical meter.
    MeterId,
    /// A meter at a point, from one reading to another.
    InstallationId,
    /// A line (serial port or gateway) with meters on it.
    BusId,
    /// A prepaid account: that of a tenancy, or of the owner while a room is vacant (rule 1).
    AccountId,
    /// Who has a room from when to when.
    TenancyId,
    /// An entry of the journal, numbered without gaps.
    EntryId,
    /// Energy or money granted to tenancies.
    AllowanceId,
    /// Energy tolerated in a period, with what happens at each level.
    QuotaId,
    /// A cost that several rooms share.
    PoolId,
}
