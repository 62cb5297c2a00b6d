//! Who stands behind an account or a tenancy, also after he has gone.

use std::collections::BTreeMap;

use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, PlaceId, TenancyId};

use crate::error::Result;

/// Rooms and people by account and by tenancy, past and present.
pub(crate) struct People {
    accounts: BTreeMap<AccountId, TenancyId>,
    tenancies: BTreeMap<TenancyId, Person>,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub room: String,
    pub tenancy: Tenancy,
}

impl Person {
    pub fn is_owner(&self) -> bool {
        self.tenancy.kind == TenancyKind::Owner
    }

    /// The tenant's name; none for the owner.
    pub fn tenant(&self) -> Option<String> {
        (!self.is_owner()).then(|| self.tenancy.name.clone())
    }
}

impl People {
    pub fn of(db: &store::Db) -> Result<Self> {
        let rooms: BTreeMap<PlaceId, String> =
            store::place::all(db)?.into_iter().map(|(id, place)| (id, place.name)).collect();
        let accounts = store::account::all(db)?.into_iter().map(|(id, account)| (id, account.tenancy)).collect();
        let person = |(id, tenancy): (TenancyId, Tenancy)| {
            (id, Person { room: rooms.get(&tenancy.place).cloned().unwrap_or_default(), tenancy })
        };
        Ok(Self { accounts, tenancies: store::tenancy::all(db)?.into_iter().map(person).collect() })
    }

    pub fn of_account(&self, account: AccountId) -> Option<&Person> {
        self.accounts.get(&account).and_then(|tenancy| self.tenancies.get(tenancy))
    }

    pub fn of_tenancy(&self, tenancy: TenancyId) -> Option<&Person> {
        self.tenancies.get(&tenancy)
    }

    /// Every account with its person, in the order of the accounts.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &Person)> {
        self.accounts.iter().filter_map(|(account, tenancy)| Some((*account, self.tenancies.get(tenancy)?)))
    }
}
