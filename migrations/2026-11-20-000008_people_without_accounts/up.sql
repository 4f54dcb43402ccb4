-- People whom a window has recorded: without a password, so that nobody signs in as them, and without anything to sign in with. What they
-- left to be told by is kept apart from that, because several people may leave the same, a daughter's phone say.
alter table account alter column password_hash drop not null;
alter table account add column contact_phone bytea;
alter table account add column contact_phone_index bytea;
alter table account add column contact_email bytea;
alter table account add constraint account_without_password check (
    password_hash is not null
    or (kind <> 'staff' and login is null and phone_index is null and email_index is null)
);
create index account_by_contact_phone on account (contact_phone_index);

-- A phone or e-mail address that somebody wants to have, until they have typed the code that was sent there; an address that was given up,
-- until it has been told so. The code is derived from the id and a key, so no row holds it. `value` null: the address was removed.
create table contact_change (
    id uuid primary key,
    account_id uuid not null references account (id),
    kind text not null check (kind in ('phone', 'email')),
    value bytea,
    value_index bytea,
    previous bytea,
    tries integer not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz
);
create unique index contact_change_pending on contact_change (account_id, kind) where confirmed_at is null;
